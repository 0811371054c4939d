//! Text that is kept in the browser's tab until the server has it.

use crate::dom::{all, document};
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlTextAreaElement, Storage, UrlSearchParams};

/// The kept text of one form, of one person.
pub(crate) struct Draft {
    key: String,
}

impl Draft {
    pub(crate) fn new(key: &str) -> Draft {
        Draft { key: format!("draft:{key}") }
    }

    /// Keeps what the form's text areas hold.
    pub(crate) fn keep(&self, form: &HtmlFormElement) {
        let (Some(storage), Ok(fields)) = (storage(), UrlSearchParams::new()) else {
            return;
        };
        for text in texts(form) {
            fields.set(&text.name(), &text.value());
        }
        // A full storage is no reason to disturb the writer.
        let _ = storage.set_item(&self.key, &String::from(fields.to_string()));
    }

    /// Puts the kept text back where the server left a field empty, unless the page
    /// shows it already: then it was published before we heard of it.
    pub(crate) fn restore(&self, form: &HtmlFormElement) {
        let Some(fields) = self.kept() else { return };
        let page = document().and_then(|document| document.body()?.text_content()).unwrap_or_default();
        for text in texts(form) {
            let kept = fields.get(&text.name()).unwrap_or_default();
            if text.value().is_empty() && !kept.is_empty() && !page.contains(kept.trim()) {
                text.set_value(&kept);
            }
        }
    }

    /// The text is where it belongs.
    pub(crate) fn forget(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }

    fn kept(&self) -> Option<UrlSearchParams> {
        let text = storage()?.get_item(&self.key).ok()??;
        UrlSearchParams::new_with_str(&text).ok()
    }
}

/// None where the person has forbidden it.
fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn texts(form: &HtmlFormElement) -> Vec<HtmlTextAreaElement> {
    all(form, "textarea").into_iter().filter_map(|text| text.dyn_into().ok()).collect()
}
