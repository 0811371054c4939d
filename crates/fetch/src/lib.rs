//! A small HTTP/1.1 client, with or without TLS: one server, one connection as long
//! as it lasts, answers bounded in size and time. Whoever verifies a log reads with
//! it, and heads are sent to witnesses with it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Seconds after which to ask again, if it says so.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

/// A server, by the address under which everything is asked for.
pub struct Client {
    tls: Option<TlsConnector>,
    host: String,
    port: u16,
    authority: String,
    prefix: String,
    within: Duration,
    most: usize,
    kept: Mutex<Option<SendRequest<Full<Bytes>>>>,
}

impl Client {
    /// A client of what is under an http or https address. An answer may take
    /// `within`, and have `most` bytes.
    ///
    /// # Errors
    /// When it is not such an address.
    pub fn new(address: &str, within: Duration, most: usize) -> Result<Self> {
        let uri: Uri = address.trim_end_matches('/').parse().with_context(|| format!("the address {address}"))?;
        let authority = uri.authority().with_context(|| format!("no host in {address}"))?.clone();
        ensure!(uri.query().is_none(), "the address {address} has a query");
        let (port, tls) = match uri.scheme_str() {
            Some("http") => (80, None),
            Some("https") => (443, Some(connector()?)),
            _ => bail!("{address} is neither http nor https"),
        };
        Ok(Self {
            tls,
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(port),
            authority: authority.to_string(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            within,
            most,
            kept: Mutex::new(None),
        })
    }

    /// What is at a path under the address.
    ///
    /// # Errors
    /// When there is no answer in time, or it is too long.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.ask(Method::GET, path, Bytes::new()).await
    }

    /// Sends a text to a path under the address.
    ///
    /// # Errors
    /// When there is no answer in time, or it is too long.
    pub async fn post(&self, path: &str, body: impl Into<Bytes>) -> Result<Answer> {
        self.ask(Method::POST, path, body.into()).await
    }

    async fn ask(&self, method: Method, path: &str, body: Bytes) -> Result<Answer> {
        let answer = tokio::time::timeout(self.within, self.exchange(method, path, body)).await;
        answer.map_err(|_| anyhow!("no answer within {} s", self.within.as_secs()))?
    }

    async fn exchange(&self, method: Method, path: &str, body: Bytes) -> Result<Answer> {
        let kept = self.kept.lock().await.take().filter(|kept| !kept.is_closed());
        let mut connection = match kept {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        connection.ready().await?;
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/{path}", self.prefix))
            .header(HOST, &self.authority)
            .header(USER_AGENT, concat!("parvis/", env!("CARGO_PKG_VERSION")))
            .body(Full::new(body))?;
        let answer = connection.send_request(request).await?;
        let retry_after = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), self.most).collect().await;
        let body = body.map_err(|error| anyhow!("{error}"))?.to_bytes().to_vec();
        *self.kept.lock().await = Some(connection);
        Ok(Answer { status, retry_after, body })
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => begin(stream).await,
            Some(tls) => begin(tls.connect(ServerName::try_from(self.host.clone())?, stream).await?).await,
        }
    }
}

/// Opens a connection, which is driven beside.
async fn begin(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<SendRequest<Full<Bytes>>> {
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!("the connection ended: {error}");
        }
    });
    Ok(sender)
}

/// TLS as the Mozilla roots trust it.
fn connector() -> Result<TlsConnector> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}
