//! Mail: what it says, in French and in English, and how it leaves.
//!
//! A [`Mail`] is a value with typed fields; [`render`] makes its subject, its
//! text and its HTML from the same paragraphs; a [`Mailer`] sends it by SMTP or
//! writes it into a folder. A mail carries links, never votes nor what was
//! written by others, and only ever answers to someone's own account.

mod mail;
mod paper;
mod transport;
mod words;
mod writer;

pub use mail::{ChangeLine, Mail, Rendered, Site, render};
pub use transport::{Error, Mailer, Server, Stamp, Tls, can_be_sent_to};
