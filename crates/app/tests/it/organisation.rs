//! Organisations: named once each, by an administrator of the instance.

use app::Error;
use app::organisation::{self, Words};
use app::process_setup::Outcome;
use domain::field::Problem;
use domain::policy::{Denial, Role};
use testkit::db_test;

use crate::process_setup::acts;

fn words(slug: &str, name: &str) -> Words {
    Words {
        slug: slug.into(),
        name: name.into(),
        kind: "administration".into(),
        summary: "Conserve les documents publics.".into(),
    }
}

db_test! {
    async fn an_organisation_is_made_changed_and_listed_by_name(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        organisation::create(&admin, &words("zones-humides", "Agence des zones humides")).await.expect("made");
        organisation::create(&admin, &words("archives", "Service des archives")).await.expect("made");
        let changed = Words { name: "Archives nationales".into(), ..words("ignored", "") };
        assert_eq!(organisation::update(&admin, "archives", &changed).await.expect("changed"), Outcome::Changed);
        assert_eq!(organisation::update(&admin, "archives", &changed).await.expect("the same"), Outcome::Unchanged);
        let names: Vec<_> = organisation::list(&t.visitor()).await.expect("listed").into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Agence des zones humides", "Archives nationales"]);
        assert_eq!((acts(t, "organisation.create").await.len(), acts(t, "organisation.change").await.len()), (2, 1));
    }

    async fn a_name_that_looks_like_another_is_taken(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        organisation::create(&admin, &words("archives", "Élan & Archives")).await.expect("made");
        let deceptive = "\u{415}lan & Archives";
        let cases = [
            ("archives", "Autre nom", "slug", Problem::Taken),
            ("autre", "élan & archives", "name", Problem::Taken),
            ("autre", "E1an Archives", "name", Problem::Taken),
            ("autre", deceptive, "name", Problem::Deceptive),
        ];
        for (slug, name, field, problem) in cases {
            let Err(Error::Invalid(errors)) = organisation::create(&admin, &words(slug, name)).await else { panic!("{name} was taken") };
            assert_eq!(errors.of(field), Some(&problem), "{name}");
        }
    }

    async fn what_is_wrong_is_named_and_only_an_administrator_writes(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let bad = Words { slug: "Pas Un Slug".into(), name: "x".into(), kind: "ministère".into(), summary: "s".repeat(501) };
        let Err(Error::Invalid(errors)) = organisation::create(&admin, &bad).await else { panic!("refused") };
        let fields: Vec<_> = errors.0.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["slug", "name", "kind", "summary"]);
        let moderator = t.staff("Malik", Role::Moderator).await;
        assert!(matches!(organisation::create(&moderator, &words("archives", "Archives")).await, Err(Error::Denied(Denial::Role))));
        assert!(matches!(organisation::update(&admin, "nulle-part", &words("x", "y")).await, Err(Error::NotFound)));
    }
}
