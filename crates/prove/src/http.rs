//! A client with one connection for each request, so that what a kill has cut off is
//! plain: either nothing was sent, or nobody knows what became of it, or there is an
//! answer.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// The server has its own limit of 30 s: beyond this it hangs.
const WITHIN: Duration = Duration::from_secs(60);

/// What became of a request.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    /// The server answered.
    Answered(Answer),
    /// It was sent, at least in part, and no answer came.
    Cut(String),
    /// Nobody listens.
    Unsent(String),
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    location: Option<String>,
    body: Bytes,
}

impl Answer {
    /// What was asked for was done.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self.status, 200..=299 | 303)
    }

    /// The body as JSON; null when it is none, or was cut off.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The reference of what was made: where the answer leads, or what it says.
    pub(crate) fn reference(&self) -> Option<String> {
        let led = self.location.as_deref().and_then(|location| location.rsplit(['/', '#']).next()).map(str::to_owned);
        led.or_else(|| self.json().get("ref").and_then(Value::as_str).map(str::to_owned))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The beginning of it, for someone who wants to know why.
    pub(crate) fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        format!("{} {}", self.status, text.chars().take(200).collect::<String>().trim())
    }
}

impl Sent {
    /// The answer.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn answer(self) -> Result<Answer> {
        match self {
            Self::Answered(answer) => Ok(answer),
            Self::Cut(why) | Self::Unsent(why) => anyhow::bail!("no answer: {why}"),
        }
    }
}

/// Which of its two answers an action is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// The page of a form: 303.
    Html,
    /// Data.
    Json,
}

/// Asks for data.
pub(crate) async fn get(server: SocketAddr, path: &str) -> Sent {
    send(server, Method::GET, path, "", Want::Json, &[]).await
}

/// Asks for a page.
pub(crate) async fn get_html(server: SocketAddr, path: &str) -> Sent {
    send(server, Method::GET, path, "", Want::Html, &[]).await
}

/// Sends a form, as someone signed in.
pub(crate) async fn post(server: SocketAddr, path: &str, session: &str, want: Want, fields: &[(&str, &str)]) -> Sent {
    send(server, Method::POST, path, session, want, fields).await
}

async fn send(
    server: SocketAddr,
    method: Method,
    path: &str,
    session: &str,
    want: Want,
    fields: &[(&str, &str)],
) -> Sent {
    let stream = match TcpStream::connect(server).await {
        Ok(stream) => stream,
        Err(error) => return Sent::Unsent(error.to_string()),
    };
    let request = match request(server, method, path, session, want, fields) {
        Ok(request) => request,
        Err(error) => return Sent::Unsent(format!("{error:#}")),
    };
    match tokio::time::timeout(WITHIN, exchange(stream, request)).await {
        Ok(Ok(answer)) => Sent::Answered(answer),
        Ok(Err(error)) => Sent::Cut(error.to_string()),
        Err(_) => Sent::Cut(format!("no answer within {} s", WITHIN.as_secs())),
    }
}

fn request(
    server: SocketAddr,
    method: Method,
    path: &str,
    session: &str,
    want: Want,
    fields: &[(&str, &str)],
) -> Result<Request<Full<Bytes>>> {
    let accept = match want {
        Want::Html => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        Want::Json => "application/json",
    };
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, server.to_string())
        .header("sec-fetch-site", "same-origin")
        .header(ACCEPT, accept)
        .header(CONNECTION, "close")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if !session.is_empty() {
        request = request.header(COOKIE, format!("parvis={session}"));
    }
    request.body(Full::from(body)).context("a request")
}

async fn exchange(stream: TcpStream, request: Request<Full<Bytes>>) -> Result<Answer, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answer = async move {
        let (head, body) = sender.send_request(request).await?.into_parts();
        // The head is the answer: what it acknowledged stays so when the rest is cut off.
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let location = head.headers.get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Answer { status: head.status.as_u16(), location, body })
    };
    let (answer, _) = tokio::join!(answer, connection);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_of_what_was_made_is_read_from_either_answer() {
        let answer = |location: Option<&str>, body: &'static str| Answer {
            status: 200,
            location: location.map(str::to_owned),
            body: Bytes::from_static(body.as_bytes()),
        };
        assert_eq!(answer(Some("/proposals/A-P1"), "").reference().as_deref(), Some("A-P1"));
        assert_eq!(answer(Some("/proposals/A-P1#A-C2"), "").reference().as_deref(), Some("A-C2"));
        assert_eq!(answer(None, r#"{"ref":"A-C3"}"#).reference().as_deref(), Some("A-C3"));
        assert_eq!(answer(None, "<html>").reference(), None);
    }
}
