//! The pages of a process as an anonymous visitor sees them, asked of the site's own
//! router without a socket, then written as files that find one another.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use axum::http::{Request, StatusCode};
use domain::locale::Locale;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::folder;
use super::html::{self, Change, Link};
use super::place::{Kept, Scope, relative};
use super::{Busy, Progress, Stage};
use crate::cookie;

/// Pages in one archive, at most: a process is finite, this says when it no longer is.
const MOST: usize = 1_000_000;
/// Elements that ask for something: none may be left.
const ACTIVE: [&str; 9] = ["form", "button", "input", "select", "textarea", "script", "iframe", "object", "embed"];

/// A page, in one of the languages.
type Page = (Locale, String);

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    /// A page; its text waits in this file.
    Page(usize),
    /// A file of another kind, which is written.
    File(String),
    /// It is at another address, perhaps in the middle of it.
    Moved(Kept, Option<String>),
    /// Visitors do not see it.
    Nothing,
}

/// What was found so far.
pub(super) struct Crawl<'c> {
    router: Router,
    scope: &'c Scope,
    host: String,
    /// Where the archive is made.
    folder: &'c Path,
    /// Where pages wait until every address is known.
    raw: PathBuf,
    found: BTreeMap<Page, Found>,
    front: VecDeque<Page>,
    /// Files that are the same in both languages.
    files: BTreeSet<(String, String)>,
}

/// An answer.
struct Answer {
    status: StatusCode,
    kind: String,
    location: String,
    body: Vec<u8>,
}

impl<'c> Crawl<'c> {
    /// A crawl from the first page of a process, in both languages.
    pub(super) fn new(router: Router, scope: &'c Scope, folder: &'c Path, raw: &Path) -> Self {
        let host = scope.public_url.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default().to_owned();
        let mut crawl = Self {
            router,
            scope,
            host,
            folder,
            raw: raw.to_owned(),
            found: BTreeMap::new(),
            front: VecDeque::new(),
            files: BTreeSet::new(),
        };
        for locale in [Locale::Fr, Locale::En] {
            crawl.meet(locale, &Kept::Page(scope.first()));
        }
        crawl
    }

    /// Reads every page, then writes them all. Returns how many there are.
    ///
    /// # Errors
    /// When a page fails, or asks for something that an archive cannot give.
    pub(super) async fn run(mut self, tell: &mut Progress<'_>) -> Result<usize> {
        let mut read = 0;
        while let Some(page) = self.front.pop_front() {
            let found = self.read(&page, read).await.with_context(|| format!("reading {}", page.1))?;
            self.found.insert(page, found);
            read += 1;
            ensure!(read < MOST, "there is no end to the pages of this process");
            tell(Stage::Reading, read as u64, (read + self.front.len()) as u64);
        }
        for (from, to) in self.files.clone() {
            // The log is written by itself, as of the head that is archived.
            if !to.starts_with("log/") {
                let answer = self.ask(Locale::Fr, &from).await?;
                ensure!(answer.status == StatusCode::OK, "{from} answers {}", answer.status);
                folder::write(self.folder, &to, &answer.body)?;
            }
        }
        let pages: Vec<(Page, usize)> = self
            .found
            .iter()
            .filter_map(|(page, found)| match found {
                Found::Page(number) => Some((page.clone(), *number)),
                _ => None,
            })
            .collect();
        for (done, (page, number)) in (1..).zip(&pages) {
            self.write(page, *number).with_context(|| format!("writing {}", page.1))?;
            tell(Stage::Writing, done, pages.len() as u64);
        }
        Ok(pages.len())
    }

    /// Notes what a page leads to.
    fn meet(&mut self, locale: Locale, kept: &Kept) {
        match kept {
            Kept::Page(page) => {
                let page = (locale, page.clone());
                if !self.found.contains_key(&page) {
                    self.found.insert(page.clone(), Found::Nothing);
                    self.front.push_back(page);
                }
            }
            Kept::File(from, to) => {
                self.files.insert((from.clone(), to.clone()));
            }
            Kept::Own(_) | Kept::Nothing => {}
        }
    }

    async fn read(&mut self, (locale, page): &Page, number: usize) -> Result<Found> {
        let answer = self.ask(*locale, page).await?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::SEE_OTHER | StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {
                let Some((to, fragment)) = self.scope.read(page, &answer.location) else { return Ok(Found::Nothing) };
                self.meet(*locale, &to);
                return Ok(Found::Moved(to, fragment));
            }
            StatusCode::SERVICE_UNAVAILABLE => bail!(Busy),
            status if status.is_server_error() => bail!("it answers {status}"),
            _ => return Ok(Found::Nothing),
        }
        if !answer.kind.starts_with("text/html") {
            let to = self.scope.file(*locale, page, ending(&answer.kind));
            folder::write(self.folder, &to, &answer.body)?;
            return Ok(Found::File(to));
        }
        let html = String::from_utf8(answer.body)?;
        for link in html::links(&html) {
            if let Some((kept, _)) = self.scope.read(path_of(page), &link.address).filter(|_| !link.external) {
                self.meet(language_of(&link).unwrap_or(*locale), &kept);
            }
        }
        std::fs::write(self.raw.join(number.to_string()), html)?;
        Ok(Found::Page(number))
    }

    async fn ask(&self, locale: Locale, address: &str) -> Result<Answer> {
        let request = Request::get(address)
            .header(HOST, &self.host)
            .header(ACCEPT, "text/html,*/*;q=0.8")
            .header(COOKIE, format!("{}={}", cookie::LOCALE, locale.as_str()))
            .body(Body::empty())?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let header =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (kind, location, status) = (header(CONTENT_TYPE), header(LOCATION), response.status());
        let body = response.into_body().collect().await?.to_bytes().to_vec();
        Ok(Answer { status, kind, location, body })
    }

    /// Writes a page with its links to files.
    fn write(&self, page: &Page, number: usize) -> Result<()> {
        let html = std::fs::read_to_string(self.raw.join(number.to_string()))?;
        let elements = html::elements(&html);
        let active = elements.iter().find(|(name, _)| ACTIVE.contains(&name.as_str()));
        if let Some((name, _)) = active {
            bail!("it has a <{name}>, which needs a server");
        }
        let here = self.scope.file(page.0, &page.1, "html");
        let ids: BTreeSet<&str> = elements.iter().filter_map(|(_, id)| id.as_deref()).collect();
        let changed = html::rewrite(&html, |link| match self.change(page, &here, link) {
            // What people wrote may lead to a place that the page never had, or has no more.
            _ if link.written && link.address.strip_prefix('#').is_some_and(|id| !ids.contains(id)) => Change::Drop,
            Change::Set(to) if link.written && to.strip_prefix('#').is_some_and(|id| !ids.contains(id)) => Change::Drop,
            change => change,
        });
        folder::write(self.folder, &here, changed.as_bytes())
    }

    /// What becomes of an address in a page.
    fn change(&self, (locale, page): &Page, here: &str, link: &Link) -> Change {
        if link.external || link.address.starts_with('#') {
            return Change::Keep;
        }
        let Some((kept, fragment)) = self.scope.read(path_of(page), &link.address) else { return Change::Keep };
        let locale = language_of(link).unwrap_or(*locale);
        let Some((file, within)) = self.settle(locale, kept, 0) else { return Change::Drop };
        let fragment = within.or(fragment).map(|fragment| format!("#{fragment}")).unwrap_or_default();
        Change::Set(match fragment.as_str() {
            fragment if file == here && !fragment.is_empty() => fragment.to_owned(),
            fragment => format!("{}{fragment}", relative(here, &file)),
        })
    }

    /// The file that an address leads to, in the end.
    fn settle(&self, locale: Locale, kept: Kept, moves: u8) -> Option<(String, Option<String>)> {
        let page = match kept {
            Kept::Page(page) => page,
            Kept::File(_, to) => return Some((to, None)),
            Kept::Own(file) => return Some((file.to_owned(), None)),
            Kept::Nothing => return None,
        };
        match self.found.get(&(locale, page.clone()))? {
            Found::Page(_) => Some((self.scope.file(locale, &page, "html"), None)),
            Found::File(file) => Some((file.clone(), None)),
            Found::Moved(to, fragment) if moves < 4 => {
                let (file, within) = self.settle(locale, to.clone(), moves + 1)?;
                Some((file, within.or_else(|| fragment.clone())))
            }
            Found::Moved(..) | Found::Nothing => None,
        }
    }
}

/// The path of a page, without its query.
fn path_of(page: &str) -> &str {
    page.split('?').next().unwrap_or(page)
}

fn language_of(link: &Link) -> Option<Locale> {
    link.lang.as_deref().and_then(Locale::parse)
}

/// How the name of a file ends, by what is in it.
fn ending(kind: &str) -> &str {
    match kind.split(';').next().unwrap_or(kind).trim() {
        "image/svg+xml" => "svg",
        "application/json" => "json",
        "text/csv" => "csv",
        "text/css" => "css",
        "image/png" => "png",
        "text/plain" => "txt",
        _ => "bin",
    }
}
