//! From a view to a page: Leptos renders under an owner of its own, without its
//! router, its meta tags or its streaming; the document around is plain text.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::cx::Cx;

/// Takes the owner off the thread whatever happens in between: a page that
/// panics must not leave its owner to the next one.
struct Guard(Option<Owner>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(owner) = self.0.take() {
            owner.unset_with_forced_cleanup();
        }
    }
}

/// Renders a view. Islands in it are marked for the client.
pub fn render<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let guard = Guard(Some(Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())))));
    let html = guard.0.as_ref().map(|owner| owner.with(|| view().into_view().to_html())).unwrap_or_default();
    if html.contains(ISLAND) { html } else { html.replace("<!>", "") }
}

/// How an island begins. No words of a contribution can read like this: `<` is
/// escaped in them, and the sanitiser knows no such element. The same holds for
/// `<!>`, the marks by which islands find their place, needed by nothing else.
const ISLAND: &str = "<leptos-island";

/// What the head of a document says.
#[derive(Clone, Debug)]
pub struct Head {
    /// The page, before the name of the instance.
    pub title: String,
    /// One or two sentences for search engines; may be empty.
    pub description: String,
    /// Search engines may list it.
    pub indexed: bool,
}

/// A whole document around a body that was rendered. The boot script is there
/// only when the body has an island and someone is signed in.
#[must_use]
pub fn document(cx: &Cx, head: &Head, body: &str) -> String {
    let site = &cx.site;
    let title = text(&format!("{} · {}", head.title, site.name));
    let description = if head.description.is_empty() {
        String::new()
    } else {
        format!("<meta name=\"description\" content=\"{}\">", attribute(&head.description))
    };
    let robots = if head.indexed { "" } else { "<meta name=\"robots\" content=\"noindex\">" };
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         {description}{robots}<link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"{favicon}\">{boot}</head>\
         <body>{body}</body></html>",
        lang = cx.locale,
        css = attribute(&site.css),
        favicon = attribute(&site.favicon),
        boot = boot(cx, body),
    )
}

fn boot(cx: &Cx, body: &str) -> String {
    let Some(boot) = &cx.site.boot else { return String::new() };
    if cx.viewer.is_none() || !body.contains(ISLAND) {
        return String::new();
    }
    format!(
        "<script type=\"module\" id=\"boot\" src=\"{}\" data-glue=\"{}\" data-wasm=\"{}\"></script>",
        attribute(&boot.boot),
        attribute(&boot.glue),
        attribute(&boot.wasm)
    )
}

fn text(value: &str) -> String {
    html_escape::encode_text(value).into_owned()
}

fn attribute(value: &str) -> String {
    html_escape::encode_double_quoted_attribute(value).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn head(title: &str) -> Head {
        Head { title: title.into(), description: String::new(), indexed: true }
    }

    #[test]
    fn words_and_attributes_are_escaped() {
        let name = "<script>alert(1)</script>\"x".to_owned();
        let html = render(move || view! { <p title=name.clone()>{name.clone()}</p> });
        assert_eq!(
            html,
            "<p title=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;x\">&lt;script&gt;alert(1)&lt;/script&gt;\"x</p>"
        );
    }

    #[test]
    fn the_title_is_one_string_and_escaped() {
        let html = document(&sample::cx(), &head("</title><script>"), "");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt; · Parvis</title>"), "{html}");
    }

    #[test]
    fn a_page_that_panics_leaves_nothing_to_the_next() {
        let broken = std::panic::catch_unwind(|| render(|| -> AnyView { panic!("a page fails") }));
        assert!(broken.is_err());
        assert!(Owner::current().is_none());
        assert_eq!(render(|| view! { <p>"next"</p> }), "<p>next</p>");
    }

    #[test]
    fn the_client_is_named_only_where_an_island_meets_someone_signed_in() {
        let island = "<leptos-island></leptos-island>";
        let visitor = sample::cx();
        let participant = sample::participant();
        assert!(!document(&visitor, &head("x"), island).contains("<script"));
        assert!(!document(&participant, &head("x"), "<p>no island</p>").contains("<script"));
        assert!(document(&participant, &head("x"), island).contains("<script type=\"module\" id=\"boot\" src=\"/assets/boot.js\" data-glue=\"/assets/client.js\" data-wasm=\"/assets/client.wasm\"></script>"));
    }
}
