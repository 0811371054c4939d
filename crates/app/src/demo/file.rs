//! The story as it is written in `demo/*.toml`. A key that is not known stops
//! the reading: a misspelt one would be a word lost.

use anyhow::Context;
use domain::locale::Localized;
use domain::organisation::OrganisationKind;
use domain::phase::{PhaseKind, TallyRule};
use domain::policy::Role;
use serde::Deserialize;

use crate::process_plan::{ProcessWords, ThemePlan};

const FILES: [(&str, &str); 3] = [
    ("archive.toml", include_str!("../../demo/archive.toml")),
    ("consultation.toml", include_str!("../../demo/consultation.toml")),
    ("ideation.toml", include_str!("../../demo/ideation.toml")),
];

/// The three files, the oldest process first.
pub(super) fn all() -> anyhow::Result<Vec<File>> {
    FILES.iter().map(|(name, text)| toml::from_str(text).with_context(|| format!("demo/{name}"))).collect()
}

/// One process.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) process: ProcessWords,
    pub(super) phases: Vec<Phase>,
    pub(super) themes: Vec<ThemePlan>,
    /// Shared by all files, written in one.
    #[serde(default)]
    pub(super) organisations: Vec<Organisation>,
    /// The same.
    #[serde(default)]
    pub(super) people: Vec<Person>,
    #[serde(default)]
    pub(super) proposals: Vec<Proposal>,
    #[serde(default)]
    pub(super) commitments: Vec<Commitment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase {
    pub(super) kind: PhaseKind,
    pub(super) titles: Localized,
    pub(super) starts_in_days: f64,
    pub(super) ends_in_days: Option<f64>,
    pub(super) edit_window_minutes: i32,
    pub(super) tallies: TallyRule,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) kind: OrganisationKind,
    pub(super) summary: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) organisation: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposal {
    pub(super) key: String,
    pub(super) author: String,
    #[serde(default)]
    pub(super) on_behalf_of: String,
    pub(super) theme: String,
    pub(super) days_ago: f64,
    pub(super) title: String,
    pub(super) problem: String,
    pub(super) body: String,
    #[serde(default)]
    pub(super) effect: String,
    #[serde(default)]
    pub(super) carrier: String,
    #[serde(default)]
    pub(super) continues: String,
    #[serde(default)]
    pub(super) votes: Votes,
    pub(super) withdrawn_days_ago: Option<f64>,
    pub(super) revision: Option<Revision>,
    pub(super) admissibility: Option<Admissibility>,
    pub(super) answer: Option<Answer>,
    #[serde(default)]
    pub(super) comments: Vec<Comment>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Votes {
    pub(super) agree: usize,
    pub(super) mixed: usize,
    pub(super) disagree: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revision {
    pub(super) days_ago: f64,
    pub(super) title: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) body: Option<String>,
    pub(super) effect: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Admissibility {
    pub(super) decision: String,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) days_ago: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) outcome: String,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) days_ago: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    #[serde(default)]
    pub(super) key: String,
    pub(super) author: String,
    #[serde(default)]
    pub(super) on_behalf_of: String,
    pub(super) stance: String,
    pub(super) body: String,
    pub(super) days_ago: f64,
    #[serde(default)]
    pub(super) parent: String,
    pub(super) hidden: Option<Hidden>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hidden {
    pub(super) rule: String,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) days_ago: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commitment {
    pub(super) key: String,
    pub(super) lead: String,
    pub(super) by: String,
    pub(super) title: String,
    pub(super) problem: String,
    pub(super) text: String,
    pub(super) sources: Vec<String>,
    pub(super) published_days_ago: Option<f64>,
    pub(super) adopted_days_ago: Option<f64>,
    #[serde(default)]
    pub(super) votes: Votes,
    pub(super) milestones: Vec<Milestone>,
    #[serde(default)]
    pub(super) comments: Vec<Comment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Milestone {
    pub(super) title: String,
    pub(super) due_in_days: f64,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_three_files_are_read() {
        let files = super::all().expect("readable");
        let slugs: Vec<&str> = files.iter().map(|file| file.process.slug.as_str()).collect();
        assert_eq!(slugs, ["plan-action-2023", "plan-action-2025", "plan-action-2027"]);
        assert_eq!(files.iter().map(|file| file.people.len()).sum::<usize>(), 47);
    }
}
