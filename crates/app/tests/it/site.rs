//! Pages that the operator edits.

use app::Error;
use app::site::{self, PageWords};
use domain::field::Problem;
use domain::locale::Locale;
use domain::policy::{Denial, Role};
use domain::site::SitePage;
use testkit::db_test;

use crate::process_setup::acts;

fn french(source: &str) -> [(Locale, PageWords); 1] {
    [(Locale::Fr, PageWords { title: "Mentions légales".into(), source: source.into() })]
}

db_test! {
    async fn every_page_has_a_text_in_both_languages_before_anyone_writes_one(t) {
        for page in SitePage::ALL {
            for locale in Locale::ALL {
                let text = site::page(&t.visitor(), *page, *locale).await.expect("a text");
                assert!(!text.title.is_empty() && text.body.as_str().contains("<h2>"), "{page} {locale}");
                assert_eq!((text.lang.as_str(), text.updated_at), (locale.as_str(), None));
            }
        }
        let accessibility = site::page(&t.visitor(), SitePage::Accessibility, Locale::Fr).await.expect("a text");
        assert!(accessibility.body.as_str().contains("<strong>non conforme</strong>"));
    }

    async fn the_operator_s_words_take_the_place_of_one_language(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let body = "## Qui publie ce site\n\nLa ville de Trifouilly. <script>alert(1)</script>";
        assert!(site::edit(&admin, SitePage::Legal, &french(body)).await.expect("written"));
        assert!(!site::edit(&admin, SitePage::Legal, &french(body)).await.expect("the same"));
        let shown = site::page(&t.visitor(), SitePage::Legal, Locale::Fr).await.expect("a text");
        assert!(shown.body.as_str().contains("Trifouilly") && !shown.body.as_str().contains("<script"));
        assert_eq!(shown.updated_at, Some(admin.now()));
        let other = site::page(&t.visitor(), SitePage::Legal, Locale::En).await.expect("a text");
        assert_eq!(other.updated_at, None);
        let written = acts(t, "site.edit").await;
        assert_eq!(written.len(), 1);
        assert_eq!(written[0].subject, "legal/fr");
        t.later(chrono::TimeDelta::seconds(1));
        site::edit(&admin, SitePage::Legal, &french("Une autre version, plus courte.")).await.expect("rewritten");
        assert_eq!(acts(t, "site.edit").await[1].details["before"]["source"], body, "what was there stays in the register");
    }

    async fn both_languages_change_together_or_not_at_all(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let english = PageWords { title: "x".into(), source: "The town of Trifouilly runs this site.".into() };
        let [text] = french("La ville de Trifouilly tient ce site.");
        let texts = [text.clone(), (Locale::En, english.clone())];
        let Err(Error::Invalid(errors)) = site::edit(&admin, SitePage::Legal, &texts).await else { panic!("refused") };
        assert_eq!(errors.of("title_en"), Some(&Problem::TooShort { length: 1, least: 3 }));
        assert_eq!(site::page(&t.visitor(), SitePage::Legal, Locale::Fr).await.expect("a text").updated_at, None);
        let texts = [text, (Locale::En, PageWords { title: "Legal notice".into(), ..english })];
        assert!(site::edit(&admin, SitePage::Legal, &texts).await.expect("written"));
        assert_eq!(acts(t, "site.edit").await.len(), 2);
    }

    async fn only_an_administrator_edits_and_an_empty_page_is_refused(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let Err(Error::Invalid(errors)) = site::edit(&admin, SitePage::Legal, &french(" ")).await else { panic!("refused") };
        assert_eq!(errors.of("source_fr"), Some(&Problem::Required));
        let moderator = t.staff("Malik", Role::Moderator).await;
        assert!(matches!(site::edit(&moderator, SitePage::Legal, &french("Assez long pour passer.")).await, Err(Error::Denied(Denial::Role))));
        assert!(matches!(site::edited(&moderator, SitePage::Legal).await, Err(Error::Denied(Denial::Role))));
    }
}
