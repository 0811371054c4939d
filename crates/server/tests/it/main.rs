//! HTTP stories: the very router of the binary, driven without sockets.

mod http;

mod edge;
mod instance;
