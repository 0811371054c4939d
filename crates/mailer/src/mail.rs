//! Every mail that Parvis sends, as a value, and what it says.

use domain::Time;
use domain::locale::Locale;
use domain::notice::Change;
use serde::{Deserialize, Serialize};

use crate::paper::{self, Piece};
use crate::writer::{Writer, line};

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
        /// When it will be done.
        at: Time,
        /// The zone of the instance, by its IANA name: on whose clocks it is said.
        zone: String,
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

/// Characters of a subject, at most.
const SUBJECT_LENGTH: usize = 150;

/// Writes a mail to `name`, in their language.
#[must_use]
pub fn render(mail: &Mail, locale: Locale, site: &Site, name: &str) -> Rendered {
    let writer = Writer::new(mail, locale, site, name);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site { name: "Parvis & fils".into(), public_url: "https://parvis.exemple".into() }
    }

    fn batch() -> Time {
        "2027-03-16T03:00:00Z".parse().expect("an instant")
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
            Mail::ErasureAsked {
                reference: String::new(),
                at: batch(),
                zone: text.clone(),
                path: "/account/erasure".into(),
            },
            Mail::ErasureAsked {
                reference: text.clone(),
                at: batch(),
                zone: text.clone(),
                path: "/account/erasure".into(),
            },
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
    fn an_erasure_is_told_with_a_date_in_full_and_no_promise_about_other_mails() {
        let asked = Mail::ErasureAsked {
            reference: String::new(),
            at: batch(),
            zone: "Europe/Paris".into(),
            path: "/account/erasure".into(),
        };
        let french = render(&asked, Locale::Fr, &site(), "Camille").text;
        assert!(french.contains("Il sera fait le 16 mars 2027 à 4\u{a0}h (heure de Paris), et ne"), "{french}");
        assert!(french.contains("nous n’aurons plus votre adresse et ne pourrons plus vous écrire."), "{french}");
        let english = render(&asked, Locale::En, &site(), "Camille").text;
        assert!(english.contains("It will be done on 16 March 2027, 04:00 (Paris time), and cannot"), "{english}");
        // The mail of the day may leave between this one and the batch.
        assert!(!french.contains("dernier") && !english.contains("last message"), "{french}{english}");
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
