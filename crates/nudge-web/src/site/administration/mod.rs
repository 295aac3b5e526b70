//! Looking after the server: for administrators, with a browser.
//!
//! Whatever is done here is asked of the domain, by the administrator who does it, and so it is in the audit log.

mod account;
mod accounts;
mod announcements;
mod audit;
mod bans;
mod door;
mod end;
mod invitations;
mod keys;
mod list;
mod online;
mod overview;
mod report;
mod reports;
mod section;
mod span;
mod words;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use super::guard;

/// The pages. The door is before the guard: whoever is no administrator is not even told that a form is too old.
pub(super) fn router() -> Router {
    Router::new()
        .route("/administration", get(overview::overview))
        .route("/administration/accounts", get(accounts::accounts))
        .route("/administration/accounts/new", get(account::new::form).post(account::new::make))
        .route("/administration/accounts/{number}", get(account::account))
        .route("/administration/accounts/{number}/change", post(account::change::change))
        .route(
            "/administration/accounts/{number}/password",
            get(account::password::form).post(account::password::set),
        )
        .route(
            "/administration/accounts/{number}/address",
            get(account::address::form).post(account::address::rename),
        )
        .route("/administration/accounts/{number}/tokens", post(account::tokens::make))
        .route("/administration/accounts/{number}/tokens/revoke", post(account::tokens::revoke))
        .route(
            "/administration/accounts/{number}/delete",
            get(account::delete::form).post(account::delete::delete),
        )
        .route("/administration/online", get(online::online))
        .route("/administration/online/end", post(online::end))
        .route("/administration/invitations", get(invitations::invitations).post(invitations::make))
        .route("/administration/invitations/withdraw", post(invitations::withdraw))
        .route("/administration/reports", get(reports::reports))
        .route("/administration/reports/{number}", get(report::report).post(report::settle))
        .route("/administration/bans", get(bans::bans).post(bans::add))
        .route("/administration/bans/lift", post(bans::lift))
        .route("/administration/announcements", get(announcements::form).post(announcements::announce))
        .route("/administration/announcements/of-the-day", post(announcements::of_the_day))
        .route("/administration/audit", get(audit::audit))
        .route("/administration/keys", get(keys::keys).post(keys::make))
        .route("/administration/keys/revoke", post(keys::revoke))
        .route_layer(from_fn(guard::guard))
        .route_layer(from_fn(door::door))
}
