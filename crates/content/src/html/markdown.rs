//! Markdown to markup, before the sanitiser has its say.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html};

use super::link::{self, Run};

/// Deeper than any list or quotation that can still be read.
const DEEPEST: usize = 32;

/// More elements than any text under the size limit honestly needs.
const MOST_EVENTS: usize = 60_000;

/// What depends on whose words they are.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// The first heading level that the page leaves to them.
    first_level: usize,
    /// They may link to a path of this site.
    own_paths: bool,
}

/// A contribution, under a heading of the page.
pub(super) const CONTRIBUTION: Manner = Manner { first_level: 3, own_paths: false };

/// A page of the operator's, under its title.
pub(super) const PAGE: Manner = Manner { first_level: 2, own_paths: true };

const LEVELS: [HeadingLevel; 6] =
    [HeadingLevel::H1, HeadingLevel::H2, HeadingLevel::H3, HeadingLevel::H4, HeadingLevel::H5, HeadingLevel::H6];

/// The markup of a text, or none when it is nested or cut up beyond reason.
pub(super) fn render(source: &str, manner: Manner) -> Option<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = TextMergeStream::new(Parser::new_ext(source, options).map(as_typed));
    let mut writer = Writer::new(manner);
    for event in events {
        writer.take(event);
        if writer.depth > DEEPEST || writer.out.len() > MOST_EVENTS {
            return None;
        }
    }
    let mut markup = String::with_capacity(source.len() * 3 / 2);
    html::push_html(&mut markup, writer.finish().into_iter());
    Some(markup)
}

/// HTML in the source is text like any other; a line break is a line break.
fn as_typed(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    }
}

/// What became of a link or an image when it opened.
struct Opened<'a> {
    linked: bool,
    /// Shown when nothing else is: the address of an image without a description.
    fallback: Option<CowStr<'a>>,
    at: usize,
}

struct Writer<'a> {
    manner: Manner,
    out: Vec<Event<'a>>,
    depth: usize,
    opened: Vec<Opened<'a>>,
    in_code: bool,
    highest: Option<usize>,
}

impl<'a> Writer<'a> {
    fn new(manner: Manner) -> Self {
        Self { manner, out: Vec::new(), depth: 0, opened: Vec::new(), in_code: false, highest: None }
    }

    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag);
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(end);
            }
            Event::Text(text) if self.in_code => self.out.push(Event::Text(text)),
            Event::Text(text) => self.text(&text),
            other => self.out.push(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.open_link(CowStr::from(format!("mailto:{dest_url}")), None);
            }
            Tag::Link { dest_url, .. } => self.open_link(dest_url, None),
            Tag::Image { dest_url, .. } => self.open_link(dest_url.clone(), Some(dest_url)),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.out.push(Event::Start(Tag::CodeBlock(kind)));
            }
            Tag::Heading { level, .. } => {
                let level = level as usize;
                self.highest = Some(self.highest.map_or(level, |highest| highest.min(level)));
                self.out.push(Event::Start(heading(LEVELS[level - 1])));
            }
            other => self.out.push(Event::Start(other)),
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Link | TagEnd::Image => self.close_link(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push(Event::End(end));
            }
            other => self.out.push(Event::End(other)),
        }
    }

    fn in_link(&self) -> bool {
        self.opened.iter().any(|opened| opened.linked)
    }

    fn open_link(&mut self, address: CowStr<'a>, fallback: Option<CowStr<'a>>) {
        let target = if self.in_link() {
            None
        } else if self.manner.own_paths && link::is_own_path(&address) {
            Some(address.to_string())
        } else {
            link::vet(&address)
        };
        let linked = target.is_some();
        if let Some(target) = target {
            self.out.push(Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url: CowStr::from(target),
                title: CowStr::from(""),
                id: CowStr::from(""),
            }));
        }
        self.opened.push(Opened { linked, fallback, at: self.out.len() });
    }

    fn close_link(&mut self) {
        let Some(opened) = self.opened.pop() else {
            return;
        };
        if let Some(fallback) = opened.fallback
            && self.out.len() == opened.at
        {
            self.out.push(Event::Text(fallback));
        }
        if opened.linked {
            self.out.push(Event::End(TagEnd::Link));
        }
    }

    fn text(&mut self, text: &str) {
        for (number, line) in text.trim_end_matches('\n').split('\n').enumerate() {
            if number > 0 {
                self.out.push(Event::HardBreak);
            }
            if self.in_link() {
                self.out.push(Event::Text(CowStr::from(line.to_owned())));
                continue;
            }
            for run in link::runs(line) {
                self.run(run);
            }
        }
    }

    fn run(&mut self, run: Run<'_>) {
        match run {
            Run::Text(words) => self.out.push(Event::Text(CowStr::from(words.to_owned()))),
            Run::Link(written, target) => {
                self.open_link(CowStr::from(target), None);
                self.out.push(Event::Text(CowStr::from(written.to_owned())));
                self.close_link();
            }
        }
    }

    /// The events, with headings moved so that the highest one is the first
    /// level left to these words.
    fn finish(mut self) -> Vec<Event<'a>> {
        let Some(highest) = self.highest else {
            return self.out;
        };
        let moved =
            |level: HeadingLevel| LEVELS[(level as usize - highest + self.manner.first_level).min(LEVELS.len()) - 1];
        for event in &mut self.out {
            match event {
                Event::Start(Tag::Heading { level, .. }) => *level = moved(*level),
                Event::End(TagEnd::Heading(level)) => *level = moved(*level),
                _ => {}
            }
        }
        self.out
    }
}

fn heading<'a>(level: HeadingLevel) -> Tag<'a> {
    Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::super::markdown;

    #[test]
    fn a_contribution_reads_as_it_was_written() {
        assert_eq!(
            markdown("Une *idée*\nsur deux lignes\n\n1. un\n2. deux\n\n> cité").as_str(),
            "<p>Une <em>idée</em><br>\nsur deux lignes</p>\n<ol>\n<li>un</li>\n<li>deux</li>\n</ol>\n\
             <blockquote>\n<p>cité</p>\n</blockquote>\n"
        );
        assert!(markdown("").is_empty());
    }

    #[test]
    fn headings_start_below_those_of_the_page() {
        assert_eq!(markdown("# Un\n## Deux").as_str(), "<h3>Un</h3>\n<h4>Deux</h4>\n");
        assert_eq!(markdown("## Un\n# Deux").as_str(), "<h4>Un</h4>\n<h3>Deux</h3>\n");
        assert_eq!(markdown("#### Seul\n###### Fin").as_str(), "<h3>Seul</h3>\n<h5>Fin</h5>\n");
        assert_eq!(markdown("# Un\n###### Six").as_str(), "<h3>Un</h3>\n<h6>Six</h6>\n");
    }

    #[test]
    fn html_is_shown_as_typed() {
        assert_eq!(
            markdown("Je <b>dis</b> <script>alert(1)</script>").as_str(),
            "<p>Je &lt;b&gt;dis&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        );
        assert_eq!(
            markdown("<div onclick=\"x\">\nun\n</div>").as_str(),
            "<p>&lt;div onclick=\"x\"&gt;<br>\nun<br>\n&lt;/div&gt;</p>\n"
        );
    }

    #[test]
    fn links_say_what_they_are_and_bad_ones_are_only_text() {
        assert_eq!(
            markdown("[un](https://a.fr \"titre\")").as_str(),
            "<p><a href=\"https://a.fr/\" rel=\"nofollow ugc noopener\">un</a></p>\n"
        );
        assert_eq!(markdown("[un](javascript:alert(1)) [deux](/local)").as_str(), "<p>un deux</p>\n");
        assert_eq!(
            markdown("<a@b.fr>").as_str(),
            "<p><a href=\"mailto:a@b.fr\" rel=\"nofollow ugc noopener\">a@b.fr</a></p>\n"
        );
        assert_eq!(
            markdown("Voir https://a.fr/b_c_d, `https://e.fr`.").as_str(),
            "<p>Voir <a href=\"https://a.fr/b_c_d\" rel=\"nofollow ugc noopener\">https://a.fr/b_c_d</a>, \
             <code>https://e.fr</code>.</p>\n"
        );
    }

    #[test]
    fn an_image_is_a_link_to_it() {
        let rel = "rel=\"nofollow ugc noopener\"";
        assert_eq!(
            markdown("![Un plan](https://a.fr/p.png)").as_str(),
            format!("<p><a href=\"https://a.fr/p.png\" {rel}>Un plan</a></p>\n")
        );
        assert_eq!(
            markdown("![](https://a.fr/p.png)").as_str(),
            format!("<p><a href=\"https://a.fr/p.png\" {rel}>https://a.fr/p.png</a></p>\n")
        );
        assert_eq!(
            markdown("[![plan](https://a.fr/p.png)](https://b.fr)").as_str(),
            format!("<p><a href=\"https://b.fr/\" {rel}>plan</a></p>\n")
        );
        assert_eq!(markdown("![x](data:image/svg+xml,abc)").as_str(), "<p>x</p>\n");
    }

    #[test]
    fn tables_keep_their_cells_and_no_style() {
        assert_eq!(
            markdown("|a|b|\n|:-|-:|\n|1|2|").as_str(),
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n"
        );
    }

    #[test]
    fn nesting_beyond_reason_is_shown_as_text() {
        let html = markdown(&format!("{} fond", ">".repeat(200)));
        assert!(!html.as_str().contains("<blockquote>"));
        assert!(html.as_str().contains("fond"));
    }
}
