//! A program that is signed in to an account: an endpoint, and what it has said.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use smol_str::SmolStr;
use tokio::sync::Notify;

use super::{Endpoint, Principal, PrivateData, PublicEndpoint};
use crate::moderation::Online;
use crate::{
    AccountId, Capabilities, Delivery, Mailbox, Notice, PersonalMessage, Picture, Serial, SessionId, Status,
    Timestamp, TokenId,
};

/// A program that is signed in. What it changes is with its [`Principal`], under one lock with what the others say.
pub(crate) struct Program {
    pub(crate) principal: Arc<Principal>,
    pub(crate) session: SessionId,
    pub(crate) token: Option<TokenId>,
    pub(crate) endpoint: Endpoint,
    /// When it signed in.
    pub(crate) since: Timestamp,
    pub(crate) mailbox: Arc<dyn Mailbox<Notice>>,
    /// How many conversations it is in.
    pub(crate) rooms: AtomicU32,
    /// Whether the account was disabled, or the access token revoked, since it signed in.
    revoked: AtomicBool,
    /// Told once its session is over.
    pub(crate) released: Notify,
}

/// What a program has said since it signed in.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) program: Arc<Program>,
    /// What program it is, as far as is known.
    pub(crate) client: SmolStr,
    /// `None` before the first presence.
    pub(crate) status: Option<Status>,
    /// Which of the account's choices of a status that was: the highest is the newest.
    pub(crate) choice: u32,
    /// As it was when it last chose a status.
    pub(crate) capabilities: Capabilities,
    pub(crate) picture: Option<Picture>,
    /// Off while a `WebTV` box does not want to be disturbed.
    pub(crate) messaging: bool,
    /// What was changed past it.
    pub(crate) missed: Option<Missed>,
    /// What only those say that know of others. Boxed, because most connections do not.
    pub(crate) extra: Option<Box<Extra>>,
}

/// What only programs say that know of others of the same account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    /// What contacts can do with this endpoint; until it is said, what its choice of a status said.
    pub(crate) capabilities: Option<Capabilities>,
    pub(crate) private: PrivateData,
    /// What the principal is to show below the name once this program, which is not the first, has a presence: nobody sees
    /// anything of it before.
    pub(crate) personal: Option<PersonalMessage>,
}

/// The lists were changed, and the client that has a copy of them was not told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missed {
    /// The last version that the client knows.
    pub(crate) known: Serial,
    /// The last one that it does not know.
    pub(crate) changed: Serial,
}

impl Program {
    pub(crate) fn new(
        principal: Arc<Principal>,
        session: SessionId,
        token: Option<TokenId>,
        endpoint: Endpoint,
        since: Timestamp,
        mailbox: Arc<dyn Mailbox<Notice>>,
    ) -> Self {
        Self {
            principal,
            session,
            token,
            endpoint,
            since,
            mailbox,
            rooms: AtomicU32::new(0),
            revoked: AtomicBool::new(false),
            released: Notify::new(),
        }
    }

    pub(crate) fn account(&self) -> AccountId {
        self.principal.account
    }

    /// Whether both can be signed in to one account at a time: each can be told from the other.
    pub(crate) fn can_be_beside(&self, other: &Self) -> bool {
        match (&self.endpoint.machine, &other.endpoint.machine) {
            (Some(one), Some(other)) => one != other,
            (_, _) => false,
        }
    }

    /// Puts a notice into its mailbox. A full one ends its connection by itself; there is nobody else to tell.
    pub(crate) fn deliver(&self, notice: Notice) {
        let (Delivery::Queued | Delivery::Congested | Delivery::Gone) = self.mailbox.deliver(notice);
    }

    /// The account was disabled, or the access token revoked.
    pub(crate) fn revoke(&self) {
        self.revoked.store(true, Ordering::Release);
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.revoked.load(Ordering::Acquire)
    }

    /// Whether messages that wait can be said to it in conversations now.
    pub(crate) fn takes_messages(&self) -> bool {
        let state = self.principal.state();
        let is_there = state.of(self.session).is_some_and(|said| said.is_shown() && said.takes_calls());
        is_there && state.loading.is_none() && !self.is_revoked()
    }

    /// The conversation limits count from here.
    pub(crate) fn room_count(&self) -> u32 {
        self.rooms.load(Ordering::Relaxed)
    }
}

impl Said {
    /// Of a program that has just signed in.
    pub(crate) fn nothing(program: &Arc<Program>) -> Self {
        Self {
            program: Arc::clone(program),
            client: program.endpoint.client.clone(),
            status: None,
            choice: 0,
            capabilities: Capabilities::NONE,
            picture: None,
            messaging: true,
            missed: None,
            extra: None,
        }
    }

    /// Whether contacts may know that it is there.
    pub(crate) fn is_shown(&self) -> bool {
        self.status.is_some_and(Status::is_shown)
    }

    /// Whether a call rings there.
    pub(crate) fn takes_calls(&self) -> bool {
        self.messaging && self.status.is_some()
    }

    /// What contacts know of the endpoint, if it can be told from others.
    pub(crate) fn public(&self) -> Option<PublicEndpoint> {
        let machine = self.program.endpoint.machine.clone()?;
        let said = self.extra.as_ref().and_then(|extra| extra.capabilities);
        Some(PublicEndpoint { machine, capabilities: said.unwrap_or(self.capabilities) })
    }

    /// What administrators see of it.
    pub(crate) fn online(&self, principal: &Principal, name: &crate::DisplayName) -> Online {
        let program = &self.program;
        Online {
            account: principal.account,
            handle: principal.handle.clone(),
            name: name.clone(),
            status: self.status,
            client: self.client.clone(),
            protocol: program.endpoint.protocol.clone(),
            address: program.endpoint.address,
            since: program.since,
            place: self.extra.as_ref().map_or_else(SmolStr::default, |extra| extra.private.name().into()),
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("account", &self.account()).finish_non_exhaustive()
    }
}
