//! Every mail that Parvis sends, as a value, and what it says.

use domain::locale::Locale;
use domain::notice::Change;
use fluent_bundle::{FluentArgs, FluentValue};
use serde::{Deserialize, Serialize};

use crate::paper::{self, Piece};
use crate::words;

/// The instance that writes.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its address, without a final slash.
    pub public_url: String,
}

/// A mail to the owner of an account. Links are paths of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    /// Show that the address is yours.
    ConfirmAddress {
        /// The page with the button.
        path: String,
        /// Hours during which the link is good.
        hours: i64,
        /// Days after which the account goes without confirmation.
        days: i64,
    },
    /// Choose a new password.
    ResetPassword {
        /// The page with the form.
        path: String,
        /// Minutes during which the link is good.
        minutes: i64,
    },
    /// Someone signed up with an address that has an account.
    AccountExists,
    /// The password is another.
    PasswordChanged,
    /// Your account was closed: the statement of reasons.
    AccountClosed {
        /// The reason.
        reason: String,
    },
    /// Your account is open again.
    AccountReopened,
    /// You asked for something to be erased: the last word before it is.
    ErasureAsked {
        /// Of a contribution; empty for the account.
        reference: String,
        /// When it will be done, on the clocks of the instance.
        at: String,
        /// The page where one changes one's mind.
        path: String,
    },
    /// A moderator hid your contribution: the statement of reasons.
    ContributionHidden {
        /// Its reference.
        reference: String,
        /// Its title or first words.
        title: String,
        /// Its page.
        path: String,
        /// The rule of the charter.
        rule: String,
        /// The reason.
        reason: String,
    },
    /// Moderators let your contribution be read again.
    ContributionShown {
        /// Its reference.
        reference: String,
        /// Its title or first words.
        title: String,
        /// Its page.
        path: String,
        /// The reason.
        reason: String,
    },
    /// Your proposal is outside the rules: the statement of reasons.
    ProposalInadmissible {
        /// Its reference.
        reference: String,
        /// Its title.
        title: String,
        /// The page of its lineage.
        path: String,
        /// The reason.
        reason: String,
    },
    /// The mail of the day: what became of your contributions. Links only, for a mail
    /// is a copy that nobody can take back.
    Changes {
        /// One for each change, the latest first.
        lines: Vec<ChangeLine>,
        /// How many more there are.
        more: u64,
        /// The page that stops these mails; written when the mail leaves.
        stop: String,
    },
}

/// A change of which the mail of the day tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLine {
    /// What happened.
    pub change: Change,
    /// To which contribution.
    pub about: String,
    /// What came: a decision, a reply, a commitment.
    pub came: String,
    /// Where to read it.
    pub path: String,
}

/// A mail in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// For every reader.
    pub text: String,
    /// For those that show it.
    pub html: String,
    /// Where a mail program stops mails of this kind by itself (RFC 8058).
    pub stop: Option<String>,
}

/// Where one signs in, asks for a new password, writes to the operator.
const SIGN_IN: &str = "/sign-in";
const RESET: &str = "/reset";
const CONTACT: &str = "/contact";
const CONTRIBUTIONS: &str = "/account/contributions";
/// Characters of a subject, at most.
const SUBJECT_LENGTH: usize = 150;

/// Writes a mail to `name`, in their language.
#[must_use]
pub fn render(mail: &Mail, locale: Locale, site: &Site, name: &str) -> Rendered {
    let writer = Writer { locale, site, name: line(name), mail };
    let (subject, mut pieces) = writer.contents();
    pieces.insert(0, Piece::Text(writer.say("greeting")));
    pieces.push(Piece::Small(format!("{}\n{}", writer.say("closing"), writer.say("automatic"))));
    let subject: String = line(&subject).chars().take(SUBJECT_LENGTH).collect();
    let stop = match mail {
        Mail::Changes { stop, .. } if !stop.is_empty() => Some(line(&format!("{}{stop}", site.public_url))),
        _ => None,
    };
    Rendered { text: paper::text(locale, &pieces), html: paper::html(locale, &subject, &pieces), subject, stop }
}

struct Writer<'a> {
    locale: Locale,
    site: &'a Site,
    name: String,
    mail: &'a Mail,
}

impl Writer<'_> {
    /// The subject and the paragraphs.
    fn contents(&self) -> (String, Vec<Piece>) {
        let say = |id| Piece::Text(self.say(id));
        match self.mail {
            Mail::ConfirmAddress { path, .. } => (
                self.say("confirm-subject"),
                vec![say("confirm-intro"), self.link("confirm-link", path), say("confirm-until"), say("confirm-other")],
            ),
            Mail::ResetPassword { path, .. } => (
                self.say("reset-subject"),
                vec![say("reset-intro"), self.link("reset-link", path), say("reset-until"), say("reset-other")],
            ),
            Mail::AccountExists => (
                self.say("exists-subject"),
                vec![
                    say("exists-intro"),
                    self.link("exists-sign-in", SIGN_IN),
                    say("exists-forgotten"),
                    self.link("exists-reset", RESET),
                    say("exists-other"),
                ],
            ),
            Mail::PasswordChanged => (
                self.say("changed-subject"),
                vec![say("changed-intro"), say("changed-other"), self.link("changed-reset", RESET)],
            ),
            Mail::AccountClosed { reason } => (
                self.say("closed-subject"),
                vec![
                    say("closed-intro"),
                    self.quote("closed-reason", reason),
                    say("closed-contest"),
                    self.link("closed-contact", CONTACT),
                ],
            ),
            Mail::AccountReopened => {
                (self.say("reopened-subject"), vec![say("reopened-intro"), self.link("reopened-sign-in", SIGN_IN)])
            }
            Mail::ErasureAsked { reference, path, .. } => {
                let what = if reference.is_empty() { "erasure-account" } else { "erasure-contribution" };
                let last = if reference.is_empty() { "erasure-last" } else { "erasure-stays" };
                let pieces = vec![
                    say(what),
                    say("erasure-until"),
                    self.link("erasure-link", path),
                    say(last),
                    say("erasure-other"),
                ];
                (self.say("erasure-subject"), pieces)
            }
            Mail::ContributionHidden { path, rule, reason, .. } => (
                self.say("hidden-subject"),
                vec![
                    say("hidden-intro"),
                    self.quote("hidden-rule", rule),
                    self.quote("hidden-reason", reason),
                    self.link("hidden-link", path),
                    say("hidden-contest"),
                    self.link("hidden-contact", CONTACT),
                ],
            ),
            Mail::ContributionShown { path, reason, .. } => (
                self.say("shown-subject"),
                vec![say("shown-intro"), self.quote("shown-reason", reason), self.link("shown-link", path)],
            ),
            Mail::ProposalInadmissible { path, reason, .. } => (
                self.say("inadmissible-subject"),
                vec![
                    say("inadmissible-intro"),
                    self.quote("inadmissible-reason", reason),
                    say("inadmissible-next"),
                    self.link("inadmissible-link", path),
                    say("inadmissible-contest"),
                    self.link("inadmissible-contact", CONTACT),
                ],
            ),
            Mail::Changes { lines, more, stop } => self.changes(lines, *more, stop),
        }
    }

    fn changes(&self, lines: &[ChangeLine], more: u64, stop: &str) -> (String, Vec<Piece>) {
        let one = |it: &ChangeLine| {
            let said = self.say(&format!("changes-{}", it.change));
            Piece::Link { label: format!("{} – {said}", line(&it.about)), url: self.url(&it.path) }
        };
        let mut pieces = vec![Piece::Text(self.say("changes-intro"))];
        pieces.extend(lines.iter().map(one));
        if more > 0 {
            pieces.push(Piece::Text(self.say("changes-more")));
        }
        pieces.push(self.link("changes-all", CONTRIBUTIONS));
        pieces.push(Piece::Text(self.say("changes-why")));
        pieces.push(self.link("changes-stop", stop));
        (self.say("changes-subject"), pieces)
    }

    /// A message, with the values that this mail has. A message that does not
    /// exist shows as its id: a test keeps that from happening.
    fn say(&self, id: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("site", line(&self.site.name));
        args.set("name", self.name.clone());
        args.set("contact", self.url(CONTACT));
        match self.mail {
            Mail::ConfirmAddress { hours, days, .. } => {
                args.set("hours", FluentValue::from(*hours));
                args.set("days", FluentValue::from(*days));
            }
            Mail::ResetPassword { minutes, .. } => args.set("minutes", FluentValue::from(*minutes)),
            Mail::ContributionHidden { reference, title, .. }
            | Mail::ContributionShown { reference, title, .. }
            | Mail::ProposalInadmissible { reference, title, .. } => {
                args.set("reference", line(reference));
                args.set("title", line(title));
            }
            Mail::Changes { lines, more, .. } => {
                args.set("count", FluentValue::from(lines.len() as u64 + more));
                args.set("more", FluentValue::from(*more));
            }
            Mail::ErasureAsked { reference, at, .. } => {
                args.set("reference", line(reference));
                args.set("at", line(at));
            }
            Mail::AccountExists | Mail::PasswordChanged | Mail::AccountClosed { .. } | Mail::AccountReopened => {}
        }
        words::find(self.locale, id, &args).unwrap_or_else(|| id.to_owned())
    }

    fn link(&self, id: &str, path: &str) -> Piece {
        Piece::Link { label: self.say(id), url: self.url(path) }
    }

    fn quote(&self, id: &str, text: &str) -> Piece {
        let text: Vec<String> = text.lines().map(line).collect();
        Piece::Quote { label: self.say(id), text: text.join("\n") }
    }

    fn url(&self, path: &str) -> String {
        line(&format!("{}{path}", self.site.public_url))
    }
}

/// A value on one line, without what cannot be seen or turns the writing round:
/// nothing typed elsewhere can add a header, a line or a disguise.
fn line(value: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    value
        .chars()
        .filter(|letter| !turns(*letter))
        .map(|letter| if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site { name: "Parvis & fils".into(), public_url: "https://parvis.exemple".into() }
    }

    fn all(value: &str) -> Vec<Mail> {
        let text = value.to_owned();
        let mut mails = vec![
            Mail::ConfirmAddress { path: "/confirm/abc".into(), hours: 48, days: 7 },
            Mail::ResetPassword { path: "/reset/abc".into(), minutes: 60 },
            Mail::AccountExists,
            Mail::PasswordChanged,
            Mail::AccountClosed { reason: text.clone() },
            Mail::AccountReopened,
            Mail::ErasureAsked { reference: String::new(), at: text.clone(), path: "/account/erasure".into() },
            Mail::ErasureAsked { reference: text.clone(), at: text.clone(), path: "/account/erasure".into() },
            Mail::ContributionHidden {
                reference: "PAN17-P42".into(),
                title: text.clone(),
                path: "/proposals/PAN17-P42".into(),
                rule: text.clone(),
                reason: text.clone(),
            },
            Mail::ContributionShown {
                reference: "PAN17-P42".into(),
                title: text.clone(),
                path: "/proposals/PAN17-P42".into(),
                reason: text.clone(),
            },
            Mail::ProposalInadmissible {
                reference: "PAN17-P42".into(),
                title: text.clone(),
                path: "/proposals/PAN17-P42/lineage".into(),
                reason: text.clone(),
            },
        ];
        let line = |change: &Change| ChangeLine {
            change: *change,
            about: text.clone(),
            came: text.clone(),
            path: "/proposals/PAN17-P42/lineage".into(),
        };
        let lines: Vec<ChangeLine> = Change::ALL.iter().map(line).collect();
        mails.push(Mail::Changes { lines: lines[..1].to_vec(), more: 0, stop: "/stop/abc".into() });
        mails.push(Mail::Changes { lines, more: 3, stop: "/stop/abc".into() });
        mails
    }

    const HOSTILE: &str =
        "<script>alert(1)</script>\r\nBcc: tous@exemple.fr\n\u{202e}\" onclick=\"x\u{0}' & { $secret }";

    #[test]
    fn every_mail_in_both_languages_survives_hostile_values() {
        for mail in all(HOSTILE) {
            for locale in Locale::ALL {
                let rendered = render(&mail, *locale, &site(), HOSTILE);
                let Rendered { subject, text, html, .. } = &rendered;
                assert!(!subject.is_empty() && !subject.chars().any(char::is_control), "{subject:?}");
                let tags = html
                    .split('<')
                    .skip(1)
                    .map(|tag| tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default());
                for tag in tags {
                    let ours = [
                        "!doctype",
                        "html",
                        "head",
                        "meta",
                        "title",
                        "body",
                        "main",
                        "p",
                        "a",
                        "strong",
                        "blockquote",
                        "br",
                    ];
                    assert!(ours.contains(&tag), "<{tag}> in {html}");
                }
                assert!(
                    html.contains("Parvis &amp; fils") && html.contains(&format!("<html lang=\"{locale}\">")),
                    "{html}"
                );
                assert!(!text.contains("\nBcc:") && !text.contains('\r') && !text.contains('\u{202e}'), "{text}");
                assert!(text.contains("https://parvis.exemple/"), "{text}");
                assert!(!subject.contains("{ $") || subject.contains("{ $secret }"), "{subject}");
            }
        }
    }

    #[test]
    fn no_message_is_missing() {
        for mail in all("Un titre") {
            for locale in Locale::ALL {
                let Rendered { subject, text, html, .. } = render(&mail, *locale, &site(), "Camille");
                for said in [&subject, &text, &html] {
                    for prefix in [
                        "greeting",
                        "confirm-",
                        "reset-",
                        "exists-",
                        "changed-",
                        "closed-",
                        "reopened-",
                        "erasure-",
                        "hidden-",
                        "shown-",
                        "inadmissible-",
                        "changes-",
                        "{$",
                    ] {
                        assert!(!said.contains(prefix), "{mail:?} in {locale}: {prefix} in {said}");
                    }
                }
            }
        }
    }

    #[test]
    fn text_and_html_carry_the_same_link() {
        let mail = Mail::ConfirmAddress { path: "/confirm/secret".into(), hours: 48, days: 7 };
        let rendered = render(&mail, Locale::Fr, &site(), "Camille");
        assert_eq!(rendered.subject, "Confirmez votre adresse électronique");
        assert!(rendered.text.starts_with("Bonjour Camille,\n\n"), "{}", rendered.text);
        assert!(rendered.text.contains("\u{a0}:\nhttps://parvis.exemple/confirm/secret\n"), "{}", rendered.text);
        assert!(rendered.html.contains("href=\"https://parvis.exemple/confirm/secret\""), "{}", rendered.html);
    }

    #[test]
    fn the_mail_of_the_day_has_a_link_for_each_change_and_one_that_stops_it() {
        let line = ChangeLine {
            change: Change::Answered,
            about: "PAN17-P42".into(),
            came: "PAN17-D3".into(),
            path: "/proposals/PAN17-P42/lineage".into(),
        };
        let mail = Mail::Changes { lines: vec![line], more: 0, stop: "/stop/secret".into() };
        let rendered = render(&mail, Locale::Fr, &site(), "Camille");
        assert_eq!(rendered.subject, "Un changement pour vos contributions");
        assert!(
            rendered
                .text
                .contains("PAN17-P42 – Réponse motivée\u{a0}:\nhttps://parvis.exemple/proposals/PAN17-P42/lineage"),
            "{}",
            rendered.text
        );
        assert_eq!(rendered.stop.as_deref(), Some("https://parvis.exemple/stop/secret"));
        assert_eq!(render(&Mail::PasswordChanged, Locale::Fr, &site(), "Camille").stop, None);
    }

    #[test]
    fn a_mail_waits_in_the_queue_as_json_and_comes_back_the_same() {
        for mail in all("Un titre") {
            let json = serde_json::to_string(&mail).expect("written");
            assert_eq!(serde_json::from_str::<Mail>(&json).expect("read"), mail);
        }
    }
}
