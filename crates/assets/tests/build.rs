//! The asset build on a small front end: what it writes, what it leaves alone.

use assets::manifest::Manifest;
use assets::{Sources, build};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A front end of two stylesheets, a boot script and a picture.
fn front_end() -> (TempDir, Sources) {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().expect("its directory")).expect("made");
        fs::write(file, text).expect("written");
    };
    write("style/order.txt", "second.css\n# not yet: third.css\nfirst.css\n");
    write("style/first.css", &".first { color: red; }\n".repeat(50));
    write("style/second.css", ".second { color: blue; }\n");
    write("style/unlisted.css", ".unlisted { color: green; }\n");
    write("public/boot.js", "import('x')");
    write("public/favicon.svg", "<svg/>");
    let sources = Sources { frontend: dir.path().to_owned(), wasm: None, wasm_opt: None };
    (dir, sources)
}

fn files(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn the_sheets_are_joined_in_their_order_and_compressed() {
    let (dir, sources) = front_end();
    let out = dir.path().join("out");
    let built = build(&sources, &out).unwrap();
    let sheet = &built.manifest.files["app.css"];
    let text = fs::read_to_string(out.join(&sheet.file)).unwrap();
    assert!(text.starts_with(".second{color: blue}.first{color: red}"), "{text}");
    assert!(!text.contains("unlisted"));
    assert!(sheet.br < sheet.size && sheet.gz < sheet.size);
    assert_eq!(fs::read(out.join(format!("{}.br", sheet.file))).unwrap().len(), sheet.br);
    assert_eq!(Manifest::read(&out).unwrap(), built.manifest);
}

#[test]
fn without_the_client_nothing_boots_it() {
    let (dir, sources) = front_end();
    let built = build(&sources, &dir.path().join("out")).unwrap();
    let names: Vec<_> = built.manifest.files.keys().map(String::as_str).collect();
    assert_eq!(names, ["app.css", "favicon.svg"]);
    assert_eq!(built.manifest.client_weight(), 0);
}

#[test]
fn the_same_sources_are_built_once() {
    let (dir, sources) = front_end();
    let out = dir.path().join("out");
    let first = build(&sources, &out).unwrap();
    assert!(!first.unchanged);
    let second = build(&sources, &out).unwrap();
    assert!(second.unchanged);
    assert_eq!(second.manifest, first.manifest);

    fs::remove_file(out.join(&first.manifest.files["app.css"].file)).unwrap();
    assert!(!build(&sources, &out).unwrap().unchanged, "a file that went missing is built again");
}

#[test]
fn a_change_gives_a_new_name_and_keeps_one_generation() {
    let (dir, sources) = front_end();
    let out = dir.path().join("out");
    let icon = |text: &str| {
        fs::write(dir.path().join("public/favicon.svg"), text).unwrap();
        build(&sources, &out).unwrap().manifest
    };
    let (first, second) = (icon("<svg>1</svg>"), icon("<svg>2</svg>"));
    assert_ne!(first.build, second.build);
    assert_eq!(first.files["app.css"], second.files["app.css"]);
    assert!(files(&out).contains(&first.files["favicon.svg"].file), "open pages still ask for it");
    icon("<svg>3</svg>");
    assert!(!files(&out).contains(&first.files["favicon.svg"].file), "nobody does any more");
}

#[test]
fn a_sheet_that_is_named_and_missing_stops_the_build() {
    let (dir, sources) = front_end();
    fs::write(dir.path().join("style/order.txt"), "gone.css\n").unwrap();
    let error = build(&sources, &dir.path().join("out")).unwrap_err();
    assert!(format!("{error:#}").contains("gone.css"), "{error:#}");
}
