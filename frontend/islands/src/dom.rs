//! The few things that the islands ask of the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element, EventTarget, HtmlFormElement, HtmlInputElement};

/// The page.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The island that this element belongs to.
pub(crate) fn island_of(inside: &Element) -> Option<Element> {
    inside.closest("leptos-island").ok()?
}

/// The form among the children of the island that this element belongs to.
pub(crate) fn form_of(inside: &Element) -> Option<HtmlFormElement> {
    island_of(inside)?.query_selector("form").ok()??.dyn_into().ok()
}

/// All elements below `root` that match.
pub(crate) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

/// Listens for as long as the page lives, which is as long as an island does.
pub(crate) fn listen<E: FromWasmAbi + 'static>(target: &EventTarget, event: &str, listener: impl FnMut(E) + 'static) {
    let closure = Closure::<dyn FnMut(E)>::new(listener);
    // The only failure is a page that is gone.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Sets or removes an attribute.
pub(crate) fn set(element: &Element, name: &str, value: Option<&str>) {
    // Both fail on a malformed name alone; ours are literals.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// The browser's own submission, with the pressed button's value, which it would
/// otherwise forget.
pub(crate) fn submit_natively(form: &HtmlFormElement, pressed: Option<(&str, &str)>) {
    if let Some((name, value)) = pressed {
        let input = hidden_input(form);
        if let Some(input) = input {
            input.set_name(name);
            input.set_value(value);
        }
    }
    let _ = form.submit();
}

/// The hidden input that speaks for a button; the one of an earlier attempt if the
/// browser brought this page back.
fn hidden_input(form: &HtmlFormElement) -> Option<HtmlInputElement> {
    if let Some(earlier) = form.query_selector("input[data-pressed]").ok()? {
        return earlier.dyn_into().ok();
    }
    let input: HtmlInputElement = document()?.create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("hidden");
    set(&input, "data-pressed", Some(""));
    form.append_child(&input).ok()?;
    Some(input)
}

/// The language of the page, as its root says.
pub(crate) fn language() -> String {
    let root = document().and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_default()
}

/// A number as the language of the page writes it.
pub(crate) fn number(n: u32, language: &str) -> String {
    let number = js_sys::Number::from(n);
    String::from(number.to_locale_string(language))
}

/// A sentence with its `{n}` filled in.
pub(crate) fn fill(sentence: &str, n: u32) -> String {
    sentence.replace("{n}", &number(n, &language()))
}
