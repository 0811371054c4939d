//! Requests of the islands: the form's own address, asked for JSON.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, FormData, HtmlElement, HtmlFormElement, RequestInit, Response, UrlSearchParams};

/// After this many milliseconds an island gives up and lets the form go its own way.
const PATIENCE: u32 = 15_000;

/// What the server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The `Location` header.
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// The fields of a form, with the pressed button's.
///
/// # Errors
/// When the form holds something that cannot be URL-encoded.
pub(crate) fn fields(form: &HtmlFormElement, pressed: Option<(&str, &str)>) -> Result<UrlSearchParams, JsValue> {
    let data = FormData::new_with_form(form)?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&data)?;
    if let Some((name, value)) = pressed {
        fields.set(name, value);
    }
    Ok(fields)
}

/// The name and value of the button that submits, if it has both.
pub(crate) fn pressed(button: Option<&HtmlElement>) -> Option<(String, String)> {
    let button = button?;
    Some((button.get_attribute("name")?, button.get_attribute("value")?))
}

/// Posts fields to the address of the form.
///
/// # Errors
/// When no answer came.
pub(crate) async fn post(form: &HtmlFormElement, fields: &UrlSearchParams) -> Result<Answer, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(fields);
    ask(&form.get_attribute("action").unwrap_or_default(), &init).await
}

/// Asks for what an address holds.
///
/// # Errors
/// When no answer came.
pub(crate) async fn get(address: &str) -> Result<Answer, JsValue> {
    ask(address, &RequestInit::new()).await
}

async fn ask(address: &str, init: &RequestInit) -> Result<Answer, JsValue> {
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "application/json")?;
    init.set_headers(&headers);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(address, init)).await?;
    let response: Response = response.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?;
    Ok(Answer {
        status: response.status(),
        location: response.headers().get("Location")?,
        body: body.as_string().unwrap_or_default(),
    })
}
