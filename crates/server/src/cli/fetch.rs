//! Where a log is read from: a folder, or a web server by HTTP/1.1, with or
//! without TLS, over one connection as long as it lasts.

use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, RETRY_AFTER, USER_AGENT};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use ledger::verify::Source;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// For one answer.
const WITHIN: Duration = Duration::from_secs(30);
/// Bytes of a file, at most: a full bundle is 16 MB.
const MOST: usize = 64 << 20;
/// Times that a file is asked for.
const TIMES: u32 = 4;
/// Longest wait that a server may ask for.
const WAIT: u64 = 15;

/// A folder that holds the published files.
pub(super) struct Directory(PathBuf);

impl Directory {
    /// # Errors
    /// When there is no such folder.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        ensure!(folder.is_dir(), "there is no folder {}", folder.display());
        Ok(Self(folder.to_owned()))
    }
}

impl Source for Directory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Ok(None);
        }
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A web server that publishes the files.
pub(super) struct Web {
    runtime: Handle,
    tls: Option<TlsConnector>,
    host: String,
    port: u16,
    authority: String,
    prefix: String,
    kept: RefCell<Option<SendRequest<Empty<Bytes>>>>,
}

impl Web {
    /// # Errors
    /// When it is not an http or https address.
    pub(super) fn new(address: &str, runtime: Handle) -> Result<Self> {
        let uri: Uri = address.trim_end_matches('/').parse().with_context(|| format!("the address {address}"))?;
        let authority = uri.authority().with_context(|| format!("no host in {address}"))?.clone();
        ensure!(uri.query().is_none(), "the address of a log has no query");
        let (port, tls) = match uri.scheme_str() {
            Some("http") => (80, None),
            Some("https") => (443, Some(connector()?)),
            _ => bail!("{address} is neither http nor https"),
        };
        Ok(Self {
            runtime,
            tls,
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(port),
            authority: authority.to_string(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            kept: RefCell::new(None),
        })
    }

    async fn connect(&self) -> Result<SendRequest<Empty<Bytes>>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => begin(stream).await,
            Some(tls) => begin(tls.connect(ServerName::try_from(self.host.clone())?, stream).await?).await,
        }
    }

    /// One answer: its status, how long to wait, its body.
    async fn ask(&self, path: &str) -> Result<(StatusCode, Option<u64>, Vec<u8>)> {
        let kept = self.kept.borrow_mut().take().filter(|kept| !kept.is_closed());
        let mut connection = match kept {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        connection.ready().await?;
        let request = Request::get(format!("{}/{path}", self.prefix))
            .header(HOST, &self.authority)
            .header(USER_AGENT, concat!("parvis/", env!("CARGO_PKG_VERSION")))
            .body(Empty::new())?;
        let answer = connection.send_request(request).await?;
        let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MOST).collect().await;
        let body = body.map_err(|error| anyhow::anyhow!("{error}"))?.to_bytes().to_vec();
        *self.kept.borrow_mut() = Some(connection);
        Ok((status, wait, body))
    }

    async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let mut last = None;
        for time in 1..=TIMES {
            let answer = tokio::time::timeout(WITHIN, self.ask(path)).await;
            let wait = match answer {
                Ok(Ok((StatusCode::OK, _, body))) => return Ok(Some(body)),
                Ok(Ok((StatusCode::NOT_FOUND | StatusCode::GONE, ..))) => return Ok(None),
                Ok(Ok((status, wait, _))) => {
                    last = Some(anyhow::anyhow!("{status}"));
                    let again = status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS;
                    if !again {
                        break;
                    }
                    wait.unwrap_or(1).min(WAIT)
                }
                Ok(Err(error)) => {
                    last = Some(error);
                    u64::from(time) - 1
                }
                Err(_) => {
                    last = Some(anyhow::anyhow!("no answer within {} s", WITHIN.as_secs()));
                    0
                }
            };
            if time < TIMES {
                tokio::time::sleep(Duration::from_secs(wait)).await;
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no answer")))
    }
}

impl Source for Web {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.runtime.block_on(self.fetch(path)).map_err(|error| io::Error::other(format!("{error:#}")))
    }
}

/// Opens a connection, which is driven beside.
async fn begin(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<SendRequest<Empty<Bytes>>> {
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
