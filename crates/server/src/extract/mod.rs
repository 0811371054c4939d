//! What handlers are given: who asks and what they want ([`Req`]), what they
//! typed ([`Form`], [`Query`]), what the address names ([`Path`]). None of them
//! answers anything but our own pages and problems.

mod fields;
mod form;
mod path;
mod req;
mod slot;
mod want;

pub use fields::Fields;
pub use form::{Form, Query};
pub use path::Path;
pub use req::{FormPage, Req, ReqParts};
pub use slot::Slot;
pub use want::Want;
