//! Addresses: private, compared without regard to case, and counted in limits
//! by a digest so that no other table holds one.

use validator::ValidateEmail;

use crate::secret;

/// An e-mail address as typed, with what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    typed: String,
    key: String,
}

impl Address {
    /// Takes what was typed, without the space around it. It may not be an
    /// address at all: see [`Address::is_valid`]. A domain that is not ASCII is
    /// taken as the network knows it: many ways to write it are one mailbox.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let (local, domain) = typed.rsplit_once('@').unwrap_or((typed, ""));
        let typed = match idna::domain_to_ascii_strict(domain) {
            Ok(known) if !domain.is_ascii() => format!("{local}@{known}"),
            _ => typed.to_owned(),
        };
        Self { key: typed.to_lowercase(), typed }
    }

    /// Whether mail can be sent there. Control characters never pass, so an
    /// address cannot add a header to a mail.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.typed.is_ascii()
            && self.typed.validate_email()
            && !self.typed.chars().any(char::is_control)
            && mailer::can_be_sent_to(&self.typed)
    }

    /// As typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// What two ways to type the same address have in common.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The name under which limits count it.
    #[must_use]
    pub fn digest(&self) -> String {
        secret::digest(&self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn the_same_address_typed_otherwise_is_the_same() {
        assert_eq!(Address::of(" Camille@Exemple.FR ").key(), Address::of("camille@exemple.fr").key());
        assert_eq!(Address::of(" Camille@Exemple.FR ").as_str(), "Camille@Exemple.FR");
    }

    #[test]
    fn the_many_ways_to_write_a_domain_are_one_mailbox() {
        for other in [
            "camille@exemple.fr\u{200b}",
            "camille@ex\u{ad}emple.fr",
            "camille@ｅｘｅｍｐｌｅ.fr",
            "camille@exemple。fr",
        ] {
            let address = Address::of(other);
            assert_eq!(address.key(), "camille@exemple.fr", "{other:?}");
            assert_eq!(address.as_str(), "camille@exemple.fr", "{other:?}");
        }
        assert!(Address::of("camille@forêt.fr").key().starts_with("camille@xn--"), "as the network writes it");
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        assert!(Address::of("camille@exemple.fr").is_valid());
        for bad in [
            "",
            "camille",
            "camille@",
            "@exemple.fr",
            "a@b@c",
            "a\nb@exemple.fr",
            "a@exemple.fr\r\nBcc: b@c.fr",
            "a@[127.0.0.1]",
            "a..b@exemple.fr",
            ".a@exemple.fr",
            "a.@exemple.fr",
            "ａ@exemple.fr",
        ] {
            assert!(!Address::of(bad).is_valid(), "{bad:?}");
        }
    }
}
