//! `cargo xtask dist`: what goes onto a server, in one directory.

use crate::client::{self, Client};
use crate::shell::{Outcome, cargo, go, root, target_dir};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Builds the optimised binary, the client and the assets, and puts them together
/// with the default settings into a directory (`target/dist`). The server is started
/// inside it.
///
/// # Errors
/// When something does not build, the client included: a release has its islands.
pub(crate) fn dist(args: &[String]) -> Outcome {
    let to = match args {
        [] => target_dir().join("dist"),
        [dir] => env::current_dir().map_err(|error| error.to_string())?.join(dir),
        _ => return Err("`dist` takes one directory".to_owned()),
    };
    if let Client::Missing(why) = client::build(None)? {
        return Err(why);
    }
    go(&mut cargo(&["build", "-p", "server", "--release"]))?;
    let binary = format!("parvis{}", env::consts::EXE_SUFFIX);
    put(&target_dir().join("release").join(&binary), &to.join(&binary))?;
    for dir in ["var/assets", "config"] {
        for file in files(&root().join(dir))? {
            let name = file.file_name().unwrap_or_default();
            put(&file, &to.join(dir).join(name))?;
        }
    }
    println!("{}", to.display());
    Ok(())
}

fn files(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect())
}

fn put(from: &Path, to: &Path) -> Outcome {
    let parent = to.parent().unwrap_or(to);
    let copied = fs::create_dir_all(parent).and_then(|()| fs::copy(from, to));
    copied.map(drop).map_err(|error| format!("copying {} to {}: {error}", from.display(), to.display()))
}
