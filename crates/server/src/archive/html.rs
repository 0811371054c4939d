//! Addresses in our own pages, read and changed. The pages come from our templates
//! and from the sanitiser, so every tag is written out in full and attributes are
//! quoted; what is written otherwise is left as it is.

/// What becomes of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It stays.
    Keep,
    /// It says this instead.
    Set(String),
    /// It goes: a link without an address is words.
    Drop,
}

/// An address in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The element.
    pub(super) element: String,
    /// `href`, `src`, `action`…
    pub(super) attribute: String,
    /// What it says, entities decoded.
    pub(super) address: String,
    /// The language that it leads to, when it says so.
    pub(super) lang: Option<String>,
    /// It is said to lead elsewhere.
    pub(super) external: bool,
    /// Someone wrote it in a contribution.
    pub(super) written: bool,
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "poster", "srcset"];

/// The page with its addresses changed.
pub(super) fn rewrite(html: &str, mut each: impl FnMut(&Link) -> Change) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = end_of(tag);
        let (tag, after) = tag.split_at(end);
        match Tag::read(tag) {
            Some(parsed) => parsed.write(&mut out, &mut each),
            None => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The addresses of a page, in their order.
pub(super) fn links(html: &str) -> Vec<Link> {
    let mut links = Vec::new();
    rewrite(html, |link| {
        links.push(link.clone());
        Change::Keep
    });
    links
}

/// The elements of a page, by name, with their `id`.
pub(super) fn elements(html: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at..];
        let end = end_of(tag);
        if let Some(tag) = Tag::read(&tag[..end]) {
            found.push((tag.name.to_ascii_lowercase(), tag.get("id")));
        }
        rest = &tag[end..];
    }
    found
}

/// Where a tag ends: after the `>` that is in no quotes.
fn end_of(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// A start tag: its name, and its attributes as they are written.
struct Tag<'h> {
    name: &'h str,
    attributes: Vec<(&'h str, Option<&'h str>)>,
    closed: bool,
}

impl<'h> Tag<'h> {
    fn read(tag: &'h str) -> Option<Self> {
        let inside = tag.strip_prefix('<')?.strip_suffix('>')?;
        let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = inside.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, mut rest) = inside.split_at(end);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_ascii_start();
            if rest.is_empty() {
                return Some(Self { name, attributes, closed });
            }
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            let Some(value) = after.strip_prefix('=') else {
                attributes.push((attribute, None));
                rest = after;
                continue;
            };
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (value, after) = value[1..].split_once(quote)?;
            attributes.push((attribute, Some(value)));
            rest = after;
        }
    }

    fn get(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(attribute, _)| attribute.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| *value).map(decode)
    }

    fn write(&self, out: &mut String, each: &mut impl FnMut(&Link) -> Change) {
        out.push('<');
        out.push_str(self.name);
        for (attribute, value) in &self.attributes {
            let change = match value {
                Some(value) if ADDRESSES.iter().any(|name| attribute.eq_ignore_ascii_case(name)) => each(&Link {
                    element: self.name.to_ascii_lowercase(),
                    attribute: attribute.to_ascii_lowercase(),
                    address: decode(value),
                    lang: self.get("hreflang"),
                    external: self.get("rel").is_some_and(|rel| rel == "external"),
                    written: self.get("rel").is_some_and(|rel| rel.split(' ').any(|word| word == "ugc")),
                }),
                _ => Change::Keep,
            };
            match (change, value) {
                (Change::Drop, _) => {}
                (Change::Set(value), _) => push(out, attribute, &content::html::escape(&value)),
                (Change::Keep, Some(value)) => push(out, attribute, &value.replace('"', "&quot;")),
                (Change::Keep, None) => {
                    out.push(' ');
                    out.push_str(attribute);
                }
            }
        }
        out.push_str(if self.closed { "/>" } else { ">" });
    }
}

fn push(out: &mut String, attribute: &str, value: &str) {
    for part in [" ", attribute, "=\"", value, "\""] {
        out.push_str(part);
    }
}

/// The entities that our templates and the sanitiser write.
fn decode(value: &str) -> String {
    let known = [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    known.iter().fold(value.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!DOCTYPE html><p title=\"a > b\">1 < 2</p><a href=\"/x?a=1&amp;b=2\" hreflang=\"en\">x</a>\
        <use href=\"#mark\"></use><a rel=\"external\" href='https://a.fr/'>y</a><br/><input hidden>";

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        let found = links(PAGE);
        let addresses: Vec<&str> = found.iter().map(|link| link.address.as_str()).collect();
        assert_eq!(addresses, ["/x?a=1&b=2", "#mark", "https://a.fr/"]);
        assert_eq!(found[0].lang.as_deref(), Some("en"));
        assert!(found[2].external && !found[0].external);
    }

    #[test]
    fn a_page_of_which_nothing_changes_stays_the_same() {
        assert_eq!(rewrite(PAGE, |_| Change::Keep), PAGE.replace('\'', "\""));
    }

    #[test]
    fn a_link_is_changed_or_loses_its_address() {
        let html = "<a class=\"b\" href=\"/x\">x</a><a href=\"/y\">y</a>";
        let changed = rewrite(html, |link| match link.address.as_str() {
            "/x" => Change::Set("../x.html?\"&".to_owned()),
            _ => Change::Drop,
        });
        assert_eq!(changed, "<a class=\"b\" href=\"../x.html?&quot;&amp;\">x</a><a>y</a>");
    }

    #[test]
    fn elements_and_their_ids_are_counted() {
        let found = elements("<p id=\"a\">x</p><FORM action=\"/\"></FORM>");
        assert_eq!(found, [("p".to_owned(), Some("a".to_owned())), ("form".to_owned(), None)]);
    }
}
