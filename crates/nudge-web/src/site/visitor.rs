//! Who looks at the site.

use std::fmt;

use async_trait::async_trait;
use nudge_core::{AccountId, Fault, Secret};

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their account.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub handle: String,
    /// Whether they look after the server.
    pub is_administrator: bool,
    /// What the forms of this session are bound to: a secret of the session that is not its cookie.
    pub csrf: Secret,
}

/// Knows sessions by their cookie.
#[async_trait]
pub trait Visitors: fmt::Debug + Send + Sync {
    /// Whose session it is; `None` where there is no such session (any more).
    async fn visitor(&self, session: &Secret) -> Result<Option<Visitor>, Fault>;
}

/// Knows no session: everybody is a stranger.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

#[async_trait]
impl Visitors for Nobody {
    async fn visitor(&self, _session: &Secret) -> Result<Option<Visitor>, Fault> {
        Ok(None)
    }
}
