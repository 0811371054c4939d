//! « Ce que devient cette contribution »: from a citizen's words to a commitment.

use app::{Ctx, Error, comment, commitment, lineage, moderation, proposal, triage, vote};
use chrono::TimeDelta;
use domain::lineage::{Actor, AwaitedWhat, Graph, ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::policy::Role;
use domain::vote::Choice;
use entities::version;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{SLUG, TestApp, db_test, words};

db_test! {
    async fn the_thread_leads_from_the_words_to_the_commitment(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let before = lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert!(before.steps.is_empty());
        assert_eq!(before.awaited.as_ref().map(|awaited| awaited.what), Some(AwaitedWhat::Triage));
        t.later(TimeDelta::minutes(5));
        proposal::edit(&camille, &reference, &words("Publier tous les algorithmes publics")).await.expect("corrected");
        t.later(TimeDelta::minutes(5));
        t.comment(&dominique, &reference, "Très bonne idée").await;
        t.later(TimeDelta::days(10));
        triage::answer(&ines, &reference, &app::triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        t.later(TimeDelta::days(1));
        let commitment = commitment::create(&omar, SLUG, &crate::commitment::draft(&[&reference]), None).await.expect("drafted").0.to_string();
        let public = lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert!(public.steps.iter().all(|step| step.relation != Relation::SourceOf), "a draft commitment is private");
        t.later(TimeDelta::days(10));
        commitment::publish(&omar, &commitment).await.expect("published");

        let page = lineage::page(&t.visitor(), &reference).await.expect("shown");
        let relations: Vec<Relation> = page.steps.iter().map(|step| step.relation).collect();
        assert_eq!(relations, [Relation::RevisedAs, Relation::CommentedBy, Relation::AnsweredBy, Relation::SourceOf, Relation::HasMilestone, Relation::PublishedAs]);
        let answer = &page.steps[2];
        assert_eq!((answer.reason.as_str(), answer.outcome.as_deref()), ("Cette idée répond au besoin.", Some("retained")));
        assert_eq!((answer.from.version, answer.to.reference.as_str()), (2, "PAN27-D1"));
        let Some(Actor::Staff(staff)) = &answer.actor else { panic!("an act of staff") };
        assert_eq!((staff.role, staff.organisation.as_deref()), (Role::Instructor, Some("Organisation numerique")));
        assert_eq!(page.begun.0, Some(Actor::Participant("Camille".into())));
        assert!(page.steps.windows(2).all(|pair| pair[0].at <= pair[1].at));

        let back = lineage::page(&t.visitor(), &commitment).await.expect("shown");
        assert!(back.origins.iter().any(|step| step.relation == Relation::SourceOf && step.from.reference.as_str() == reference));
        assert!(back.steps.iter().any(|step| step.relation == Relation::HasMilestone));
    }

    async fn every_kind_of_thing_has_a_place_a_page_and_a_node(t) {
        let (proposal, commitment) = a_whole_thread(t).await;
        let visitor = t.visitor();
        let graph = Graph::whole(&lineage::page(&visitor, &proposal).await.expect("shown"));
        for kind in ObjectKind::ALL {
            assert!(graph.points.iter().any(|point| point.node.kind == *kind), "{kind} is in the graph of {proposal}");
            if kind.about().reference.is_none() {
                continue;
            }
            let of_kind = version::Entity::find().filter(version::Column::Kind.eq(kind.as_str()));
            let some = of_kind.one(t.app.db.read()).await.expect("read").unwrap_or_else(|| panic!("no {kind}"));
            let page = lineage::page(&visitor, &some.reference).await.expect("shown");
            assert_eq!((page.subject.kind, page.subject.reference.as_str()), (*kind, some.reference.as_str()));
            let place = lineage::place(&visitor, &some.reference).await.expect("a place");
            assert!(place.starts_with("/proposals/") || place.starts_with("/commitments/"), "{kind}: {place}");
            assert!(graph_of(&page).contains(&proposal), "{kind}: the thread leads to the proposal");
            assert!(page.begun.0.is_some() || *kind == ObjectKind::Milestone, "{kind}: someone began it");
        }
        let back = lineage::page(&visitor, &commitment).await.expect("shown");
        assert!(graph_of(&back).contains(&proposal));
    }

    async fn a_count_of_votes_is_in_the_graph_once_it_is_public_and_leads_to_what_was_decided_after(t) {
        t.process().await;
        t.tallies_after_close().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        triage::admissibility(&ines, &reference, "admissible", "Dans le sujet de la démarche.").await.expect("decided");
        vote::cast(&camille, &reference, Some(Choice::Agree)).await.expect("cast");
        let counts = |page: &domain::lineage::LineagePage| page.all().filter(|step| step.relation == Relation::CountedIn).count();
        let early = lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(counts(&early), 0, "nothing is said of the votes before the close");
        t.later(TimeDelta::days(12));
        triage::answer(&ines, &reference, &triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let page = lineage::page(&t.visitor(), &reference).await.expect("shown");
        let counted = page.steps.iter().find(|step| step.relation == Relation::CountedIn).expect("a count");
        let count = counted.to.count.expect("figures");
        assert_eq!((count.counts.agree, count.counts.total(), count.over, counted.to.id().as_str()), (1, 1, true, "PAN27-P1/tally"));
        let known: Vec<&str> = page.steps.iter().filter(|step| step.relation == Relation::KnownTo).map(|step| step.to.reference.as_str()).collect();
        assert_eq!(known, ["PAN27-D2"], "the first decision came before the close");
        let answer = lineage::page(&t.visitor(), "PAN27-D2").await.expect("shown");
        assert!(answer.origins.iter().any(|step| step.relation == Relation::KnownTo));
        assert!(lineage::of(&t.visitor(), &reference).await.expect("told").iter().all(|step| step.to.count.is_none()), "the contract's array has versions alone");
    }

    async fn what_is_not_public_has_no_lineage_and_hidden_words_are_in_none(t) {
        let (proposal, commitment) = a_draft(t).await;
        let omar = t.in_organisation("Olga", Role::Owner, t.organisation("climat", "administration").await).await;
        for draft in [commitment.as_str(), "PAN27-M1"] {
            assert!(matches!(lineage::page(&t.visitor(), draft).await, Err(Error::NotFound)), "{draft}");
            assert!(matches!(lineage::place(&t.visitor(), draft).await, Err(Error::NotFound)), "{draft}");
            assert!(!lineage::page(&omar, draft).await.expect("staff see it").public);
        }
        assert!(matches!(lineage::version(&t.visitor(), &commitment, 1).await, Err(Error::NotFound)));
        let page = lineage::page(&t.visitor(), &proposal).await.expect("shown");
        assert!(!graph_of(&page).contains(&commitment));
        t.later(TimeDelta::days(10));
        commitment::publish(&owner(t).await, &commitment).await.expect("published");
        let page = lineage::page(&t.visitor(), &proposal).await.expect("shown");
        let draft = page.all().find(|step| step.relation == Relation::SourceOf).expect("a source");
        assert_eq!((draft.to.version, draft.to.title.as_str()), (1, ""), "the words of the draft stay with those who wrote it");
        assert!(matches!(lineage::version(&t.visitor(), &commitment, 1).await, Err(Error::NotFound)));
        assert_eq!(lineage::version(&t.visitor(), &commitment, 2).await.expect("shown").parts.len(), 3);

        let modou = t.staff("Modou", Role::Moderator).await;
        assert!(!lineage::version(&t.visitor(), &proposal, 1).await.expect("shown").parts.is_empty());
        moderation::set_visibility(&modou, &proposal, "hidden", "R1", "Propos injurieux.").await.expect("hidden");
        let hidden = lineage::version(&t.visitor(), &proposal, 1).await.expect("a placeholder");
        assert_eq!((hidden.parts.len(), hidden.node.visibility, hidden.node.title.as_str()), (0, Visibility::Hidden, ""));
        let page = lineage::page(&t.visitor(), &commitment).await.expect("shown");
        assert!(page.all().flat_map(|step| [&step.from, &step.to]).all(|node| node.reference.as_str() != proposal || node.title.is_empty()));
        t.unpublish().await;
        for reference in [proposal.as_str(), &commitment, "PAN27-M1", "PAN27-D1"] {
            assert!(matches!(lineage::page(&t.visitor(), reference).await, Err(Error::NotFound)), "{reference}");
        }
    }

    async fn a_long_discussion_is_one_node_and_nothing_is_lost(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let first = t.comment(&camille, &reference, "Un premier mot.").await;
        for number in 2..=12 {
            t.comment(&camille, &reference, &format!("Un mot de plus, le numéro {number}.")).await;
        }
        t.later(TimeDelta::minutes(1));
        let reply = comment::NewComment { body: "Je réponds.".into(), stance: "neutral".into(), parent: first.clone(), ..comment::NewComment::default() };
        comment::publish(&camille, &reference, &reply).await.expect("replied");
        let page = lineage::page(&t.visitor(), &reference).await.expect("shown");
        let folded = Graph::folded(&page);
        assert_eq!(folded.points.len(), 2);
        assert_eq!(folded.points[1].fold.as_ref().map(|fold| fold.count), Some(13), "with the reply");
        assert_eq!(Graph::whole(&page).points.len(), 14);
        let of_comment = lineage::page(&t.visitor(), &first).await.expect("shown");
        assert_eq!(of_comment.origins.first().map(|step| step.from.reference.as_str()), Some(reference.as_str()));
        assert_eq!(of_comment.steps.len(), 1, "the reply, and nobody else's comment");
        assert_eq!(of_comment.awaited.map(|next| next.what), Some(AwaitedWhat::Triage), "it waits for what it is about");
    }

    async fn a_link_leads_to_the_very_version(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.later(TimeDelta::minutes(5));
        proposal::edit(&camille, &reference, &words("Publier tous les algorithmes publics")).await.expect("corrected");
        let page = lineage::page(&t.visitor(), &reference).await.expect("shown");
        let revised = &page.steps[0];
        assert_eq!((revised.from.url.as_str(), revised.to.url.as_str()), ("/proposals/PAN27-P1/versions/1", "/proposals/PAN27-P1"));
        let first = lineage::version(&t.visitor(), &reference, 1).await.expect("shown");
        assert_eq!((first.node.title.as_str(), first.last), ("Publier les algorithmes publics", 2));
        assert!(matches!(lineage::version(&t.visitor(), &reference, 3).await, Err(Error::NotFound)));
    }
}

/// Every reference in the graph of a page.
fn graph_of(page: &domain::lineage::LineagePage) -> Vec<String> {
    Graph::whole(page).points.into_iter().map(|point| point.node.reference.to_string()).collect()
}

async fn owner(t: &TestApp) -> Ctx {
    let row = entities::organisation::Entity::find().filter(entities::organisation::Column::Slug.eq("numerique"));
    let id = row.one(t.app.db.read()).await.expect("read").expect("the administration").id;
    t.in_organisation("Odile", Role::Owner, domain::id::OrganisationId(id)).await
}

/// A proposal that was answered, and the draft commitment that it became.
async fn a_draft(t: &TestApp) -> (String, String) {
    t.process().await;
    let camille = t.participant("Camille").await;
    let administration = t.organisation("numerique", "administration").await;
    let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
    let omar = t.in_organisation("Omar", Role::Owner, administration).await;
    let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
    t.comment(&t.participant("Dominique").await, &proposal, "Très bonne idée").await;
    vote::cast(&camille, &proposal, Some(Choice::Agree)).await.expect("cast");
    t.later(TimeDelta::days(11));
    triage::answer(&ines, &proposal, &triage::NewAnswer::of("retained", "Cette idée répond au besoin."))
        .await
        .expect("answered");
    let draft =
        commitment::create(&omar, SLUG, &crate::commitment::draft(&[&proposal]), None).await.expect("drafted").0;
    (proposal, draft.to_string())
}

/// The same, put to consultation.
async fn a_whole_thread(t: &TestApp) -> (String, String) {
    let (proposal, commitment) = a_draft(t).await;
    t.later(TimeDelta::days(10));
    commitment::publish(&owner(t).await, &commitment).await.expect("published");
    (proposal, commitment)
}
