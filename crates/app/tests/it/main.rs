//! The use cases told as stories, on both databases.

mod people;
mod session;
