//! A form posted without a session is not lost.

use app::kept_post::{self, KeptPost, LARGEST};
use app::{Ctx, Error};
use chrono::TimeDelta;
use testkit::{Kind, TestApp};

fn form(body: &str) -> KeptPost {
    KeptPost { path: "/processes/plan/proposals".into(), body: body.into() }
}

testkit::db_test! {
    async fn a_form_is_shown_again_to_the_browser_that_posted_it(t) {
        let typed = form("title=Des+bancs&problem=%C3%A9t%C3%A9");
        let token = kept_post::keep(&t.visitor(), &typed).await.expect("kept").expect("not too large");
        for _ in 0..2 {
            assert_eq!(kept_post::find(&t.visitor(), &token).await.expect("read"), Some(typed.clone()));
        }
        for other in ["", "x", &"A".repeat(43)] {
            assert_eq!(kept_post::find(&t.visitor(), other).await.expect("read"), None);
        }
        assert_eq!(kept_post::take(&t.visitor(), &token).await.expect("taken"), Some(typed));
        assert_eq!(kept_post::take(&t.visitor(), &token).await.expect("read"), None);
    }

    async fn it_is_kept_for_an_hour(t) {
        let token = kept_post::keep(&t.visitor(), &form("a=1")).await.expect("kept").expect("not too large");
        t.clock.advance(TimeDelta::minutes(60));
        assert_eq!(kept_post::find(&t.visitor(), &token).await.expect("read"), None);
        kept_post::forget(&t.system()).await.expect("forgotten");
        assert_eq!(kept_post::take(&t.visitor(), &token).await.expect("read"), None);
    }

    async fn a_very_large_form_is_not_kept(t) {
        assert!(kept_post::keep(&t.visitor(), &form(&"x".repeat(LARGEST))).await.expect("kept").is_some());
        assert!(kept_post::keep(&t.visitor(), &form(&"x".repeat(LARGEST + 1))).await.expect("answered").is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_has_a_few_forms_kept_an_hour() {
    let t = TestApp::with(Kind::Sqlite, |settings| settings.limits.factor = 1.0).await.expect("a database");
    for _ in 0..20 {
        kept_post::keep(&t.visitor(), &form("a=1")).await.expect("kept");
    }
    let more = kept_post::keep(&t.visitor(), &form("a=1")).await;
    assert!(matches!(more, Err(Error::TooMany { .. })), "{more:?}");
    let elsewhere = Ctx { client: "192.0.2.7".into(), ..t.visitor() };
    kept_post::keep(&elsewhere, &form("a=1")).await.expect("kept");
}
