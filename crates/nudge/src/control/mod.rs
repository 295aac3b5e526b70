//! The control socket: how a command reaches a running server.
//!
//! A Unix domain socket in the data folder. The folder and the socket are its owner's alone, so whoever can connect is the
//! user that the server runs as. A connection carries lines of JSON: a [`Request`](nudge_admin::Request), then its
//! [`Reply`], and again.

#[cfg(unix)]
mod client;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod server;

use nudge_admin::{Response, Trouble};
use serde::{Deserialize, Serialize};

#[cfg(unix)]
pub(crate) use client::Client;
#[cfg(not(unix))]
pub(crate) use elsewhere::{Client, Socket};
#[cfg(unix)]
pub(crate) use server::Socket;

/// The answer to a request.
#[cfg_attr(not(unix), expect(dead_code, reason = "there is no control socket on this system yet"))]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    Ok(Box<Response>),
    Err(Trouble),
}

impl From<Result<Response, Trouble>> for Reply {
    fn from(result: Result<Response, Trouble>) -> Self {
        match result {
            Ok(response) => Self::Ok(Box::new(response)),
            Err(trouble) => Self::Err(trouble),
        }
    }
}

impl From<Reply> for Result<Response, Trouble> {
    fn from(reply: Reply) -> Self {
        match reply {
            Reply::Ok(response) => Ok(*response),
            Reply::Err(trouble) => Err(trouble),
        }
    }
}
