//! Where a proof takes place: a temporary folder with everything in it, a database of
//! its own, a process whose ideation is open, and people.
//!
//! The only file with raw SQL: to make a PostgreSQL database, and to ask SQLite
//! whether its file is whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use app::ambient::{SystemClock, SystemRandom};
use app::{App, Ctx};
use entities::account;
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, IntoActiveModel,
    Statement,
};
use tempfile::TempDir;
use uuid::Uuid;

/// The process in which everything is written.
pub(crate) const SLUG: &str = "preuve";

/// Ideation is open since long ago and until further notice; every author may write.
const PROCESS: &str = r#"
[process]
slug = "preuve"
code = "PREUVE"
fictional = true
titles.fr = "Une preuve"

[[phases]]
kind = "ideation"
titles.fr = "Vos propositions"
starts_at = "2020-01-01T00:00:00Z"
"#;

/// What an instance keeps outside of its database.
const OUTSIDE: [&str; 3] = ["key", "state", "erasures"];

/// For what a killed server had asked of PostgreSQL to come to its end.
const GONE_WITHIN: Duration = Duration::from_secs(20);

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// What the proofs are given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The server's binary.
    pub(crate) server: PathBuf,
    /// A PostgreSQL in which databases may be made.
    pub(crate) postgres: Option<String>,
}

/// Someone who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Their account.
    pub(crate) account: Uuid,
    /// The secret of their session's cookie.
    pub(crate) session: String,
}

/// Where a proof takes place.
pub(crate) struct Place {
    folder: TempDir,
    server: PathBuf,
    url: String,
    /// Of a database that we made: the address of its server, and its name.
    made: Option<(String, String)>,
    kind: Kind,
}

impl Place {
    /// Makes the folder, the database and the process.
    ///
    /// # Errors
    /// When one of them cannot be made.
    pub(crate) async fn make(given: &Given, kind: Kind, name: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("parvis-prove-").tempdir().context("a temporary folder")?;
        let (url, made) = match (kind, &given.postgres) {
            (Kind::Sqlite, _) => (format!("sqlite://{}?mode=rwc", folder.path().join("proof.sqlite").display()), None),
            (Kind::Postgres, Some(server)) => {
                let name = format!("parvis_prove_{name}_{}", std::process::id());
                execute(server, &format!("DROP DATABASE IF EXISTS {name}")).await?;
                execute(server, &format!("CREATE DATABASE {name}")).await?;
                (named(server, &name), Some((server.clone(), name)))
            }
            (Kind::Postgres, None) => bail!("there is no PostgreSQL (--postgres URL)"),
        };
        let place = Self { folder, server: given.server.clone(), url, made, kind };
        let file = place.folder().join("process.toml");
        fs::write(&file, PROCESS).context("the process")?;
        let applied = place.parvis().args(["process", "apply"]).arg(&file).output().context("starting the server")?;
        let said = String::from_utf8_lossy(&applied.stderr).into_owned();
        ensure!(applied.status.success(), "`parvis process apply` failed: {said}");
        Ok(place)
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The product's command, with settings that are ours alone: this database, no
    /// rate limits, everything else by default.
    pub(crate) fn parvis(&self) -> Command {
        let mut command = Command::new(&self.server);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PARVIS_")) {
            command.env_remove(name);
        }
        command.env("PARVIS__LIMITS__FACTOR", "0").env("PARVIS__LOG__LEVEL", "warn");
        for kind in OUTSIDE {
            command.env(format!("PARVIS__LOG__{}_FILE", kind.to_uppercase()), self.log_file(kind));
        }
        command.current_dir(self.folder()).stdin(Stdio::null()).args(["--database-url", &self.url]);
        command
    }

    /// The application on this database, for reading what is there. On SQLite nothing
    /// may hold the file when a server is killed: the next one has to recover it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn open(&self) -> Result<Arc<App>> {
        let flags = [("database.url", self.url.clone()), ("limits.factor", "0".to_owned())];
        let mut settings = settings::load(&[], std::iter::empty(), &flags)?;
        let outside = OUTSIDE.map(|kind| self.log_file(kind).display().to_string());
        [settings.log.key_file, settings.log.state_file, settings.log.erasures_file] = outside;
        let db = db::connect(&self.url, &db::Options::default()).await.context("opening the database")?;
        Ok(App::new(db, settings, Arc::new(SystemClock), Arc::new(SystemRandom)))
    }

    /// People with a confirmed account and an open session, written straight into
    /// their tables: argon2 is slow on purpose, and a password is not what is proven.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn people(&self, count: usize) -> Result<Vec<Person>> {
        let app = self.open().await?;
        let ctx = Ctx::system(&app, "proof");
        let now = ctx.now();
        let tx = app.db.write_tx().await?;
        let mut people = Vec::with_capacity(count);
        for number in 1..=count {
            let row = account(ctx.id(now), number, now);
            app::record::insert(&tx, row.clone().into_active_model().reset_all()).await?;
            let opened = app::session::open(&ctx, &tx, &row, "proof", now).await?;
            people.push(Person { account: row.id, session: opened.token });
        }
        tx.commit().await?;
        app.db.clone().close().await?;
        Ok(people)
    }

    /// Waits until PostgreSQL has ended what a killed server had asked: a commit that
    /// was under way may still be kept. On SQLite it ended with the process.
    ///
    /// # Errors
    /// When it does not end.
    pub(crate) async fn settled(&self) -> Result<()> {
        let Some((server, name)) = &self.made else { return Ok(()) };
        let connection = connect(server).await?;
        let sql = format!("SELECT count(*) AS others FROM pg_stat_activity WHERE datname = '{name}'");
        let began = Instant::now();
        loop {
            let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, &sql)).await?;
            let others: i64 = row.context("a count")?.try_get("", "others")?;
            if others == 0 {
                connection.close().await?;
                return Ok(());
            }
            ensure!(began.elapsed() < GONE_WITHIN, "{others} connections of a killed server are still open");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A file of the log, which is outside of the database: one of [`OUTSIDE`].
    pub(crate) fn log_file(&self, kind: &str) -> PathBuf {
        self.folder().join(format!("log.{kind}"))
    }

    /// Keeps a copy of the database under a name. No server may run.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub(crate) async fn copy_as(&self, name: &str) -> Result<()> {
        match &self.made {
            None => {
                let kept = self.parvis().args(["backup", &format!("{name}.copy")]).output()?;
                ensure!(kept.status.success(), "`parvis backup`: {}", String::from_utf8_lossy(&kept.stderr));
                Ok(())
            }
            Some((server, database)) => {
                let copy = format!("{database}_{name}");
                execute(server, &format!("DROP DATABASE IF EXISTS {copy}")).await?;
                execute(server, &format!("CREATE DATABASE {copy} TEMPLATE {database}")).await
            }
        }
    }

    /// Puts a copy in place of the database. No server may run.
    ///
    /// # Errors
    /// When it cannot be put back.
    pub(crate) async fn put_back(&self, name: &str) -> Result<()> {
        match &self.made {
            None => {
                let restored = self.parvis().args(["restore", &format!("{name}.copy")]).output()?;
                ensure!(restored.status.success(), "`parvis restore`: {}", String::from_utf8_lossy(&restored.stderr));
                Ok(())
            }
            Some((server, database)) => {
                execute(server, &format!("DROP DATABASE {database} WITH (FORCE)")).await?;
                execute(server, &format!("CREATE DATABASE {database} TEMPLATE {database}_{name}")).await
            }
        }
    }

    /// What SQLite finds wrong with its file: nothing, or a line for each. PostgreSQL
    /// looks after its own files.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn damage(&self, app: &App) -> Result<Vec<String>> {
        if self.kind == Kind::Postgres {
            return Ok(Vec::new());
        }
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
        let rows = app.db.read().query_all_raw(statement).await?;
        let lines = rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// Removes everything.
    ///
    /// # Errors
    /// When something stays.
    pub(crate) async fn remove(self) -> Result<()> {
        if let Some((server, name)) = &self.made {
            for copy in ["", "_older", "_newer"] {
                execute(server, &format!("DROP DATABASE IF EXISTS {name}{copy} WITH (FORCE)")).await?;
            }
        }
        self.folder.close().context("removing the temporary folder")
    }

    /// Leaves everything for someone to look at, and says where.
    pub(crate) fn keep(self) -> String {
        let folder = self.folder.keep().display().to_string();
        match self.made {
            Some((_, name)) => format!("{folder} (logs) and the PostgreSQL database {name}"),
            None => folder,
        }
    }
}

fn account(id: Uuid, number: usize, now: domain::Time) -> account::Model {
    let email = format!("personne.{number}@exemple.fr");
    let name = format!("Personne {number}");
    account::Model {
        id,
        kind: domain::account::AccountKind::Person.as_str().to_owned(),
        email: Some(email.clone()),
        email_key: Some(email),
        name_key: Some(content::name::skeleton(&name)),
        name,
        password_hash: None,
        locale: domain::locale::Locale::Fr.as_str().to_owned(),
        confirmed_at: Some(now),
        terms_version: Some(domain::account::TERMS_VERSION.to_owned()),
        terms_accepted_at: Some(now),
        created_at: now,
        disabled_at: None,
        source: None,
        external_id: None,
        demo: false,
    }
}

async fn connect(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.context("the PostgreSQL server")
}

async fn execute(server: &str, sql: &str) -> Result<()> {
    let connection = connect(server).await?;
    connection.execute_unprepared(sql).await.context("PostgreSQL")?;
    Ok(connection.close().await?)
}

/// The address of another database of the same server.
fn named(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    if query.is_empty() { format!("{base}/{name}") } else { format!("{base}/{name}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn another_database_of_the_same_server_keeps_its_options() {
        assert_eq!(named("postgres://a@h:5/postgres", "x"), "postgres://a@h:5/x");
        assert_eq!(named("postgres://a@h:5/postgres?sslmode=disable", "x"), "postgres://a@h:5/x?sslmode=disable");
    }
}
