//! What every request goes through, from the outside in:
//!
//! 1. [`observe`]: an id, a line in the log, a measure;
//! 2. [`headers`]: what browsers are told about every answer;
//! 3. compression, then [`crate::answer`], which translates failures;
//! 4. [`guard`]: too much, too long, too slow, from another site;
//! 5. the handler.

pub mod crowd;
pub mod guard;
pub mod headers;
pub mod observe;
