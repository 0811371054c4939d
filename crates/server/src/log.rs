//! The log: one line per event, for people or for machines. It never holds a
//! password, a token, an address or the words of a contribution.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use settings::LogFormat;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Begins to log to standard error.
///
/// # Errors
/// When the filter is not one, or something logs already.
pub fn begin(settings: &settings::Log) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.level)
        .with_context(|| format!("log.level: “{}” is not a filter", settings.level))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_span_events(FmtSpan::NONE);
    let begun = match settings.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
    };
    begun.map_err(|error| anyhow::anyhow!("the log: {error}"))?;
    std::panic::set_hook(Box::new(panicked));
    Ok(())
}

/// A panic's message may quote what was being handled, so only one that was
/// written in the source is logged.
fn panicked(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(message withheld)");
    tracing::error!(place, "panicked: {message}");
}
