//! « Ce qui attend encore une réponse »: each figure is the number of lines, and
//! what was answered, taken up or sourced is in none.

use std::collections::BTreeMap;

use app::{comment, commitment, orphan, triage};
use chrono::TimeDelta;
use domain::orphan::OrphanKind;
use domain::policy::Role;
use entities::decision;
use sea_orm::{EntityTrait, QueryOrder};
use testkit::{SLUG, db_test};

/// References by kind, walked a line at a time.
async fn walked(ctx: &app::Ctx) -> BTreeMap<OrphanKind, Vec<String>> {
    let process = app::process::find(ctx, SLUG).await.expect("found");
    let mut found: BTreeMap<OrphanKind, Vec<String>> = BTreeMap::new();
    let mut after: Option<String> = None;
    loop {
        let page = orphan::lines(ctx, &process, None, after.as_deref(), 1).await.expect("listed");
        for line in page.items {
            found.entry(line.kind).or_default().push(line.reference.to_string());
        }
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

db_test! {
    async fn what_waits_is_counted_and_listed_and_nothing_else_is(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let visitor = t.visitor();
        let mut proposals = Vec::new();
        for title in ["Publier les algorithmes publics", "Ouvrir les données de transport", "Relire les formulaires à voix haute", "Retirer cette idée bientôt"] {
            proposals.push(t.proposal(&camille, title).await);
        }
        assert_eq!(walked(&visitor).await, BTreeMap::new(), "nothing is awaited while people still propose");
        let open = async || orphan::page(&visitor, SLUG, None, None, 50).await.expect("shown").open;
        assert_eq!(open().await, 4, "and the page says of how many");
        app::proposal::withdraw(&camille, &proposals[3]).await.expect("withdrawn");
        assert_eq!(open().await, 3);
        t.later(TimeDelta::days(11));
        assert_eq!(open().await, 0, "their phase is over");
        triage::answer(&ines, &proposals[1], &triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        triage::answer(&ines, &proposals[2], &triage::NewAnswer::of("partly_retained", "Voir PAN27-P1 et https://exemple.fr.")).await.expect("answered");
        let taken = commitment::create(&omar, SLUG, &crate::commitment::draft(&[&proposals[2]]), None).await.expect("drafted").0;
        let alone = commitment::create(&omar, SLUG, &crate::commitment::draft(&[]), None).await.expect("drafted").0;
        t.later(TimeDelta::days(10));
        assert_eq!(walked(&visitor).await.get(&OrphanKind::WithoutSource), None, "a draft is nobody's business yet");
        assert_eq!(walked(&visitor).await[&OrphanKind::NotTakenUp].len(), 2, "nor does it take anything up");
        for reference in [&taken, &alone] {
            commitment::publish(&omar, reference.as_str()).await.expect("published");
        }
        let answered = t.comment(&camille, taken.as_str(), "Qui vérifiera ?").await;
        let waiting = t.comment(&camille, taken.as_str(), "Et pour les communes ?").await;
        let reply = |parent: &str, name: &'static str| comment::NewComment {
            body: "La direction vérifie chaque année.".into(),
            stance: "neutral".into(),
            parent: parent.into(),
            on_behalf_of: name.into(),
            ..comment::NewComment::default()
        };
        comment::publish(&omar, taken.as_str(), &reply(&answered, "numerique")).await.expect("replied");
        comment::publish(&camille, taken.as_str(), &reply(&waiting, "")).await.expect("replied, but by no administration");

        let found = walked(&visitor).await;
        let expected = BTreeMap::from([
            (OrphanKind::Unanswered, vec![proposals[0].clone()]),
            (OrphanKind::NotTakenUp, vec![proposals[1].clone()]),
            (OrphanKind::CommentUnanswered, vec![waiting.clone()]),
            (OrphanKind::WithoutSource, vec![alone.to_string()]),
            (OrphanKind::AnswerWithoutText, vec!["PAN27-D1".to_owned()]),
        ]);
        assert_eq!(found, expected);
        let page = orphan::page(&visitor, SLUG, None, None, 50).await.expect("shown");
        let of: Vec<(i64, i64)> = page.figures.iter().map(|figure| (figure.count, figure.of)).collect();
        assert_eq!(of, [(1, 3), (1, 2), (1, 2), (1, 2), (1, 2)]);
        for figure in &page.figures {
            let listed = page.lines.items.iter().filter(|line| line.kind == figure.kind).count();
            assert_eq!(figure.count, i64::try_from(listed).expect("few"), "{}", figure.kind);
        }
        assert!(page.lines.items.iter().all(|line| line.act.is_none()), "a visitor has nothing to do here");
        let ((page, few), (rest, none)) = (
            t.statements(orphan::page(&visitor, SLUG, None, None, 2)).await,
            t.statements(orphan::page(&visitor, SLUG, None, Some("proposal_unanswered.1"), 2)).await,
        );
        let counts = |asked: &[String]| asked.iter().filter(|sql| sql.contains("COUNT(")).count();
        assert_eq!((counts(&few), counts(&none)), (OrphanKind::ALL.len() + 1, 0), "one walk for each kind and one for what is still open, on the first page alone");
        assert!(!page.expect("shown").figures.is_empty() && rest.expect("shown").figures.is_empty());
        let of_staff = orphan::page(&ines, SLUG, Some(OrphanKind::Unanswered), None, 50).await.expect("shown");
        assert_eq!(of_staff.lines.items[0].act.as_deref(), Some("/proposals/PAN27-P1"));
        let of_owner = orphan::page(&omar, SLUG, Some(OrphanKind::CommentUnanswered), None, 50).await.expect("shown");
        assert_eq!(of_owner.lines.items[0].act.as_deref(), Some(format!("/comments/{waiting}/reply").as_str()));
        t.unpublish().await;
        assert!(matches!(orphan::page(&visitor, SLUG, None, None, 50).await, Err(app::Error::NotFound)));
    }

    async fn an_answer_names_a_text_or_not_alike_on_both_databases_and_for_answers_that_were_there(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        t.later(TimeDelta::hours(1));
        let reasons = [
            ("Elle est reprise dans le pan27-cadre.", false),
            ("Le plan PAN27-France en parle.", false),
            ("Voir HTTP://EXEMPLE.FR/TEXTE.", true),
            ("Comme l’engagement PAN27-E4.", true),
        ];
        for (reason, _) in reasons {
            let reference = t.proposal(&camille, &format!("Une proposition : {reason}")).await;
            triage::answer(&ines, &reference, &triage::NewAnswer::of("retained", reason)).await.expect("answered");
        }
        let expected: Vec<(String, Option<bool>)> = reasons.iter().map(|(reason, names)| ((*reason).to_owned(), Some(*names))).collect();
        let said = async || {
            let rows = decision::Entity::find().order_by_asc(decision::Column::Number).all(t.app.db.read()).await.expect("read");
            rows.into_iter().map(|row| (row.reason, row.names_text)).collect::<Vec<_>>()
        };
        assert_eq!(said().await, expected);
        assert_eq!(walked(&t.visitor()).await[&OrphanKind::AnswerWithoutText], ["PAN27-D1", "PAN27-D2"]);
        t.migrate_again("m20261122_000040_named_texts").await;
        assert_eq!(said().await, expected, "as the rule says it, the change of the schema says it of what was there");
    }
}
