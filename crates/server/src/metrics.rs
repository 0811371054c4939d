//! What is measured, for `/metrics`: requests by route, status and time, requests
//! under way, the connections of the pools, the queue of jobs.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS: &[f64] =
    &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

static SHARED: OnceLock<Metrics> = OnceLock::new();

/// The handle that renders what was measured.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// The one of this process, which records from the first call on.
    pub fn shared() -> Self {
        let begin = || {
            let builder = PrometheusBuilder::new();
            let recorder = builder.set_buckets(BUCKETS).unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
            let handle = recorder.handle();
            // Fails only when something else records in this process already.
            let _ = metrics::set_global_recorder(recorder);
            Self(handle)
        };
        SHARED.get_or_init(begin).clone()
    }

    /// Everything measured, in Prometheus' text format.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds what was recorded; to be called every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

/// One request was answered.
pub(crate) fn answered(method: &str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    counter!("parvis_requests_total", &labels).increment(1);
    histogram!("parvis_request_seconds", &labels[..2]).record(took.as_secs_f64());
}

/// A connection was one too many.
pub(crate) fn turned_away() {
    counter!("parvis_connections_turned_away_total").increment(1);
}

/// So many requests are under way.
pub(crate) fn under_way(requests: usize) {
    gauge!("parvis_requests_under_way").set(f64::from(u32::try_from(requests).unwrap_or(u32::MAX)));
}

/// A figure that is read when it is asked for.
pub(crate) fn figure(name: &'static str, value: i64) {
    gauge!(name).set(f64::from(i32::try_from(value).unwrap_or(i32::MAX)));
}
