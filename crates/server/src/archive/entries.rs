//! The public log as it is served, with what opens the entries of one process:
//! tiles hold commitments alone, so they are whole; words of other processes are not
//! ours to copy.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use app::Ctx;
use app::log::Served;
use ledger::ballot::Ballots;
use ledger::commitment::Openings;
use ledger::entry::{Entry, Event};
use ledger::tile::{self, Row, Tile, WIDTH};
use ledger::verify::objects_path;
use serde_json::{Value, json};

use super::{Busy, Progress, Stage, folder};

/// The process whose openings are here.
const SCOPE: &str = "log/scope";

/// Writes `log/` as of a signed head.
pub(super) async fn write(
    ctx: &Ctx,
    folder: &Path,
    code: &str,
    (note, size): (&str, u64),
    tell: &mut Progress<'_>,
) -> Result<()> {
    folder::write(folder, "log/key", app::log::signer(&ctx.app)?.keys().to_string().as_bytes())?;
    folder::write(folder, "log/checkpoint", note.as_bytes())?;
    let scope = ledger::jcs::to_string(&json!({ "processes": [code], "v": 1 }))?;
    folder::write(folder, SCOPE, scope.as_bytes())?;
    shown(ctx, folder, code).await?;
    let mut done = 0;
    for tile in tile::all(size) {
        let path = tile.path();
        let Served::Found(bytes) = app::log::tile(ctx, &path).await? else { bail!("the log has no {path}") };
        folder::write(folder, &format!("log/{path}"), &bytes)?;
        if tile.row == Row::Entries {
            let first = tile.index * u64::from(WIDTH);
            for (number, entry) in (first..).zip(tile::decode_entries(&bytes, tile.width)?) {
                opened(ctx, folder, code, number, entry).await?;
            }
            done += u64::from(tile.width);
            tell(Stage::Log, done, size);
        }
    }
    Ok(())
}

/// Writes what is shown of the process, in files of as many lines as they are served
/// by.
async fn shown(ctx: &Ctx, folder: &Path, code: &str) -> Result<()> {
    let (mut lines, mut next, mut read) = (Vec::new(), 0, 0);
    while let Served::Found(bytes) = app::log::objects(ctx, read).await? {
        for line in String::from_utf8(bytes)?.lines() {
            let value: Value = serde_json::from_str(line)?;
            let reference = value["ref"].as_str().unwrap_or_default();
            if reference.split('-').next() == Some(code) {
                lines.push(line.to_owned());
            }
            if lines.len() as u64 == app::log::LINES {
                write_lines(folder, &mut next, &mut lines)?;
            }
        }
        read += 1;
    }
    // The first file is there even when nothing is shown.
    if next == 0 || !lines.is_empty() {
        write_lines(folder, &mut next, &mut lines)?;
    }
    Ok(())
}

fn write_lines(folder: &Path, next: &mut u64, lines: &mut Vec<String>) -> Result<()> {
    let text: String = lines.drain(..).map(|line| line + "\n").collect();
    folder::write(folder, &format!("log/{}", objects_path(*next)), text.as_bytes())?;
    *next += 1;
    Ok(())
}

/// Writes what opens an entry of the process.
async fn opened(ctx: &Ctx, folder: &Path, code: &str, number: u64, entry: &[u8]) -> Result<()> {
    let entry = Entry::parse(entry).with_context(|| format!("entry {number}"))?;
    if entry.process.as_deref() != Some(code) {
        return Ok(());
    }
    let has_parts = match &entry.event {
        Event::Version(version) => !version.parts.is_empty(),
        Event::Act(act) => !act.parts.is_empty(),
        _ => false,
    };
    if has_parts {
        match app::log::openings(ctx, number).await? {
            Served::Found(bytes) => folder::write(folder, &format!("log/{}", Openings::path(number)), &bytes)?,
            // Erased, and an entry says why.
            Served::Missing => {}
            Served::NotYet => bail!(Busy),
        }
    }
    if matches!(&entry.event, Event::Votes(votes) if votes.closing) {
        let Served::Found(bytes) = app::log::ballots(ctx, number).await? else {
            bail!("the log has not the votes that entry {number} counted");
        };
        folder::write(folder, &format!("log/{}", Ballots::path(number)), &bytes)?;
    }
    Ok(())
}

/// Something on pages changed between two heads: a word, a decision, a withdrawal.
/// Votes that were counted meanwhile change nothing of what is archived.
pub(super) async fn changed(ctx: &Ctx, code: &str, from: u64, to: u64) -> Result<bool> {
    for index in from / u64::from(WIDTH)..to.div_ceil(u64::from(WIDTH)) {
        let Some(tile) = Tile::of_tree(Row::Entries, index, to) else { continue };
        let path = tile.path();
        let Served::Found(bytes) = app::log::tile(ctx, &path).await? else { bail!("the log has no {path}") };
        let first = index * u64::from(WIDTH);
        for (number, entry) in (first..).zip(tile::decode_entries(&bytes, tile.width)?) {
            let entry = Entry::parse(entry)?;
            let ours = number >= from && entry.process.as_deref() == Some(code);
            if ours && !matches!(&entry.event, Event::Votes(votes) if !votes.closing) {
                return Ok(true);
            }
        }
    }
    ensure!(to >= from, "the log has become smaller");
    Ok(false)
}
