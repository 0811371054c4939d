//! Settings, from the least to the most particular: the defaults in the binary,
//! `config/<environment>.toml`, `PARVIS__SECTION__KEY` in the environment, then
//! flags. An unknown key stops the start with its name: a misspelt setting that
//! does nothing is worse than none.

mod load;

use serde::Deserialize;

pub use load::{Error, load};

/// The longest that a request may take, in seconds. A phase is closed so long
/// after its end: nothing that was begun in time is still under way then.
pub const REQUEST_TIMEOUT_MOST: u64 = 30;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where and as what the site is served.
    pub server: Server,
    /// Where it is kept.
    pub database: Database,
    /// How mail leaves.
    pub mail: Mail,
    /// Rate limits.
    pub limits: Limits,
    /// `/metrics`.
    pub metrics: Metrics,
    /// What is asked of sessions.
    pub security: Security,
    /// What is kept of those who leave.
    pub privacy: Privacy,
    /// How the operator's log is written, and where the public log keeps its secrets.
    pub log: Log,
}

/// Where and as what the site is served.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub bind: String,
    /// The address that people see, without a final slash. Not set: `bind`, when
    /// that is this machine.
    pub public_url: String,
    /// Name of the instance.
    pub name: String,
    /// IANA name of the zone for dates that belong to no process.
    pub time_zone: String,
    /// The declared level of accessibility: `none`, `partly` or `fully`.
    pub accessibility: String,
    /// Where the source code of this instance is (the licence asks for it).
    pub source_url: String,
    /// Addresses (or CIDR ranges) of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Folder of the built assets.
    pub assets: String,
    /// Seconds for a request to be read and answered, [`REQUEST_TIMEOUT_MOST`] at
    /// most.
    pub request_timeout: u64,
    /// Seconds given to requests and jobs under way when the server stops.
    pub drain_timeout: u64,
    /// Connections open at once, at most.
    pub connections: usize,
    /// Browsers are told that every name below the public address is https too.
    pub hsts_subdomains: bool,
}

impl Server {
    /// The public address is https: cookies are `__Host-` and Secure.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The host of the public address, without brackets nor port.
    #[must_use]
    pub fn host(&self) -> &str {
        let rest = self.public_url.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        }
    }

    /// The public address is plain http on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        if !self.public_url.starts_with("http://") {
            return false;
        }
        let host = self.host();
        host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }
}

/// Where it is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://PATH?mode=rwc` or `postgres://…`.
    pub url: String,
    /// Most connections open at once.
    pub connections: u32,
}

/// How mail leaves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// By a server, or into a folder.
    pub transport: MailTransport,
    /// The folder: each mail is one `*.eml`.
    pub dir: String,
    /// The sender, as `Name <address>`.
    pub from: String,
    /// Host of the SMTP server.
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: u16,
    /// How the exchange is protected.
    pub smtp_tls: SmtpTls,
    /// Who signs in to it; empty for nobody.
    pub smtp_user: String,
    /// With which password.
    pub smtp_password: String,
}

impl Mail {
    /// Someone chose where mail goes: a public site whose mails, with their
    /// links, pile up in a folder that nobody thought of is worse than none.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        self.transport != MailTransport::Auto || self.dir != DEFAULT_MAIL_DIR
    }
}

/// The folder of the defaults (`config/default.toml`).
const DEFAULT_MAIL_DIR: &str = "var/mail";

/// By a server, or into a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Nobody chose: into a folder, on a machine to try things on.
    Auto,
    /// Into a folder.
    File,
    /// By a server.
    Smtp,
}

/// How an SMTP exchange is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Not at all: a mail catcher on this machine.
    None,
    /// By STARTTLS, required.
    Starttls,
    /// From the first byte.
    Tls,
}

/// Rate limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Multiplies every limit; 0 switches them off (on plain-http loopback only).
    pub factor: f64,
}

/// `/metrics`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The bearer token it answers to when the public address is https.
    pub token: String,
}

/// What is asked of sessions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Security {
    /// The least authentication level of a session for staff actions (1: password).
    pub staff_auth_level: i32,
}

/// What is kept of those who leave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// Days for which the identity behind an erased account is kept apart, where a
    /// law asks for it; 0 keeps nothing.
    pub identity_days: u32,
}

/// How the operator's log is written, and where the public log keeps its secrets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The keys of the public log, outside of the database and its backups; beside the
    /// database when empty.
    pub key_file: String,
    /// What the public log last signed, outside of the database and its backups; beside
    /// the database when empty.
    pub state_file: String,
    /// What was erased, as opaque ids, outside of the database and its backups; beside
    /// the database when empty.
    pub erasures_file: String,
    /// The name of the public log; made from the public address when empty.
    pub origin: String,
    /// This process adds to the public log.
    pub sequence: bool,
    /// Who cosigns the heads of the public log: `VERIFIER-KEY ADDRESS` each.
    pub witnesses: Vec<String>,
    /// Witnesses without whom no head is published.
    pub quorum: usize,
    /// `text` or `json`.
    pub format: LogFormat,
    /// A filter such as `info,app=debug`.
    pub level: String,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}
