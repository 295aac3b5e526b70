//! The JSON API with which programs look after the service, in the name of an administrator who has made a key for them.
//!
//! What there is, is said once, in a table: each operation with its path, the one scope that it needs, and how a request
//! becomes one of `nudge-admin`. The router, the description for programs (OpenAPI) and the tests follow from there.
//!
//! ```text
//! a request below /api
//!    ▼
//! serve      not in clear text from elsewhere; a key, and the scope of the operation; then the body, within bounds
//!    ▼
//! families   what is asked for, as a request of nudge-admin
//!    ▼
//! execute    by the program that has shown the key
//!    ▼
//! answer     JSON; or a problem (RFC 9457)
//! ```

mod answer;
mod asked;
mod document;
mod families;
mod item;
mod key;
mod metered;
mod operation;
mod problem;
mod serve;
mod shape;
mod table;

use std::sync::{Arc, OnceLock};

use axum::Router;
use nudge_admin::Serving;
use nudge_core::Core;

pub use document::document;

/// What the API is told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Settings {
    /// Whether keys are taken over plain HTTP from elsewhere than this machine, too.
    pub plain_http: bool,
}

/// Where all of it is.
pub const PATH: &str = "/api";

/// Everything at and below [`PATH`]. Requests must say how they came, as [`nudge_web::Transport`] among their extensions.
/// Until there is something in `serving`, the server is only starting.
pub fn router(core: Arc<Core>, serving: Arc<OnceLock<Serving>>, settings: Settings) -> Router {
    serve::router(core, serving, settings)
}
