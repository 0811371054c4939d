//! What was erased, noted outside of the database and of its copies: opaque ids and
//! dates, one line each, on the disk before the transaction that erases. The first
//! line holds a secret under which the names of those who left are kept from being
//! taken again: without it the digests in the database say nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::Time;
use domain::erasure::Scope;
use entities::name_hold;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ctx::{App, Ctx};
use crate::error::Result;

/// What the first line begins with.
const FORM: &str = "parvis.erasures.v1";

/// Something that was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) at: Time,
    pub(super) scope: Scope,
    /// Of the account or of the contribution.
    pub(super) id: Uuid,
}

impl Line {
    fn write(&self) -> String {
        format!("{} {} {}\n", self.at.to_rfc3339_opts(SecondsFormat::Micros, true), self.scope, self.id)
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = DateTime::parse_from_rfc3339(words.next()?).ok()?.with_timezone(&Utc);
        let (scope, id) = (Scope::parse(words.next()?)?, Uuid::try_parse(words.next()?).ok()?);
        words.next().is_none().then_some(Self { at, scope, id })
    }
}

fn place(app: &Arc<App>) -> PathBuf {
    crate::log::place(app, &app.settings.log.erasures_file, "erasures")
}

/// Everything that was ever erased, the oldest first; nothing without the file.
pub(super) fn read(app: &Arc<App>) -> anyhow::Result<Vec<Line>> {
    let file = place(app);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("log.erasures_file: reading {}", file.display())),
    };
    parse(&text).with_context(|| format!("log.erasures_file {}", file.display()))
}

/// A last line that was not finished is of a transaction that was never begun.
fn parse(text: &str) -> anyhow::Result<Vec<Line>> {
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let mut lines = whole.lines();
    let first = lines.next().unwrap_or_default();
    ensure!(first.is_empty() || first.starts_with(FORM), "its first line is not {FORM}");
    let read = |(number, line): (usize, &str)| Line::read(line).with_context(|| format!("line {}", number + 2));
    lines.enumerate().map(read).collect()
}

/// Notes what is about to be erased; it is on the disk when this returns.
pub(super) fn append(app: &Arc<App>, lines: &[Line]) -> anyhow::Result<()> {
    let file = place(app);
    let mut open = opened(app, &file)?;
    let end = whole(&mut open)?;
    open.set_len(end)?;
    open.seek(SeekFrom::Start(end))?;
    open.write_all(lines.iter().map(Line::write).collect::<String>().as_bytes())?;
    open.sync_all()?;
    Ok(())
}

/// The file, locked, with its first line.
fn opened(app: &Arc<App>, file: &Path) -> anyhow::Result<File> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    let mut open = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(file)?;
    open.lock()?;
    if whole(&mut open)? == 0 {
        let mut secret = [0; 32];
        app.random.fill(&mut secret);
        open.set_len(0)?;
        open.seek(SeekFrom::Start(0))?;
        open.write_all(format!("{FORM} {}\n", STANDARD.encode(secret)).as_bytes())?;
        open.sync_all()?;
        File::open(folder)?.sync_all()?;
    }
    Ok(open)
}

/// Bytes up to the end of the last whole line.
fn whole(file: &mut File) -> anyhow::Result<u64> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    Ok(u64::try_from(end)?)
}

/// The secret of the first line; none before anything was erased. The rest of the file
/// is not read: it only grows, and this is asked at each sign-up.
fn secret(file: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let open = match File::open(file) {
        Ok(open) => open,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("log.erasures_file: reading {}", file.display())),
    };
    let mut line = String::new();
    BufReader::new(open).read_line(&mut line)?;
    let Some(secret) = line.strip_prefix(FORM) else { return Ok(None) };
    Ok(Some(STANDARD.decode(secret.trim())?))
}

/// The digest under which a name is kept; none before anything was erased.
fn digest(app: &Arc<App>, key: &str) -> anyhow::Result<Option<String>> {
    let Some(secret) = secret(&place(app))? else { return Ok(None) };
    // The secret comes first and has one length, and the digest is never extended.
    let hash = Sha256::new().chain_update(secret).chain_update(b"name\n").chain_update(key).finalize();
    Ok(Some(STANDARD.encode(hash)))
}

/// Whether nobody may take this name, for someone who had it left.
///
/// # Errors
/// When the database fails.
pub(crate) async fn is_held(ctx: &Ctx, connection: &impl ConnectionTrait, key: &str) -> Result<bool> {
    let Some(digest) = digest(&ctx.app, key)? else { return Ok(false) };
    let held = name_hold::Entity::find_by_id(digest).filter(name_hold::Column::Until.gt(ctx.now()));
    Ok(held.count(connection).await? > 0)
}

/// The row that keeps a name.
pub(super) fn hold(app: &Arc<App>, key: &str) -> anyhow::Result<Option<String>> {
    digest(app, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_read_without_the_rest_of_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("log.erasures");
        assert_eq!(secret(&file).expect("read"), None);
        let mut bytes = format!("{FORM} c2VjcmV0\n").into_bytes();
        bytes.extend([0xff; 64]);
        fs::write(&file, bytes).expect("written");
        assert_eq!(secret(&file).expect("read").as_deref(), Some(b"secret".as_slice()));
    }

    #[test]
    fn lines_read_back_and_one_that_was_cut_is_of_nothing() {
        let at: Time = "2027-03-16T03:00:00.000001Z".parse().expect("an instant");
        let lines = [Scope::Account, Scope::Comment].map(|scope| Line { at, scope, id: Uuid::from_u128(7) });
        let text = format!("{FORM} c2VjcmV0\n{}{}", lines[0].write(), lines[1].write());
        assert_eq!(parse(&text).expect("read"), lines);
        assert_eq!(parse(&text[..text.len() - 5]).expect("read"), lines[..1]);
        assert_eq!(parse("").expect("read"), []);
        assert!(parse("something else\n").is_err());
        assert!(parse(&format!("{FORM} x\nnonsense\n")).is_err(), "what was erased is never passed over");
    }
}
