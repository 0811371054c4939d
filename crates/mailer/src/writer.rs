//! The subject and the paragraphs of each mail.

use content::dates::Dates;
use domain::locale::Locale;
use fluent_bundle::{FluentArgs, FluentValue};

use crate::mail::{ChangeLine, Mail, Site};
use crate::paper::Piece;
use crate::words;

/// Where one signs in, asks for a new password, writes to the operator.
const SIGN_IN: &str = "/sign-in";
const RESET: &str = "/reset";
const CONTACT: &str = "/contact";
const CONTRIBUTIONS: &str = "/account/contributions";
/// A subject and what follows it.
type Written = (String, Vec<Piece>);

/// Writes one mail to one person.
pub(crate) struct Writer<'a> {
    locale: Locale,
    site: &'a Site,
    name: String,
    mail: &'a Mail,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(mail: &'a Mail, locale: Locale, site: &'a Site, name: &str) -> Self {
        Self { locale, site, name: line(name), mail }
    }

    pub(crate) fn contents(&self) -> Written {
        match self.mail {
            Mail::ConfirmAddress { path, .. } => self.confirm(path),
            Mail::ResetPassword { path, .. } => self.reset(path),
            Mail::AccountExists => self.exists(),
            Mail::PasswordChanged => self.changed(),
            Mail::AccountClosed { reason } => self.closed(reason),
            Mail::AccountReopened => self.reopened(),
            Mail::ErasureAsked { reference, path, .. } => self.erasure(reference.is_empty(), path),
            Mail::ContributionHidden { path, rule, reason, .. } => self.hidden(path, rule, reason),
            Mail::ContributionShown { path, reason, .. } => self.shown(path, reason),
            Mail::ProposalInadmissible { path, reason, .. } => self.inadmissible(path, reason),
            Mail::Changes { lines, more, stop } => self.changes(lines, *more, stop),
        }
    }

    fn confirm(&self, path: &str) -> Written {
        let pieces = vec![
            self.text("confirm-intro"),
            self.link("confirm-link", path),
            self.text("confirm-until"),
            self.text("confirm-other"),
        ];
        (self.say("confirm-subject"), pieces)
    }

    fn reset(&self, path: &str) -> Written {
        let pieces = vec![
            self.text("reset-intro"),
            self.link("reset-link", path),
            self.text("reset-until"),
            self.text("reset-other"),
        ];
        (self.say("reset-subject"), pieces)
    }

    fn exists(&self) -> Written {
        let pieces = vec![
            self.text("exists-intro"),
            self.link("exists-sign-in", SIGN_IN),
            self.text("exists-forgotten"),
            self.link("exists-reset", RESET),
            self.text("exists-other"),
        ];
        (self.say("exists-subject"), pieces)
    }

    fn changed(&self) -> Written {
        let pieces = vec![self.text("changed-intro"), self.text("changed-other"), self.link("changed-reset", RESET)];
        (self.say("changed-subject"), pieces)
    }

    fn closed(&self, reason: &str) -> Written {
        let pieces = vec![
            self.text("closed-intro"),
            self.quote("closed-reason", reason),
            self.text("closed-contest"),
            self.link("closed-contact", CONTACT),
        ];
        (self.say("closed-subject"), pieces)
    }

    fn reopened(&self) -> Written {
        (self.say("reopened-subject"), vec![self.text("reopened-intro"), self.link("reopened-sign-in", SIGN_IN)])
    }

    fn erasure(&self, whole: bool, path: &str) -> Written {
        let pieces = vec![
            self.text(if whole { "erasure-account" } else { "erasure-contribution" }),
            self.text("erasure-until"),
            self.link("erasure-link", path),
            self.text(if whole { "erasure-last" } else { "erasure-stays" }),
            self.text("erasure-other"),
        ];
        (self.say("erasure-subject"), pieces)
    }

    fn hidden(&self, path: &str, rule: &str, reason: &str) -> Written {
        let pieces = vec![
            self.text("hidden-intro"),
            self.quote("hidden-rule", rule),
            self.quote("hidden-reason", reason),
            self.link("hidden-link", path),
            self.text("hidden-contest"),
            self.link("hidden-contact", CONTACT),
        ];
        (self.say("hidden-subject"), pieces)
    }

    fn shown(&self, path: &str, reason: &str) -> Written {
        let pieces = vec![self.text("shown-intro"), self.quote("shown-reason", reason), self.link("shown-link", path)];
        (self.say("shown-subject"), pieces)
    }

    fn inadmissible(&self, path: &str, reason: &str) -> Written {
        let pieces = vec![
            self.text("inadmissible-intro"),
            self.quote("inadmissible-reason", reason),
            self.text("inadmissible-next"),
            self.link("inadmissible-link", path),
            self.text("inadmissible-contest"),
            self.link("inadmissible-contact", CONTACT),
        ];
        (self.say("inadmissible-subject"), pieces)
    }

    fn changes(&self, lines: &[ChangeLine], more: u64, stop: &str) -> Written {
        let one = |it: &ChangeLine| {
            let said = self.say(&format!("changes-{}", it.change));
            Piece::Link { label: format!("{} – {said}", line(&it.about)), url: self.url(&it.path) }
        };
        let mut pieces = vec![self.text("changes-intro")];
        pieces.extend(lines.iter().map(one));
        if more > 0 {
            pieces.push(self.text("changes-more"));
        }
        pieces.push(self.link("changes-all", CONTRIBUTIONS));
        pieces.push(self.text("changes-why"));
        pieces.push(self.link("changes-stop", stop));
        (self.say("changes-subject"), pieces)
    }

    /// A message, with the values that this mail has. A message that does not
    /// exist shows as its id: a test keeps that from happening.
    pub(crate) fn say(&self, id: &str) -> String {
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
            Mail::ErasureAsked { reference, at, zone, .. } => {
                args.set("reference", line(reference));
                args.set("at", Dates::new(self.locale, zone).exact(*at));
            }
            Mail::AccountExists | Mail::PasswordChanged | Mail::AccountClosed { .. } | Mail::AccountReopened => {}
        }
        words::find(self.locale, id, &args).unwrap_or_else(|| id.to_owned())
    }

    fn text(&self, id: &str) -> Piece {
        Piece::Text(self.say(id))
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
pub(crate) fn line(value: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    value
        .chars()
        .filter(|letter| !turns(*letter))
        .map(|letter| if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') { ' ' } else { letter })
        .collect::<String>()
        .trim()
        .to_owned()
}
