//! What is kept of a secret that someone else holds (a cookie, a mailed link):
//! its SHA-256. Whoever reads the database cannot use it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Characters of a secret of 256 bits in base64url.
const LENGTH: usize = 43;

/// The SHA-256 of a secret, in base64url: fit for a key and for a URL.
#[must_use]
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// The key of what came from outside; none when it cannot be one of our
/// secrets, so that nothing else reaches the database.
#[must_use]
pub fn key(token: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (token.len() == LENGTH && token.bytes().all(plain)).then(|| digest(token))
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_what_has_the_form_of_a_secret_has_a_key() {
        let token = "A".repeat(43);
        assert_eq!(super::key(&token), Some(super::digest(&token)));
        for other in ["", "A", &"A".repeat(44), &"é".repeat(21), &format!("{}=", "A".repeat(42))] {
            assert_eq!(super::key(other), None, "{other}");
        }
    }
}
