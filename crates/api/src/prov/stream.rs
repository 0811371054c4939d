//! The provenance of a whole process: read once, some hundreds of versions at a
//! time, each section into a file of its own, then written one after the other.
//! Memory does not grow with the process, but for the names of agents, each of
//! which is written once. Few are made at once: anyone may ask for one.

use std::collections::HashSet;
use std::io::{Read, Seek, Write};

use anyhow::Context as _;
use app::{Ctx, Result};
use axum::body::{Body, Bytes};
use domain::lineage::{Node, Step};
use domain::process::Process;
use futures_util::stream;
use tempfile::SpooledTempFile;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::{Document, SECTIONS};

/// Versions read at once.
const AT_ONCE: u64 = 400;
/// Documents made at once; the others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Bytes of a section that are kept in memory.
const SMALL: usize = 256 << 10;
/// Bytes written at once.
const PIECE: usize = 64 << 10;

/// The body of the document.
pub fn process(ctx: Ctx, process: Process) -> Body {
    let request = ctx.request_id.to_string();
    let writer = Writer { ctx, process, request, read: None, section: 0 };
    Body::from_stream(stream::try_unfold(writer, |mut writer| async move {
        match writer.next().await {
            Ok(Some(bytes)) => Ok(Some((bytes, writer))),
            Ok(None) => Ok(None),
            Err(error) => {
                tracing::error!(request_id = %writer.request, error = %error, "a provenance document broke off");
                Err(error)
            }
        }
    }))
}

/// Where the writing stands.
struct Writer {
    ctx: Ctx,
    process: Process,
    request: String,
    read: Option<Sections>,
    /// The section being written.
    section: usize,
}

impl Writer {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let read = match self.read.take() {
            Some(read) => read,
            None => Sections::read(&self.ctx, &self.process).await?,
        };
        let read = self.read.insert(read);
        loop {
            let Some(section) = read.sections.get_mut(self.section) else {
                let is_end = self.section == SECTIONS.len();
                self.section += 1;
                return Ok(is_end.then(|| Bytes::from_static(b"}\n")));
            };
            let piece = section.piece()?;
            if !piece.is_empty() {
                return Ok(Some(Bytes::from(piece)));
            }
            self.section += 1;
        }
    }
}

/// All that was read.
struct Sections {
    sections: Vec<Section>,
    _turn: SemaphorePermit<'static>,
}

impl Sections {
    /// Reads the process once, up to what there is now: a version that is made
    /// meanwhile comes after all others, and what it comes from is here.
    async fn read(ctx: &Ctx, process: &Process) -> Result<Self> {
        let turn = TURNS.acquire().await.context("waiting for a turn")?;
        let mut sections = Vec::new();
        for name in SECTIONS {
            sections.push(Section::begin(name, sections.is_empty())?);
        }
        let base = &ctx.app.settings.server.public_url;
        let mut after: Option<Uuid> = None;
        loop {
            let slice = app::lineage::slice(ctx, process, after, AT_ONCE).await?;
            let nodes: Vec<&Node> = slice.nodes.iter().collect();
            let steps: Vec<&Step> = slice.steps.iter().collect();
            let document = Document::of(&nodes, &steps, base);
            let begun: HashSet<String> =
                nodes.iter().filter(|node| node.version == 1).map(|node| super::thing(node)).collect();
            for section in &mut sections {
                section.add(&document, &begun)?;
            }
            after = slice.next;
            if after.is_none() {
                break;
            }
        }
        for section in &mut sections {
            section.end()?;
        }
        Ok(Self { sections, _turn: turn })
    }
}

/// A section, as it will be written.
struct Section {
    name: &'static str,
    text: SpooledTempFile,
    /// A record was written.
    begun: bool,
    /// Agents that were written: they recur.
    seen: HashSet<String>,
}

impl Section {
    fn begin(name: &'static str, is_first: bool) -> Result<Self> {
        let mut text = SpooledTempFile::new(SMALL);
        let comma = if is_first { "{" } else { ",\n" };
        write!(text, "{comma}\"{name}\":{{").context("a section")?;
        Ok(Self { name, text, begun: false, seen: HashSet::new() })
    }

    fn add(&mut self, document: &Document, begun: &HashSet<String>) -> Result<()> {
        // Prefixes are the same whatever is read.
        let recurs = matches!(self.name, "prefix" | "agent" | "actedOnBehalfOf");
        for (key, record) in document.section(self.name).into_iter().flatten() {
            // A thing is told with its first version; an agent the first time it acts.
            let is_thing = self.name == "entity" && !key.contains("/versions/") && !key.starts_with("at:tallies/");
            if (is_thing && !begun.contains(key)) || (recurs && !self.seen.insert(key.clone())) {
                continue;
            }
            let comma = if self.begun { ",\n" } else { "\n" };
            write!(self.text, "{comma}{}:{record}", serde_json::json!(key)).context("a record")?;
            self.begun = true;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.text.write_all(b"}").context("the end of a section")?;
        Ok(self.text.rewind().context("the beginning of a section")?)
    }

    /// What comes next of it; nothing at its end.
    fn piece(&mut self) -> Result<Vec<u8>> {
        let mut piece = vec![0; PIECE];
        let read = self.text.read(&mut piece).context("reading a section")?;
        piece.truncate(read);
        Ok(piece)
    }
}
