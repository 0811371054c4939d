//! Pages that the operator edits. Parvis comes with a text for each, in French
//! and in English, that says honestly what the operator has yet to complete.

use db::WriteTx;
use domain::Time;
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::policy::{About, Action, Permit};
use domain::site::{SitePage, SiteText};
use entities::site_page;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::record::{self, NewAct};

/// Characters of a title.
const TITLE_LENGTH: std::ops::RangeInclusive<usize> = 3..=120;
/// Characters of a page.
const SOURCE_LENGTH: std::ops::RangeInclusive<usize> = 20..=60_000;

/// A page in one language, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageWords {
    /// Its title.
    pub title: String,
    /// Its words. Markdown.
    pub source: String,
}

/// A page in the reader's language. Every page has both languages, if only by
/// the text that comes with Parvis.
///
/// # Errors
/// When the database fails.
pub async fn page(ctx: &Ctx, page: SitePage, locale: Locale) -> Result<SiteText> {
    read(ctx.db().read(), page, locale).await
}

async fn read(connection: &impl ConnectionTrait, page: SitePage, locale: Locale) -> Result<SiteText> {
    let key = (page.as_str().to_owned(), locale.as_str().to_owned());
    let row = site_page::Entity::find_by_id(key).one(connection).await?;
    Ok(match row {
        Some(row) => text(page, locale, row.title, row.body, Some(row.updated_at)),
        None => {
            let (title, source) = default(page, locale);
            text(page, locale, title, source, None)
        }
    })
}

/// The same in all languages, for the one who edits.
///
/// # Errors
/// [`crate::Error::Denied`] for anyone but an administrator.
pub async fn edited(ctx: &Ctx, which: SitePage) -> Result<Vec<SiteText>> {
    ctx.permit(Action::EditSite, About::default())?;
    let mut texts = Vec::new();
    for locale in Locale::ALL {
        texts.push(page(ctx, which, *locale).await?);
    }
    Ok(texts)
}

/// Puts the operator's words in a page's place, in the languages given, all or
/// none. False when they are there already.
///
/// # Errors
/// What is wrong with the words (`title_fr`, `source_fr`…);
/// [`crate::Error::Denied`] for anyone but an administrator.
pub async fn edit(ctx: &Ctx, which: SitePage, texts: &[(Locale, PageWords)]) -> Result<bool> {
    let permit = ctx.permit(Action::EditSite, About::default())?;
    let now = ctx.now();
    let texts = checked(texts)?;
    let tx = ctx.db().write_tx().await?;
    let mut changed = false;
    for (locale, words) in &texts {
        let before = read(&*tx, which, *locale).await?;
        if (&before.title, &before.source) != (&words.title, &words.source) {
            write(ctx, &tx, &permit, &before, words, now).await?;
            changed = true;
        }
    }
    tx.commit().await?;
    Ok(changed)
}

fn checked(texts: &[(Locale, PageWords)]) -> Result<Vec<(Locale, PageWords)>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut clean = Vec::new();
    for (locale, words) in texts {
        let (title, source) = (content::clean::line(&words.title), content::clean::text(&words.source));
        errors.check_length(&format!("title_{locale}"), &title, *TITLE_LENGTH.start(), *TITLE_LENGTH.end());
        errors.check_length(&format!("source_{locale}"), &source, *SOURCE_LENGTH.start(), *SOURCE_LENGTH.end());
        clean.push((*locale, PageWords { title, source }));
    }
    errors.unless_any(clean)
}

/// What was there stays in the act.
async fn write(
    ctx: &Ctx,
    tx: &WriteTx,
    permit: &Permit,
    before: &SiteText,
    words: &PageWords,
    now: Time,
) -> Result<()> {
    use site_page::Column as C;
    let row = site_page::ActiveModel {
        slug: Set(before.page.as_str().to_owned()),
        lang: Set(before.lang.clone()),
        title: Set(words.title.clone()),
        body: Set(words.source.clone()),
        updated_at: Set(now),
        updated_by: Set(permit.account().map(|account| account.0)),
    };
    let columns = [C::Title, C::Body, C::UpdatedAt, C::UpdatedBy];
    let replace = OnConflict::columns([C::Slug, C::Lang]).update_columns(columns).to_owned();
    site_page::Entity::insert(row).on_conflict(replace).exec_without_returning(&**tx).await?;
    let subject = format!("{}/{}", before.page, before.lang);
    let shown = |title: &str, source: &str| json!({ "title": title, "source": source });
    let details =
        json!({ "before": shown(&before.title, &before.source), "after": shown(&words.title, &words.source) });
    let act = NewAct { action: "site.edit", process: None, version: None, subject: &subject, reason: "", details };
    record::act(ctx, tx, permit, act, now).await?;
    Ok(())
}

fn text(page: SitePage, locale: Locale, title: String, source: String, updated_at: Option<Time>) -> SiteText {
    SiteText { page, title, body: content::html::page(&source), source, lang: locale.as_str().to_owned(), updated_at }
}

/// The text that comes with Parvis: its first line is the title.
fn default(page: SitePage, locale: Locale) -> (String, String) {
    let text = match (page, locale) {
        (SitePage::Legal, Locale::Fr) => include_str!("../site/fr/legal.md"),
        (SitePage::Legal, Locale::En) => include_str!("../site/en/legal.md"),
        (SitePage::Privacy, Locale::Fr) => include_str!("../site/fr/privacy.md"),
        (SitePage::Privacy, Locale::En) => include_str!("../site/en/privacy.md"),
        (SitePage::Terms, Locale::Fr) => include_str!("../site/fr/terms.md"),
        (SitePage::Terms, Locale::En) => include_str!("../site/en/terms.md"),
        (SitePage::Accessibility, Locale::Fr) => include_str!("../site/fr/accessibility.md"),
        (SitePage::Accessibility, Locale::En) => include_str!("../site/en/accessibility.md"),
        (SitePage::Contact, Locale::Fr) => include_str!("../site/fr/contact.md"),
        (SitePage::Contact, Locale::En) => include_str!("../site/en/contact.md"),
    };
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    (title.trim_start_matches("# ").trim().to_owned(), body.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = (SitePage, Locale, String, String)> {
        SitePage::ALL.iter().flat_map(|page| {
            Locale::ALL.iter().map(|locale| {
                let (title, body) = default(*page, *locale);
                (*page, *locale, title, body)
            })
        })
    }

    #[test]
    fn every_page_comes_with_a_text_that_could_be_saved_as_it_is() {
        for (page, locale, title, body) in all() {
            assert!(TITLE_LENGTH.contains(&title.chars().count()), "{page} {locale}: {title}");
            assert!(SOURCE_LENGTH.contains(&body.chars().count()), "{page} {locale}");
            assert_eq!(content::clean::text(&body), body, "{page} {locale}: cleaning changes nothing");
        }
    }

    #[test]
    fn french_is_set_as_french_is() {
        for (page, _, title, body) in all().filter(|(_, locale, ..)| *locale == Locale::Fr) {
            for line in title.lines().chain(body.lines()) {
                let wrong = [" :", " ;", " !", " ?", "« ", " »", "'"].iter().find(|bad| line.contains(**bad));
                assert_eq!(wrong, None, "{page}: {line}");
            }
        }
    }

    #[test]
    fn headings_begin_under_the_title_of_the_page() {
        for (page, locale, _, body) in all() {
            assert!(!body.lines().any(|line| line.starts_with("# ")), "{page} {locale}");
            assert!(body.contains("\n## ") || body.starts_with("## "), "{page} {locale}");
        }
    }
}
