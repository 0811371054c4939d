//! The parts that pages are made of. Each is a function from plain values to a
//! view; `/styleguide` shows them all.

mod field;
mod part;
mod stance;
mod summary;
mod thread;

pub use field::{Field, Opt, hidden};
pub use part::{
    author_line, badge, button, commitment_badge, empty, fact, facts, figures, kind_of_author, link_button, notice,
    pager, phase_badge, placeholder, post_button, primary_button, primary_link, prose, section, sign, state_badge,
    table,
};
pub use stance::{live_bar, live_tally, live_votes, shown_counts, stance_bar, stance_table, tally, tally_sentence};
pub use summary::error_summary;
pub use thread::{Shape, Step, When, thread};
