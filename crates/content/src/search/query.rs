//! What somebody typed in a search field, read once and written for either
//! database. Nothing typed can be mistaken for the databases' own syntax: terms
//! hold letters and digits only.

use super::fold::{stem, words};

/// Terms beyond this many are not looked for.
const MOST_TERMS: usize = 16;

/// Words of a phrase beyond this many are not looked for.
const MOST_WORDS: usize = 32;

/// Characters beyond this many are not read.
const LONGEST: usize = 1_000;

/// A shorter start than this is searched as a word: too many words share it.
const SHORTEST_PREFIX: usize = 2;

/// Words so common that looking for them finds everything.
const STOP_WORDS: &str = "a ai au aux avec c ce ces cet cette d dans de des du elle elles en est et eu eux il ils j je l \
    la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ou par pas pour qu que quel quelle quelles \
    quels qui quoi s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y";

/// Ends that a word cut short by `*` may have had. They give the stems that the
/// whole word is indexed under.
const ENDS: [&str; 12] = ["", "e", "ue", "que", "r", "er", "nt", "ent", "on", "ion", "tion", "ite"];

/// One thing to look for, or to leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The stem; for a phrase its stems between spaces; for a prefix the letters typed.
    pub stem: String,
    /// Any word that starts with [`stem`](Self::stem) will do, and so will any of `stems`.
    pub prefix: bool,
    /// Stems shorter than a prefix that words with that prefix may have.
    pub stems: Vec<String>,
    /// What has it is left out.
    pub excluded: bool,
    /// The stems of a phrase, in order; empty for a single word.
    pub phrase: Vec<String>,
}

/// Reads a query: words, `"phrases"`, `-excluded`, `prefix*`. A word with a hyphen
/// is a phrase. Stop words are dropped unless there is nothing else.
pub fn query(text: &str) -> Vec<Term> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut kept = Vec::new();
    let mut common = Vec::new();
    for typed in split(&text) {
        if let Some((term, is_common)) = read(typed) {
            if is_common { common.push(term) } else { kept.push(term) }
        }
    }
    if kept.iter().all(|term| term.excluded) {
        common.retain(|term| !term.excluded);
        kept.splice(0..0, common);
    }
    kept.truncate(MOST_TERMS);
    kept
}

/// The terms as an FTS5 expression, or none when there is nothing to look for.
pub fn fts5_match(terms: &[Term]) -> Option<String> {
    expression(terms, fts5_term, " AND ", " OR ", " NOT ")
}

/// The terms as an argument of `to_tsquery('simple', …)`, or none when there is
/// nothing to look for.
pub fn tsquery(terms: &[Term]) -> Option<String> {
    expression(terms, tsquery_term, " & ", " | ", " & !")
}

fn expression(terms: &[Term], write: fn(&Term) -> String, and: &str, or: &str, not: &str) -> Option<String> {
    let join = |excluded: bool, by: &str| {
        let parts: Vec<String> = terms.iter().filter(|term| term.excluded == excluded).map(write).collect();
        (!parts.is_empty()).then(|| parts.join(by))
    };
    let wanted = join(false, and)?;
    Some(match join(true, or) {
        Some(unwanted) => format!("({wanted}){not}({unwanted})"),
        None => wanted,
    })
}

fn fts5_term(term: &Term) -> String {
    let quoted = format!("\"{}\"", term.stem);
    if !term.prefix {
        return quoted;
    }
    let others: String = term.stems.iter().map(|stem| format!(" OR \"{stem}\"")).collect();
    format!("({quoted} *{others})")
}

fn tsquery_term(term: &Term) -> String {
    if term.prefix {
        let others: String = term.stems.iter().map(|stem| format!(" | {stem}")).collect();
        return format!("({}:*{others})", term.stem);
    }
    if term.phrase.is_empty() {
        return term.stem.clone();
    }
    format!("({})", term.phrase.join(" <-> "))
}

/// What was typed between spaces or quotation marks.
struct Typed<'a> {
    text: &'a str,
    excluded: bool,
    quoted: bool,
}

fn split(text: &str) -> Vec<Typed<'_>> {
    let mut typed = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let excluded = rest.starts_with(['-', '−']);
        if excluded {
            rest = rest.trim_start_matches(['-', '−']);
        }
        let quoted = rest.starts_with(is_quote);
        if quoted {
            rest = rest.trim_start_matches(is_quote);
        }
        let end =
            rest.find(|letter: char| is_quote(letter) || (!quoted && letter.is_whitespace())).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        if !text.is_empty() {
            typed.push(Typed { text, excluded, quoted });
        }
        rest = if quoted { after.strip_prefix(is_quote).unwrap_or(after) } else { after }.trim_start();
    }
    typed
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '«' | '»' | '“' | '”' | '„')
}

/// The term that was typed, and whether it is a stop word.
fn read(typed: Typed<'_>) -> Option<(Term, bool)> {
    let mut words = words(typed.text);
    words.truncate(MOST_WORDS);
    let excluded = typed.excluded;
    let [word] = words.as_slice() else {
        let phrase: Vec<String> = words.iter().map(|word| stem(word)).collect();
        let all = phrase.join(" ");
        return (!phrase.is_empty()).then(|| (Term { stem: all, excluded, phrase, ..Term::default() }, false));
    };
    if typed.text.ends_with('*') && !typed.quoted && word.chars().count() >= SHORTEST_PREFIX {
        let stems = shorter_stems(word);
        return Some((Term { stem: word.clone(), prefix: true, stems, excluded, ..Term::default() }, false));
    }
    let is_common = !typed.quoted && STOP_WORDS.split(' ').any(|stop| stop == word);
    Some((Term { stem: stem(word), excluded, ..Term::default() }, is_common))
}

fn shorter_stems(start: &str) -> Vec<String> {
    let mut stems: Vec<String> = ENDS
        .iter()
        .map(|end| stem(&format!("{start}{end}")))
        .filter(|stem| stem.len() >= 3 && stem.len() < start.len() && start.starts_with(stem.as_str()))
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(stem: &str) -> Term {
        Term { stem: stem.into(), ..Term::default() }
    }

    #[test]
    fn words_phrases_exclusions_and_prefixes_are_read() {
        assert_eq!(query("Les écoles de la région"), [word("ecol"), word("region")]);
        assert_eq!(
            query("\"l’eau potable\" -écoles"),
            [
                Term { stem: "eau potabl".into(), phrase: vec!["eau".into(), "potabl".into()], ..Term::default() },
                Term { excluded: true, ..word("ecol") },
            ]
        );
        assert_eq!(query("numeriq*"), [Term { prefix: true, stems: vec!["numer".into()], ..word("numeriq") }]);
        assert_eq!(query("« eau »"), [word("eau")]);
        assert_eq!(query("open-data")[0].phrase, ["open", "dat"]);
    }

    #[test]
    fn stop_words_are_looked_for_only_when_there_is_nothing_else() {
        assert_eq!(query("la loi"), [word("loi")]);
        assert_eq!(query("de la").len(), 2);
        assert_eq!(query("\"la\""), [word("la")], "a quoted one is meant");
        assert_eq!(query("loi -la"), [word("loi")]);
    }

    #[test]
    fn nothing_to_look_for_is_none() {
        for text in ["", "  ", "\"\"", "?!", "-", "* \" -\"", "-école", "'"] {
            assert_eq!(fts5_match(&query(text)), None, "{text:?}");
            assert_eq!(tsquery(&query(text)), None, "{text:?}");
        }
    }

    #[test]
    fn both_databases_get_the_same_question() {
        let terms = query("\"eau potable\" numeriq* loi -écoles -gaz");
        assert_eq!(
            fts5_match(&terms).as_deref(),
            Some("(\"eau potabl\" AND (\"numeriq\" * OR \"numer\") AND \"loi\") NOT (\"ecol\" OR \"gaz\")")
        );
        assert_eq!(tsquery(&terms).as_deref(), Some("((eau <-> potabl) & (numeriq:* | numer) & loi) & !(ecol | gaz)"));
    }

    #[test]
    fn syntax_typed_by_hand_is_only_words() {
        assert_eq!(
            fts5_match(&query("loi) OR title:NEAR(\"x")).as_deref(),
            Some("\"loi\" AND \"or\" AND \"titl near\" AND \"x\"")
        );
        assert_eq!(tsquery(&query("a:* | !b & 'c'")).as_deref(), Some("b"));
        assert_eq!(query(&"mot ".repeat(1_000)).len(), MOST_TERMS);
    }
}
