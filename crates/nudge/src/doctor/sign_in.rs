//! Can this account sign in?

use std::net::SocketAddr;

use msnp::Dialect;
use msnp_client::{Client, Config, Error};
use nudge_core::{Handle, Secret};

use super::{Finding, PATIENCE};

pub(super) const CHECK: &str = "sign-in";

/// The newest dialect in which the secret itself is proven, and nobody else is asked.
const DIALECT: Dialect = Dialect::Msnp7;

/// Signs in as MSN Messenger 4.7 does, and out again. Whoever is signed in with the account meanwhile is signed out.
pub(super) async fn sign_in(
    at: SocketAddr,
    (handle, secret): &(Handle, Secret),
    tell: &mut dyn FnMut(Finding),
) {
    let mut config = Config::new(&at.to_string(), handle.as_str(), secret.expose(), DIALECT);
    config.patience = PATIENCE;
    tell(match Client::sign_in(config).await {
        Ok(client) => {
            // It has worked, whatever becomes of the goodbye.
            let _ = client.sign_out().await;
            Finding::ok(CHECK, "the account signs in")
        }
        Err(error) => Finding::fails(CHECK, error.to_string(), remedy(&error)),
    });
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only some errors have a remedy of their own")]
fn remedy(error: &Error) -> &'static str {
    match error {
        Error::WrongCredentials { .. } => {
            "Make an access token for the account (nudge token add) and give that: its password does not sign old clients in."
        }
        Error::NoCommonDialect(_) => "Add the dialect to the server's setting dialects.",
        Error::Io(_) | Error::Timeout | Error::Closed => {
            "The server may refer to an address that cannot be reached from here: set its public_address."
        }
        _ => "Look at the server's log.",
    }
}
