//! Nothing is altered or removed in silence: a real instance publishes its log, an
//! operator who has every key (and a witness who helps) tampers with what is
//! published or with the database, and both verifiers must say what is wrong. What is
//! found from the published state alone is class A; what is found with something that
//! someone kept is class B; what no verifier can find is class C, and the page of the
//! log has to say so.

mod case;
mod copy;
mod files;
mod kept;
mod python;
mod rows;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use ledger::verify::Check;

use crate::bar;
use crate::http;
use crate::place::Place;
use crate::verdict::Verdict;
use case::{Case, Class, Found, Scene};
use story::Story;

/// What no verifier can find, by the words with which the page of the log says so.
/// Kinds that are tried: one that is dropped is noticed.
const KINDS: usize = 87;

const NOT_DETECTABLE: [(&str, &str); 9] = [
    ("progress, calendar, promises and the register of acts changed on pages alone", "l'avancement des jalons"),
    ("a false reason for an erasure", "parole de l'exploitant"),
    ("accounts that the operator adds", "faux comptes"),
    ("a vote cast behind someone's back", "à l'insu"),
    ("a text refused before it was published", "refusé avant d'être publié"),
    ("another log shown to someone who keeps nothing", "voit le même registre"),
    ("another name of an organisation today", "le nom qu'une organisation portait"),
    ("figures of use", "chiffres de fréquentation"),
    ("copies of an erased text elsewhere", "dans des copies"),
];

/// The proof.
///
/// # Errors
/// When it cannot be carried out; what does not hold is in the verdict.
pub(crate) async fn prove(place: &Place) -> Result<Verdict> {
    let story = Story::live(place).await.context("the story")?;
    let mut verdict = Verdict::default();
    let python = python::Python::find();
    verdict.expect(python.is_some(), || "python3 with the package cryptography is not there".to_owned());
    let clean = story.scene().await?;
    verdict.figure("entries", clean.copy.size());
    verdict.figure("files", clean.copy.files.len());

    let mut runs = Vec::new();
    for (name, scene) in story.untouched(&clean) {
        runs.push(Run { name, class: None, code: None, check: None, scene });
    }
    for case in files::cases().into_iter().chain(kept::cases()) {
        let mut scene = clean.clone();
        (case.spoil)(&mut scene, &story.kept);
        runs.push(Run::of(&case, scene));
    }
    let rows = rows::cases();
    let progress = bar("the database", rows.len());
    for case in rows {
        let scene = story.with_rows_changed(&clean, &case).await.with_context(|| case.name)?;
        runs.push(Run {
            name: case.name.to_owned(),
            class: Some(Class::A),
            code: Some(case.code),
            check: case.check,
            scene,
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    let after = story.scene().await?;
    runs.push(Run { name: "everything put back".to_owned(), class: None, code: None, check: None, scene: after });

    judge(&mut verdict, &runs, &clean, python.as_ref())?;
    not_detectable(&mut verdict, &story).await?;
    story.end().await?;
    Ok(verdict)
}

/// Something that both verifiers look at.
struct Run {
    name: String,
    class: Option<Class>,
    code: Option<&'static str>,
    check: Option<Check>,
    scene: Scene,
}

impl Run {
    fn of(case: &Case, scene: Scene) -> Self {
        Self { name: case.name.to_owned(), class: Some(case.class), code: Some(case.code), check: case.check, scene }
    }

    /// What is wrong with what was found.
    fn against(&self, by: &str, found: &Found) -> Option<String> {
        match self.code {
            None if found.is_empty() => None,
            None => Some(format!("{by}: {} is not clean: {}", self.name, words(found))),
            Some(code) if found.iter().any(|(one, _)| one == code) => None,
            Some(code) => Some(format!("{by} does not find {} ({code}): {}", self.name, words(found))),
        }
    }
}

fn words(found: &Found) -> String {
    let each: Vec<String> = found.iter().take(3).map(|(code, index)| format!("{code} {index:?}")).collect();
    if each.is_empty() { "nothing is found".to_owned() } else { each.join(", ") }
}

/// Both verifiers on every run; and, without the check that is there for it, on every
/// case that has one.
fn judge(verdict: &mut Verdict, runs: &[Run], clean: &Scene, python: Option<&python::Python>) -> Result<()> {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut jobs: Vec<(&Run, Option<Check>)> = runs.iter().map(|run| (run, None)).collect();
    jobs.extend(runs.iter().filter_map(|run| run.check.map(|check| (run, Some(check)))));
    let by_python = python.map(|python| python.run(clean, &jobs)).transpose()?;
    let progress = bar("verifications", jobs.len());
    let mut shown = BTreeSet::new();
    for (place, (run, without)) in jobs.iter().enumerate() {
        let mut found = vec![("the verifier", run.scene.verify(*without))];
        if let Some(python) = &by_python {
            found.push(("the Python verifier", python.get(place).cloned().context("an answer of Python")?));
        }
        for (by, found) in &found {
            match without {
                None => verdict.extend(run.against(by, found)),
                Some(check) => {
                    let code = run.code.unwrap_or_default();
                    let blind = found.iter().all(|(one, _)| one != code);
                    verdict.expect(blind, || format!("{by} finds {} without the check {}", run.name, check.name()));
                    shown.insert(*check);
                }
            }
        }
        if let [(_, rust), (_, python)] = found.as_slice() {
            verdict.expect(rust == python, || {
                format!("the verifiers differ on {}: {} and {}", run.name, words(rust), words(python))
            });
        }
        if without.is_none() {
            *classes.entry(run.class.map_or("untouched", Class::name)).or_default() += 1;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    for check in Check::ALL.into_iter().filter(|check| !shown.contains(check)) {
        verdict.against(format!("no case shows what the check {} is for", check.name()));
    }
    for (class, count) in &classes {
        verdict.figure("", format!("{count} {class}"));
    }
    let kinds: BTreeSet<&str> = runs.iter().filter(|run| run.class.is_some()).map(|run| run.name.as_str()).collect();
    verdict.figure("kinds of tampering, all tried", kinds.len());
    verdict.figure("checks shown to be needed", shown.len());
    verdict.expect(kinds.len() == KINDS, || format!("{} kinds, not {KINDS}", kinds.len()));
    Ok(())
}

/// What cannot be found is said on the page of the log.
async fn not_detectable(verdict: &mut Verdict, story: &Story) -> Result<()> {
    let page = http::get_html(story.address, "/log").await.answer()?.text();
    let page = page.replace("&#x27;", "'").replace("&#39;", "'").replace('’', "'");
    for (what, words) in NOT_DETECTABLE {
        verdict.expect(page.contains(words), || format!("the page of the log does not say: {what}"));
    }
    verdict.figure("", format!("{} not detectable by design, all on the page of the log", NOT_DETECTABLE.len()));
    Ok(())
}
