//! Samples for tests: readers, and read models with hostile words in every text.

use std::sync::Arc;

use domain::locale::Locale;

use crate::cx::{Accessibility, Boot, Cx, Menu, Site, Viewer};

/// A visitor.
pub(crate) fn cx() -> Cx {
    Cx {
        locale: Locale::Fr,
        viewer: None,
        path: "/here".into(),
        flash: None,
        now: "2027-04-01T10:00:00Z".parse().expect("an instant"),
        site: Arc::new(Site {
            name: "Parvis".into(),
            public_url: "http://127.0.0.1:3000".into(),
            css: "/assets/parvis.css".into(),
            favicon: "/assets/favicon.svg".into(),
            boot: Some(Boot { boot: "/assets/boot.js".into(), glue: "/assets/client.js".into(), wasm: "/assets/client.wasm".into() }),
            accessibility: Accessibility::None,
            time_zone: "Europe/Paris".into(),
            source_url: "https://example.org/source".into(),
            demo: true,
        }),
    }
}

/// Someone who may publish.
pub(crate) fn participant() -> Cx {
    Cx { viewer: Some(Viewer { name: "Camille D.".into(), confirmed: true, menu: Menu::default() }), ..cx() }
}

/// Someone with every role.
pub(crate) fn staff() -> Cx {
    let here = vec![("plan-2027".to_owned(), "Plan 2027".to_owned())];
    let menu = Menu { triage: here.clone(), moderation: here.clone(), commitments: here, admin: true };
    Cx { viewer: Some(Viewer { name: "Alix M.".into(), confirmed: true, menu }), ..cx() }
}
