//! Public names. Nobody may pass for somebody else: a name is free when no name
//! that could be mistaken for it is taken by a person or kept for an
//! organisation, an administration or a role.

use content::name::skeleton;
use domain::account::NAME_LENGTH;
use domain::field::{FieldErrors, Problem};
use entities::{account, organisation};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::error::Result;

/// Names that would make a person pass for the platform or for those who act on
/// it, in both languages.
const RESERVED: &[&str] = &[
    "Parvis",
    "Administrateur",
    "Administratrice",
    "Administrator",
    "Admin",
    "Modérateur",
    "Modératrice",
    "Modération",
    "Moderator",
    "Moderation",
    "Garant",
    "Garante",
    "Guarantor",
    "Instructeur",
    "Instructrice",
    "Instruction",
    "Instructor",
    "Porteur",
    "Porteuse",
    "Porteur d’engagement",
    "Commitment owner",
    "Délégué",
    "Déléguée",
    "Delegate",
    "Participant",
    "Participante",
    "Visiteur",
    "Visitor",
    "Administration",
    "Organisation",
    "Comité ouvert",
    "Open committee",
    "Gouvernement",
    "Government",
    "République française",
    "L’équipe",
    "Équipe",
    "The team",
    "Team",
    "Support",
    "Contact",
    "Système",
    "System",
    "Robot",
    "Anonyme",
    "Anonymous",
];

/// A name in the form in which it is shown, with what it is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicName {
    shown: String,
    key: String,
}

impl PublicName {
    /// Cleans what was typed. `site` is the name of the instance, which nobody
    /// may take.
    ///
    /// # Errors
    /// Why it cannot be a name.
    pub fn parse(typed: &str, site: &str) -> Result<Self, Problem> {
        let name = Self::parse_for_staff(typed)?;
        if RESERVED.iter().chain([&site]).any(|reserved| skeleton(reserved) == name.key) || poses(&name.shown) {
            return Err(Problem::Reserved);
        }
        Ok(name)
    }

    /// The same for someone who does act on the platform, and so may be named
    /// after what they do.
    ///
    /// # Errors
    /// Why it cannot be a name.
    pub fn parse_for_staff(typed: &str) -> Result<Self, Problem> {
        // Looked at before cleaning, which would take the disguise away.
        let problem = content::name::problems(typed.trim());
        let shown = content::clean::line(typed);
        let mut errors = FieldErrors::default();
        errors.check_length("name", &shown, *NAME_LENGTH.start(), *NAME_LENGTH.end());
        if let Some((_, problem)) = errors.0.pop() {
            return Err(problem);
        }
        if problem.is_some() || content::name::problems(&shown).is_some() || is_overloaded(&shown) {
            return Err(Problem::Deceptive);
        }
        Ok(Self { key: skeleton(&shown), shown })
    }

    /// As shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// What every name that looks like it has in common.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Why this name cannot be had; none when it can. Of two that ask at once,
    /// the UNIQUE constraint decides.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn problem(&self, connection: &impl ConnectionTrait) -> Result<Option<Problem>> {
        if self.is_an_organisations(connection).await? {
            return Ok(Some(Problem::Reserved));
        }
        Ok(self.holder(connection).await?.map(|_| Problem::Taken))
    }

    /// An organisation has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_an_organisations(&self, connection: &impl ConnectionTrait) -> Result<bool> {
        let organisations = organisation::Entity::find().filter(organisation::Column::NameKey.eq(&self.key));
        Ok(organisations.count(connection).await? > 0)
    }

    /// The account that has it, or keeps it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holder(&self, connection: &impl ConnectionTrait) -> Result<Option<account::Model>> {
        let people = account::Entity::find().filter(account::Column::NameKey.eq(&self.key));
        Ok(people.one(connection).await?)
    }
}

/// The name says between brackets in which role its owner is there.
fn poses(name: &str) -> bool {
    let Some((_, aside)) = name.split_once(['(', '[', '{', '«', '“']) else { return false };
    let mut words = aside.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(skeleton);
    words.any(|word| RESERVED.iter().any(|reserved| skeleton(reserved) == word))
}

/// Marks piled upon a letter, over the lines above and below: no name needs them.
fn is_overloaded(name: &str) -> bool {
    const MARKS: usize = 2;
    let is_mark = |letter: char| matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}');
    let mut piled = 0;
    name.chars().any(|letter| {
        piled = if is_mark(letter) { piled + 1 } else { 0 };
        piled > MARKS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<PublicName, Problem> {
        PublicName::parse(typed, "Les cahiers de Valmont")
    }

    #[test]
    fn a_name_is_shown_as_typed_and_compared_by_what_it_looks_like() {
        let name = parse("  Élise   Martin ").expect("a name");
        assert_eq!(name.as_str(), "Élise Martin");
        assert_eq!(name.key(), parse("elise martin").expect("a name").key());
    }

    #[test]
    fn nobody_passes_for_the_platform_or_for_a_role() {
        for name in
            ["Modérateur", "MODERATEUR", "m0dérateur", "Admin", "ADM1N", "les cahiers de valmont", "Administration"]
        {
            assert_eq!(parse(name), Err(Problem::Reserved), "{name}");
        }
        assert!(parse("Modeste Administra").is_ok());
    }

    #[test]
    fn nobody_wears_a_role_beside_their_own_name() {
        for name in ["ᴀdmin", "Camille (modératrice)", "Camille [Admin]", "Camille «\u{a0}Garante\u{a0}»"] {
            assert_eq!(parse(name), Err(Problem::Reserved), "{name}");
        }
        for name in ["Jeanne (Lyon)", "Admina Diallo", "Les amis de l’école", "Garance"] {
            assert!(parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_letter_carries_two_marks_at_most() {
        assert_eq!(parse("Z\u{300}\u{301}\u{302}\u{303}\u{304}oe"), Err(Problem::Deceptive));
        assert!(parse("Ngọc Ánh").is_ok() && parse("Zoe\u{301}").is_ok());
    }

    #[test]
    fn what_hides_something_is_refused() {
        for name in ["Ca\u{202e}mille", "Cam\u{200b}ille", "Cаmille", "www.exemple.fr", "12 34", "Ca\nmille"] {
            assert_eq!(parse(name), Err(Problem::Deceptive), "{name:?}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(parse("é"), Err(Problem::TooShort { length: 1, least: 2 }));
        assert_eq!(parse(&"é".repeat(61)), Err(Problem::TooLong { length: 61, most: 60 }));
        assert_eq!(parse("   "), Err(Problem::Required));
        assert!(parse(&"é".repeat(60)).is_ok());
    }
}
