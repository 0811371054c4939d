//! `parvis user …`.

use std::io::Read;
use std::process::ExitCode;

use anyhow::{Context, Result};
use app::erasure::{self, Which};
use app::user::{self, NewUser, ROLES};
use app::{Ctx, Error};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::policy::Role;

use crate::cli::{Global, open};

/// Make accounts, and erase them.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Create a confirmed account, with the right that goes with its role
    Create(Create),
    /// Ask for the erasure of an account, for someone who wrote a letter
    Erase(Erase),
    /// Do the erasures whose time has come, as the server does every day
    #[command(subcommand)]
    Erasures(Erasures),
}

/// An account to be erased. Make sure of who asks.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Erase {
    /// The address of the account
    #[arg(long)]
    email: Option<String>,
    /// Something that they wrote on the platform that a process was imported from, by reference
    #[arg(long, value_name = "REFERENCE")]
    author_of: Option<String>,
}

/// What was asked to be erased.
#[derive(Debug, Subcommand)]
pub(super) enum Erasures {
    /// Erase what is due
    Run {
        /// Erase what is asked but not due yet, too: nobody can change their mind any more
        #[arg(long)]
        now: bool,
    },
}

/// A new account.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// The address, which no account has
    #[arg(long)]
    email: String,
    /// The public name
    #[arg(long)]
    name: String,
    /// The role
    #[arg(long, value_parser = PossibleValuesParser::new(ROLES.iter().map(|role| role.as_str())))]
    role: String,
    /// The organisation it is held in, by slug (delegates, instructors and owners need one)
    #[arg(long, value_name = "SLUG", default_value = "", hide_default_value = true)]
    organisation: String,
    /// The process it is limited to, by slug (all by default)
    #[arg(long, value_name = "SLUG", default_value = "", hide_default_value = true)]
    process: String,
    /// Read the password from the standard input; without it one is made and shown
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Self::Create(command) => command.run(global).await,
            Self::Erase(command) => command.run(global).await,
            Self::Erasures(Erasures::Run { now }) => run_erasures(global, now).await,
        }
    }
}

impl Create {
    async fn run(self, global: &Global) -> Result<ExitCode> {
        let role = Role::parse(&self.role).context("the role")?;
        let password = if self.password_stdin { Some(read_password()?) } else { None };
        let opened = open::open_migrated(open::settings(global, &[])?).await?;
        let ctx = Ctx::system(&opened.app, "command line");
        let new = NewUser {
            email: self.email.clone(),
            name: self.name,
            role,
            organisation: self.organisation,
            process: self.process,
            password,
        };
        let created = user::create(&ctx, new).await;
        let code = match created {
            Ok(created) => {
                println!("{} {}", self.role, self.email);
                if let Some(password) = created.password {
                    println!("{password}");
                }
                ExitCode::SUCCESS
            }
            Err(Error::Invalid(errors)) => told(&errors),
            Err(error) => return Err(error.into()),
        };
        opened.close().await?;
        Ok(code)
    }
}

impl Erase {
    async fn run(self, global: &Global) -> Result<ExitCode> {
        let opened = open::open_migrated(open::settings(global, &[])?).await?;
        let ctx = Ctx::system(&opened.app, "command line");
        let asked = match (&self.email, &self.author_of) {
            (_, Some(reference)) => erasure::by_letter_for_imported(&ctx, reference).await,
            (email, None) => erasure::by_letter(&ctx, email.as_deref().unwrap_or_default()).await,
        };
        let code = match asked {
            Ok(asked) => {
                println!("it will be erased at {}", asked.due_at.to_rfc3339());
                ExitCode::SUCCESS
            }
            Err(Error::Invalid(errors)) => told(&errors),
            Err(error) => return Err(error.into()),
        };
        opened.close().await?;
        Ok(code)
    }
}

async fn run_erasures(global: &Global, now: bool) -> Result<ExitCode> {
    let opened = open::open_migrated(open::settings(global, &[])?).await?;
    let ctx = Ctx::system(&opened.app, "command line");
    let done = erasure::run(&ctx, if now { Which::All } else { Which::Due }).await?;
    println!("erased: {} accounts, {} contributions", done.accounts, done.contributions);
    opened.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Says what is wrong with the options.
fn told(errors: &FieldErrors) -> ExitCode {
    for (field, problem) in &errors.0 {
        eprintln!("--{}: {}", field.replace('_', "-"), pages::problem_text(Locale::En, field, problem));
    }
    ExitCode::FAILURE
}

/// The first line; the end of the line is not part of the password.
fn read_password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text).context("reading the password")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
