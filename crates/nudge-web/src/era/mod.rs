//! What clients of the era fetch.

mod nexus;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use nudge_core::Core;

use crate::config::Config;

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Era {
    #[expect(dead_code, reason = "where one signs in is answered without asking it")]
    pub(crate) core: Arc<Core>,
    pub(crate) config: Config,
}

/// The era's routes, with their paths in lower case.
pub(crate) fn router(core: Arc<Core>, config: Config) -> Router {
    let body = config.limits.body;
    let era = Arc::new(Era { core, config });
    Router::new()
        // Asked of the login host to see whether it is there (reference 10 §2.10).
        .route("/", post(StatusCode::OK))
        .route("/rdr/pprdr.asp", get(nexus::without_scheme))
        .route("/nexus-mock", get(nexus::with_scheme))
        .layer(DefaultBodyLimit::max(body))
        .with_state(era)
}
