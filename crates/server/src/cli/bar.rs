//! A progress bar on a terminal, and nothing elsewhere: what is piped stays
//! clean.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that fills as a long command goes on.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// A bar that counts these things.
    pub(super) fn new(things: &'static str) -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} {elapsed_precise}") {
            bar.set_style(style);
        }
        bar.set_message(things);
        Self(bar)
    }

    /// So many are done.
    pub(super) fn at(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// Leaves the line to what is said next.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}
