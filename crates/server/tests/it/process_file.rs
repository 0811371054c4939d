//! A second process, for stories about what must not cross from one to another.

use testkit::TestApp;

/// Its slug.
pub(crate) const SLUG: &str = "autre-plan";

const PLAN: &str = r#"
[process]
slug = "autre-plan"
code = "AUTRE"
titles.fr = "Un autre plan"

[[phases]]
kind = "ideation"
titles.fr = "Vos idées"
starts_at = 2027-03-01
ends_at = 2027-03-31
"#;

/// Makes it.
pub(crate) async fn apply(t: &TestApp) {
    app::process_file::apply(&t.system(), "autre.toml", PLAN).await.expect("applied");
}
