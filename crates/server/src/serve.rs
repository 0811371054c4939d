//! Serving: an accept loop of our own, because `axum::serve` sets no timer, and a
//! client that sends its headers one byte a minute would hold a connection for
//! ever. SIGTERM or SIGINT: no new connection, those under way are answered,
//! jobs under way are finished, then the process ends.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::client::Peer;
use crate::metrics;
use crate::state::AppState;

/// For a client to send its headers, and to begin its next request.
const HEADERS: Duration = Duration::from_secs(10);
/// Headers of a request, at most.
const HEADERS_MOST: usize = 100;
/// Bytes of a request's headers, at most.
const HEADERS_SIZE: usize = 32 * 1024;
/// Bytes buffered of a connection, at most.
const BUFFER: usize = 64 * 1024;
/// For a connection to begin a request once the server is asked to stop.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// For a client to take its answer, beyond the time to make it.
const TAKING: Duration = Duration::from_secs(60);
/// How often it is looked whether a client takes its answer.
const LOOK: Duration = Duration::from_secs(5);
/// To who is one too many.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/// After a failure to accept (no descriptor is left).
const BREATH: Duration = Duration::from_millis(100);
/// How often what was measured is folded.
const UPKEEP: Duration = Duration::from_secs(5);

/// Serves until told to stop, then drains.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(state: AppState, listener: TcpListener, stop: watch::Receiver<bool>) -> Result<()> {
    let drain = Duration::from_secs(state.app.settings.server.drain_timeout);
    let metrics = state.metrics.clone();
    let upkeep = tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            metrics.upkeep();
        }
    });
    let mut connections = accept(listener, state, stop).await;
    upkeep.abort();
    let all_answered = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(drain, all_answered).await.is_err() {
        tracing::warn!("connections were still open after {} s; they are cut", drain.as_secs());
    }
    Ok(())
}

/// Takes connections until `stop`. Returns those that are still open.
async fn accept(listener: TcpListener, state: AppState, mut stop: watch::Receiver<bool>) -> JoinSet<()> {
    let (crowd, proxies) = (state.crowd.clone(), state.proxies.clone());
    let longest = Duration::from_secs(state.app.settings.server.request_timeout) + TAKING;
    let router = crate::router(state);
    let mut connections = JoinSet::new();
    let told = stop.clone();
    loop {
        tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return connections,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match crowd.connect(peer.ip(), &proxies) {
                    Some(connected) => {
                        let serving = connection(stream, peer, router.clone(), longest, told.clone());
                        connections.spawn(async move {
                            let _until_its_end = connected;
                            serving.await;
                        });
                    }
                    None => turn_away(stream),
                },
                Err(error) if is_the_clients(&error) => {}
                Err(error) => {
                    tracing::error!("connections cannot be accepted: {error}");
                    tokio::time::sleep(BREATH).await;
                }
            },
        }
    }
}

/// Says so, if it can be said at once.
fn turn_away(stream: TcpStream) {
    metrics::turned_away();
    if let Ok(mut stream) = stream.into_std() {
        let _ = io::Write::write(&mut stream, FULL);
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The requests under way on a connection, and when the latest began.
#[derive(Default)]
struct Requests {
    count: AtomicUsize,
    begun: Mutex<Option<Instant>>,
}

impl Requests {
    fn any(&self) -> bool {
        self.count.load(Ordering::Relaxed) > 0
    }

    /// For how long the latest has been under way.
    fn age(&self) -> Duration {
        let begun = *self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.filter(|_| self.any()).map_or(Duration::ZERO, |begun| begun.elapsed())
    }

    /// Ends when a request has been under way for longer than it may be: its
    /// client does not take the answer.
    async fn too_slow(&self, longest: Duration) {
        while self.age() < longest {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A request under way on a connection, until its answer has left.
struct UnderWay(Arc<Requests>);

impl UnderWay {
    fn begin(requests: Arc<Requests>) -> Self {
        *requests.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        requests.count.fetch_add(1, Ordering::Relaxed);
        Self(requests)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One connection, to its end. What goes wrong on it is the client's business.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    longest: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let under_way = Arc::new(Requests::default());
    let requests = under_way.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (router, requests) = (router.clone(), requests.clone());
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            let under_way = UnderWay::begin(requests);
            let response = router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {});
            // The body holds it until it has left.
            let held = response.map(|body| {
                body.map_frame(move |frame| {
                    let _until_then = &under_way;
                    frame
                })
            });
            Ok::<_, Infallible>(held)
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    http.max_headers(HEADERS_MOST).max_header_size(HEADERS_SIZE).max_buf_size(BUFFER);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = under_way.too_slow(longest) => return,
        _ = stop.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    // One that has asked nothing yet is not waited for.
    if tokio::time::timeout(LAST_WORDS, connection.as_mut()).await.is_err() && under_way.any() {
        let _ = connection.await;
    }
}

/// Turns true when the process is asked to end.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_signal() -> Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let (tell, stop) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop: finishing what is under way");
        let _ = tell.send(true);
        // The channel stays open until the process ends.
        std::future::pending::<()>().await;
    });
    Ok(stop)
}
