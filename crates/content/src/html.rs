//! HTML that may be put in a page as it is.
//!
//! [`SafeHtml`] can only be made here, and everything made here is written from
//! a short list of tags: no script, style, image, form, foreign markup, class or
//! identifier, and links to the web or to a mail address only. Contributions
//! never load anything from elsewhere: an image becomes a link to it.

mod import;
mod link;
mod markdown;
mod pieces;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub use domain::html::SafeHtml;

use ammonia::{Builder, UrlRelative};

pub(crate) use pieces::{Piece, pieces};

/// Markdown beyond this many bytes is shown as plain text: no contribution is
/// that long, and the work a text can ask for stays bounded.
pub const MARKDOWN_LIMIT: usize = 256 * 1024;

/// Imported HTML beyond this many bytes is shown as plain text.
pub const IMPORT_LIMIT: usize = 512 * 1024;

/// Bytes that serialising one text may read.
const MOST_READ: usize = 100_000_000;

/// Markdown as people write it in a contribution: a line break is a line break,
/// an address is a link, headings start at `h3`, HTML is shown as typed.
pub fn markdown(source: &str) -> SafeHtml {
    if source.len() > MARKDOWN_LIMIT {
        return plain(source);
    }
    markdown::render(source, markdown::CONTRIBUTION)
        .filter(|html| is_affordable(html))
        .map_or_else(|| plain(source), |html| sanitised(&html))
}

/// Markdown of a page that the operator writes: headings start at `h2`, under
/// the page's title, and links may lead to a path of this site.
pub fn page(source: &str) -> SafeHtml {
    if source.len() > MARKDOWN_LIMIT {
        return plain(source);
    }
    let html = markdown::render(source, markdown::PAGE).filter(|html| is_affordable(html));
    html.map_or_else(|| plain(source), |html| SafeHtml::from_sanitiser(PAGE_SANITISER.clean(&html).to_string()))
}

/// HTML from another platform: its structure is kept, the rest of it is not.
/// Given its own output, it changes nothing.
pub fn imported(html: &str) -> SafeHtml {
    let pieces = pieces(html);
    if html.len() <= IMPORT_LIMIT {
        let ours = import::rewrite(&pieces);
        if is_affordable(&ours) {
            return sanitised(&ours);
        }
    }
    plain(&crate::plain::from_pieces(&pieces))
}

/// Text without any markup: paragraphs at blank lines, line breaks elsewhere,
/// addresses made into links.
pub fn plain(text: &str) -> SafeHtml {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if open {
                html.push_str("</p>\n");
            }
            open = false;
            continue;
        }
        html.push_str(if open { "<br>\n" } else { "<p>" });
        open = true;
        link::write_text(line, &mut html);
    }
    if open {
        html.push_str("</p>\n");
    }
    SafeHtml::from_sanitiser(html)
}

/// Text made fit for element content and quoted attribute values.
pub fn escape(text: &str) -> String {
    html_escape::encode_quoted_attribute(text).into_owned()
}

/// The sanitiser's serialiser reads a text again from each `&`, no-break space or
/// guillemet in it to the next tag. That is nothing for any text people write;
/// texts made to be slow are shown without markup instead.
fn is_affordable(html: &str) -> bool {
    let readings = html.split('<').map(|text| {
        let restarts = text.bytes().filter(|byte| matches!(byte, b'&' | 0xC2)).count();
        text.len() * restarts
    });
    readings.sum::<usize>() <= MOST_READ
}

/// The last word on any markup that we did not write letter by letter.
fn sanitised(html: &str) -> SafeHtml {
    SafeHtml::from_sanitiser(SANITISER.clean(html).to_string())
}

/// As for contributions, but for the paths that were vetted when they were
/// written.
static PAGE_SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder.add_tags(["h2"]).url_relative(UrlRelative::PassThrough).link_rel(Some("noopener"));
    builder
});

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(sanitiser);

fn sanitiser() -> Builder<'static> {
    let cell = HashSet::from(["colspan", "rowspan"]);
    let scopes = HashSet::from(["col", "row", "colgroup", "rowgroup"]);
    let numberings = HashSet::from(["1", "a", "A", "i", "I"]);
    let mut builder = Builder::empty();
    builder
        .tags(import::TAGS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
            ("td", cell.clone()),
            ("th", cell),
        ]))
        .tag_attribute_values(HashMap::from([
            ("th", HashMap::from([("scope", scopes)])),
            ("ol", HashMap::from([("type", numberings)])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(link::SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(link::REL))
        .strip_comments(true);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_escaped_and_broken_into_paragraphs() {
        assert_eq!(
            plain("Un <b>\r\ndeux & trois\n\n\n  quatre").as_str(),
            "<p>Un &lt;b&gt;<br>\ndeux &amp; trois</p>\n<p>  quatre</p>\n"
        );
        assert!(plain(" \n\n").is_empty());
    }

    #[test]
    fn escaped_text_fits_an_attribute() {
        assert_eq!(escape("</textarea>'\"&"), "&lt;/textarea&gt;&#x27;&quot;&amp;");
    }

    #[test]
    fn a_page_of_the_operator_has_its_own_headings_and_leads_to_the_site() {
        assert_eq!(
            page("## Un\n\nVoir [la page](/contact#ici).").as_str(),
            "<h2>Un</h2>\n<p>Voir <a href=\"/contact#ici\" rel=\"noopener\">la page</a>.</p>\n"
        );
        assert_eq!(markdown("[la page](/contact)").as_str(), "<p>la page</p>\n");
    }

    #[test]
    fn a_page_of_the_operator_is_sanitised_like_the_rest() {
        let hostile = "<script>alert(1)</script>\n\n[a](javascript:alert) [b](//mal.example) [c](/\\mal.example) [d](data:text/html,x)";
        let html = page(hostile);
        assert!(!html.as_str().contains("<script"), "{html}");
        assert!(!html.as_str().contains("javascript"), "{html}");
        assert!(!html.as_str().contains("href=\"/"), "{html}");
        assert!(!html.as_str().contains("data:"), "{html}");
    }
}
