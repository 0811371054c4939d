//! What became of someone's words: one line per change, one mail a day at most, and
//! a link that stops it.

use app::notice;
use app::triage::{self, NewAnswer};
use app::{Ctx, Error, comment, commitment, moderation, vote};
use chrono::TimeDelta;
use domain::commitment::{MilestoneWords, Words};
use domain::notice::Change;
use domain::policy::Role;
use domain::vote::Choice;
use entities::{account, notice as row};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::{SLUG, TestApp, db_test};

async fn changes(ctx: &Ctx) -> Vec<(Change, String)> {
    let lines = notice::mine(ctx, None).await.expect("my lines");
    lines.items.into_iter().map(|line| (line.change, line.came.0.to_string())).collect()
}

async fn reply(ctx: &Ctx, target: &str, parent: &str) {
    let new = comment::NewComment {
        body: "Je réponds à cette remarque.".into(),
        stance: "neutral".into(),
        parent: parent.into(),
        ..comment::NewComment::default()
    };
    comment::publish(ctx, target, &new).await.expect("replied");
}

/// The mail of the day of Camille, if it left.
async fn mails(t: &TestApp) -> Vec<testkit::ReadMail> {
    notice::digest(&t.system()).await.expect("looked at");
    let mut mails = t.mails_to("camille@exemple.fr").await;
    mails.retain(|mail| mail.text.contains("/stop/"));
    mails
}

db_test! {
    async fn an_author_hears_of_every_change_from_the_answer_to_the_final_text(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let (camille, nour) = (t.participant("Camille").await, t.participant("Nour").await);
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let remark = t.comment(&nour, &reference, "Une remarque de Nour, à voix haute.").await;
        reply(&camille, &reference, &remark).await;
        reply(&nour, &reference, &remark).await;
        assert_eq!(changes(&nour).await, [(Change::Replied, "PAN27-C2".to_owned())], "not of one's own reply");
        assert_eq!(changes(&camille).await, [], "a comment changes nothing");
        vote::cast(&camille, &reference, Some(Choice::Agree)).await.expect("cast");
        t.later(TimeDelta::minutes(1));
        triage::admissibility(&ines, &reference, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        t.later(TimeDelta::minutes(1));
        triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let words = Words {
            title: "Ouvrir les algorithmes publics".into(),
            problem: "Les décisions automatisées ne sont pas expliquées.".into(),
            text: "La direction publie le code et une explication.".into(),
            lead: "numerique".into(),
            sources: vec![reference.clone()],
            milestones: vec![MilestoneWords { title: "Inventaire".into(), due: "2027-12-31".into(), ..MilestoneWords::default() }],
        };
        let (draft, _) = commitment::create(&omar, SLUG, &words, None).await.expect("drafted");
        assert_eq!(changes(&camille).await.len(), 2, "a draft is not public");
        t.later(TimeDelta::days(20));
        commitment::publish(&omar, draft.as_str()).await.expect("published");
        t.later(TimeDelta::days(10));
        commitment::adopt(&omar, draft.as_str(), "").await.expect("adopted");
        let expected = [(Change::Adopted, "PAN27-E1"), (Change::Published, "PAN27-E1"), (Change::Answered, "PAN27-D2"), (Change::Decided, "PAN27-D1")];
        assert_eq!(changes(&camille).await, expected.map(|(change, came)| (change, came.to_owned())));
        let lines = notice::mine(&camille, None).await.expect("my lines").items;
        assert_eq!(lines[2].decision.as_deref(), Some("answer-retained"));
        assert_eq!((lines[0].url.as_str(), lines[0].came.1.as_str()), ("/proposals/PAN27-P1/lineage", "/commitments/PAN27-E1/lineage"));
        assert_eq!(notice::unread(&camille).await.expect("counted"), 4);
        notice::mark_read(&camille).await.expect("read");
        assert_eq!(notice::unread(&camille).await.expect("counted"), 0);
        let votes = notice::votes(&camille, None).await.expect("my votes").items;
        assert_eq!(votes.iter().map(|vote| (vote.reference.to_string(), vote.choice)).collect::<Vec<_>>(), [("PAN27-P1".to_owned(), Choice::Agree)]);
        assert!(notice::votes(&nour, None).await.expect("my votes").items.is_empty());
        assert!(matches!(notice::mine(&t.visitor(), None).await, Err(Error::Denied(_))));
    }

    async fn the_mail_of_the_day_is_one_and_never_without_a_change(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let second = t.proposal(&camille, "Publier les budgets des communes").await;
        assert!(mails(t).await.is_empty(), "nothing has changed");
        for reference in [&first, &second] {
            triage::answer(&ines, reference, &NewAnswer::of("retained", "Un motif que le courrier ne dit pas.")).await.expect("answered");
        }
        let told = mails(t).await;
        let [mail] = told.as_slice() else { panic!("{told:?}") };
        for reference in [&first, &second] {
            assert!(mail.text.contains(&format!("/proposals/{reference}/lineage")), "{}", mail.text);
        }
        for never in ["algorithmes", "motif", "budgets"] {
            assert!(!mail.text.contains(never), "{never} in {}", mail.text);
        }
        let stop = mail.link("/stop/");
        assert!(mail.head.contains(&format!("List-Unsubscribe: <http://127.0.0.1:3000{stop}>")), "{}", mail.head);
        assert!(mail.head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", mail.head);
        triage::answer(&ines, &first, &NewAnswer::of("not_retained", "Un autre motif, le même jour.")).await.expect("answered");
        assert_eq!(mails(t).await.len(), 1, "one a day");
        t.later(TimeDelta::hours(17));
        assert_eq!(mails(t).await.len(), 1, "it is five in the morning");
        t.later(TimeDelta::hours(4));
        assert_eq!(mails(t).await.len(), 2);
        t.later(TimeDelta::days(1));
        assert_eq!(mails(t).await.len(), 2, "and none without a change");
        triage::answer(&ines, &second, &NewAnswer::of("not_retained", "Un motif lu sur le site avant.")).await.expect("answered");
        notice::mark_read(&camille).await.expect("read");
        assert_eq!(mails(t).await.len(), 2, "what was read is not told again");
    }

    async fn a_mail_that_cannot_be_made_holds_up_no_other(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        for name in ["Awa", "Camille"] {
            let reference = t.proposal(&t.participant(name).await, &format!("Une proposition de {name}")).await;
            triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        }
        let tx = t.app.db.write_tx().await.expect("a transaction");
        entities::proposal::Entity::update_many()
            .col_expr(entities::proposal::Column::Visibility, Expr::value("nonsense"))
            .filter(entities::proposal::Column::Title.contains("Awa"))
            .exec(&*tx)
            .await
            .expect("spoiled");
        tx.commit().await.expect("committed");
        assert!(notice::digest(&t.system()).await.is_err(), "it is said, and tried again");
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 1);
        assert!(t.mails_to("awa@exemple.fr").await.is_empty());
    }

    async fn a_page_of_changes_takes_as_many_queries_however_long_it_is(t) {
        t.process().await;
        let (camille, nour) = (t.participant("Camille").await, t.participant("Nour").await);
        let ask = async || t.statements(notice::mine(&camille, None)).await;
        let mut remarks = Vec::new();
        for number in 0..4 {
            let on = t.proposal(&nour, &format!("Une proposition, numéro {number}")).await;
            remarks.push((t.comment(&camille, &on, "Une remarque de Camille.").await, on));
        }
        let told = async |(remark, on): &(String, String)| reply(&nour, on, remark).await;
        told(&remarks[0]).await;
        let (lines, few) = ask().await;
        assert_eq!(lines.expect("my lines").items.len(), 1);
        for remark in &remarks[1..] {
            told(remark).await;
        }
        let (lines, many) = ask().await;
        assert_eq!(lines.expect("my lines").items.len(), 4);
        assert!(many.len() <= few.len() && many.len() <= 20, "{few:#?}\nthen {many:#?}");
    }

    async fn what_one_voted_on_is_named_as_anyone_reads_it(t) {
        t.process().await;
        let (camille, nour) = (t.participant("Camille").await, t.participant("Nour").await);
        let modou = t.staff("Modou", Role::Moderator).await;
        let mut references = Vec::new();
        for title in ["Une idée qui reste", "Une idée masquée", "Une idée retirée"] {
            references.push(t.proposal(&camille, title).await);
            vote::cast(&nour, &references[references.len() - 1], Some(Choice::Agree)).await.expect("cast");
        }
        moderation::set_visibility(&modou, &references[1], "hidden", "R1", "Propos injurieux.").await.expect("hidden");
        app::proposal::withdraw(&camille, &references[2]).await.expect("withdrawn");
        let titles = async || {
            let votes = notice::votes(&nour, None).await.expect("my votes").items;
            votes.into_iter().map(|vote| (vote.reference.to_string(), vote.title)).collect::<Vec<_>>()
        };
        let seen = titles().await;
        for (reference, title) in references.iter().zip(["Une idée qui reste", "", ""]) {
            assert!(seen.contains(&(reference.clone(), title.to_owned())), "{reference}: {seen:?}");
        }
        moderation::set_visibility(&modou, &references[1], "public", "", "Une erreur de lecture.").await.expect("shown");
        assert!(titles().await.contains(&(references[1].clone(), "Une idée masquée".to_owned())));
        t.unpublish().await;
        assert_eq!(titles().await, [], "nor what is in a process that nobody may see");
    }

    async fn a_decision_on_a_comment_is_read_where_the_comment_was(t) {
        t.process().await;
        let (camille, nour) = (t.participant("Camille").await, t.participant("Nour").await);
        let modou = t.staff("Modou", Role::Moderator).await;
        let on = t.proposal(&nour, "Publier les algorithmes publics").await;
        let remark = t.comment(&camille, &on, "Une remarque de Camille.").await;
        moderation::set_visibility(&modou, &remark, "hidden", "R1", "Propos injurieux.").await.expect("hidden");
        let lines = notice::mine(&camille, None).await.expect("my lines").items;
        assert_eq!(lines[0].came.1, format!("/proposals/{on}#{remark}"), "that page has no place for the decision");
        assert_eq!(lines[0].decision.as_deref(), Some("visibility-hidden"));
    }

    async fn two_who_look_at_once_write_one_mail(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let (one, other) = (t.system(), t.system());
        let (first, second) = tokio::join!(notice::digest(&one), notice::digest(&other));
        assert_eq!(first.expect("looked at") + second.expect("looked at"), 1);
        assert_eq!(mails(t).await.len(), 1);
    }

    async fn whoever_wants_none_gets_none_and_the_link_does_nothing_else(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let link = mails(t).await[0].link("/stop/");
        let token = link.rsplit('/').next().expect("a secret");
        assert!(!notice::is_stopped(&t.visitor(), token).await.expect("looked at"));
        for purpose in [domain::account::TokenPurpose::Confirm, domain::account::TokenPurpose::Reset] {
            let state = app::account::peek_link(&t.visitor(), token, purpose).await.expect("looked at");
            assert_eq!(state, domain::account::LinkState::Over);
        }
        for _ in 0..2 {
            notice::stop(&t.visitor(), token).await.expect("stopped");
        }
        assert!(notice::is_stopped(&t.visitor(), token).await.expect("looked at"));
        assert!(!notice::wants(&camille).await.expect("asked"));
        t.later(TimeDelta::days(1));
        triage::answer(&ines, &reference, &NewAnswer::of("not_retained", "Un autre motif, le lendemain.")).await.expect("answered");
        assert_eq!(mails(t).await.len(), 1);
        for wrong in ["", "x", &"A".repeat(43)] {
            assert!(matches!(notice::stop(&t.visitor(), wrong).await, Err(Error::NotFound)), "{wrong}");
        }
        notice::choose(&camille, true).await.expect("chosen");
        assert_eq!(mails(t).await.len(), 2, "what waited is told");
    }

    async fn a_statement_of_reasons_leaves_at_once_and_is_not_told_twice(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let (one, two) = (t.proposal(&camille, "Baisser le prix du pain").await, t.proposal(&camille, "Publier les algorithmes publics").await);
        triage::admissibility(&modou, &one, "inadmissible", "Hors du champ : règle R1.").await.expect("decided");
        moderation::set_visibility(&modou, &two, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        assert!(mails(t).await.is_empty());
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 2);
        assert_eq!(notice::unread(&camille).await.expect("counted"), 2, "they are on the page too");
    }

    async fn nobody_is_written_to_who_cannot_be(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let imported = t.proposal(&camille, "Publier les budgets des communes").await;
        let kind = async |kind: &str| {
            let tx = t.app.db.write_tx().await.expect("a transaction");
            let id = camille.account().expect("someone").0;
            account::ActiveModel { id: Set(id), kind: Set(kind.into()), ..Default::default() }.update(&*tx).await.expect("changed");
            tx.commit().await.expect("committed");
        };
        kind("imported").await;
        triage::answer(&ines, &imported, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        assert_eq!(row::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
        kind("person").await;
        triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let id = camille.account().expect("someone").0;
        account::ActiveModel { id: Set(id), disabled_at: Set(Some(t.clock_now())), ..Default::default() }.update(&*tx).await.expect("closed");
        tx.commit().await.expect("committed");
        assert!(mails(t).await.is_empty());
    }
}
