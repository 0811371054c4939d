//! Which addresses an archive keeps, and the file that each becomes. Pure: the same
//! address always becomes the same file.

use domain::locale::Locale;
use domain::reference::Reference;
use sha2::{Digest, Sha256};

/// What is kept: a process, and the pages of the site that speak of all.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The process, by its slug.
    pub(super) slug: String,
    /// By its code, with which its references begin.
    pub(super) code: String,
    /// The address of the instance.
    pub(super) public_url: String,
}

/// What an address is, for an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kept {
    /// A page, by its path and query.
    Page(String),
    /// A file that is the same in both languages: where it is asked for, where it goes.
    File(String, String),
    /// A file that the archive makes by itself.
    Own(&'static str),
    /// Nothing that is kept.
    Nothing,
}

/// Pages that the operator writes, and those of the log.
const SITE: [&str; 7] = ["legal", "privacy", "terms", "accessibility", "contact", "log", "log/receipts"];
/// The last part of an address where something is done, or that is somebody's own.
const ACTS: [&str; 12] = [
    "new",
    "edit",
    "reply",
    "report",
    "withdraw",
    "visibility",
    "admissibility",
    "answer",
    "vote",
    "receipt",
    "triage",
    "moderation",
];
/// What may be asked of a list: its themes, states, orders and pages, not its words.
const QUERIES: [&str; 4] = ["after", "sort", "state", "theme"];
/// Everything of a process as data.
pub(super) const DATA: &str = "data/process.json";
/// What the data are.
pub(super) const ABOUT_DATA: &str = "data/README.md";
/// What follows from it, of a value that cannot be in the name of a file.
const DIGITS: usize = 16;

impl Scope {
    /// An address in a page, apart from its fragment; none when it leads to another
    /// site. `from` is the path of the page.
    pub(super) fn read(&self, from: &str, address: &str) -> Option<(Kept, Option<String>)> {
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment.to_owned())),
            None => (address, None),
        };
        let after = address.strip_prefix(self.public_url.as_str());
        let after = after.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        let inside = match after {
            Some(rest) => rest,
            None if address.starts_with("//") || has_scheme(address) => return None,
            None => address,
        };
        let (path, query) = inside.split_once('?').unwrap_or((inside, ""));
        let path = if path.is_empty() && after.is_none() { from } else { path };
        Some((self.kept(path, query), fragment))
    }

    fn kept(&self, path: &str, query: &str) -> Kept {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if !parts.iter().all(|part| is_plain(part)) {
            return Kept::Nothing;
        }
        let last = parts.last().copied().unwrap_or_default();
        match parts[..] {
            [] => Kept::Page(self.first()),
            ["log", "verify.py"] => Kept::Own("verify.py"),
            ["log", "key" | "checkpoint"] => Kept::File(path.to_owned(), parts.join("/")),
            ["assets", _] | ["favicon.svg"] => Kept::File(path.to_owned(), parts.join("/")),
            ["api", "v1", "openapi.json"] => Kept::Own(ABOUT_DATA),
            ["api", "v1", "processes", slug, ..] if slug == self.slug => Kept::Own(DATA),
            ["api", "v1", "proposals" | "commitments", reference, ..] if self.is_ours(reference) => Kept::Own(DATA),
            _ if SITE.contains(&parts.join("/").as_str()) => Kept::Page(path.to_owned()),
            ["processes", slug, ..] if slug == self.slug && !ACTS.contains(&last) => self.asked(&parts, query),
            ["proposals" | "comments" | "commitments" | "decisions" | "milestones", reference, ..]
                if self.is_ours(reference) && !ACTS.contains(&last) =>
            {
                self.asked(&parts, query)
            }
            _ => Kept::Nothing,
        }
    }

    /// A page with its query in one order. A shuffle has no end, and a search is for
    /// who can ask.
    fn asked(&self, parts: &[&str], query: &str) -> Kept {
        let mut pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(_, value)| !value.is_empty()).collect();
        pairs.sort();
        let known = pairs.iter().all(|(key, value)| QUERIES.contains(&key.as_str()) && value != "random");
        if !known {
            return Kept::Nothing;
        }
        let path = format!("/{}", parts.join("/"));
        if pairs.is_empty() {
            return Kept::Page(path);
        }
        Kept::Page(format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()))
    }

    fn is_ours(&self, reference: &str) -> bool {
        Reference::parse(reference).is_some() && reference.split('-').next() == Some(self.code.as_str())
    }

    /// The first page of an archive.
    pub(super) fn first(&self) -> String {
        format!("/processes/{}", self.slug)
    }

    /// The file of a page. `ending` is `html`, or that of what it turned out to be.
    pub(super) fn file(&self, locale: Locale, page: &str, ending: &str) -> String {
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        let mut parts = match locale {
            Locale::Fr => Vec::new(),
            Locale::En => vec!["en".to_owned()],
        };
        if path != self.first() || !query.is_empty() {
            parts.extend(path.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
        }
        let pairs: Vec<String> =
            form_urlencoded::parse(query.as_bytes()).map(|(key, value)| named(&key, &value)).collect();
        if !pairs.is_empty() {
            parts.push(format!("_{}", pairs.join("_")));
        }
        if ending == "html" {
            parts.push("index.html".to_owned());
        } else if let Some(last) = parts.last_mut() {
            let already = format!(".{ending}");
            if !last.ends_with(&already) {
                last.push_str(&already);
            }
        }
        parts.join("/")
    }
}

/// `theme-eau`; a value that is long or has other signs is told by its digest.
fn named(key: &str, value: &str) -> String {
    if value.len() <= 40 && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        return format!("{key}-{value}");
    }
    let digest = Sha256::digest(value).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{key}-{}", &digest[..DIGITS])
}

/// A part of a path that is a file name everywhere, and means nothing else.
fn is_plain(part: &str) -> bool {
    !part.starts_with('.') && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

/// `mailto:`, `https:`…
fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The way from one file to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let folders = from.len() - 1;
    let common = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(left, right)| left == right).count();
    format!("{}{}", "../".repeat(folders - common), to[common..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope { slug: "plan".into(), code: "PAN".into(), public_url: "https://parvis.example".into() }
    }

    fn page(address: &str) -> Option<String> {
        match scope().read("/processes/plan/proposals", address)?.0 {
            Kept::Page(page) => Some(page),
            _ => None,
        }
    }

    #[test]
    fn the_pages_of_the_process_and_of_the_site_are_kept() {
        for kept in ["/processes/plan", "/proposals/PAN-P1", "/proposals/PAN-P1/lineage", "/legal", "/log/receipts"] {
            assert_eq!(page(kept).as_deref(), Some(kept));
        }
        assert_eq!(page("/").as_deref(), Some("/processes/plan"));
        assert_eq!(page("https://parvis.example/proposals/PAN-P1#PAN-C2").as_deref(), Some("/proposals/PAN-P1"));
        assert_eq!(page("?theme=eau").as_deref(), Some("/processes/plan/proposals?theme=eau"));
        assert_eq!(
            page("/processes/plan/proposals?theme=eau&after=x").as_deref(),
            Some("/processes/plan/proposals?after=x&theme=eau")
        );
    }

    #[test]
    fn what_acts_what_has_no_end_and_what_is_of_others_is_not() {
        for other in [
            "/processes/other",
            "/proposals/XYZ-P1",
            "/proposals/PAN-P1/report",
            "/processes/plan/proposals/new",
            "/processes/plan/proposals?q=eau",
            "/processes/plan/proposals?sort=random",
            "/search",
            "/sign-in?next=%2F",
            "/processes/plan/../../etc",
            "/account",
        ] {
            assert_eq!(scope().read("/", other), Some((Kept::Nothing, None)), "{other}");
        }
        for outside in ["https://example.org/", "mailto:a@b.fr", "//cdn.example", "https://parvis.example.evil/"] {
            assert_eq!(scope().read("/", outside), None, "{outside}");
        }
    }

    #[test]
    fn each_page_has_its_file() {
        let file = |page: &str| scope().file(Locale::Fr, page, "html");
        assert_eq!(file("/processes/plan"), "index.html");
        assert_eq!(file("/proposals/PAN-P1"), "proposals/PAN-P1/index.html");
        assert_eq!(file("/processes/plan/proposals?theme=eau"), "processes/plan/proposals/_theme-eau/index.html");
        let cursor = file("/processes/plan/proposals?after=2027-01-01T00%3A00%3A00Z");
        assert!(cursor.starts_with("processes/plan/proposals/_after-") && cursor.len() == 32 + 16 + 11, "{cursor}");
        assert_eq!(scope().file(Locale::En, "/legal", "html"), "en/legal/index.html");
        assert_eq!(scope().file(Locale::En, "/processes/plan", "html"), "en/index.html");
        assert_eq!(scope().file(Locale::Fr, "/proposals/PAN-P1/graph", "svg"), "proposals/PAN-P1/graph.svg");
    }

    #[test]
    fn files_find_one_another() {
        assert_eq!(relative("index.html", "assets/a.css"), "assets/a.css");
        assert_eq!(relative("proposals/PAN-P1/index.html", "assets/a.css"), "../../assets/a.css");
        assert_eq!(relative("proposals/PAN-P1/index.html", "proposals/PAN-P2/index.html"), "../PAN-P2/index.html");
        assert_eq!(relative("en/legal/index.html", "legal/index.html"), "../../legal/index.html");
        assert_eq!(relative("legal/index.html", "legal/index.html"), "index.html");
    }
}
