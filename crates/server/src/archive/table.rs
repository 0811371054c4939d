//! The tables of an archive: one list of columns for what is written, for the page
//! that explains them and for CSVW (W3C, tabular data on the web), so that the three
//! say the same.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::Result;
use serde_json::{Value, json};

/// A table: its file, what a line is, its columns.
pub(super) struct Table {
    pub(super) file: &'static str,
    pub(super) about: [&'static str; 2],
    pub(super) columns: &'static [Column],
}

/// A column: its name, what kind of value, what it says in French and in English.
pub(super) struct Column(pub(super) &'static str, pub(super) Kind, pub(super) &'static str, pub(super) &'static str);

/// What kind of value a column has.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Moment,
    Day,
}

use Kind::{Day, Moment, Number, Text};

const REFERENCE: Column = Column("reference", Text, "référence, jamais réutilisée", "reference, never used again");
const LANG: Column = Column("lang", Text, "langue du texte (BCP 47)", "language of the words (BCP 47)");
const AUTHOR: Column = Column(
    "author",
    Text,
    "nom public, ou organisation au nom de laquelle on parle",
    "public name, or the organisation spoken for",
);
const AUTHOR_KIND: Column = Column(
    "author_kind",
    Text,
    "citizen, organisation, administration ou imported",
    "citizen, organisation, administration or imported",
);
const AUTHOR_BY: Column =
    Column("author_by", Text, "personne qui parle pour l’organisation", "person who speaks for the organisation");
const PUBLISHED: Column = Column("published_at", Moment, "publication (UTC)", "publication (UTC)");
const REVISION: Column =
    Column("revision", Number, "numéro de la version, à partir de 1", "number of the version, from 1");
const VISIBILITY: Column =
    Column("visibility", Text, "public, hidden, withdrawn ou erased", "public, hidden, withdrawn or erased");
const AGREE: Column = Column(
    "agree",
    Number,
    "votes d’accord ; vide tant que le résultat n’est pas public",
    "votes in agreement; empty while the result is not public",
);
const MIXED: Column = Column("mixed", Number, "votes mitigés", "mixed votes");
const DISAGREE: Column = Column("disagree", Number, "votes pas d’accord", "votes in disagreement");
const COMMENTS: Column = Column("comments", Number, "nombre de commentaires", "number of comments");

pub(super) const PROPOSALS: Table = Table {
    file: "proposals.csv",
    about: ["une proposition", "a proposal"],
    columns: &[
        REFERENCE,
        Column(
            "title",
            Text,
            "titre ; vide si le texte n’est plus lisible",
            "title; empty when the words can no longer be read",
        ),
        Column("state", Text, "ce que l’administration en a décidé", "what the administration decided of it"),
        VISIBILITY,
        Column("theme", Text, "thème", "theme"),
        LANG,
        AUTHOR,
        AUTHOR_KIND,
        AUTHOR_BY,
        PUBLISHED,
        REVISION,
        AGREE,
        MIXED,
        DISAGREE,
        Column(
            "imported_agree",
            Number,
            "votes d’accord sur une autre plateforme",
            "votes in agreement on another platform",
        ),
        Column("imported_mixed", Number, "votes mitigés sur une autre plateforme", "mixed votes on another platform"),
        Column(
            "imported_disagree",
            Number,
            "votes pas d’accord sur une autre plateforme",
            "votes in disagreement on another platform",
        ),
        COMMENTS,
        Column(
            "problem",
            Text,
            "le problème (Markdown ou HTML, comme saisi)",
            "the problem (Markdown or HTML, as typed)",
        ),
        Column("body", Text, "la proposition", "the proposal"),
        Column("effect", Text, "l’effet attendu", "the effect expected"),
        Column("carrier", Text, "qui la porterait", "who would carry it"),
        Column("continues", Text, "l’engagement qu’elle continue", "the commitment that it continues"),
    ],
};

pub(super) const COMMENTS_TABLE: Table = Table {
    file: "comments.csv",
    about: ["un commentaire", "a comment"],
    columns: &[
        REFERENCE,
        Column("about", Text, "référence de ce qui est commenté", "reference of what it is about"),
        Column(
            "parent",
            Text,
            "référence du commentaire auquel il répond",
            "reference of the comment that it replies to",
        ),
        Column("stance", Text, "for, against, neutral ou question", "for, against, neutral or question"),
        VISIBILITY,
        LANG,
        AUTHOR,
        AUTHOR_KIND,
        AUTHOR_BY,
        PUBLISHED,
        REVISION,
        Column("imported_votes", Number, "votes sur une autre plateforme", "votes on another platform"),
        Column("body", Text, "le texte, comme saisi", "the words, as typed"),
    ],
};

pub(super) const COMMITMENTS: Table = Table {
    file: "commitments.csv",
    about: ["un engagement", "a commitment"],
    columns: &[
        REFERENCE,
        Column("title", Text, "titre", "title"),
        Column("state", Text, "in_consultation ou adopted", "in_consultation or adopted"),
        Column("lead", Text, "administration qui le porte", "lead administration"),
        REVISION,
        LANG,
        PUBLISHED,
        AGREE,
        MIXED,
        DISAGREE,
        COMMENTS,
        Column(
            "sources",
            Text,
            "références des propositions dont il vient, séparées par des espaces",
            "references of the proposals it comes from, separated by spaces",
        ),
        Column("problem", Text, "le problème (Markdown)", "the problem (Markdown)"),
        Column("text", Text, "l’engagement (Markdown)", "the commitment (Markdown)"),
    ],
};

pub(super) const MILESTONES: Table = Table {
    file: "milestones.csv",
    about: ["un jalon", "a milestone"],
    columns: &[
        REFERENCE,
        Column("commitment", Text, "référence de l’engagement", "reference of the commitment"),
        Column("title", Text, "ce qui sera fait", "what will be done"),
        Column("due", Day, "échéance", "due date"),
        Column("done", Day, "date à laquelle il a été tenu", "when it was done"),
    ],
};

pub(super) const DECISIONS: Table = Table {
    file: "decisions.csv",
    about: ["une décision ou une réponse motivée", "a decision or a reasoned answer"],
    columns: &[
        REFERENCE,
        Column("about", Text, "référence de la proposition", "reference of the proposal"),
        Column("kind", Text, "admissibility, answer ou visibility", "admissibility, answer or visibility"),
        Column("outcome", Text, "ce qui a été décidé", "what was decided"),
        Column("at", Moment, "date (UTC)", "when (UTC)"),
        Column("role", Text, "rôle de qui a décidé", "role of who decided"),
        Column("organisation", Text, "administration", "administration"),
        Column("name", Text, "nom ; la modération n’est pas nommée", "name; moderators are not named"),
        Column("rule", Text, "règle de la charte", "rule of the charter"),
        LANG,
        Column("reason", Text, "les motifs, en texte", "the reasons, as text"),
    ],
};

/// Every table, in the order in which they are explained.
pub(super) const ALL: [&Table; 5] = [&PROPOSALS, &COMMENTS_TABLE, &COMMITMENTS, &MILESTONES, &DECISIONS];

/// A table that is written: UTF-8 with a byte order mark, since most spreadsheets
/// want one, and RFC 4180.
pub(super) struct Lines<W: Write>(csv::Writer<W>);

impl<W: Write> Lines<W> {
    /// Begins with the names of the columns.
    pub(super) fn new(table: &Table, mut out: W) -> Result<Self> {
        out.write_all(content::csv::BOM.as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(table.columns.iter().map(|column| column.0))?;
        Ok(Self(writer))
    }

    /// One line. What a spreadsheet would take for a formula is made text.
    pub(super) fn line<const N: usize>(&mut self, cells: [String; N]) -> Result<()> {
        Ok(self.0.write_record(cells.iter().map(|cell| content::csv::harmless(cell)))?)
    }

    /// Everything is with the system.
    pub(super) fn end(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

/// The tables as CSVW.
pub(super) fn csvw() -> Value {
    let column = |Column(name, kind, french, english): &Column| {
        let datatype = match kind {
            Text => json!("string"),
            Number => json!({ "base": "integer", "minimum": 0 }),
            Moment => json!("dateTimeStamp"),
            Day => json!("date"),
        };
        json!({ "name": name, "titles": name, "datatype": datatype, "dc:description": [{ "@value": french, "@language": "fr" }, { "@value": english, "@language": "en" }] })
    };
    let table = |table: &Table| {
        let columns: Vec<Value> = table.columns.iter().map(column).collect();
        json!({ "url": table.file, "tableSchema": { "columns": columns, "primaryKey": "reference" } })
    };
    let tables: Vec<Value> = ALL.into_iter().map(table).collect();
    json!({ "@context": "http://www.w3.org/ns/csvw", "dialect": { "header": true, "encoding": "utf-8", "lineTerminators": ["\r\n"] }, "tables": tables })
}

/// The tables in words, in both languages.
pub(super) fn explained() -> String {
    let mut text = String::new();
    for table in ALL {
        let _ =
            write!(text, "\n### {}\n\nUne ligne : {}. / A line: {}.\n\n", table.file, table.about[0], table.about[1]);
        text.push_str("| Colonne / Column | Français | English |\n|---|---|---|\n");
        for Column(name, _, french, english) in table.columns {
            let _ = writeln!(text, "| `{name}` | {french} | {english} |");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        let mut bytes = Vec::new();
        let mut lines = Lines::new(&MILESTONES, &mut bytes).expect("begun");
        lines.line(["=1+1", "A\"B", "deux\nlignes, et une virgule", "@x", ""].map(str::to_owned)).expect("written");
        lines.end().expect("ended");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}reference,commitment,title,due,done\r\n'=1+1,\"A\"\"B\",\"deux\nlignes, et une virgule\",'@x,\r\n"
        );
    }

    #[test]
    fn every_column_is_explained_once() {
        for table in ALL {
            let names: std::collections::BTreeSet<_> = table.columns.iter().map(|column| column.0).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.file);
            assert!(explained().contains(table.file));
        }
        assert_eq!(csvw()["tables"][0]["url"], "proposals.csv");
    }
}
