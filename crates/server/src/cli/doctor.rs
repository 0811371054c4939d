//! `parvis doctor`: what is set, without secrets, and what stands in the way.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::{App, Ctx};
use settings::{MailTransport, Settings};

use crate::assets::Assets;
use crate::cli::{Global, open};
use crate::client::Proxies;

/// By how many milliseconds our clock may differ from the database's.
const CLOCK_TOLERANCE: i64 = 500;

/// What was found, line by line.
#[derive(Default)]
struct Report {
    bad: usize,
}

impl Report {
    fn good(&self, what: &str) {
        println!("ok      {what}");
    }

    fn note(&self, what: &str) {
        println!("note    {what}");
    }

    fn bad(&mut self, what: &str) {
        self.bad += 1;
        println!("BAD     {what}");
    }
}

/// Looks at everything that serving needs, and counts every kept figure again.
pub(super) async fn run(global: &Global) -> Result<ExitCode> {
    let settings = open::settings(global, &[])?;
    show(&settings);
    let mut report = Report::default();
    files(&settings, &mut report);
    database(settings, &mut report).await;
    if report.bad > 0 {
        eprintln!("parvis: {} to be put right", report.bad);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn database(settings: Settings, report: &mut Report) {
    let path = db::dialect::sqlite_path(&settings.database.url);
    if let Some(path) = path.filter(|path| !Path::new(path).exists()) {
        return report.note(&format!("there is no database at {path} yet: migrate or serve makes it"));
    }
    let opened = match open::open(settings).await {
        Ok(opened) => opened,
        Err(error) => return report.bad(&format!("the database: {error:#}")),
    };
    report.good(&format!("the database answers ({})", opened.app.db.dialect().name()));
    if schema(&opened.app, report).await {
        content(&opened.app, report).await;
        recount(&opened.app, report).await;
    }
    if let Err(error) = opened.close().await {
        report.bad(&format!("{error:#}"));
    }
}

fn show(settings: &Settings) {
    let server = &settings.server;
    let given = |secret: &str| if secret.is_empty() { "not set" } else { "set, not shown" };
    println!("server.bind             {}", server.bind);
    println!("server.public_url       {}", server.public_url);
    println!("server.name             {}", server.name);
    println!("server.trusted_proxies  {}", server.trusted_proxies.join(", "));
    println!("server.assets           {}", server.assets);
    println!("server.request_timeout  {} s", server.request_timeout);
    println!("server.drain_timeout    {} s", server.drain_timeout);
    println!("server.connections      {}", server.connections);
    println!("server.hsts_subdomains  {}", server.hsts_subdomains);
    println!("database.url            {}", db::dialect::without_password(&settings.database.url));
    println!("database.connections    {}", settings.database.connections);
    match settings.mail.transport {
        MailTransport::Auto => println!("mail                    not set: into the folder {}", settings.mail.dir),
        MailTransport::File => println!("mail                    into the folder {}", settings.mail.dir),
        MailTransport::Smtp => println!(
            "mail                    by {}:{}, password {}",
            settings.mail.smtp_host,
            settings.mail.smtp_port,
            given(&settings.mail.smtp_password)
        ),
    }
    println!("limits.factor           {}", settings.limits.factor);
    println!("metrics.token           {}", given(&settings.metrics.token));
    println!("log                     {}\n", settings.log.level);
}

fn files(settings: &Settings, report: &mut Report) {
    let server = &settings.server;
    match Proxies::parse(&server.trusted_proxies) {
        Ok(_) if server.trusted_proxies.is_empty() && server.is_https() => {
            report.note(
                "no trusted proxy: if one stands before this server, all clients count as one (server.trusted_proxies)",
            );
        }
        Ok(_) => report.good("trusted proxies"),
        Err(error) => report.bad(&format!("{error:#}")),
    }
    if server.is_https() {
        report.good("public address in https");
    } else {
        report.note("public address in plain http: the session cookie is not Secure");
    }
    if server.is_https() && settings.metrics.token.is_empty() {
        report.note("no metrics.token: /metrics answers nobody");
    }
    if Assets::load(Path::new(&server.assets)).are_built() {
        report.good("assets");
    } else {
        report.note("no built assets: pages have the binary's own stylesheet and no islands");
    }
    if settings.mail.transport != MailTransport::Smtp {
        if server.is_https() && settings.mail.is_chosen() {
            report.note(&format!("mails, with their links, are written into the folder {}", settings.mail.dir));
        } else if server.is_https() {
            report.bad("mail.transport is not set: choose smtp, or file and a folder; serve refuses to start");
        }
        match writable(Path::new(&settings.mail.dir)) {
            Ok(()) => report.good("the mail folder can be written"),
            Err(error) => report.bad(&format!("the mail folder {} cannot be written: {error}", settings.mail.dir)),
        }
    }
}

fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(".parvis-doctor");
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(probe)
}

/// True when the schema can be read.
async fn schema(app: &Arc<App>, report: &mut Report) -> bool {
    match db::unknown_migrations(&app.db).await {
        Ok(unknown) if !unknown.is_empty() => {
            report.bad(&format!("its schema comes from a later version ({})", unknown.join(", ")));
        }
        _ => {}
    }
    match db::pending(&app.db).await {
        Ok(0) => report.good("its schema is up to date"),
        Ok(count) => report.note(&format!("{count} changes of its schema are to be applied: migrate or serve does it")),
        Err(_) => {
            report.note("its schema is not made yet: migrate or serve does it");
            return false;
        }
    }
    true
}

async fn content(app: &Arc<App>, report: &mut Report) {
    match app::instance::demo_accounts(app).await {
        Ok(0) => {}
        Ok(count) if app.settings.server.is_https() => {
            report.bad(&format!("{count} demonstration accounts, whose password is public"));
        }
        Ok(count) => report.note(&format!("{count} demonstration accounts")),
        Err(error) => report.bad(&format!("its accounts cannot be read: {error}")),
    }
    match app::instance::queue(app).await {
        Ok(queue) if queue.dead > 0 => {
            report.bad(&format!("{} jobs were given up (see the administration pages)", queue.dead))
        }
        Ok(queue) => report.good(&format!("{} jobs waiting", queue.waiting)),
        Err(error) => report.bad(&format!("its queue cannot be read: {error}")),
    }
    match app::instance::clock_skew(app).await {
        Ok(skew) if skew.abs() > CLOCK_TOLERANCE => {
            report.bad(&format!("this machine's clock is {skew} ms from the database's"));
        }
        Ok(_) => report.good("the clocks agree"),
        Err(error) => report.bad(&format!("the database's clock cannot be read: {error}")),
    }
}

async fn recount(app: &Arc<App>, report: &mut Report) {
    match app::recount::all(&Ctx::system(app, "recount")).await {
        Ok(differences) if differences.is_empty() => report.good("every figure is what its rows say"),
        Ok(differences) => differences.iter().for_each(|difference| report.bad(&difference.to_string())),
        Err(error) => report.bad(&format!("its figures cannot be counted: {error}")),
    }
}
