//! What browsers load: the files that the asset build made, by the names in its
//! manifest, for ever cacheable. Where nothing was built, the binary's own
//! stylesheet, so that pages are never undressed; islands then do not load.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::failure::{Answer, Failure};
use crate::router::Routes;
use crate::state::AppState;

const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));
const FAVICON: &str = include_str!("../../../frontend/public/favicon.svg");
const ROBOTS: &str =
    "User-agent: *\nDisallow: /account\nDisallow: /sign-in\nDisallow: /sign-up\nDisallow: /admin\nDisallow: /search\n";

/// The name carries a hash of the content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The part of `manifest.json` that the server reads.
#[derive(Debug, Deserialize)]
struct Manifest {
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    file: String,
}

/// Where assets are.
#[derive(Debug)]
pub struct Assets {
    folder: PathBuf,
    files: BTreeMap<String, String>,
    own_style: String,
}

impl Assets {
    /// Reads the manifest of a folder, when there is one.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let read = std::fs::read(folder.join("manifest.json")).ok();
        let manifest: Option<Manifest> = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let files = manifest
            .map(|manifest| manifest.files.into_iter().map(|(name, entry)| (name, entry.file)).collect())
            .unwrap_or_default();
        let hash = Sha256::digest(STYLE).iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self { folder: folder.to_owned(), files, own_style: format!("own.{hash}.css") }
    }

    /// They were built.
    #[must_use]
    pub fn are_built(&self) -> bool {
        self.files.contains_key("app.css")
    }

    /// The path of an asset by its plain name; the stylesheet always has one.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        format!("/assets/{}", self.files.get(name).unwrap_or(&self.own_style))
    }

    /// The paths of the client, when it was built.
    #[must_use]
    pub fn boot(&self) -> Option<pages::Boot> {
        let path = |name: &str| self.files.contains_key(name).then(|| self.path(name));
        Some(pages::Boot { boot: path("boot.js")?, glue: path("client.js")?, wasm: path("client.wasm")? })
    }
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/assets/{file}", asset)
        .get("/favicon.svg", favicon)
        .get("/favicon.ico", favicon)
        .get("/robots.txt", robots)
}

async fn asset(State(state): State<AppState>, request: Request) -> Answer {
    let assets = &state.assets;
    let name = request.uri().path().strip_prefix("/assets/").unwrap_or_default();
    if name == assets.own_style {
        return Ok(text("text/css; charset=utf-8", STYLE, FOR_EVER));
    }
    // A hashed name has two dots; the manifest and half-written files have not.
    let is_asset = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        && name.matches('.').count() >= 2
        && !name.starts_with('.');
    if !is_asset {
        return Err(Failure::NoSuchPage);
    }
    let file = format!("/{name}").parse().map_err(|_| Failure::NoSuchPage)?;
    let (mut parts, body) = request.into_parts();
    parts.uri = file;
    let folder =
        ServeDir::new(&assets.folder).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    let Ok(served) = folder.oneshot(Request::from_parts(parts, body)).await;
    if served.status() == StatusCode::NOT_FOUND {
        return Err(Failure::NoSuchPage);
    }
    let mut response = served.map(Body::new);
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    }
    Ok(response)
}

async fn favicon() -> Response {
    text("image/svg+xml", FAVICON, A_DAY)
}

async fn robots() -> Response {
    text("text/plain; charset=utf-8", ROBOTS, A_DAY)
}

fn text(kind: &'static str, body: &'static str, cache: HeaderValue) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, cache)], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_build_there_is_a_stylesheet_and_no_client() {
        let assets = Assets::load(Path::new("/nowhere"));
        assert!(assets.path("app.css").starts_with("/assets/own."));
        assert!(assets.boot().is_none() && !assets.are_built());
    }

    #[test]
    fn the_manifest_says_what_files_are_called() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = r#"{"build":"x","files":{"app.css":{"file":"app.1.css","size":1,"br":1,"gz":1},"boot.js":{"file":"boot.2.js","size":1,"br":1,"gz":1}},"inputs":""}"#;
        std::fs::write(folder.path().join("manifest.json"), manifest).expect("written");
        let assets = Assets::load(folder.path());
        assert_eq!(assets.path("app.css"), "/assets/app.1.css");
        assert!(assets.boot().is_none(), "half a client is none");
    }
}
