//! Names a file after its content, and compresses it as far as it goes: it is done
//! once, and then served a million times.

use crate::manifest::Entry;
use anyhow::{Context, Result};
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Formats that are compressed by themselves.
const DENSE: &[&str] = &["png", "jpg", "webp", "avif", "woff2", "gz", "br", "zip"];

/// Writes `content` into `out` as `<stem>.<hash>.<extension>`, with its compressed
/// twins where they are smaller.
pub(crate) fn pack(name: &str, content: &[u8], out: &Path) -> Result<Entry> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let hash = short(Sha256::new_with_prefix(content));
    let file = format!("{stem}.{hash}.{extension}");
    put(out, &file, content)?;
    let size = content.len();
    let mut entry = Entry { file, size, br: size, gz: size };
    if DENSE.contains(&extension) {
        return Ok(entry);
    }
    let twins = [("br", brotli(content)?, &mut entry.br), ("gz", gzip(content)?, &mut entry.gz)];
    for (suffix, packed, weight) in twins {
        if packed.len() < size {
            put(out, &format!("{}.{suffix}", entry.file), &packed)?;
            *weight = packed.len();
        }
    }
    Ok(entry)
}

/// The first 16 hexadecimal digits of a hash.
pub(crate) fn short(hash: Sha256) -> String {
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(16);
    digits
}

fn put(out: &Path, file: &str, content: &[u8]) -> Result<()> {
    fs::write(out.join(file), content).with_context(|| format!("writing {file} into {}", out.display()))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &params)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
