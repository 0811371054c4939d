//! The dump of a Cap Collectif platform: `opinions.jsonl`, one opinion of its
//! public API by line, with everything that hangs on it. Pure: text in, typed
//! records and named problems out. Keys that are not needed are ignored; a
//! needed one that is missing or of another kind makes the record malformed,
//! and the others come in. Nested records stand or fall alone.

use std::collections::HashMap;
use std::io::BufRead;

use domain::Time;
use domain::comment::Stance;
use domain::vote::Counts;
use serde_json::Value;

use super::Issue;
use super::cap_collectif_raw::{
    Id, Line, Moment, RawAppendix, RawArgument, RawAuthor, RawModal, RawSection, RawSource, why,
};
use crate::proposal::StoredSection;

/// The file that the records are read from.
pub(super) const FILE: &str = "opinions.jsonl";

/// One proposal with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opinion {
    pub(super) line: u64,
    pub(super) id: String,
    pub(super) title: String,
    /// The markup, as it was.
    pub(super) html: String,
    /// Appendices, and the law's text before and after.
    pub(super) sections: Vec<StoredSection>,
    pub(super) created_at: Time,
    pub(super) updated_at: Time,
    pub(super) author: Author,
    pub(super) theme: Option<Theme>,
    pub(super) votes: Counts,
    pub(super) moderated: Moderated,
    pub(super) arguments: Vec<Argument>,
    pub(super) sources: Vec<Document>,
    /// Where it was read; empty when that is not known.
    pub(super) address: String,
}

/// Who wrote something, under the name used there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) id: String,
    pub(super) name: String,
}

/// A section of the consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Theme {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) subtitle: String,
}

/// What the moderators of the platform did with a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moderated {
    /// Nothing.
    Not,
    /// Set apart, where it could still be read.
    Trashed,
    /// Taken out of sight.
    Disabled,
}

/// An argument for or against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Argument {
    pub(super) id: String,
    pub(super) stance: Stance,
    pub(super) text: String,
    /// As it was, when that is not the text.
    pub(super) original: Option<String>,
    pub(super) created_at: Time,
    pub(super) updated_at: Time,
    pub(super) author: Author,
    pub(super) votes: i32,
    pub(super) moderated: Moderated,
}

/// A document put forward in support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) category: String,
    pub(super) text: String,
    pub(super) created_at: Time,
    pub(super) author: Author,
    pub(super) votes: i32,
    pub(super) moderated: Moderated,
}

/// Reads a dump: the records, in the order of the file, and what is wrong with
/// the others. `now` is the time of reading: nothing can be dated after it.
///
/// # Errors
/// When the file cannot be read to its end.
pub(super) fn read(mut from: impl BufRead, now: Time) -> std::io::Result<(Vec<Opinion>, Vec<Issue>)> {
    let mut reader = Reader { line: 0, now, issues: Vec::new(), seen: HashMap::new() };
    let mut opinions = Vec::new();
    let mut bytes = Vec::new();
    while from.read_until(b'\n', &mut bytes)? > 0 {
        reader.line += 1;
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
        if !text.is_empty() {
            match reader.opinion(text) {
                Ok(opinion) => opinions.push(opinion),
                Err(why) => reader.malformed(why),
            }
        }
        bytes.clear();
    }
    Ok((opinions, reader.issues))
}

struct Reader {
    line: u64,
    now: Time,
    issues: Vec<Issue>,
    /// The line of each record, by its kind and id.
    seen: HashMap<(&'static str, String), u64>,
}

impl Reader {
    fn malformed(&mut self, why: impl Into<String>) {
        self.issues.push(Issue::malformed(FILE, self.line, why));
    }

    fn warn(&mut self, why: impl Into<String>) {
        self.issues.push(Issue::warning(FILE, self.line, why));
    }

    fn opinion(&mut self, text: &[u8]) -> Result<Opinion, String> {
        let text = std::str::from_utf8(text).map_err(|error| format!("not UTF-8: {error}"))?;
        let raw = serde_json::from_str::<Line>(text).map_err(|error| why(&error))?.opinion;
        let id = self.first("opinion", raw.id)?;
        let named = |why: String| format!("opinion {id}: {why}");
        let (created_at, updated_at) = self.dates(raw.created_at, raw.updated_at).map_err(named)?;
        let title = content::clean::line(&raw.title);
        if title.is_empty() {
            return Err(named("the title is empty".into()));
        }
        let opinion = Opinion {
            line: self.line,
            title,
            html: storable(raw.body),
            sections: sections(raw.appendices, raw.modals),
            created_at,
            updated_at,
            author: author(raw.author).map_err(named)?,
            theme: raw.section.map(theme),
            votes: Counts {
                agree: raw.votes_ok.0.into(),
                mixed: raw.votes_mitige.0.into(),
                disagree: raw.votes_nok.0.into(),
            },
            moderated: moderated(raw.is_enabled, raw.is_trashed),
            arguments: self.nested(&id, "argument", raw.arguments, Self::argument),
            sources: self.nested(&id, "source", raw.sources, Self::document),
            address: raw
                .links
                .show
                .filter(|address| !crate::proposal::web_link(address).is_empty())
                .unwrap_or_default(),
            id,
        };
        self.compare(&opinion, raw.votes_total, [raw.arguments_yes_count, raw.arguments_no_count, raw.sources_count]);
        Ok(opinion)
    }

    /// Takes an id for its first use.
    fn first(&mut self, kind: &'static str, id: Id) -> Result<String, String> {
        match self.seen.insert((kind, id.0.clone()), self.line) {
            None => Ok(id.0),
            Some(line) => {
                self.seen.insert((kind, id.0.clone()), line);
                Err(format!("{kind} {}: the same id as on line {line}", id.0))
            }
        }
    }

    fn dates(&self, created: Moment, updated: Option<Moment>) -> Result<(Time, Time), String> {
        let created = created.0;
        if created > self.now || created.timestamp() < 0 {
            return Err(format!("created_at: {} cannot be", created.to_rfc3339()));
        }
        let updated = updated.map_or(created, |updated| updated.0).clamp(created, self.now);
        Ok((created, updated))
    }

    /// Reads nested records one by one.
    fn nested<T>(
        &mut self,
        opinion: &str,
        kind: &str,
        values: Vec<Value>,
        one: impl Fn(&mut Self, Value) -> Result<T, String>,
    ) -> Vec<T> {
        let mut read = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            let place = value.get("id").map_or_else(|| format!("number {}", index + 1), ToString::to_string);
            match one(self, value) {
                Ok(record) => read.push(record),
                Err(why) => self.malformed(format!("opinion {opinion}, {kind} {place}: {why}")),
            }
        }
        read
    }

    fn argument(&mut self, value: Value) -> Result<Argument, String> {
        let raw: RawArgument = serde_json::from_value(value).map_err(|error| why(&error))?;
        let (created_at, updated_at) = self.dates(raw.created_at, raw.updated_at)?;
        let text = content::clean::text(&without_breaks(&raw.body));
        if text.is_empty() {
            return Err("the body is empty".into());
        }
        let stance = match raw.side {
            1 => Stance::For,
            0 => Stance::Against,
            other => return Err(format!("type: {other} is neither 1 (for) nor 0 (against)")),
        };
        let original = storable(raw.body);
        Ok(Argument {
            author: author(raw.author)?,
            id: self.first("argument", raw.id)?,
            stance,
            original: (original != text).then_some(original),
            text,
            created_at,
            updated_at,
            votes: raw.votes_count.0,
            moderated: moderated(raw.is_enabled, raw.is_trashed),
        })
    }

    fn document(&mut self, value: Value) -> Result<Document, String> {
        let raw: RawSource = serde_json::from_value(value).map_err(|error| why(&error))?;
        let (created_at, _) = self.dates(raw.created_at, None)?;
        let title = content::clean::line(&raw.title);
        if title.is_empty() {
            return Err("the title is empty".into());
        }
        let (author, id) = (author(raw.author)?, self.first("source", raw.id)?);
        let typed = content::clean::line(&raw.link.unwrap_or_default());
        let link = crate::proposal::web_link(&typed);
        if link.is_empty() && !typed.is_empty() {
            self.warn(format!("source {id}: its link is not a web address and is left out: {typed}"));
        }
        Ok(Document {
            id,
            title,
            link,
            category: content::clean::line(&raw.category.unwrap_or_default()),
            text: content::clean::text(&without_breaks(&raw.body.unwrap_or_default())),
            created_at,
            author,
            votes: raw.votes_count.0,
            moderated: moderated(raw.is_enabled, raw.is_trashed),
        })
    }

    /// Compares what an opinion says of itself with what hangs on it.
    fn compare(&mut self, opinion: &Opinion, total: Option<i64>, declared: [Option<i64>; 3]) {
        let on = |stance| opinion.arguments.iter().filter(|argument| argument.stance == stance).count();
        let id = &opinion.id;
        if total.is_some_and(|total| total != opinion.votes.total()) {
            self.warn(format!(
                "opinion {id}: votes_total says {}, the choices add up to {}",
                total.unwrap_or_default(),
                opinion.votes.total()
            ));
        }
        let found = [
            ("arguments_yes_count", on(Stance::For)),
            ("arguments_no_count", on(Stance::Against)),
            ("sources_count", opinion.sources.len()),
        ];
        for ((key, found), declared) in found.into_iter().zip(declared) {
            if let Some(declared) = declared.filter(|declared| usize::try_from(*declared) != Ok(found)) {
                self.warn(format!("opinion {id}: {key} says {declared}, {found} were read"));
            }
        }
        let early = opinion.arguments.iter().filter(|argument| argument.created_at < opinion.created_at).count();
        if early > 0 {
            self.warn(format!("opinion {id}: {early} of its arguments are dated before it"));
        }
    }
}

fn author(raw: RawAuthor) -> Result<Author, String> {
    let id = content::clean::line(&raw.unique_id);
    let name = [raw.display_name, raw.username]
        .into_iter()
        .flatten()
        .map(|name| content::clean::line(&name))
        .find(|name| !name.is_empty());
    if id.is_empty() {
        return Err("author: uniqueId is empty".into());
    }
    Ok(Author { name: name.unwrap_or_else(|| id.clone()), id })
}

fn theme(raw: RawSection) -> Theme {
    Theme {
        id: raw.id.0,
        title: content::clean::line(&raw.title),
        subtitle: content::clean::line(&raw.subtitle.unwrap_or_default()),
    }
}

fn moderated(enabled: bool, trashed: bool) -> Moderated {
    match (enabled, trashed) {
        (false, _) => Moderated::Disabled,
        (true, true) => Moderated::Trashed,
        (true, false) => Moderated::Not,
    }
}

/// Appendices, then each text of law before and after.
fn sections(appendices: Vec<RawAppendix>, modals: Vec<RawModal>) -> Vec<StoredSection> {
    let appendices = appendices.into_iter().map(|appendix| (appendix.kind.title, appendix.body.unwrap_or_default()));
    let laws = modals.into_iter().flat_map(|modal| {
        let titled = |word: &str| format!("{}\u{A0}: {word}", modal.title.trim());
        [(titled("avant"), modal.before.unwrap_or_default()), (titled("après"), modal.after.unwrap_or_default())]
    });
    let all = appendices.chain(laws).filter(|(_, html)| !html.trim().is_empty());
    all.map(|(title, html)| StoredSection { title: content::clean::line(&title), html: storable(html) }).collect()
}

/// Text with the one character that PostgreSQL cannot hold left out.
fn storable(mut text: String) -> String {
    text.retain(|letter| letter != '\0');
    text
}

/// Arguments are plain text in which the platform sometimes wrote its line
/// breaks as `<br>`. Any other `<` is the author's, and stays.
fn without_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match after_break(rest) {
            Some(after) => {
                out.push('\n');
                rest = after;
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What follows a `<br>`, `<br />` or `</br>`, and the line end that came with it.
fn after_break(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name = inside.get(..2).filter(|name| name.eq_ignore_ascii_case("br"))?;
    let end = inside[name.len()..].trim_start_matches([' ', '/']);
    let after = end.strip_prefix('>')?;
    Some(after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n')).unwrap_or(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_lines_and_nothing_else_is_lost() {
        assert_eq!(without_breaks("un<br>\r\ndeux<BR />trois</br></br>\nquatre"), "un\ndeux\ntrois\n\nquatre");
        let text = "moins de <50%, anti-<insérez ici un nom>, <brut> et <";
        assert_eq!(without_breaks(text), text);
    }
}
