//! What an archive says of itself, in its own files.

use super::table;

/// How the archive is described.
pub(super) struct About<'a> {
    pub(super) title: [&'a str; 2],
    pub(super) code: &'a str,
    pub(super) site: &'a str,
    pub(super) public_url: &'a str,
    pub(super) address: &'a str,
    pub(super) made_at: &'a str,
    pub(super) origin: &'a str,
    pub(super) entries: u64,
    pub(super) pages: usize,
    pub(super) written: super::data::Written,
}

const FRENCH: &str = include_str!("words/LISEZMOI.md");
const ENGLISH: &str = include_str!("words/README.md");
const DATA: &str = include_str!("words/DATA.md");

impl About<'_> {
    /// `LISEZMOI.md`.
    pub(super) fn french(&self) -> String {
        self.fill(FRENCH, self.title[0])
    }

    /// `README.md`.
    pub(super) fn english(&self) -> String {
        self.fill(ENGLISH, self.title[1])
    }

    fn fill(&self, text: &str, title: &str) -> String {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let written = &self.written;
        let values = [
            ("title", title.replace('\n', " ")),
            ("code", self.code.to_owned()),
            ("site", self.site.to_owned()),
            ("public_url", self.public_url.to_owned()),
            ("address", self.address.to_owned()),
            ("made_at", self.made_at.to_owned()),
            ("origin", self.origin.to_owned()),
            ("entries", self.entries.to_string()),
            ("pages", self.pages.to_string()),
            ("proposals", written.proposals.to_string()),
            ("comments", written.comments.to_string()),
            ("commitments", written.commitments.to_string()),
            ("decisions", written.decisions.to_string()),
            ("version", version),
        ];
        values.into_iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value))
    }
}

/// `data/README.md`.
pub(super) fn data() -> String {
    DATA.replace("{tables}", &table::explained())
}
