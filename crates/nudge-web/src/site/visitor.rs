//! Who looks at the site.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use nudge_core::member::{Origin, PlaceId};
use nudge_core::{AccountId, Actor, Core, Error, Handle, Role, Secret};

use crate::Transport;

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their account.
    pub account: AccountId,
    /// The place where they are: this browser.
    pub place: PlaceId,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub handle: Handle,
    /// Whether they look after the server.
    pub is_administrator: bool,
    /// What the forms of this session are bound to: a secret of the session, which no form shows.
    pub csrf: Secret,
}

impl Visitor {
    /// As the one who does something for the server.
    pub fn administrator(&self) -> Actor {
        Actor::Administrator { account: self.account, handle: self.handle.clone() }
    }
}

/// Knows sessions by their cookie.
#[async_trait]
pub trait Visitors: fmt::Debug + Send + Sync {
    /// Whose session it is, which comes from there; `None` where there is no such session (any more).
    async fn visitor(&self, session: &Secret, from: &Origin) -> Result<Option<Visitor>, Error>;
}

/// Knows the sessions of the members.
#[derive(Clone, Debug)]
pub struct Members(pub Arc<Core>);

#[async_trait]
impl Visitors for Members {
    async fn visitor(&self, session: &Secret, from: &Origin) -> Result<Option<Visitor>, Error> {
        let Some(found) = self.0.visitor(session, from).await? else { return Ok(None) };
        let account = found.account;
        Ok(Some(Visitor {
            account: account.id,
            place: found.place.id,
            name: account.name.to_string(),
            handle: account.handle,
            is_administrator: account.role == Role::Administrator,
            csrf: session.clone(),
        }))
    }
}

/// Where a browser is, and what it says it is.
pub(super) fn origin(headers: &HeaderMap, transport: Transport) -> Origin {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin::new(transport.peer.ip(), agent)
}
