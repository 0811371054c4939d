//! What both databases must find, question by question.
//!
//! The same table is run here on a matcher of a few lines, and by the
//! application on SQLite and on PostgreSQL.

/// A question and the documents it must find.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What is typed.
    pub query: &'static str,
    /// The keys of the documents found, in the order of [`DOCUMENTS`].
    pub hits: &'static [&'static str],
}

/// Documents by key: what is indexed is their text, folded.
pub const DOCUMENTS: [(&str, &str); 14] = [
    ("acces", "Libre accès aux publications scientifiques de la recherche publique"),
    ("donnees", "Ouverture des données publiques : l’administration publie ses données d’intérêt général"),
    ("neutralite", "Inscrire la neutralité de l’Internet dans la loi"),
    ("handicap", "Accessibilité numérique des sites publics aux personnes handicapées"),
    ("logiciel", "Utiliser des logiciels libres dans les écoles et à l’université"),
    ("cantine", "Des repas bio dans la cantine de l’école"),
    ("eau", "Préserver l’eau potable : « jusqu’au robinet », sans pesticides"),
    ("velo", "Plus de pistes cyclables et d’abris à vélos près des gares régionales"),
    ("loi78", "Modifier l’article 7 de la loi n° 78-753 du 17 juillet 1978"),
    ("oeuvre", "Les œuvres du domaine public, un bien commun"),
    ("oubli", "Droit à l’oubli pour les mineurs, aujourd’hui refusé"),
    ("open", "Open data in every municipality: publish the budget (CSV, 2015)"),
    ("eaux", "Traitement des eaux usées non potables"),
    ("vide", "?!"),
];

/// Questions and what they find.
pub const CASES: [Case; 35] = [
    Case { query: "données", hits: &["donnees"] },
    Case { query: "DONNEES", hits: &["donnees"] },
    Case { query: "donnée publique", hits: &["donnees"] },
    Case { query: "publiques", hits: &["acces", "donnees", "handicap", "oeuvre"] },
    Case { query: "école", hits: &["logiciel", "cantine"] },
    Case { query: "l'ecole", hits: &["logiciel", "cantine"] },
    Case { query: "écoles -cantine", hits: &["logiciel"] },
    Case { query: "logiciel libre", hits: &["logiciel"] },
    Case { query: "libre", hits: &["acces", "logiciel"] },
    Case { query: "eau", hits: &["eau", "eaux"] },
    Case { query: "\"eau potable\"", hits: &["eau"] },
    Case { query: "potable eau", hits: &["eau", "eaux"] },
    Case { query: "« potable eau »", hits: &[] },
    Case { query: "eau -usée", hits: &["eau"] },
    Case { query: "oeuvre", hits: &["oeuvre"] },
    Case { query: "ŒUVRES", hits: &["oeuvre"] },
    Case { query: "domaine public", hits: &["oeuvre"] },
    Case { query: "78-753", hits: &["loi78"] },
    Case { query: "753-78", hits: &[] },
    Case { query: "1978", hits: &["loi78"] },
    Case { query: "loi", hits: &["neutralite", "loi78"] },
    Case { query: "la loi", hits: &["neutralite", "loi78"] },
    Case { query: "numériq*", hits: &["handicap"] },
    Case { query: "handi*", hits: &["handicap"] },
    Case { query: "access*", hits: &["handicap"] },
    Case { query: "region", hits: &[] },
    Case { query: "régional", hits: &["velo"] },
    Case { query: "velo", hits: &["velo"] },
    Case { query: "aujourd'hui", hits: &["oubli"] },
    Case { query: "jusqu’au robinet", hits: &["eau"] },
    Case { query: "open-data", hits: &["open"] },
    Case { query: "municipality 2015", hits: &["open"] },
    Case { query: "introuvable", hits: &[] },
    Case { query: "-loi", hits: &[] },
    Case { query: "\"); DROP TABLE proposals; --", hits: &[] },
];

/// The table, for whoever runs it.
pub fn reference_cases() -> &'static [Case] {
    &CASES
}

#[cfg(test)]
mod tests {
    use super::super::{Term, fold, query};
    use super::*;

    fn has(document: &[&str], term: &Term) -> bool {
        if !term.phrase.is_empty() {
            return document.windows(term.phrase.len()).any(|run| run == term.phrase);
        }
        document.iter().any(|word| {
            if term.prefix {
                word.starts_with(&term.stem) || term.stems.iter().any(|stem| stem == word)
            } else {
                *word == term.stem
            }
        })
    }

    fn matches(document: &str, terms: &[Term]) -> bool {
        let folded = fold(document);
        let words: Vec<&str> = folded.split(' ').collect();
        terms.iter().any(|term| !term.excluded) && terms.iter().all(|term| has(&words, term) != term.excluded)
    }

    #[test]
    fn every_question_finds_its_documents() {
        for case in reference_cases() {
            let terms = query(case.query);
            let found: Vec<_> =
                DOCUMENTS.iter().filter(|(_, text)| matches(text, &terms)).map(|(key, _)| *key).collect();
            assert_eq!(found, case.hits, "{} reads as {terms:?}", case.query);
        }
    }
}
