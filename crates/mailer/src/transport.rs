//! How mail leaves: by an SMTP server, over a few connections kept open, or into
//! a folder where each mail is one file.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::Time;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Encryption, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::Rendered;

/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Connections kept to it, at most.
const CONNECTIONS: u32 = 4;

/// Why a mail did not leave. Says nothing of whom it was for: it goes into logs.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sender of the settings is not `Name <address>`.
    #[error("mail.from is not an address: {0}")]
    From(String),
    /// The recipient's address cannot be written to.
    #[error("the recipient’s address is not one")]
    To,
    /// The mail could not be put together.
    #[error("the mail could not be written")]
    Write,
    /// The server's settings cannot be used.
    #[error("the mail server’s settings cannot be used: {0}")]
    Settings(String),
    /// The server said no for good, with this code.
    #[error("the mail server refused ({0})")]
    Refused(String),
    /// The server could not be reached, or said to try later.
    #[error("the mail server cannot take it now ({0})")]
    Later(&'static str),
    /// The folder cannot be written to.
    #[error("the mail folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// An SMTP server.
#[derive(Clone)]
pub struct Server {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the exchange is protected.
    pub tls: Tls,
    /// Who signs in; empty for nobody.
    pub user: String,
    /// With which password.
    pub password: String,
}

/// How an SMTP exchange is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    None,
    /// By STARTTLS, required.
    Starttls,
    /// From the first byte.
    Wrapped,
}

/// What tells a mail from another. A mail sent twice (the answer of the server
/// was lost) has the same stamp twice, so that it can be recognised.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The part of the Message-ID before the at sign: letters, digits, hyphens.
    pub id: String,
    /// The part after it: the host of the site.
    pub host: String,
    /// When it was written.
    pub at: Time,
}

/// Sends mail.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl Mailer {
    /// By a server, from `from` (`Name <address>`).
    ///
    /// # Errors
    /// When the sender or the settings cannot be used.
    pub fn smtp(from: &str, server: &Server) -> Result<Self, Error> {
        let tls = || TlsParameters::new(server.host.clone()).map_err(|error| Error::Settings(error.to_string()));
        let encryption = match server.tls {
            Tls::None => Encryption::None,
            Tls::Starttls => Encryption::Required(tls()?),
            Tls::Wrapped => Encryption::Wrapper(tls()?),
        };
        let pool = PoolConfig::new().max_size(CONNECTIONS);
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(encryption)
            .timeout(Some(TIMEOUT))
            .pool_config(pool);
        if !server.user.is_empty() {
            transport = transport.credentials(Credentials::new(server.user.clone(), server.password.clone()));
        }
        Ok(Self { from: sender(from)?, way: Way::Smtp(transport.build()) })
    }

    /// Into a folder, which is made if need be.
    ///
    /// # Errors
    /// When the sender cannot be used.
    pub fn folder(from: &str, folder: impl Into<PathBuf>) -> Result<Self, Error> {
        Ok(Self { from: sender(from)?, way: Way::Folder(folder.into()) })
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// Why it did not leave.
    pub async fn send(&self, to: &str, mail: &Rendered, stamp: &Stamp) -> Result<(), Error> {
        let message = self.message(to, mail, stamp)?;
        match &self.way {
            Way::Smtp(transport) => transport.send(message).await.map(|_| ()).map_err(|error| why(&error)),
            Way::Folder(folder) => write(folder, &message, stamp).await,
        }
    }

    fn message(&self, to: &str, mail: &Rendered, stamp: &Stamp) -> Result<Message, Error> {
        let to = Mailbox::new(None, to.parse().map_err(|_| Error::To)?);
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let parts = MultiPart::alternative()
            .boundary(format!("part-{}", stamp.id))
            .singlepart(SinglePart::plain(mail.text.clone()))
            .singlepart(SinglePart::html(mail.html.clone()));
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .date(SystemTime::from(stamp.at))
            .message_id(Some(format!("<{}@{}>", stamp.id, stamp.host)))
            .raw_header(automatic);
        if let Some(stop) = &mail.stop {
            for (name, value) in [
                ("List-Unsubscribe", format!("<{stop}>")),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ] {
                message = message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
            }
        }
        message.multipart(parts).map_err(|_| Error::Write)
    }
}

/// Whether a mail can be written to this address.
#[must_use]
pub fn can_be_sent_to(address: &str) -> bool {
    address.parse::<lettre::Address>().is_ok() && !address.contains("@[")
}

fn sender(from: &str) -> Result<Mailbox, Error> {
    from.parse().map_err(|_| Error::From(from.to_owned()))
}

/// The server's own words may quote the address, so they are not kept.
fn why(error: &lettre::transport::smtp::Error) -> Error {
    match error.status() {
        Some(code) if error.is_permanent() => Error::Refused(code.to_string()),
        _ if error.is_timeout() => Error::Later("too slow"),
        _ if error.is_transient() => Error::Later("try later"),
        _ if error.is_tls() => Error::Later("encryption failed"),
        _ => Error::Later("no exchange"),
    }
}

/// Under another name first: whoever watches the folder sees whole mails only.
/// For its owner alone: their links open accounts.
/// The same mail sent again is the same file.
async fn write(folder: &Path, message: &Message, stamp: &Stamp) -> Result<(), Error> {
    let (folder, bytes) = (folder.to_owned(), message.formatted());
    let name = format!("{}-{}", stamp.at.format("%Y%m%dT%H%M%S%.6fZ"), stamp.id);
    let written = tokio::task::spawn_blocking(move || {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let begun = folder.join(format!(".{name}.part"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&begun)?;
        file.write_all(&bytes)?;
        std::fs::rename(&begun, folder.join(format!("{name}.eml")))
    });
    Ok(written.await.map_err(std::io::Error::other)??)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    fn stamp() -> Stamp {
        let at = Utc.with_ymd_and_hms(2027, 3, 15, 12, 0, 0).single().expect("a date");
        Stamp { id: "0190-abc".into(), host: "parvis.exemple".into(), at }
    }

    fn mail(subject: &str) -> Rendered {
        Rendered { subject: subject.into(), text: "Bonjour\n".into(), html: "<p>Bonjour</p>".into(), stop: None }
    }

    #[tokio::test]
    async fn each_mail_is_one_whole_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer =
            Mailer::folder("Parvis <ne-pas-repondre@parvis.exemple>", folder.path().join("mail")).expect("a sender");
        for _ in 0..2 {
            mailer.send("camille@exemple.fr", &mail("Été à Saint-Étienne"), &stamp()).await.expect("written");
        }
        let files: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).expect("a file").permissions());
        assert_eq!(mode & 0o077, 0, "nobody else reads it");
        assert!(file.extension().is_some_and(|extension| extension == "eml"));
        let text = std::fs::read_to_string(file).expect("read");
        for line in [
            "Message-ID: <0190-abc@parvis.exemple>",
            "Date: Mon, 15 Mar 2027 12:00:00 +0000",
            "Auto-Submitted: auto-generated",
            "To: camille@exemple.fr",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line}\nin\n{text}");
        }
    }

    #[tokio::test]
    async fn nothing_in_a_subject_or_an_address_adds_a_header() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder("parvis@parvis.exemple", folder.path()).expect("a sender");
        for to in ["a@exemple.fr\r\nBcc: b@exemple.fr", "a@exemple.fr, b@exemple.fr", "", "a"] {
            assert!(matches!(mailer.send(to, &mail("Bonjour"), &stamp()).await, Err(Error::To)), "{to}");
        }
        let message =
            mailer.message("a@exemple.fr", &mail("Bonjour\r\nBcc: b@exemple.fr"), &stamp()).expect("put together");
        let written = String::from_utf8(message.formatted()).expect("text");
        assert!(!written.contains("\nBcc:"), "{written}");
    }

    #[test]
    fn a_sender_that_is_not_one_is_named() {
        assert!(matches!(Mailer::folder("Parvis", "x"), Err(Error::From(from)) if from == "Parvis"));
    }
}
