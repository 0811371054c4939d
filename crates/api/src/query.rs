//! The query of a list. What cannot be understood is named; a limit too high is
//! the highest there is.

use domain::field::{FieldErrors, Problem};
use domain::orphan::OrphanKind;
use domain::proposal::{ListQuery, Sort, State};

/// Items of a page, when the query does not say.
const LIMIT: u64 = 20;
/// Items of a page, at most.
const LIMIT_MOST: u64 = 100;

/// The pairs of a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub(crate) fn of(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).take(100);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.replace('\0', ""))).collect())
    }

    /// The first value of a name; empty when there is none.
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The title that a list of similar proposals is asked for.
    pub(crate) fn like(&self) -> Option<&str> {
        Some(self.get("like").trim()).filter(|title| !title.is_empty())
    }

    fn limit(&self) -> Option<u64> {
        self.get("limit").parse::<u64>().ok().filter(|limit| *limit > 0)
    }

    /// The query of a list that is only paged: how many items, and after which.
    ///
    /// # Errors
    /// What is not understood, by name.
    pub(crate) fn page(&self) -> Result<(u64, Option<&str>), FieldErrors> {
        let limit = self.limit();
        if limit.is_none() && !self.get("limit").is_empty() {
            return Err(FieldErrors::one("limit", Problem::Malformed));
        }
        let after = Some(self.get("after")).filter(|after| !after.is_empty());
        Ok((limit.unwrap_or(LIMIT_MOST).min(LIMIT_MOST), after))
    }

    /// What is missing, by code; all when none is named.
    ///
    /// # Errors
    /// A code that names nothing.
    pub(crate) fn orphans(&self) -> Result<Option<OrphanKind>, FieldErrors> {
        let kind = OrphanKind::parse(self.get("kind"));
        if kind.is_none() && !self.get("kind").is_empty() {
            return Err(FieldErrors::one("kind", Problem::NotAChoice));
        }
        Ok(kind)
    }

    /// The query of a list of proposals. `seed` is for a shuffle without one.
    ///
    /// # Errors
    /// What is not understood, by name.
    pub(crate) fn list_query(&self, seed: i32) -> Result<ListQuery, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut known = |name: &str, good: bool, problem: Problem| {
            if !good && !self.get(name).is_empty() {
                errors.add(name, problem);
            }
        };
        let state = State::parse(self.get("state"));
        known("state", state.is_some(), Problem::NotAChoice);
        let sort = Sort::parse(self.get("sort"));
        known("sort", sort.is_some(), Problem::NotAChoice);
        let limit = self.limit();
        known("limit", limit.is_some(), Problem::Malformed);
        let given = self.get("seed").parse::<i32>().ok().filter(|seed| *seed >= 0);
        known("seed", given.is_some(), Problem::Malformed);
        let text = |name: &str| Some(self.get(name).to_owned()).filter(|text| !text.is_empty());
        errors.unless_any(ListQuery {
            q: self.get("q").to_owned(),
            theme: text("theme"),
            state,
            sort: sort.unwrap_or(Sort::Recent),
            seed: given.unwrap_or(seed),
            after: text("after"),
            limit: limit.unwrap_or(LIMIT).min(LIMIT_MOST),
        })
    }
}

/// The query of the next page of a list that is only paged.
pub(crate) fn next_page(limit: u64, after: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("limit", &limit.to_string()).append_pair("after", after).finish()
}

/// The query of the page that begins after a cursor.
pub(crate) fn next(query: &ListQuery, after: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let mut pair = |name: &str, value: &str| {
        if !value.is_empty() {
            pairs.append_pair(name, value);
        }
    };
    pair("q", &query.q);
    pair("theme", query.theme.as_deref().unwrap_or_default());
    pair("state", query.state.map_or("", State::as_str));
    pair("sort", query.sort.as_str());
    if query.sort == Sort::Random {
        pair("seed", &query.seed.to_string());
    }
    pair("limit", &query.limit.to_string());
    pair("after", after);
    pairs.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<ListQuery, FieldErrors> {
        Pairs::of(Some(text)).list_query(7)
    }

    #[test]
    fn without_a_query_a_list_begins_with_the_latest() {
        assert_eq!(Pairs::of(None).list_query(7), Ok(ListQuery { seed: 7, limit: 20, ..ListQuery::default() }));
    }

    #[test]
    fn a_limit_too_high_is_the_highest() {
        assert_eq!(query("limit=1000000000").expect("good").limit, 100);
        assert_eq!(query("limit=3").expect("good").limit, 3);
    }

    #[test]
    fn a_list_that_is_only_paged_has_a_limit_too() {
        let page =
            |text: &'static str| Pairs::of(Some(text)).page().map(|(limit, after)| (limit, after.map(str::to_owned)));
        assert_eq!(page("limit=1000&after=x"), Ok((100, Some("x".to_owned()))));
        assert_eq!(page(""), Ok((100, None)));
        assert!(page("limit=0").is_err() && page("limit=x").is_err());
        assert_eq!(next_page(2, "a b"), "limit=2&after=a+b");
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let errors = query("limit=-1&state=%3Cscript%3E&sort=name&seed=x").expect_err("bad");
        let names: Vec<_> = errors.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["state", "sort", "limit", "seed"]);
        assert!(query("limit=0").is_err() && query("limit=18446744073709551616").is_err());
        assert!(query("limit=&state=&unknown=1").is_ok());
    }

    #[test]
    fn the_next_page_is_of_the_same_list() {
        let asked = query("q=%C3%A9t%C3%A9&sort=random&theme=eau&limit=3").expect("good");
        let next = next(&asked, "12.3");
        assert_eq!(next, "q=%C3%A9t%C3%A9&theme=eau&sort=random&seed=7&limit=3&after=12.3");
        assert_eq!(query(&next).expect("good"), ListQuery { after: Some("12.3".into()), ..asked });
    }
}
