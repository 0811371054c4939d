//! `parvis export …`: what everyone may read, as data.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use api::shapes;
use app::Ctx;
use clap::{Args, Subcommand};
use domain::policy::Actor;
use domain::proposal::ListQuery;

use crate::cli::{Global, open};

/// Write public data into a file.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// A process with its proposals and commitments, whole, as JSON
    ///
    /// The shapes are those of the API: {process, proposals: […], commitments: […]}.
    Process(Process),
}

/// A process to write.
#[derive(Debug, Args)]
pub(super) struct Process {
    /// The process
    #[arg(long, value_name = "SLUG")]
    process: String,
    /// The file to make; it must not exist
    file: PathBuf,
}

/// Proposals read at once: the export takes no more memory than that.
const AT_ONCE: u64 = 50;

impl Export {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Self::Process(command) => command.run(global).await,
        }
    }
}

impl Process {
    async fn run(self, global: &Global) -> Result<ExitCode> {
        let opened = open::open_existing(open::settings(global, &[])?).await?;
        let ctx = Ctx::system(&opened.app, "export").acting(Actor::Visitor);
        let name = self.file.display().to_string();
        let process =
            app::process::find(&ctx, &self.process).await.with_context(|| format!("the process {}", self.process))?;
        let file = File::create_new(&self.file).with_context(|| format!("making {name}"))?;
        let mut out = BufWriter::new(file);
        let written = write(&ctx, &process, &mut out).await;
        let kept = written.and_then(|count| {
            out.flush()?;
            out.get_ref().sync_all()?;
            Ok(count)
        });
        let count =
            kept.inspect_err(|_| drop(std::fs::remove_file(&self.file))).with_context(|| format!("writing {name}"))?;
        opened.close().await?;
        println!("{name}: {} proposals, {} commitments", count.0, count.1);
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes everything; returns how many proposals and commitments there were.
async fn write(ctx: &Ctx, process: &domain::process::Process, out: &mut impl Write) -> Result<(usize, usize)> {
    let base = &ctx.app.settings.server.public_url;
    write!(out, "{{\"process\":")?;
    serde_json::to_writer(&mut *out, &shapes::Process::of(process, ctx.now()))?;
    write!(out, ",\n\"proposals\":[")?;
    let mut proposals = 0;
    let mut query = ListQuery { limit: AT_ONCE, ..ListQuery::default() };
    loop {
        let page = app::proposal::list_in(ctx, process, &query).await?;
        for card in &page.items {
            let whole = app::proposal::show(ctx, card.reference.as_str()).await?;
            let steps = app::lineage::of(ctx, card.reference.as_str()).await?;
            item(out, proposals, &shapes::Proposal::whole(&whole, &steps, base))?;
            proposals += 1;
        }
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    write!(out, "],\n\"commitments\":[")?;
    let (_, cards) = app::commitment::list(ctx, &process.slug).await?;
    for (index, card) in cards.iter().enumerate() {
        let whole = app::commitment::show(ctx, card.reference.as_str()).await?;
        let steps = app::lineage::of(ctx, card.reference.as_str()).await?;
        item(out, index, &shapes::Commitment::whole(&whole, &steps, base))?;
    }
    writeln!(out, "]}}")?;
    Ok((proposals, cards.len()))
}

fn item(out: &mut impl Write, index: usize, shape: &impl serde::Serialize) -> Result<()> {
    out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
    Ok(serde_json::to_writer(out, shape)?)
}
