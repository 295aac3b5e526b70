//! The three pages, over HTTP.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use nudge_core::RefusedAccepts;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::metrics::Metrics;
use super::readiness::Readiness;

/// Connections at the same time. More are closed at once.
const CONNECTIONS: usize = 16;

/// How long a connection may take, from the first byte to the last. Each is for one request.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest head of a request, in bytes. Hyper takes no less.
const HEAD: usize = 8192;

/// How long accepting pauses when the system has no descriptors left.
const EXHAUSTED: Duration = Duration::from_millis(100);

/// Serves until it is aborted.
pub(super) async fn serve(listener: TcpListener, metrics: Metrics, readiness: Arc<Readiness>) {
    let (places, mut refused) = (Arc::new(Semaphore::new(CONNECTIONS)), RefusedAccepts::default());
    let full = ::metrics::counter!("nudge_limits_hit_total", "limit" => "ops_connections");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                    tokio::spawn(converse(stream, metrics.clone(), Arc::clone(&readiness), place));
                } else {
                    full.increment(1);
                }
            }
            Err(error) => {
                if let Some(said) = refused.say(&error, Instant::now()) {
                    tracing::warn!(%error, "{said}");
                }
                sleep(EXHAUSTED).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    metrics: Metrics,
    readiness: Arc<Readiness>,
    _place: OwnedSemaphorePermit,
) {
    let service = service_fn(|request: Request<Incoming>| {
        let (metrics, readiness) = (&metrics, &readiness);
        async move {
            Ok::<_, Infallible>(answer(request.method(), request.uri().path(), metrics, readiness).await)
        }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    if let Ok(Err(error)) = timeout(PATIENCE, connection).await {
        tracing::debug!(%error, "a connection for metrics and health ended badly");
    }
}

async fn answer(
    method: &Method,
    path: &str,
    metrics: &Metrics,
    readiness: &Readiness,
) -> Response<Full<Bytes>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut refused = text(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "Only GET is served here.\n");
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match path {
        "/metrics" => text(StatusCode::OK, EXPOSITION, metrics.render(readiness).await),
        "/health" => text(StatusCode::OK, JSON, "{\"alive\":true}\n"),
        "/ready" => {
            let report = readiness.report().await;
            let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            match serde_json::to_string(&report) {
                Ok(body) => text(status, JSON, body + "\n"),
                Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, format!("{error}\n")),
            }
        }
        _ => text(StatusCode::NOT_FOUND, PLAIN, "There are /metrics, /health and /ready.\n"),
    }
}

fn text(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The text format of Prometheus.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

const JSON: &str = "application/json";

const PLAIN: &str = "text/plain; charset=utf-8";
