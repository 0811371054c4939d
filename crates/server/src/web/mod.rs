//! The pages and the actions, one file per feature. A handler is a paragraph:
//! take what is asked, call the use case, answer.

mod instance;

use crate::router::Routes;

/// Every feature's routes.
pub(crate) fn routes() -> Routes {
    instance::routes()
}
