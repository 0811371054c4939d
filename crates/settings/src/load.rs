//! Reading and merging the layers of settings.

use std::path::Path;

use toml::{Table, Value};

use crate::{REQUEST_TIMEOUT_MOST, Settings};

/// The defaults, part of the binary so that it runs from anywhere.
const DEFAULT: &str = include_str!("../../../config/default.toml");
/// The public address where nothing says another.
const DEFAULT_URL: &str = "http://127.0.0.1:3000";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    /// A file or a value is not what is expected; the text names the key.
    #[error("{0}: {1}")]
    Content(String, String),
    /// A setting that cannot be used with another.
    #[error("{0}")]
    Refused(&'static str),
}

/// Reads the settings: defaults, then `files` in order (a file that is absent is
/// passed over), then the environment's `PARVIS__SECTION__KEY`, then `flags`
/// (dotted keys).
///
/// # Errors
/// An unknown key, a value of the wrong kind, or a refused combination.
pub fn load(
    files: &[&Path],
    environment: impl Iterator<Item = (String, String)>,
    flags: &[(&str, String)],
) -> Result<Settings, Error> {
    let mut table = parse("config/default.toml", DEFAULT)?;
    for file in files.iter().filter(|file| file.exists()) {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Error::File(name.clone(), error))?;
        merge(&mut table, parse(&name, &text)?);
    }
    for (key, value) in environment {
        if let Some(path) = key.strip_prefix("PARVIS__") {
            set(&mut table, &path.to_lowercase().replace("__", "."), value, &key)?;
        }
    }
    for (key, value) in flags {
        set(&mut table, key, value.clone(), key)?;
    }
    let settings: Settings = Value::Table(table)
        .try_into()
        .map_err(|error: toml::de::Error| Error::Content("settings".into(), error.to_string()))?;
    check(settings)
}

fn parse(name: &str, text: &str) -> Result<Table, Error> {
    text.parse().map_err(|error: toml::de::Error| Error::Content(name.to_owned(), error.to_string()))
}

fn merge(into: &mut Table, from: Table) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Sets a text as the kind of value that the default has: the defaults name
/// every key, so a key they do not have is unknown.
fn set(table: &mut Table, path: &str, text: String, name: &str) -> Result<(), Error> {
    let unknown = || Error::Content(name.to_owned(), "unknown setting".into());
    let (section, key) = path.split_once('.').ok_or_else(unknown)?;
    let place = table
        .get_mut(section)
        .and_then(Value::as_table_mut)
        .and_then(|section| section.get_mut(key))
        .ok_or_else(unknown)?;
    let wrong = |kind: &str| Error::Content(name.to_owned(), format!("expected {kind}, got “{text}”"));
    *place = match place {
        Value::Integer(_) => Value::Integer(text.parse().map_err(|_| wrong("a whole number"))?),
        Value::Float(_) => Value::Float(text.parse().map_err(|_| wrong("a number"))?),
        Value::Boolean(_) => Value::Boolean(text.parse().map_err(|_| wrong("true or false"))?),
        Value::Array(_) => text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| Value::String(part.to_owned()))
            .collect::<Vec<_>>()
            .into(),
        _ => Value::String(text),
    };
    Ok(())
}

fn check(mut settings: Settings) -> Result<Settings, Error> {
    while settings.server.public_url.ends_with('/') {
        settings.server.public_url.pop();
    }
    if settings.server.public_url.is_empty() {
        settings.server.public_url = where_it_listens(&settings.server.bind);
    }
    if !(1..=REQUEST_TIMEOUT_MOST).contains(&settings.server.request_timeout) {
        return Err(Error::Refused(
            "server.request_timeout must be from 1 to 30 (seconds): phases are closed 30 s after their end",
        ));
    }
    if settings.server.connections == 0 {
        return Err(Error::Refused("server.connections must be 1 or more"));
    }
    if !settings.limits.factor.is_finite() || settings.limits.factor < 0.0 {
        return Err(Error::Refused("limits.factor must be a number, zero or more"));
    }
    if settings.limits.factor == 0.0 && !settings.server.is_loopback() {
        return Err(Error::Refused(
            "limits.factor = 0 (no rate limit) is refused unless server.public_url is plain http on this machine",
        ));
    }
    if !settings.server.public_url.starts_with("http://") && !settings.server.public_url.starts_with("https://") {
        return Err(Error::Refused("server.public_url must begin with http:// or https://"));
    }
    Ok(settings)
}

/// Listening on this machine is being seen there, so that links in mails and
/// data lead here.
fn where_it_listens(bind: &str) -> String {
    let address: Option<std::net::SocketAddr> = bind.parse().ok();
    match address.filter(|address| address.ip().is_loopback() && address.port() != 0) {
        Some(address) => format!("http://{address}"),
        None => DEFAULT_URL.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(environment: &[(&str, &str)]) -> Result<Settings, Error> {
        load(&[], environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())), &[])
    }

    #[test]
    fn the_defaults_are_complete() {
        let settings = with(&[]).expect("defaults");
        assert_eq!(settings.server.public_url, "http://127.0.0.1:3000");
    }

    #[test]
    fn the_environment_wins_over_the_defaults() {
        let settings = with(&[
            ("PARVIS__SERVER__PUBLIC_URL", "https://exemple.fr/"),
            ("PARVIS__SERVER__TRUSTED_PROXIES", "10.0.0.1, ::1"),
            ("PARVIS__LIMITS__FACTOR", "2"),
        ])
        .expect("good");
        assert_eq!(settings.server.public_url, "https://exemple.fr");
        assert_eq!(settings.server.trusted_proxies, ["10.0.0.1", "::1"]);
        assert!((settings.limits.factor - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_public_address_is_where_it_listens_unless_one_was_given() {
        let url = |environment: &[(&str, &str)]| with(environment).expect("good").server.public_url;
        assert_eq!(url(&[("PARVIS__SERVER__BIND", "127.0.0.1:4000")]), "http://127.0.0.1:4000");
        assert_eq!(url(&[("PARVIS__SERVER__BIND", "[::1]:4000")]), "http://[::1]:4000");
        for elsewhere in ["0.0.0.0:4000", "127.0.0.1:0", "localhost"] {
            assert_eq!(url(&[("PARVIS__SERVER__BIND", elsewhere)]), "http://127.0.0.1:3000", "{elsewhere}");
        }
        let given =
            [("PARVIS__SERVER__BIND", "127.0.0.1:4000"), ("PARVIS__SERVER__PUBLIC_URL", "http://127.0.0.1:3000")];
        assert_eq!(url(&given), "http://127.0.0.1:3000");
    }

    #[test]
    fn a_request_cannot_be_given_longer_than_phases_wait_to_close() {
        assert!(with(&[("PARVIS__SERVER__REQUEST_TIMEOUT", "30")]).is_ok());
        for wrong in ["31", "120", "0"] {
            let error = with(&[("PARVIS__SERVER__REQUEST_TIMEOUT", wrong)]).expect_err(wrong).to_string();
            assert!(error.contains("server.request_timeout"), "{error}");
        }
    }

    #[test]
    fn where_mail_goes_is_chosen_by_its_transport_or_by_its_folder() {
        assert!(!with(&[]).expect("good").mail.is_chosen());
        for chosen in [
            ("PARVIS__MAIL__TRANSPORT", "file"),
            ("PARVIS__MAIL__TRANSPORT", "smtp"),
            ("PARVIS__MAIL__DIR", "/srv/mail"),
        ] {
            assert!(with(&[chosen]).expect("good").mail.is_chosen(), "{chosen:?}");
        }
    }

    #[test]
    fn a_misspelt_key_stops_the_start_with_its_name() {
        let error = with(&[("PARVIS__SERVER__PUBLIC_URI", "x")]).expect_err("unknown").to_string();
        assert!(error.contains("PARVIS__SERVER__PUBLIC_URI"), "{error}");
    }

    #[test]
    fn limits_cannot_be_switched_off_on_a_public_site() {
        assert!(with(&[("PARVIS__LIMITS__FACTOR", "0")]).is_ok());
        assert!(
            with(&[("PARVIS__LIMITS__FACTOR", "0"), ("PARVIS__SERVER__PUBLIC_URL", "https://exemple.fr")]).is_err()
        );
        assert!(
            with(&[("PARVIS__LIMITS__FACTOR", "0"), ("PARVIS__SERVER__PUBLIC_URL", "http://127.exemple.fr")]).is_err()
        );
    }
}
