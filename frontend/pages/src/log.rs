//! The public log's own page: how it fares, and what it cannot show.

use domain::Time;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;

/// How the log fares.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Its name.
    pub origin: String,
    /// The key that signs it.
    pub key: String,
    /// The last signed head: entries, root, when.
    pub signed: Option<(u64, String, Time)>,
    /// What has yet to be logged.
    pub waiting: u64,
    /// Since when.
    pub waiting_since: Option<Time>,
    /// Parts that are not published, by reason.
    pub withheld: Vec<(String, u64)>,
    /// The witnesses, and when each cosigned the head that is published.
    pub witnesses: Vec<(String, Option<Time>)>,
    /// Witnesses without whom no head is published.
    pub quorum: usize,
    /// Nothing more is signed.
    pub still: bool,
}

/// `/log`.
#[must_use]
pub fn page(cx: &Cx, it: &View) -> String {
    Page::new(cx.t("log-title")).describe(cx.t("log-lead")).narrow().show(cx, || {
        let still = it.still.then(|| {
            ui::notice("warning", Some(cx.t("log-still-title")), view! { <p>{cx.t("log-still")}</p> }.into_any())
        });
        view! {
            <header class="page-head"><h1>{cx.t("log-title")}</h1><p class="lead">{cx.t("log-lead")}</p></header>
            {still}
            {ui::section("log-state", cx.t("log-state"), state(cx, it))}
            {ui::section("log-withdrawn", cx.t("log-withdrawn"), withdrawn(cx, it))}
            {ui::section("log-verify", cx.t("log-verify"), verify(cx, it))}
            {ui::section("log-limits", cx.t("log-limits"), limits(cx))}
        }
        .into_any()
    })
}

fn number(cx: &Cx, number: u64) -> String {
    cx.number(i64::try_from(number).unwrap_or(i64::MAX))
}

fn state(cx: &Cx, it: &View) -> AnyView {
    let dates = Dates::of_site(cx);
    let mut lines = Vec::new();
    match &it.signed {
        Some((size, root, at)) => {
            lines.push(ui::fact(cx.t("log-size"), number(cx, *size).into_any()));
            lines.push(ui::fact(cx.t("log-signed"), dates.moment_view(*at)));
            lines.push(ui::fact(cx.t("log-root"), view! { <code>{root.clone()}</code> }.into_any()));
        }
        None => lines.push(ui::fact(cx.t("log-signed"), cx.t("log-nothing-yet").into_any())),
    }
    let waiting = match it.waiting_since {
        Some(since) => {
            view! { {number(cx, it.waiting)} " · " {cx.t("log-since")} " " {dates.moment_view(since)} }.into_any()
        }
        None => number(cx, 0).into_any(),
    };
    lines.push(ui::fact(cx.t("log-waiting"), waiting));
    lines.push(ui::fact(cx.t("log-witnesses"), witnesses(cx, &dates, it)));
    ui::facts(lines)
}

/// Who cosigned the head, and when.
fn witnesses(cx: &Cx, dates: &Dates, it: &View) -> AnyView {
    if it.witnesses.is_empty() {
        return cx.t("log-no-witness").into_any();
    }
    let each = it.witnesses.iter().map(|(name, at)| {
        let signed = match at {
            Some(at) => view! { {cx.t("log-cosigned")} " " {dates.moment_view(*at)} }.into_any(),
            None => cx.t("log-not-cosigned").into_any(),
        };
        view! { <li><code>{name.clone()}</code> " · " {signed}</li> }
    });
    let each = each.collect::<Vec<_>>();
    let quorum = (it.quorum > 0)
        .then(|| view! { <p class="small soft">{cx.ta("log-quorum", &[("count", it.quorum.into())])}</p> });
    view! { <ul>{each}</ul> {quorum} }.into_any()
}

fn withdrawn(cx: &Cx, it: &View) -> AnyView {
    let explained = view! { <p>{cx.t("log-withdrawn-text")}</p> };
    if it.withheld.is_empty() {
        return view! { {explained} <p>{cx.t("log-none-withdrawn")}</p> }.into_any();
    }
    let rows = it.withheld.iter().map(|(reason, count)| {
        let reason = match reason.as_str() {
            "moderated" => cx.t("log-reason-moderated"),
            "withdrawn" => cx.t("log-reason-withdrawn"),
            "erased" | "account_erased" => cx.t("log-reason-erased"),
            other => other.to_owned(),
        };
        view! { <tr><td>{reason}</td><td>{number(cx, *count)}</td></tr> }.into_any()
    });
    let head = vec![cx.t("log-reason"), cx.t("log-parts")];
    view! { {explained} {ui::table(cx.t("log-withdrawn"), head, rows.collect())} }.into_any()
}

fn verify(cx: &Cx, it: &View) -> AnyView {
    let frozen = cx.frozen.is_some();
    let place = if frozen { cx.t("archive-folder") } else { format!("{}/log", cx.site.public_url) };
    let command = format!("parvis log verify {place}");
    let checkpoint =
        it.signed.as_ref().map(|_| view! { <li><a href="/log/checkpoint">{cx.t("log-checkpoint")}</a></li> });
    view! {
        <p>{cx.t("log-verify-text")}</p>
        {frozen.then(|| view! { <p>{cx.t("archive-verify")}</p> })}
        <pre><code>{command}</code></pre>
        <ul class="links">
            {checkpoint}
            <li><a href="/log/key">{cx.t("log-key")}</a></li>
            <li><a href="/log/verify.py">{cx.t("log-second")}</a></li>
            <li><a href="/log/receipts">{cx.t("log-about-receipts")}</a></li>
        </ul>
        <p class="small soft">{cx.t("log-key-note")} " " <code>{it.key.clone()}</code></p>
    }
    .into_any()
}

fn limits(cx: &Cx) -> AnyView {
    view! {
        <ul>
            <li>{cx.t("log-limit-accounts")}</li>
            <li>{cx.t("log-limit-votes")}</li>
            <li>{cx.t("log-limit-refused")}</li>
            <li>{cx.t("log-limit-view")}</li>
            <li>{cx.t("log-limit-names")}</li>
            <li>{cx.t("log-limit-rest")}</li>
            <li>{cx.t("log-limit-reasons")}</li>
            <li>{cx.t("log-limit-figures")}</li>
            <li>{cx.t("log-limit-copies")}</li>
        </ul>
    }
    .into_any()
}
