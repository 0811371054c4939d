//! HTTP stories: the very router of the binary, driven without sockets.

mod http;

mod account;
mod admin;
mod api;
mod archive;
mod cli;
mod contract;
mod crawler;
mod edge;
mod form;
mod instance;
mod kept;
mod log;
mod migrating;
mod persona;
mod process_file;
mod prov;
mod rights;
mod user;
mod witness;
mod workbench;
