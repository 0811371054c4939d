//! HTTP stories: the very router of the binary, driven without sockets.

mod http;

mod account;
mod admin;
mod api;
mod cli;
mod edge;
mod form;
mod instance;
mod migrating;
mod user;
mod workbench;
