//! Checks a dump against the tables that come with it: `proposals.csv`,
//! `arguments.csv` and `sources.csv` say the same things in another form. They
//! bring nothing in; a difference is a warning, a row that cannot be read is
//! malformed, and a table that is not there checks nothing.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use domain::comment::Stance;

use super::Issue;
use super::cap_collectif::{FILE, Opinion};

const PROPOSALS: &str = "proposals.csv";
const ARGUMENTS: &str = "arguments.csv";
const SOURCES: &str = "sources.csv";

/// What the tables say otherwise.
pub(super) fn check(dir: &Path, opinions: &[Opinion]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let by_id: HashMap<&str, &Opinion> = opinions.iter().map(|opinion| (opinion.id.as_str(), opinion)).collect();
    proposals(dir, &by_id, &mut issues);
    arguments(dir, &by_id, &mut issues);
    sources(dir, &by_id, &mut issues);
    issues
}

fn proposals(dir: &Path, opinions: &HashMap<&str, &Opinion>, issues: &mut Vec<Issue>) {
    let columns =
        ["id", "votes_ok", "votes_nok", "votes_mitige", "votes_total", "arguments_yes", "arguments_no", "sources"];
    let mut seen = HashSet::new();
    let there = rows(dir, PROPOSALS, &columns, issues, |line, row, issues| {
        let id = number(row[0]);
        let Some(opinion) = opinions.get(id) else {
            issues.push(Issue::warning(
                PROPOSALS,
                line,
                format!("opinion {id} is not among the records read from {FILE}"),
            ));
            return;
        };
        seen.insert(id.to_owned());
        let on = |stance| opinion.arguments.iter().filter(|argument| argument.stance == stance).count();
        let votes = &opinion.votes;
        let counted = [
            votes.agree.to_string(),
            votes.disagree.to_string(),
            votes.mixed.to_string(),
            votes.total().to_string(),
            on(Stance::For).to_string(),
            on(Stance::Against).to_string(),
            opinion.sources.len().to_string(),
        ];
        for ((column, said), counted) in columns[1..].iter().zip(&row[1..]).zip(counted) {
            if *said != counted {
                issues.push(Issue::warning(
                    PROPOSALS,
                    line,
                    format!("opinion {id}: {column} says {said}, {FILE} says {counted}"),
                ));
            }
        }
    });
    if there {
        let missing = opinions.values().filter(|opinion| !seen.contains(&opinion.id));
        issues.extend(missing.map(|opinion| {
            Issue::warning(FILE, opinion.line, format!("opinion {}: it has no row in {PROPOSALS}", opinion.id))
        }));
    }
}

fn arguments(dir: &Path, opinions: &HashMap<&str, &Opinion>, issues: &mut Vec<Issue>) {
    let said = opinions.values().flat_map(|opinion| {
        opinion.arguments.iter().map(|argument| {
            let side = if argument.stance == Stance::For { "pour" } else { "contre" };
            (argument.id.clone(), Nested { opinion, facts: vec![side.to_owned(), argument.votes.to_string()] })
        })
    });
    nested(dir, (ARGUMENTS, "argument"), &["side", "votes"], (said.collect(), opinions), issues);
}

fn sources(dir: &Path, opinions: &HashMap<&str, &Opinion>, issues: &mut Vec<Issue>) {
    let said = opinions.values().flat_map(|opinion| {
        let facts = |votes: i32| Nested { opinion, facts: vec![votes.to_string()] };
        opinion.sources.iter().map(move |source| (source.id.clone(), facts(source.votes)))
    });
    nested(dir, (SOURCES, "source"), &["votes"], (said.collect(), opinions), issues);
}

/// What the dump says of a nested record: where it hangs, and the columns that
/// its row has to repeat.
struct Nested<'a> {
    opinion: &'a Opinion,
    facts: Vec<String>,
}

fn nested(
    dir: &Path,
    (file, kind): (&'static str, &str),
    facts: &[&str],
    (said, opinions): (HashMap<String, Nested<'_>>, &HashMap<&str, &Opinion>),
    issues: &mut Vec<Issue>,
) {
    let columns: Vec<&str> = ["id", "opinion_id"].into_iter().chain(facts.iter().copied()).collect();
    let mut seen = HashSet::new();
    let there = rows(dir, file, &columns, issues, |line, row, issues| {
        let (id, opinion) = (number(row[0]), number(row[1]));
        // What hangs on an opinion that was not read was named with it.
        if !opinions.contains_key(opinion) {
            return;
        }
        let Some(nested) = said.get(id).filter(|nested| nested.opinion.id == opinion) else {
            issues.push(Issue::warning(
                file,
                line,
                format!("{kind} {id} was not read from {FILE} on opinion {opinion}"),
            ));
            return;
        };
        seen.insert(id.to_owned());
        for ((column, row), dump) in facts.iter().zip(&row[2..]).zip(&nested.facts) {
            if row != dump {
                issues.push(Issue::warning(
                    file,
                    line,
                    format!("{kind} {id}: {column} says {row}, {FILE} says {dump}"),
                ));
            }
        }
    });
    if there {
        let missing = said.iter().filter(|(id, _)| !seen.contains(*id));
        issues.extend(missing.map(|(id, nested)| {
            Issue::warning(FILE, nested.opinion.line, format!("{kind} {id}: it has no row in {file}"))
        }));
    }
}

/// Reads the named columns of a table, row by row. False when there is no table
/// to read them from.
fn rows(
    dir: &Path,
    file: &'static str,
    columns: &[&str],
    issues: &mut Vec<Issue>,
    mut each: impl FnMut(u64, &[&str], &mut Vec<Issue>),
) -> bool {
    let path = dir.join(file);
    if !path.exists() {
        return false;
    }
    let opened = csv::Reader::from_path(&path);
    let places = opened.and_then(|mut reader| {
        let header = reader.headers()?;
        let places: Vec<Option<usize>> = columns
            .iter()
            .map(|column| header.iter().position(|name| name.trim_start_matches('\u{FEFF}') == *column))
            .collect();
        Ok((reader, places))
    });
    let (mut reader, places) = match places {
        Ok(opened) => opened,
        Err(error) => {
            issues.push(Issue::warning(file, 1, format!("it checks nothing: {error}")));
            return false;
        }
    };
    let lacking: Vec<&str> =
        columns.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(column, _)| *column).collect();
    if !lacking.is_empty() {
        issues.push(Issue::warning(file, 1, format!("it checks nothing: no column {}", lacking.join(", "))));
        return false;
    }
    for row in reader.records() {
        match row {
            Ok(row) => {
                let line = row.position().map_or(0, csv::Position::line);
                let values: Vec<&str> =
                    places.iter().flatten().map(|place| row.get(*place).unwrap_or_default().trim()).collect();
                each(line, &values, issues);
            }
            Err(error) => {
                let over = error.is_io_error();
                issues.push(Issue::malformed(file, error.position().map_or(0, csv::Position::line), error.to_string()));
                if over {
                    break;
                }
            }
        }
    }
    true
}

/// `o61`, `a6130`, `s415`: the id after the letter of its table.
fn number(id: &str) -> &str {
    id.strip_prefix(['o', 'a', 's']).unwrap_or(id)
}
