//! Every address that a page links to, in one place.

use domain::id::PhaseId;
use domain::lineage::ObjectKind;
use domain::reference::{Kind, Reference};

/// Sends the confirmation mail again (POST).
pub const RESEND: &str = "/account/resend-confirmation";

/// `/processes/{slug}`.
#[must_use]
pub fn process(slug: &str) -> String {
    format!("/processes/{}", encode(slug))
}

/// The list of proposals.
#[must_use]
pub fn proposals(slug: &str) -> String {
    format!("{}/proposals", process(slug))
}

/// The form of a new proposal.
#[must_use]
pub fn new_proposal(slug: &str) -> String {
    format!("{}/new", proposals(slug))
}

/// The list of commitments.
#[must_use]
pub fn commitments(slug: &str) -> String {
    format!("{}/commitments", process(slug))
}

/// The form of a new commitment.
#[must_use]
pub fn new_commitment(slug: &str) -> String {
    format!("{}/new", commitments(slug))
}

/// The triage workbench.
#[must_use]
pub fn triage(slug: &str) -> String {
    format!("{}/triage", process(slug))
}

/// The moderators' queue.
#[must_use]
pub fn moderation(slug: &str) -> String {
    format!("{}/moderation", process(slug))
}

/// What still waits for an answer.
#[must_use]
pub fn orphans(slug: &str) -> String {
    format!("{}/orphans", process(slug))
}

/// Where staff begin.
#[must_use]
pub fn desk() -> String {
    "/desk".to_owned()
}

/// The first screen of administration.
#[must_use]
pub fn admin() -> String {
    "/admin".to_owned()
}

/// The form of a new process.
#[must_use]
pub fn admin_new_process() -> String {
    "/admin/processes/new".to_owned()
}

/// The names, texts and publication of a process.
#[must_use]
pub fn admin_process(slug: &str) -> String {
    format!("/admin{}", process(slug))
}

/// Its calendar.
#[must_use]
pub fn admin_phases(slug: &str) -> String {
    format!("{}/phases", admin_process(slug))
}

/// One of its phases.
#[must_use]
pub fn admin_phase(slug: &str, id: PhaseId) -> String {
    format!("{}/{id}", admin_phases(slug))
}

/// Its themes.
#[must_use]
pub fn admin_themes(slug: &str) -> String {
    format!("{}/themes", admin_process(slug))
}

/// The organisations that take part in it.
#[must_use]
pub fn admin_parts(slug: &str) -> String {
    format!("{}/organisations", admin_process(slug))
}

/// People and their rights, in one process or (empty) in all.
#[must_use]
pub fn admin_grants(slug: &str) -> String {
    query("/admin/grants", &[("process", slug)])
}

/// The organisations of the instance.
#[must_use]
pub fn admin_organisations() -> String {
    "/admin/organisations".to_owned()
}

/// One of them.
#[must_use]
pub fn admin_organisation(slug: &str) -> String {
    format!("{}/{}", admin_organisations(), encode(slug))
}

/// The accounts, looked up one at a time.
#[must_use]
pub fn admin_accounts() -> String {
    "/admin/accounts".to_owned()
}

/// One account, for who runs the instance.
#[must_use]
pub fn admin_account(id: domain::id::AccountId) -> String {
    query(&admin_accounts(), &[("account", &id.to_string())])
}

/// Jobs that failed.
#[must_use]
pub fn admin_jobs() -> String {
    "/admin/jobs".to_owned()
}

/// All acts of staff.
#[must_use]
pub fn admin_acts() -> String {
    "/admin/acts".to_owned()
}

/// The public register of a process.
#[must_use]
pub fn register(slug: &str) -> String {
    format!("{}/register", process(slug))
}

/// `/proposals/{ref}`.
#[must_use]
pub fn proposal(reference: &Reference) -> String {
    format!("/proposals/{reference}")
}

/// `/comments/{ref}`.
#[must_use]
pub fn comment(reference: &Reference) -> String {
    format!("/comments/{reference}")
}

/// `/commitments/{ref}`.
#[must_use]
pub fn commitment(reference: &Reference) -> String {
    format!("/commitments/{reference}")
}

/// « Ce que devient cette contribution ».
#[must_use]
pub fn lineage(of: &str) -> String {
    format!("{of}/lineage")
}

/// The receipt of a contribution.
#[must_use]
pub fn receipt(of: &str) -> String {
    format!("{of}/receipt")
}

/// That of one's vote on something (GET warns, POST gives it).
#[must_use]
pub fn vote_receipt(of: &str) -> String {
    format!("{of}/vote/receipt")
}

/// The versions.
#[must_use]
pub fn history(of: &str) -> String {
    format!("{of}/history")
}

/// Sign-in, coming back to a path.
#[must_use]
pub fn sign_in(next: &str) -> String {
    // Coming back to sign-in from sign-in would nest without end.
    let path = next.split('?').next().unwrap_or(next);
    if matches!(path, "/" | "/sign-in" | "/sign-up") {
        "/sign-in".to_owned()
    } else {
        query("/sign-in", &[("next", next)])
    }
}

/// Where something with a reference is: what is only shown on the page of
/// another thing has an address that leads there.
#[must_use]
pub fn of(reference: &Reference) -> Option<String> {
    match Reference::parse(reference.as_str())?.1 {
        Kind::Proposal => Some(proposal(reference)),
        Kind::Commitment => Some(commitment(reference)),
        Kind::Comment => Some(comment(reference)),
        Kind::Milestone => Some(format!("/milestones/{reference}")),
        Kind::Decision => Some(format!("/decisions/{reference}")),
    }
}

/// The base of an object's addresses, by kind; a derived kind has none.
#[must_use]
pub fn object(kind: ObjectKind, reference: &Reference) -> Option<String> {
    let about = kind.about();
    about.reference.map(|_| format!("/{}/{reference}", about.path))
}

/// A path with a query of the pairs that are not empty.
#[must_use]
pub fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", encode(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3).
#[must_use]
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// An address that came with a contribution may be linked to: `http` or `https`
/// and nothing else.
#[must_use]
pub fn is_web(address: &str) -> bool {
    let start = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_a_query_is_encoded() {
        assert_eq!(
            query("/search", &[("q", "l’eau & l'air"), ("after", "")]),
            "/search?q=l%E2%80%99eau%20%26%20l%27air"
        );
        assert_eq!(query("/search", &[("q", "")]), "/search");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_web("https://example.org/") && is_web("HTTP://example.org"));
        assert!(
            !is_web("javascript:alert(1)") && !is_web("//example.org") && !is_web("data:text/html,x") && !is_web("é")
        );
    }
}
