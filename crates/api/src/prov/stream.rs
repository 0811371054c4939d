//! The provenance of a whole process, written as it is read: one section after
//! the other, some hundreds of versions at a time. Memory does not grow with the
//! process, but for the names of agents, each of which is written once.

use std::collections::{HashSet, VecDeque};

use app::{Ctx, Result};
use axum::body::{Body, Bytes};
use domain::lineage::{Node, Step};
use domain::process::Process;
use futures_util::stream;
use uuid::Uuid;

use super::{Document, SECTIONS};

/// Versions read at once.
const AT_ONCE: u64 = 400;

/// The body of the document.
pub fn process(ctx: Ctx, process: Process) -> Body {
    let writer =
        Writer { ctx, process, section: 0, after: None, begun: false, seen: HashSet::new(), ready: VecDeque::new() };
    Body::from_stream(stream::try_unfold(writer, |mut writer| async move {
        match writer.next().await {
            Ok(Some(bytes)) => Ok(Some((bytes, writer))),
            Ok(None) => Ok(None),
            Err(error) => {
                tracing::error!(request_id = %writer.ctx.request_id, error = %error, "a provenance document broke off");
                Err(error)
            }
        }
    }))
}

/// Where the writing stands.
struct Writer {
    ctx: Ctx,
    process: Process,
    /// The section being written.
    section: usize,
    /// The version after which to go on in it.
    after: Option<Uuid>,
    /// A record of the section was written.
    begun: bool,
    /// Agents that were written: they recur.
    seen: HashSet<String>,
    ready: VecDeque<String>,
}

impl Writer {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        while self.ready.is_empty() {
            if self.section > SECTIONS.len() {
                return Ok(None);
            }
            let Some(name) = SECTIONS.get(self.section) else {
                self.section += 1;
                return Ok(Some(Bytes::from_static(b"}\n")));
            };
            self.read(name).await?;
        }
        Ok(self.ready.pop_front().map(Bytes::from))
    }

    /// Reads the next versions and keeps what they say in this section.
    async fn read(&mut self, name: &'static str) -> Result<()> {
        let mut text = String::new();
        if self.after.is_none() {
            let comma = if self.section == 0 { "{" } else { ",\n" };
            text.push_str(&format!("{comma}\"{name}\":{{"));
            self.begun = false;
            self.seen.clear();
        }
        // The prefixes are the same whatever is read.
        let slice = match name {
            "prefix" => app::lineage::Slice::default(),
            _ => app::lineage::slice(&self.ctx, &self.process, self.after, AT_ONCE).await?,
        };
        let base = &self.ctx.app.settings.server.public_url;
        let nodes: Vec<&Node> = slice.nodes.iter().collect();
        let steps: Vec<&Step> = slice.steps.iter().collect();
        let document = Document::of(&nodes, &steps, base);
        let recurs = matches!(name, "agent" | "actedOnBehalfOf");
        let begun: HashSet<String> =
            nodes.iter().filter(|node| node.version == 1).map(|node| super::thing(node)).collect();
        for (key, record) in document.section(name).into_iter().flatten() {
            // A thing is told with its first version; an agent the first time it acts.
            let is_thing = name == "entity" && !key.contains("/versions/") && !key.starts_with("at:tallies/");
            if (is_thing && !begun.contains(key)) || (recurs && !self.seen.insert(key.clone())) {
                continue;
            }
            let comma = if self.begun { ",\n" } else { "\n" };
            text.push_str(&format!("{comma}{}:{record}", serde_json::json!(key)));
            self.begun = true;
        }
        self.after = slice.next;
        if self.after.is_none() {
            text.push('}');
            self.section += 1;
        }
        self.ready.push_back(text);
        Ok(())
    }
}
