//! The client: the islands, compiled for browsers, and the call that readies them.
//! `frontend/public/boot.js` loads it.

// Without a use of the crate, the linker drops the islands.
use islands as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Readies the reactive system; the boot script then hydrates one island after the other.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
