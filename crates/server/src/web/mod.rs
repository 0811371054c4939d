//! The pages and the actions, one file per feature. A handler is a paragraph:
//! take what is asked, call the use case, answer.

mod account;
mod comment;
mod commitment;
mod forms;
mod home;
mod instance;
mod lineage;
mod object;
mod process;
mod proposal;
mod triage;
mod vote;

use crate::router::Routes;

/// Every feature's routes.
pub(crate) fn routes() -> Routes {
    account::routes()
        .merge(comment::routes())
        .merge(commitment::routes())
        .merge(home::routes())
        .merge(instance::routes())
        .merge(lineage::routes())
        .merge(process::routes())
        .merge(proposal::routes())
        .merge(triage::routes())
        .merge(vote::routes())
}
