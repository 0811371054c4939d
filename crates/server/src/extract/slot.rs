//! What is learnt of a request on its way in, for what has to be answered on its
//! way out: an error page is in the reader's language and comes with what was
//! typed, wherever the error came from.

use std::sync::{Arc, OnceLock};

use crate::extract::{Fields, Req};

/// One request's notes; shared by the layers and the extractors.
#[derive(Clone)]
pub struct Slot(Arc<Notes>);

struct Notes {
    visitor: Req,
    signed_in: OnceLock<Req>,
    typed: OnceLock<Fields>,
}

impl Slot {
    /// Notes on a request of which no session was looked up yet.
    #[must_use]
    pub fn new(visitor: Req) -> Self {
        Self(Arc::new(Notes { visitor, signed_in: OnceLock::new(), typed: OnceLock::new() }))
    }

    /// The request, as it is known by now.
    #[must_use]
    pub fn req(&self) -> &Req {
        self.0.signed_in.get().unwrap_or(&self.0.visitor)
    }

    /// The request, when its session was looked up already.
    #[must_use]
    pub fn known(&self) -> Option<&Req> {
        self.0.signed_in.get()
    }

    /// Notes who asks.
    pub fn know(&self, req: Req) {
        let _ = self.0.signed_in.set(req);
    }

    /// What was typed, when a form was read.
    #[must_use]
    pub fn typed(&self) -> Option<&Fields> {
        self.0.typed.get()
    }

    /// Notes what was typed.
    pub fn type_in(&self, fields: Fields) {
        let _ = self.0.typed.set(fields);
    }
}
