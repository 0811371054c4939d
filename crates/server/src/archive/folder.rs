//! The folder of an archive: written, listed, and held against itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use ledger::Hash;
use ledger::archive::{Folder, Sums, is_path};
use sha2::{Digest, Sha256};

use super::html;

/// Bytes of a file held at once.
const PIECE: usize = 64 * 1024;

/// Writes a file and the folders above it.
pub(super) fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    let file = at(folder, path)?;
    fs::write(&file, bytes).with_context(|| format!("writing {}", file.display()))
}

/// Where a file goes; the folders above it are made.
pub(super) fn at(folder: &Path, path: &str) -> Result<PathBuf> {
    ensure!(is_path(path), "“{path}” is not a path");
    let file = folder.join(path);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(file)
}

/// An archive on the disk.
#[derive(Clone, Debug)]
pub struct OnDisk(PathBuf);

impl OnDisk {
    /// The archive in a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }
}

impl Folder for OnDisk {
    /// A link is listed as a file: it leads out of what was signed.
    fn files(&self) -> io::Result<BTreeSet<String>> {
        let mut files = BTreeSet::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.0.join(&folder))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if entry.file_type()?.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path);
                }
            }
        }
        Ok(files)
    }

    fn digest(&self, path: &str) -> io::Result<Hash> {
        if !fs::symlink_metadata(self.0.join(path))?.is_file() {
            // A link, or a pipe without end, is not the file that was signed.
            return Ok(Hash::new([0; 32]));
        }
        let mut file = File::open(self.0.join(path))?;
        let (mut hasher, mut piece) = (Sha256::new(), vec![0; PIECE]);
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(Hash::new(hasher.finalize().into())),
                read => hasher.update(&piece[..read]),
            }
        }
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let file = self.0.join(path);
        match fs::metadata(&file) {
            // A pipe is read without end.
            Ok(found) if !found.is_file() => Err(io::Error::other("not a file")),
            Ok(_) => fs::read(&file).map(Some),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The digest of every file.
pub(super) fn sums(folder: &Path, mut tell: impl FnMut(u64, u64)) -> Result<Sums> {
    let disk = OnDisk::new(folder);
    let files = disk.files()?;
    let count = files.len() as u64;
    let mut sums = BTreeMap::new();
    for (done, path) in (1..).zip(files) {
        let digest = disk.digest(&path).with_context(|| format!("reading {path}"))?;
        sums.insert(path, digest);
        tell(done, count);
    }
    Ok(Sums(sums))
}

/// Links of the pages of a folder that lead nowhere in it, as `page: link`.
///
/// # Errors
/// When a file cannot be read.
pub fn broken_links(folder: &Path) -> Result<Vec<String>> {
    let disk = OnDisk::new(folder);
    let files = disk.files()?;
    let mut broken = Vec::new();
    for page in files.iter().filter(|file| file.ends_with(".html")) {
        let html = fs::read_to_string(folder.join(page))?;
        let ids: BTreeSet<String> = html::elements(&html).into_iter().filter_map(|(_, id)| id).collect();
        for link in html::links(&html) {
            let address = link.address.as_str();
            let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
            let good = if path.is_empty() {
                fragment.is_empty() || ids.contains(fragment)
            } else {
                path.contains(':') || reach(page, path).is_some_and(|file| files.contains(&file))
            };
            if !good {
                broken.push(format!("{page}: {address}"));
            }
        }
    }
    Ok(broken)
}

/// The file that a relative address leads to.
fn reach(page: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "" => return None,
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let page = "<p id=\"a\"></p><a href=\"../index.html\"></a><a href=\"#a\"></a><a href=\"https://a.fr/\"></a>\
            <a href=\"gone.html\"></a><a href=\"#b\"></a><a href=\"/root.html\"></a><a href=\"../../up.html\"></a>";
        write(folder.path(), "index.html", b"").expect("written");
        write(folder.path(), "one/index.html", page.as_bytes()).expect("written");
        let broken = broken_links(folder.path()).expect("read");
        assert_eq!(
            broken,
            ["gone.html", "#b", "/root.html", "../../up.html"].map(|link| format!("one/index.html: {link}"))
        );
    }
}
