//! From a request to its answer.

use std::sync::{Arc, LazyLock, OnceLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, get, on};
use nudge_admin::{Serving, execute};
use nudge_core::Core;
use nudge_web::Transport;

use crate::Settings;
use crate::asked::Asked;
use crate::document::{PATH, document};
use crate::key;
use crate::metered::{Family, METERED};
use crate::operation::{Operation, Verb};
use crate::problem::{Kind, Problem};
use crate::table;

/// The longest body, in bytes.
pub(crate) const MAX_BODY: usize = 64 << 10;

/// What stands in a path where an operation has names.
type Path = Result<RawPathParams, RawPathParamsRejection>;

/// What all requests are answered with.
#[derive(Clone)]
struct Api {
    core: Arc<Core>,
    serving: Arc<OnceLock<Serving>>,
    settings: Settings,
}

/// The operations of the table, and their description.
pub(crate) fn router(core: Arc<Core>, serving: Arc<OnceLock<Serving>>, settings: Settings) -> Router {
    LazyLock::force(&METERED);
    let api = Api { core, serving, settings };
    let mut router = Router::new().route(PATH, get(describe));
    for (family, operation) in table::all() {
        let handler = async move |State(api): State<Api>, path: Path, request: Request| {
            let response = api.answer(operation, path, request).await;
            METERED.request(family, response.status());
            response
        };
        router = router.route(operation.path, on(operation.method.into(), handler));
    }
    router
        .method_not_allowed_fallback(async || other(Problem::new(Kind::MethodNotAllowed, NOT_SO)))
        .fallback(async || other(Problem::not_found()))
        .with_state(api)
        .layer(axum::middleware::map_response(dressed))
}

const NOT_SO: &str = "nothing can be done here by that method";

/// What every answer has: none is for anybody but the one who asked.
async fn dressed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn describe() -> Response {
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    other((json, document()))
}

fn other(answer: impl axum::response::IntoResponse) -> Response {
    let response = answer.into_response();
    METERED.request(Family::Other, response.status());
    response
}

impl Api {
    async fn answer(&self, operation: &'static Operation, path: Path, request: Request) -> Response {
        let here = request.uri().path().to_owned();
        match self.done(operation, path, request).await {
            Ok(shown) => operation.answer.respond(shown, &here),
            Err(problem) => problem.into_response(),
        }
    }

    async fn done(
        &self,
        operation: &'static Operation,
        path: Path,
        request: Request,
    ) -> Result<crate::answer::Shown, Problem> {
        let transport = request.extensions().get::<Transport>().copied();
        let transport = transport.ok_or_else(|| Problem::failed(&"a request has come from nowhere"))?;
        let (head, body) = request.into_parts();
        let program =
            key::program(&self.core, self.settings, &head.headers, transport, operation.scope).await?;
        let body = match operation.body {
            Some(_) => read(&head.headers, body).await?,
            None => Bytes::new(),
        };
        // What is no text is not there.
        let path = path.map_err(|_| Problem::not_found())?;
        let path = path.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let asked = Asked::new(operation, path, head.uri.query(), body)?;
        let asked_for = (operation.read)(&asked)?;
        let serving = self.serving.get().cloned();
        let serving = serving.ok_or_else(|| Problem::new(Kind::Busy, "the server is starting"))?;
        let core = Arc::clone(&self.core);
        // On its own, so that it is done whole also if whoever asked does not wait for it.
        let doing = tokio::spawn(async move { execute(&core, Some(&serving), &program, asked_for).await });
        let response = doing.await.map_err(|error| Problem::failed(&error))??;
        (operation.answer.show)(response, &asked)
    }
}

/// The body, if it says that it is JSON and is no longer than it may be.
async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(Kind::UnsupportedMediaType, "send the body as application/json"));
    }
    let too_large = || Problem::new(Kind::TooLarge, "the body has more than 64 KiB");
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BODY) {
        return Err(too_large());
    }
    axum::body::to_bytes(body, MAX_BODY).await.map_err(|error| {
        let too_long = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<TooLong>());
        if too_long.is_some() {
            too_large()
        } else {
            Problem::new(Kind::Malformed, "the body did not arrive whole")
        }
    })
}

type TooLong = http_body_util::LengthLimitError;

impl From<Verb> for MethodFilter {
    fn from(verb: Verb) -> Self {
        match verb {
            Verb::Get => Self::GET,
            Verb::Post => Self::POST,
            Verb::Put => Self::PUT,
            Verb::Patch => Self::PATCH,
            Verb::Delete => Self::DELETE,
        }
    }
}
