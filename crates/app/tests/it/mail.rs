//! Mail leaves after the act, by a real SMTP exchange, and leaves nothing behind.

use app::mail;
use entities::{account, job};
use mailer::Mail;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use testkit::{Kind, TestApp};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::people::person;

async fn queue(t: &TestApp, to: domain::id::AccountId, mail: Mail) {
    let ctx = t.system();
    let tx = t.app.db.write_tx().await.expect("a transaction");
    mail::queue(&ctx, &tx, to, mail, ctx.now()).await.expect("queued");
    tx.commit().await.expect("committed");
}

fn confirm() -> Mail {
    Mail::ConfirmAddress { path: "/confirm/un-secret".into(), hours: 48, days: 7 }
}

async fn jobs(t: &TestApp) -> Vec<job::Model> {
    job::Entity::find().all(t.app.db.read()).await.expect("read")
}

testkit::db_test! {
    async fn the_queue_holds_no_address_and_forgets_the_link(t) {
        let camille = person(t, "Camille").await;
        queue(t, camille, confirm()).await;
        let waiting = jobs(t).await[0].payload.to_string();
        assert!(waiting.contains("un-secret") && !waiting.contains('@'), "{waiting}");
        assert_eq!(t.mails().await.len(), 1);
        assert_eq!(jobs(t).await[0].payload, serde_json::json!({}));
    }

    async fn a_link_is_made_when_its_mail_leaves_and_no_secret_waits(t) {
        let camille = t.account("Camille", false).await;
        app::account::request_reset(&t.visitor(), "camille@exemple.fr").await.expect("asked");
        app::account::request_reset(&t.visitor(), "personne@exemple.fr").await.expect("asked");
        let nobody = domain::id::AccountId(sea_orm::prelude::Uuid::nil());
        let mut waiting: Vec<_> = jobs(t).await.into_iter().map(|job| job.payload).collect();
        waiting.sort_by_key(|payload| payload["to"] != serde_json::json!(camille));
        assert_eq!(waiting, [serde_json::json!({ "to": camille, "link": "reset" }), serde_json::json!({ "to": nobody, "link": "reset" })]);
        let tokens = async || entities::mail_token::Entity::find().all(t.app.db.read()).await.expect("read").len();
        assert_eq!(tokens().await, 0, "asking takes the same time for both");
        assert_eq!(t.mails().await.len(), 1);
        assert_eq!(tokens().await, 1);
    }

    async fn a_mail_speaks_the_language_its_reader_has_when_it_leaves(t) {
        let camille = person(t, "Camille").await;
        queue(t, camille, confirm()).await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let row = account::ActiveModel { id: Set(camille.0), locale: Set("en".into()), ..Default::default() };
        row.update(&*tx).await.expect("changed");
        tx.commit().await.expect("committed");
        assert!(t.mails().await[0].text.starts_with("Hello Camille,"));
    }

    async fn a_closed_account_and_one_that_is_gone_get_no_mail(t) {
        let camille = person(t, "Camille").await;
        queue(t, camille, confirm()).await;
        queue(t, domain::id::AccountId(sea_orm::prelude::Uuid::nil()), confirm()).await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let row = account::ActiveModel { id: Set(camille.0), disabled_at: Set(Some(t.clock_now())), ..Default::default() };
        row.update(&*tx).await.expect("closed");
        tx.commit().await.expect("committed");
        assert!(t.mails().await.is_empty());
        assert!(jobs(t).await.iter().all(|job| job.done_at.is_some()));
    }
}

/// What one SMTP conversation said.
#[derive(Debug)]
struct Delivery {
    from: String,
    to: Vec<String>,
    data: String,
}

/// A mail server that takes one mail after the other (RFC 5321, as little of it
/// as there is to say). It refuses the recipients that begin with `non`.
async fn serve(listener: TcpListener, deliveries: mpsc::UnboundedSender<Delivery>) {
    while let Ok((stream, _)) = listener.accept().await {
        let deliveries = deliveries.clone();
        tokio::spawn(async move { converse(stream, deliveries).await });
    }
}

async fn converse(mut stream: TcpStream, deliveries: mpsc::UnboundedSender<Delivery>) -> std::io::Result<()> {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 essai\r\n").await?;
    let mut mail = Delivery { from: String::new(), to: Vec::new(), data: String::new() };
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => "250-essai\r\n250 8BITMIME\r\n",
            "MAIL" => {
                mail.from = line;
                "250 ok\r\n"
            }
            "RCPT" if line.contains("<non") => "550 5.1.1 <non@exemple.fr> unknown\r\n",
            "RCPT" => {
                mail.to.push(line);
                "250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.data.push_str("\r\n");
                }
                let empty = Delivery { from: String::new(), to: Vec::new(), data: String::new() };
                let _ = deliveries.send(std::mem::replace(&mut mail, empty));
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

async fn with_server(kind: Kind) -> Option<(TestApp, mpsc::UnboundedReceiver<Delivery>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, deliveries) = mpsc::unbounded_channel();
    let t = TestApp::with(kind, |settings| {
        settings.mail.transport = settings::MailTransport::Smtp;
        settings.mail.smtp_tls = settings::SmtpTls::None;
        settings.mail.smtp_port = port;
    })
    .await?;
    tokio::spawn(serve(listener, sender));
    Some((t, deliveries))
}

async fn a_mail_server_is_given_both_parts(kind: Kind) {
    let Some((t, mut deliveries)) = with_server(kind).await else { return };
    let camille = person(&t, "Camille").await;
    for _ in 0..2 {
        queue(&t, camille, confirm()).await;
    }
    assert_eq!(t.run_jobs().await, 2);
    let first = deliveries.recv().await.expect("a mail");
    let second = deliveries.recv().await.expect("a mail");
    assert_eq!(first.to, ["RCPT TO:<camille@exemple.fr>"]);
    assert!(first.from.contains("<ne-pas-repondre@parvis.invalid>"), "{}", first.from);
    for part in [
        "Content-Type: multipart/alternative",
        "Content-Type: text/plain",
        "Content-Type: text/html",
        "Auto-Submitted: auto-generated",
        "/confirm/un-secret",
    ] {
        assert!(first.data.contains(part), "{part} in {}", first.data);
    }
    assert!(!first.data.contains("List-Unsubscribe"), "only the mail of the day is stopped");
    let id =
        |mail: &Delivery| mail.data.lines().find(|line| line.starts_with("Message-ID: <")).expect("an id").to_owned();
    assert!(id(&first).ends_with("@127.0.0.1>"), "{}", id(&first));
    assert_ne!(id(&first), id(&second));
}

/// The mail of the day goes by the same exchange, with what a mail program needs to
/// stop it (RFC 8058), and the link that is made when it leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mail_of_the_day_tells_mail_programs_how_to_stop_it() {
    let (t, mut deliveries) = with_server(Kind::Sqlite).await.expect("a database");
    let camille = person(&t, "Camille").await;
    let line = mailer::ChangeLine {
        change: domain::notice::Change::Answered,
        about: "PAN27-P1".into(),
        came: "PAN27-D1".into(),
        path: "/proposals/PAN27-P1/lineage".into(),
    };
    queue(&t, camille, Mail::Changes { lines: vec![line], more: 0, stop: String::new() }).await;
    assert!(!jobs(&t).await[0].payload.to_string().contains("/stop/"), "no secret waits");
    t.run_jobs().await;
    let sent = deliveries.recv().await.expect("a mail").data.replace("\r\n ", " ");
    let stop = sent.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).expect("an address");
    let token = stop.trim_end_matches('>').rsplit('/').next().expect("a secret");
    assert!(sent.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{sent}");
    app::notice::stop(&t.visitor(), token).await.expect("stopped");
    queue(&t, camille, Mail::Changes { lines: Vec::new(), more: 0, stop: String::new() }).await;
    t.run_jobs().await;
    assert!(deliveries.try_recv().is_err(), "one that waited when it was stopped does not leave");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_is_given_both_parts_sqlite() {
    a_mail_server_is_given_both_parts(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_is_given_both_parts_postgres() {
    a_mail_server_is_given_both_parts(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_refuses_is_tried_again_and_the_error_holds_no_address() {
    let (t, _deliveries) = with_server(Kind::Sqlite).await.expect("a database");
    let non = person(&t, "Non").await;
    queue(&t, non, confirm()).await;
    t.run_jobs().await;
    let job = &jobs(&t).await[0];
    assert_eq!((job.done_at, job.attempts), (None, 1));
    let error = job.last_error.clone().expect("an error");
    assert!(error.contains("550") && !error.contains('@'), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there_loses_no_mail() {
    let (t, deliveries) = with_server(Kind::Sqlite).await.expect("a database");
    drop(deliveries);
    let closed = TestApp::with(Kind::Sqlite, |settings| {
        settings.mail = t.app.settings.mail.clone();
        settings.mail.smtp_port = 1;
    })
    .await
    .expect("a database");
    let camille = person(&closed, "Camille").await;
    queue(&closed, camille, confirm()).await;
    closed.run_jobs().await;
    let job = &jobs(&closed).await[0];
    assert_eq!((job.done_at, job.dead_at, job.attempts), (None, None, 1));
}
