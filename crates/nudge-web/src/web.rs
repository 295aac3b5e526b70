//! One connection, from the first byte to the last.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use axum::response::IntoResponse as _;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use nudge_core::{Admission, Core, Newcomer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Limits};
use crate::era::{self, Doorway, Gateway};
use crate::host::Asked;
use crate::metered::{METERED, Service};
use crate::route::Routes;
use crate::spelling::Spelling;

/// The front ends, ready to be given connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Web(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    routes: Routes,
    spelling: Spelling,
    /// Our own names, besides those of the era.
    own_hosts: Vec<String>,
    limits: Limits,
    admission: Arc<Admission>,
    stopping: CancellationToken,
}

/// How a connection has come to us. Every handler finds it among the extensions of the request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Transport {
    /// Whether nobody on the way can read it.
    pub encrypted: bool,
    /// Whether it came by the face for old TLS, behind which there are only the era's services.
    pub legacy: bool,
    /// The client's end.
    pub peer: SocketAddr,
    /// Our end.
    pub local: SocketAddr,
}

impl Transport {
    /// What an address begins with.
    pub(crate) const fn scheme(self) -> &'static str {
        if self.encrypted { "https" } else { "http" }
    }
}

/// The connection that a request came by, for handlers to whom it matters whether it is the same one. They find it among
/// the extensions of the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection(Arc<AtomicBool>);

impl Connection {
    /// Lets it live for another lifetime: the client would not get over its end.
    pub(crate) fn outlast(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Waits until a lifetime has passed in which nobody said otherwise.
    async fn aged(&self, lifetime: Duration) {
        loop {
            sleep(lifetime).await;
            if !self.0.swap(false, Ordering::Relaxed) {
                return;
            }
        }
    }
}

/// Whether it is the very same one.
impl PartialEq for Connection {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Marks an answer that is sent as it is made, because nobody knows its length before: a file for browsers of today.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InPieces;

/// The longest body of unknown length that an answer may have. Old clients need to be told the length first.
const LONGEST_ANSWER: usize = 4 << 20;

impl Web {
    /// The front ends. `pages` serves whatever is not the era's. Without a doorway there is no HTTP gateway.
    pub async fn new(
        core: Arc<Core>,
        config: Config,
        pages: Router,
        doorway: Option<Arc<dyn Doorway>>,
    ) -> Self {
        LazyLock::force(&METERED);
        let patience = config.limits.request_timeout;
        let gateway = doorway.map(|door| Gateway::new(Arc::clone(&core), door, config.gateway, patience));
        let (limits, own_hosts) = (config.limits, config.all_own_hosts().map(str::to_owned).collect());
        let era = era::router(core, config, gateway);
        Self(Arc::new(Shared {
            routes: Routes::new(era, pages),
            spelling: Spelling::learn().await,
            own_hosts,
            limits,
            admission: Admission::new(limits.connections, limits.connections_per_address),
            stopping: CancellationToken::new(),
        }))
    }

    /// Serves one connection until it ends: the client closes it, breaks a limit, or [`Web::stop`] was called.
    pub async fn serve_connection<S>(&self, stream: S, transport: Transport)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.serve_newcomer(stream, transport, None).await;
    }

    /// The same for a connection that makes room for others until its first request.
    pub(crate) async fn serve_newcomer<S>(&self, stream: S, transport: Transport, newcomer: Option<Newcomer>)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let shared = &self.0;
        let (limits, this, first) = (shared.limits, Connection::default(), Notify::new());
        let service = service_fn(|mut request: Request<Incoming>| {
            first.notify_one();
            let asked = Asked::of(request.uri(), request.headers(), transport);
            request.extensions_mut().insert(transport);
            request.extensions_mut().insert(asked);
            request.extensions_mut().insert(this.clone());
            async move { Ok::<_, Infallible>(shared.answer(request.map(Body::new)).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .max_buf_size(limits.head.max(SMALLEST_BUFFER))
            .title_case_headers(true)
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = ending(&shared.stopping, limits, &this) => {
                connection.as_mut().graceful_shutdown();
                // Whoever does not even take the answer is not waited for.
                timeout(limits.request_timeout, connection).await.unwrap_or(Ok(()))
            }
            () = displaced(newcomer, &first) => return,
        };
        if let Err(error) = ended {
            METERED.unread_head(&error);
            tracing::debug!(%error, "a web connection ended badly");
        }
    }

    /// Ends every connection after the request that it is at, and those that come later at once.
    pub fn stop(&self) {
        self.0.stopping.cancel();
    }

    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn admission(&self) -> &Arc<Admission> {
        &self.0.admission
    }
}

/// The least that hyper takes.
const SMALLEST_BUFFER: usize = 8192;

/// Done when a connection has to end.
async fn ending(stopping: &CancellationToken, limits: Limits, connection: &Connection) {
    tokio::select! {
        () = stopping.cancelled() => {}
        () = connection.aged(limits.connection_lifetime) => {}
    }
}

/// Done when a connection that has asked for nothing has to make room.
async fn displaced(newcomer: Option<Newcomer>, first: &Notify) {
    if let Some(mut newcomer) = newcomer {
        tokio::select! {
            () = newcomer.displaced() => return,
            () = first.notified() => drop(newcomer),
        }
    }
    std::future::pending::<()>().await;
}

impl Shared {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let is_of_the_era = request.extensions().get::<Asked>().is_some_and(Asked::is_of_the_era);
        let (service, started) = (Service::at(request.uri().path(), is_of_the_era), Instant::now());
        let response = if self.is_for_us(&request) {
            let answered = timeout(self.limits.request_timeout, self.routes.answer(request)).await;
            answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
        } else {
            StatusCode::MISDIRECTED_REQUEST.into_response()
        };
        let mut response = measured(response).await;
        self.spelling.apply(&mut response);
        METERED.request(service, response.status(), started.elapsed());
        response
    }

    /// Behind the face for old TLS there are only the names of the era, and our own for clients that were patched: what
    /// comes over it may be read on the way, and nothing else of ours is to be.
    fn is_for_us(&self, request: &Request<Body>) -> bool {
        let extensions = request.extensions();
        let (Some(transport), Some(asked)) = (extensions.get::<Transport>(), extensions.get::<Asked>())
        else {
            return false;
        };
        let is_ours = self.own_hosts.iter().any(|own| asked.names(own));
        !transport.legacy || is_ours || asked.is_of_the_era()
    }
}

/// The same answer with a length that is known beforehand: clients of the era do not know chunks.
async fn measured(response: Response<Body>) -> Response<Body> {
    let in_pieces = response.extensions().get::<InPieces>().is_some();
    if in_pieces || response.body().size_hint().exact().is_some() {
        return response;
    }
    let (head, body) = response.into_parts();
    match http_body_util::Limited::new(body, LONGEST_ANSWER).collect().await {
        Ok(body) => Response::from_parts(head, Body::from(body.to_bytes())),
        Err(error) => {
            tracing::error!(%error, "a page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
