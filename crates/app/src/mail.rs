//! Mail is queued in the transaction of what it tells of, and sent afterwards:
//! it leaves if, and only if, the thing happened. The queue holds whose account
//! it is for, not the address, and forgets the mail once it is gone, links and
//! all.

use db::WriteTx;
use domain::Time;
use domain::account::{CONFIRMATION_HOURS, RESET_MINUTES, TokenPurpose, UNCONFIRMED_DAYS};
use domain::id::AccountId;
use domain::locale::Locale;
use entities::account;
use jobs::{Claimed, NewJob};
use mailer::{ChangeLine, Mail, Mailer, Server, Site, Stamp, Tls};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use settings::{MailTransport, SmtpTls};

use crate::account::link;
use crate::ctx::{App, Ctx};
use crate::error::Result;

/// The kind of these jobs.
pub const SEND: &str = "mail.send";

#[derive(Serialize, Deserialize)]
struct Payload {
    to: AccountId,
    #[serde(flatten)]
    what: What,
}

/// A mail, or one with a link, which is made when the mail leaves: no secret
/// waits in the queue, and asking takes the same time whoever it is for.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Mail(Mail),
    Link(TokenPurpose),
}

/// Queues a mail to the owner of an account, in the transaction of the act.
/// [`crate::work::wake`] after the commit makes it leave at once.
///
/// # Errors
/// When the database fails.
pub async fn queue(ctx: &Ctx, tx: &WriteTx, to: AccountId, mail: Mail, now: Time) -> Result<()> {
    enqueue(ctx, tx, to, What::Mail(mail), None, now).await
}

/// The same, once for a `key`: a form that was sent twice is one mail.
///
/// # Errors
/// When the database fails.
pub async fn queue_once(
    ctx: &Ctx,
    tx: &WriteTx,
    to: AccountId,
    mail: Mail,
    key: Option<&str>,
    now: Time,
) -> Result<()> {
    enqueue(ctx, tx, to, What::Mail(mail), key, now).await
}

/// Queues a mail with a link of this purpose; to the account of nobody, it is
/// the same work and no mail.
///
/// # Errors
/// When the database fails.
pub async fn queue_link(
    ctx: &Ctx,
    tx: &WriteTx,
    to: AccountId,
    purpose: TokenPurpose,
    key: Option<&str>,
    now: Time,
) -> Result<()> {
    enqueue(ctx, tx, to, What::Link(purpose), key, now).await
}

async fn enqueue(ctx: &Ctx, tx: &WriteTx, to: AccountId, what: What, key: Option<&str>, now: Time) -> Result<()> {
    let payload = serde_json::to_value(Payload { to, what })?;
    let job = NewJob { id: ctx.id(now), kind: SEND, payload, run_at: now, dedup_key: key, now };
    jobs::enqueue(&**tx, job).await?;
    Ok(())
}

/// A link of this purpose, in its mail; none for one that other mails carry.
async fn with_link(ctx: &Ctx, to: AccountId, purpose: TokenPurpose) -> Result<Option<Mail>> {
    let token = issued(ctx, to, purpose).await?;
    Ok(match purpose {
        TokenPurpose::Confirm => Some(Mail::ConfirmAddress {
            path: format!("/confirm/{token}"),
            hours: CONFIRMATION_HOURS,
            days: UNCONFIRMED_DAYS,
        }),
        TokenPurpose::Reset => Some(Mail::ResetPassword { path: format!("/reset/{token}"), minutes: RESET_MINUTES }),
        TokenPurpose::Stop => None,
    })
}

async fn issued(ctx: &Ctx, to: AccountId, purpose: TokenPurpose) -> Result<String> {
    let tx = ctx.db().write_tx().await?;
    let token = link::issue(ctx, &tx, to, purpose, ctx.now()).await?;
    tx.commit().await?;
    Ok(token)
}

/// The mail of the day, with the link that stops it; none when it was stopped since.
async fn of_the_day(ctx: &Ctx, to: AccountId, lines: Vec<ChangeLine>, more: u64) -> Result<Option<Mail>> {
    if !crate::notice::wanted(ctx.db().read(), to).await? {
        return Ok(None);
    }
    let token = issued(ctx, to, TokenPurpose::Stop).await?;
    Ok(Some(Mail::Changes { lines, more, stop: format!("/stop/{token}") }))
}

/// Sends a queued mail, in the language that its reader has now. An account
/// that is gone or imported gets none, and one that is closed hears of its
/// closing alone.
///
/// # Errors
/// When the mail did not leave: it will be tried again.
pub async fn send(ctx: &Ctx, job: &Claimed) -> Result<()> {
    let Payload { to, what } = serde_json::from_value(job.payload.clone())?;
    let of_closing = matches!(what, What::Mail(Mail::AccountClosed { .. }));
    let account = account::Entity::find_by_id(to.0).one(ctx.db().read()).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none() || of_closing) else { return Ok(()) };
    let Some(address) = account.email else { return Ok(()) };
    let mail = match what {
        // Confirmed meanwhile, by another link.
        What::Link(TokenPurpose::Confirm) if account.confirmed_at.is_some() => return Ok(()),
        What::Link(purpose) => with_link(ctx, to, purpose).await?,
        What::Mail(Mail::Changes { lines, more, .. }) => of_the_day(ctx, to, lines, more).await?,
        What::Mail(mail) => Some(mail),
    };
    let Some(mail) = mail else { return Ok(()) };
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
        MailTransport::Auto | MailTransport::File => Mailer::folder(&mail.from, &mail.dir),
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
