//! Mail is queued in the transaction of what it tells of, and sent afterwards:
//! it leaves if, and only if, the thing happened. The queue holds whose account
//! it is for, not the address, and forgets the mail once it is gone, links and
//! all.

use db::WriteTx;
use domain::Time;
use domain::id::AccountId;
use domain::locale::Locale;
use entities::account;
use jobs::{Claimed, NewJob};
use mailer::{Mail, Mailer, Server, Site, Stamp, Tls};
use sea_orm::EntityTrait;
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};
use settings::{MailTransport, SmtpTls};

use crate::ctx::{App, Ctx};
use crate::error::Result;

/// The kind of these jobs.
pub const SEND: &str = "mail.send";

#[derive(Serialize, Deserialize)]
struct Payload {
    to: AccountId,
    mail: Mail,
}

/// Queues a mail to the owner of an account, in the transaction of the act.
/// [`crate::work::wake`] after the commit makes it leave at once.
///
/// # Errors
/// When the database fails.
pub async fn queue(ctx: &Ctx, tx: &WriteTx, to: AccountId, mail: Mail, now: Time) -> Result<()> {
    let payload = serde_json::to_value(Payload { to, mail })?;
    let job = NewJob { id: ctx.id(now), kind: SEND, payload, run_at: now, dedup_key: None, now };
    jobs::enqueue(&**tx, job).await?;
    Ok(())
}

/// Does the work of [`queue`] for a mail that goes to nobody, so that asking on
/// behalf of an address without account takes the same time.
///
/// # Errors
/// When the database fails.
pub async fn queue_to_nobody(ctx: &Ctx, tx: &WriteTx, now: Time) -> Result<()> {
    queue(ctx, tx, AccountId(Uuid::nil()), Mail::AccountExists, now).await
}

/// Sends a queued mail, in the language that its reader has now. An account
/// that is gone, closed or imported gets none.
///
/// # Errors
/// When the mail did not leave: it will be tried again.
pub async fn send(ctx: &Ctx, job: &Claimed) -> Result<()> {
    let Payload { to, mail } = serde_json::from_value(job.payload.clone())?;
    let account = account::Entity::find_by_id(to.0).one(ctx.db().read()).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(()) };
    let Some(address) = account.email else { return Ok(()) };
    let server = &ctx.app.settings.server;
    let site = Site { name: server.name.clone(), public_url: server.public_url.clone() };
    let locale = Locale::parse(&account.locale).unwrap_or_default();
    let rendered = mailer::render(&mail, locale, &site, &account.name);
    // The same however often the job is tried, so that a mail that was sent
    // twice can be told to be one.
    let stamp = Stamp { id: job.id.to_string(), host: server.host().to_owned(), at: ctx.now() };
    mailer(&ctx.app)?.send(&address, &rendered, &stamp).await.map_err(anyhow::Error::from)?;
    Ok(())
}

/// The mailer that the settings describe, opened once.
///
/// # Errors
/// When the settings cannot be used. `serve` asks at the start, so that it is
/// known then.
pub fn mailer(app: &App) -> Result<&Mailer> {
    if let Some(mailer) = app.mailer.get() {
        return Ok(mailer);
    }
    let mailer = open(&app.settings.mail).map_err(anyhow::Error::from)?;
    Ok(app.mailer.get_or_init(|| mailer))
}

fn open(mail: &settings::Mail) -> Result<Mailer, mailer::Error> {
    match mail.transport {
        MailTransport::File => Mailer::folder(&mail.from, &mail.dir),
        MailTransport::Smtp => {
            let server = Server {
                host: mail.smtp_host.clone(),
                port: mail.smtp_port,
                tls: match mail.smtp_tls {
                    SmtpTls::None => Tls::None,
                    SmtpTls::Starttls => Tls::Starttls,
                    SmtpTls::Tls => Tls::Wrapped,
                },
                user: mail.smtp_user.clone(),
                password: mail.smtp_password.clone(),
            };
            Mailer::smtp(&mail.from, &server)
        }
    }
}
