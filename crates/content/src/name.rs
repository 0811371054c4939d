//! Public names. Nobody may pass for somebody else: two names that look alike
//! have the same skeleton, and a name that hides something is refused.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_security::MixedScript;

use crate::clean::{is_direction, is_invisible};
use crate::latin;

/// Why a name cannot be shown in public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameProblem {
    /// It holds a control character or a line end.
    Control,
    /// It changes the direction in which the text around it is read.
    Direction,
    /// It holds characters that cannot be seen.
    Invisible,
    /// It has no letter.
    NoLetter,
    /// One of its words mixes scripts whose letters look alike.
    MixedScripts,
    /// It reads as a web or mail address.
    Address,
}

impl NameProblem {
    /// A stable code, to find the message with.
    pub fn code(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Direction => "direction",
            Self::Invisible => "invisible",
            Self::NoLetter => "no_letter",
            Self::MixedScripts => "mixed_scripts",
            Self::Address => "address",
        }
    }
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Endings that make two words around a dot read as a web address.
const ENDINGS: [&str; 36] = [
    "fr", "com", "org", "net", "eu", "info", "io", "gouv", "gov", "edu", "be", "ch", "ca", "uk", "de", "es", "it",
    "re", "lu", "co", "me", "tv", "biz", "xyz", "site", "online", "app", "dev", "shop", "club", "top", "ru", "cn",
    "paris", "bzh", "alsace",
];

/// What a name has in common with every name that can be mistaken for it: case,
/// accents, spaces and punctuation are undone, and so are letters that look like
/// others (`0` and `O`, `l`, `I` and `1`, `rn` and `m`, Cyrillic `а` and Latin `a`).
/// « Élise » and « Elise » have the same one.
pub fn skeleton(name: &str) -> String {
    let letters: String = latin::fold(name).chars().map(lookalike).filter(|letter| letter.is_alphanumeric()).collect();
    // Upper case first, because capitals resemble each other across scripts more
    // than small letters do; then lower case, where the other resemblances are.
    let capitals = prototype(&letters.to_uppercase());
    let small = latin::fold(&prototype(&latin::fold(&capitals)));
    let skeleton: String = small.chars().filter(|letter| !letter.is_whitespace()).map(merge).collect();
    if skeleton.is_empty() { name.nfkc().flat_map(char::to_lowercase).collect() } else { skeleton }
}

/// Why this name cannot be shown, or none when it can.
pub fn problems(name: &str) -> Option<NameProblem> {
    let any = |test: fn(char) -> bool| name.chars().any(test);
    if any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) {
        Some(NameProblem::Control)
    } else if any(is_direction) {
        Some(NameProblem::Direction)
    } else if any(is_invisible) {
        Some(NameProblem::Invisible)
    } else if !any(char::is_alphabetic) {
        Some(NameProblem::NoLetter)
    } else if reads_as_address(name) {
        Some(NameProblem::Address)
    } else if words(name).any(mixes_scripts) {
        Some(NameProblem::MixedScripts)
    } else {
        None
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation() || letter == '’')
}

/// Latin beside Chinese, Japanese or Korean is everyday writing; beside anything
/// else in one word it is a disguise.
fn mixes_scripts(word: &str) -> bool {
    if word.is_single_script() {
        return false;
    }
    let rest: String = word.chars().filter(|letter| !letter.is_ascii_alphabetic()).collect();
    let scripts = rest.as_str().resolve_script_set();
    !(scripts.hanb || scripts.jpan || scripts.kore)
}

fn reads_as_address(name: &str) -> bool {
    let name: String = name.nfkc().flat_map(char::to_lowercase).collect();
    if name.contains("://") || name.contains("www.") {
        return true;
    }
    name.split(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '(' | ')' | ',' | ';')).any(|word| {
        let at = word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
        let ending = word.trim_end_matches(['.', ':', '!', '?']).rsplit_once('.');
        at || ending.is_some_and(|(host, ending)| host.chars().count() >= 2 && ENDINGS.contains(&ending))
    })
}

/// Signs that stand in for letters.
fn lookalike(letter: char) -> char {
    match letter {
        '|' | '!' | '¡' => 'l',
        '$' => 's',
        '@' => 'a',
        '€' => 'e',
        other => small_capital(other),
    }
}

/// Small capitals, which no table of resemblances has.
fn small_capital(letter: char) -> char {
    const PAIRS: &str = "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz";
    let mut pairs = PAIRS.chars();
    while let (Some(small), Some(plain)) = (pairs.next(), pairs.next()) {
        if small == letter {
            return plain;
        }
    }
    letter
}

fn prototype(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

/// Letters that one of their two cases makes alike.
fn merge(letter: char) -> char {
    match letter {
        'i' | '1' => 'l',
        '0' => 'o',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &str, right: &str) {
        assert_eq!(skeleton(left), skeleton(right), "{left} and {right} can be mistaken");
    }

    #[test]
    fn names_that_look_alike_are_the_same_name() {
        same("Élise", "elise");
        same("Jean-Pierre Dupont", "JEAN PIERRE DUPONT");
        same("Alice", "AIice");
        same("Alice", "Al1ce");
        same("Marie", "rnarie");
        same("paypal", "раураl");
        same("BOB", "ВОВ");
        same("Вова", "ВОВА");
        same("Toto", "T0t0");
        same("Ｆｕｌｌ", "Full");
        same("Œdipe", "Oedipe");
        same("O’Neil", "O'Neil");
        same("Zoe\u{301}\u{334}", "Zoe");
        same("𝓐lice", "Alice");
        same("ᴀdmin", "Admin");
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (left, right) in [("Jean", "Jeanne"), ("Paul", "Pauline"), ("李明", "李华"), ("محمد", "أحمد"), ("🙂", "🙃")]
        {
            assert_ne!(skeleton(left), skeleton(right), "{left} and {right}");
        }
    }

    #[test]
    fn ordinary_names_have_no_problem() {
        for name in [
            "Élise Martin",
            "J.-P. Dupont",
            "O’Brien",
            "Ана Петровић",
            "李明",
            "Ngọc Ánh",
            "محمد",
            "Jean.Dupont",
            "Association « Tous au vert »",
            "Müller (Bas-Rhin)",
            "Zoé 67",
            "Tシャツ",
            "Δημήτρης",
            "Mairie d’Ath. Service",
        ] {
            assert_eq!(problems(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_hide_or_lead_elsewhere_are_refused() {
        for (name, problem) in [
            ("Jean\nDupont", NameProblem::Control),
            ("Jean\0", NameProblem::Control),
            ("Jean\u{202E}tnopuD", NameProblem::Direction),
            ("Je\u{200B}an", NameProblem::Invisible),
            ("Je\u{200D}an", NameProblem::Invisible),
            ("12 34", NameProblem::NoLetter),
            ("🙂🙂", NameProblem::NoLetter),
            ("", NameProblem::NoLetter),
            ("Pаypal", NameProblem::MixedScripts),
            ("Νicolas", NameProblem::MixedScripts),
            ("https://a.example", NameProblem::Address),
            ("Voir WWW.exemple", NameProblem::Address),
            ("promo.com", NameProblem::Address),
            ("Allez sur impots.gouv.fr/x", NameProblem::Address),
            ("jean@exemple.fr", NameProblem::Address),
        ] {
            assert_eq!(problems(name), Some(problem), "{name:?}");
        }
    }
}
