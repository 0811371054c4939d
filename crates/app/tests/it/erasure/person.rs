//! A whole account, from every row, byte and page.

use super::*;

db_test! {
    async fn an_account_is_erased_from_every_row_every_byte_and_every_page(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, theirs, remark) = a_life(t, &who).await;
        app::log::tick(&t.system()).await.expect("sequenced");
        for what in [&traces(&who)[..9], &[who.account().expect("someone").to_string()]].concat() {
            assert!(!left(t, std::slice::from_ref(&what)).await.is_empty(), "the test would not see {what}");
        }

        let before = erasure::before(&who, "account").await.expect("told");
        assert_eq!((before.counts.contributions, before.counts.open_votes), (2, 1));
        assert!(before.due_at >= t.clock_now() + TimeDelta::minutes(LEAST_MINUTES));
        assert_eq!(problem(erasure::ask(&who, "account", "pas le bon".into()).await, "current_password"), Problem::WrongPassword);
        let asked = erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(asked.due_at, before.due_at);
        assert_eq!(erasure::run(&t.system(), Which::Due).await.expect("nothing is due"), Done::default());
        let told = t.mails_to("zibelinette.du.test@exemple.fr").await;
        assert!(told.iter().any(|mail| mail.text.contains("/account/erasure")), "{told:?}");
        std::fs::remove_dir_all(&t.app.settings.mail.dir).expect("mails that left are out of reach");

        assert_eq!(batch(t).await, Done { accounts: 1, contributions: 0 });
        app::log::tick(&t.system()).await.expect("sequenced");
        let mut remembered = traces(&who);
        let file = std::fs::read_to_string(&t.app.settings.log.erasures_file).expect("the file");
        assert!(file.contains(&who.account().expect("someone").to_string()), "an opaque number, outside of the database");
        assert!(!traces(&who)[..9].iter().any(|what| file.contains(what)), "{file}");
        let found = left(t, &remembered).await;
        assert!(found.is_empty(), "{found:#?}");
        remembered.retain(|what| !what.contains('@'));
        let pages = every_page(t, &[&first, &theirs]).await;
        assert!(!remembered.iter().any(|what| pages.contains(what)), "{pages}");

        let page = proposal::show(&t.visitor(), &first).await.expect("shown");
        let placeholder = page.placeholder.expect("a placeholder");
        assert_eq!((placeholder.visibility, placeholder.at), (Visibility::Erased, t.clock_now()));
        let (view, _) = comment::one(&t.visitor(), &remark).await.expect("shown");
        assert_eq!(view.visibility, Visibility::Erased);
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.card.tally.expect("shown").cast.total(), 0, "a vote of an open phase is withdrawn");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let counts = app::process::find(&t.visitor(), SLUG).await.expect("found").counts;
        assert_eq!(counts, Counts { proposals: 2, comments: 2, votes: 1, imported_votes: 0, participants: 2 });

        let published = Published::of(&t.system()).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        assert_eq!(report.erased.get("account_erased"), Some(&6), "{:?}", report.erased);
        python_agrees(t, &published);
        assert!(!published.0.values().any(|bytes| CANARIES.iter().any(|canary| holds(bytes, canary))));
        assert!(sign_in(&t.visitor(), "zibelinette.du.test@exemple.fr", PASSWORD).await.is_err());
    }

    async fn a_vote_of_a_phase_that_is_over_stays_counted_for_nobody(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let (one, two) = (zibelinette(t).await, t.participant("Nour").await);
        give_password(t, two.account().expect("someone")).await;
        for voter in [&one, &two, &camille] {
            vote::cast(voter, &theirs, Some(Choice::Agree)).await.expect("cast");
        }
        t.later(TimeDelta::days(20));
        app::phase::sweep(&t.system()).await.expect("closed");
        app::log::tick(&t.system()).await.expect("sequenced");
        assert_eq!(erasure::before(&one, "account").await.expect("told").counts.closed_votes, 1);
        for voter in [&one, &two] {
            erasure::ask(voter, "account", PASSWORD.into()).await.expect("asked");
        }
        assert_eq!(batch(t).await.accounts, 2);
        let connection = t.app.db.read();
        let votes = ballot::Entity::find().all(connection).await.expect("votes");
        assert_eq!(votes.len(), 3);
        let people = account::Entity::find().filter(account::Column::Kind.eq("person")).all(connection).await.expect("people");
        assert_eq!(people.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Camille"]);
        assert_eq!(votes.iter().filter(|row| people.iter().any(|person| person.id == row.account_id)).count(), 1);
        assert_eq!(entities::log_vote::Entity::find().count(connection).await.expect("counted"), 1, "their salts are gone");
        assert_eq!(participation::Entity::find().count(connection).await.expect("counted"), 3, "they took part");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.card.tally.expect("shown").cast.agree, 3);
        app::log::tick(&t.system()).await.expect("sequenced");
        assert!(Published::of(&t.system()).await.verify(t, &[]).is_clean());
    }

    async fn an_account_that_nobody_confirms_goes_with_all_that_it_asked(t) {
        let id = t.account("Zibelinette Du Test", false).await;
        give_password(t, id).await;
        let opened = sign_in(&t.visitor(), "zibelinette.du.test@exemple.fr", PASSWORD).await.expect("signed in");
        let who = browser(t, &opened.token).await.expect("a session");
        app::notice::choose(&who, false).await.expect("chosen");
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        t.later(TimeDelta::days(8));
        app::account::forget_unconfirmed(&t.system()).await.expect("forgotten");
        assert_eq!(erasure::run(&t.system(), Which::Due).await.expect("nothing is left"), Done::default());
        assert_eq!(account::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
    }

    async fn a_name_is_nobodys_for_a_year_and_an_identity_is_kept_only_where_it_is_asked_for(t) {
        t.process().await;
        let who = zibelinette(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        batch(t).await;
        let connection = t.app.db.read();
        assert_eq!(kept_identity::Entity::find().count(connection).await.expect("counted"), 0);
        let [hold] = &name_hold::Entity::find().all(connection).await.expect("read")[..] else { panic!("one name is held") };
        assert_eq!(hold.until, t.clock_now() + TimeDelta::days(365));
        let form = |name: &str| app::account::SignUp { email: "autre@exemple.fr".into(), name: name.into(), password: PASSWORD.into(), terms: "accepted".into(), op: String::new() };
        assert_eq!(problem(app::account::sign_up(&t.visitor(), form("ZIBELINETTE du Test")).await, "name"), Problem::Taken);
        t.later(TimeDelta::days(366));
        erasure::run(&t.system(), Which::Due).await.expect("forgotten");
        app::account::sign_up(&t.visitor(), form("ZIBELINETTE du Test")).await.expect("it is free again");
    }

    async fn what_staff_did_stays_in_its_role_and_what_was_said_of_someone_goes(t) {
        t.process().await;
        let ctx = t.system();
        let who = zibelinette(t).await;
        let id = who.account().expect("someone");
        app::account_admin::close(&t.staff("Ada", Role::Admin).await, id, "Zibelinette du Test écrit trop.").await.expect("closed");
        app::account_admin::reopen(&t.staff("Ada Bis", Role::Admin).await, id, "Une erreur de notre part.").await.expect("opened");
        let modou = t.account("Modou Zibelinette", true).await;
        give_password(t, modou).await;
        let held = Held { role: Role::Moderator, process: None, organisation: None };
        let modou = ctx.acting(domain::policy::Actor::User { id: modou, confirmed: true, auth_level: 1, held: vec![held] });
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        moderation::set_visibility(&modou, &theirs, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::ask(&modou, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 2);
        let acts = entities::act::Entity::find().all(t.app.db.read()).await.expect("read");
        let reasons: Vec<&str> = acts.iter().filter(|act| act.action.starts_with("account.")).map(|act| act.reason.as_str()).collect();
        assert!(reasons.contains(&"") && reasons.contains(&"Une erreur de notre part."), "{reasons:?}");
        assert!(acts.iter().any(|act| act.action == "moderation.visibility" && act.role == "moderator"));
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.placeholder.and_then(|placeholder| placeholder.by).map(|by| by.role), Some(Role::Moderator));
        let found = left(t, &["zibelinette".to_owned(), id.to_string()]).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn the_queue_of_mails_is_read_once_however_much_someone_wrote(t) {
        t.process().await;
        let mut asked = Vec::new();
        for (name, many) in [("Zibelinette Du Test", 1), ("Zibelinette Du Test Bis", 5)] {
            let id = t.account(name, true).await;
            let who = t.system().acting(domain::policy::Actor::User { id, confirmed: true, auth_level: 1, held: Vec::new() });
            let camille = t.participant(&format!("Camille, qui lit {name}")).await;
            for number in 0..many {
                publish(&who, &format!("Une idée numéro {number}")).await;
                let theirs = t.proposal(&camille, &format!("Une autre idée, numéro {number}")).await;
                vote::cast(&who, &theirs, Some(Choice::Agree)).await.expect("cast");
            }
            asked.push(id);
        }
        t.later(TimeDelta::days(20));
        app::phase::sweep(&t.system()).await.expect("closed");
        app::log::tick(&t.system()).await.expect("sequenced");
        let mut taken = Vec::new();
        for id in asked {
            let row = account::Entity::find_by_id(id.0).one(t.app.db.read()).await.expect("read").expect("someone");
            erasure::by_letter(&t.system(), &row.email.expect("an address")).await.expect("asked");
            let (done, asked) = t.statements(erasure::run(&t.system(), Which::All)).await;
            assert_eq!(done.expect("erased").accounts, 1);
            let mut read = asked.into_iter().filter(|sql| {
                let of = |table: &str| sql.contains(&format!("FROM \"{table}\""));
                sql.starts_with("SELECT") && ((of("jobs") && sql.contains("payload")) || (of("phases") && sql.contains(" IN (")))
            });
            taken.push(read.by_ref().collect::<Vec<_>>());
        }
        assert!(taken[0].iter().any(|sql| sql.contains("phases")) && taken[0].iter().any(|sql| sql.contains("jobs")), "{taken:?}");
        assert_eq!(taken[0], taken[1], "as many, and none longer");
    }
}
