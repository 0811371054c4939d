//! Foreign HTML written again from its pieces: known tags only, vetted
//! attributes, every element closed, nothing nested beyond reason. The sanitiser
//! then reads markup that leaves no room for a second interpretation.

use super::link;
use super::pieces::Piece;

/// Every tag that can leave this crate.
pub(super) const TAGS: [&str; 46] = [
    "a",
    "abbr",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Deeper than any document that can still be read.
const DEEPEST: usize = 48;

/// Elements inside which a paragraph may be open without the outer one ending.
const CONTAINERS: [&str; 8] = ["blockquote", "li", "td", "th", "dd", "div", "figure", "figcaption"];

/// What an image without a description is called; the same word in French and English.
const IMAGE: &str = "image";

/// Writes pieces of foreign HTML as markup of our own.
pub(super) fn rewrite(pieces: &[Piece]) -> String {
    let mut writer = Writer { shift: heading_shift(pieces), ..Writer::default() };
    for piece in pieces {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Open(name, attributes) => writer.open(name, attributes),
            Piece::Close(name) => writer.close(name),
        }
    }
    writer.close_to(0);
    writer.out
}

/// How far headings move so that the highest one is `h3`.
fn heading_shift(pieces: &[Piece]) -> i32 {
    let levels = pieces.iter().filter_map(|piece| match piece {
        Piece::Open(name, _) => heading_level(name),
        _ => None,
    });
    levels.min().map_or(0, |highest| 3 - highest)
}

fn heading_level(name: &str) -> Option<i32> {
    let digit = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&digit).then_some(digit)
}

#[derive(Default)]
struct Writer {
    out: String,
    open: Vec<&'static str>,
    /// Elements that were not written because they were too deep.
    beyond: usize,
    shift: i32,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if self.in_link() {
            html_escape::encode_text_to_string(text, &mut self.out);
        } else {
            link::write_text(text, &mut self.out);
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        match name {
            "img" | "image" => return self.image(attributes),
            "iframe" | "embed" | "video" | "audio" | "source" => return self.media(attributes),
            "br" | "wbr" => {
                return self.out.push_str(if name == "br" { "<br>" } else { "<wbr>" });
            }
            _ => {}
        }
        let Some(name) = self.ours(name) else { return };
        self.end_what_this_ends(name);
        if name == "hr" {
            return self.out.push_str("<hr>");
        }
        let target = if name == "a" { attribute(attributes, "href").and_then(link::vet) } else { None };
        if name == "a" && target.is_none() {
            return;
        }
        if self.open.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        self.start_tag(name, attributes, target.as_deref());
        self.open.push(name);
    }

    fn start_tag(&mut self, name: &str, attributes: &[(String, String)], target: Option<&str>) {
        self.out.push('<');
        self.out.push_str(name);
        if let Some(target) = target {
            self.attribute("href", target);
        }
        for (key, value) in attributes {
            let fits = match (name, key.as_str()) {
                ("ol", "start") => value.len() <= 6 && value.parse::<u32>().is_ok(),
                ("ol", "type") | ("th", "scope") => true,
                ("td" | "th", "colspan" | "rowspan") => value.parse::<u8>().is_ok_and(|span| (1..=50).contains(&span)),
                _ => false,
            };
            if fits {
                self.attribute(key, value);
            }
        }
        self.out.push('>');
    }

    fn attribute(&mut self, key: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(key);
        self.out.push_str("=\"");
        html_escape::encode_quoted_attribute_to_string(value, &mut self.out);
        self.out.push('"');
    }

    fn close(&mut self, name: &str) {
        let Some(name) = self.ours(name) else { return };
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if let Some(at) = self.open.iter().rposition(|&open| open == name) {
            self.close_to(at);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(name) = self.open.pop() else { return };
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    fn in_link(&self) -> bool {
        self.open.contains(&"a")
    }

    /// An image is not loaded but linked to, under its description.
    fn image(&mut self, attributes: &[(String, String)]) {
        let label = attribute(attributes, "alt").map(str::trim).filter(|alt| !alt.is_empty()).unwrap_or(IMAGE);
        self.linked(attribute(attributes, "src"), label);
    }

    /// A film or a frame is linked to under its address.
    fn media(&mut self, attributes: &[(String, String)]) {
        if let Some(target) = attribute(attributes, "src").and_then(link::vet) {
            self.linked(Some(&target), &target);
        }
    }

    fn linked(&mut self, address: Option<&str>, label: &str) {
        let target = if self.in_link() { None } else { address.and_then(link::vet) };
        if let Some(target) = &target {
            self.start_tag("a", &[], Some(target));
        }
        html_escape::encode_text_to_string(label, &mut self.out);
        if target.is_some() {
            self.out.push_str("</a>");
        }
    }

    /// The tag we write for a foreign one, if any.
    fn ours(&self, name: &str) -> Option<&'static str> {
        if let Some(level) = heading_level(name) {
            return Some(["h3", "h4", "h5", "h6"][(level + self.shift - 3).clamp(0, 3) as usize]);
        }
        let name = match name {
            "b" => "strong",
            "i" => "em",
            "strike" => "s",
            "tt" => "code",
            "xmp" | "listing" => "pre",
            "dir" | "menu" => "ul",
            "article" | "section" | "header" | "footer" | "main" | "aside" | "nav" | "center" | "address"
            | "fieldset" | "details" | "summary" | "form" | "hgroup" => "div",
            other => other,
        };
        TAGS.iter().copied().find(|&tag| tag == name)
    }

    /// Some elements end others that were left open.
    fn end_what_this_ends(&mut self, name: &str) {
        match name {
            "a" => self.end(&["a"], &[]),
            "li" => self.end(&["li"], &["ul", "ol"]),
            "dt" | "dd" => self.end(&["dt", "dd"], &["dl"]),
            "td" | "th" => self.end(&["td", "th"], &["tr", "table"]),
            "tr" => self.end(&["tr", "caption"], &["table"]),
            "thead" | "tbody" | "tfoot" => self.end(&["thead", "tbody", "tfoot", "caption"], &["table"]),
            "blockquote" | "div" | "dl" | "figure" | "h3" | "h4" | "h5" | "h6" | "hr" | "ol" | "p" | "pre"
            | "table" | "ul" => self.end(&["p"], &CONTAINERS),
            _ => {}
        }
    }

    /// Closes the outermost of these that is open inside the nearest boundary.
    fn end(&mut self, names: &[&str], boundaries: &[&str]) {
        let inside = self.open.iter().rposition(|open| boundaries.contains(open)).map_or(0, |at| at + 1);
        if let Some(at) = self.open[inside..].iter().position(|open| names.contains(open)) {
            self.close_to(inside + at);
        }
    }
}

fn attribute<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::imported;

    const REL: &str = "rel=\"nofollow ugc noopener\"";

    #[test]
    fn structure_is_kept_and_the_rest_is_not() {
        assert_eq!(
            imported(
                "<div class=x><p style='color:red' id=y>Un <b>gras</b> H<sub>2</sub>O</p>\r\n<ul><li>a<li>b</ul></div>"
            )
            .as_str(),
            "<div><p>Un <strong>gras</strong> H<sub>2</sub>O</p>\n<ul><li>a</li><li>b</li></ul></div>"
        );
    }

    #[test]
    fn headings_start_below_those_of_the_page() {
        assert_eq!(imported("<h1>a</h1><h2>b</h2><h6>c</h6>").as_str(), "<h3>a</h3><h4>b</h4><h6>c</h6>");
        assert_eq!(imported("<h4>a</h4>").as_str(), "<h3>a</h3>");
    }

    #[test]
    fn no_image_is_loaded() {
        assert_eq!(
            imported("<img src='http://a.fr/b.png' onerror=x> <img src=//a.fr/c.png alt=' Un plan '>").as_str(),
            format!("<a href=\"http://a.fr/b.png\" {REL}>image</a> <a href=\"https://a.fr/c.png\" {REL}>Un plan</a>")
        );
        assert_eq!(
            imported("<a href='http://a.fr'><img src='http://a.fr/b.png'></a>").as_str(),
            format!("<a href=\"http://a.fr/\" {REL}>image</a>")
        );
        assert_eq!(imported("<img src='data:image/png;base64,xx'>").as_str(), "image");
        assert_eq!(
            imported("<iframe src='//v.fr/1'></iframe>").as_str(),
            format!("<a href=\"https://v.fr/1\" {REL}>https://v.fr/1</a>")
        );
    }

    #[test]
    fn words_between_angle_brackets_are_read() {
        assert_eq!(imported("anti-<insérez ici une entreprise>").as_str(), "anti-&lt;insérez ici une entreprise&gt;");
        assert_eq!(
            imported("<http://a.fr/b>").as_str(),
            format!("&lt;<a href=\"http://a.fr/b\" {REL}>http://a.fr/b</a>&gt;")
        );
    }

    #[test]
    fn tables_and_numbered_lists_keep_what_gives_them_meaning() {
        assert_eq!(
            imported(
                "<ol type=a start=3 onclick=x><li>c</ol><table><tr><th scope=col colspan=2>a<td rowspan=9999>b</table>"
            )
            .as_str(),
            "<ol type=\"a\" start=\"3\"><li>c</li></ol><table><tbody><tr><th scope=\"col\" colspan=\"2\">a</th><td>b</td></tr></tbody></table>"
        );
        assert_eq!(imported("<ol type=x start=-1e9><li>c</ol>").as_str(), "<ol><li>c</li></ol>");
    }

    #[test]
    fn bad_links_are_only_text_and_links_do_not_nest() {
        assert_eq!(imported("<a href='javascript:x'>un</a><a href=/x>deux</a>").as_str(), "undeux");
        assert_eq!(
            imported("<a href=http://a.fr>un<a href=http://b.fr>deux</a></a>").as_str(),
            format!("<a href=\"http://a.fr/\" {REL}>un</a><a href=\"http://b.fr/\" {REL}>deux</a>")
        );
    }
}
