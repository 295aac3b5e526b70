//! Making and lifting bans, and asking whether one holds.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::audit::Action;
use super::{Actor, Ban, BanId, NewBan, text};
use crate::presence::Program;
use crate::{Core, Error, Handle, Limit, Refusal, Timestamp};

/// All bans, in memory: every sign-in asks.
#[derive(Debug, Default)]
pub(crate) struct BanList(Mutex<Arc<[Ban]>>);

/// The longest reason, in characters.
const REASON_CHARS: usize = 500;

impl BanList {
    fn all(&self) -> Arc<[Ban]> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn replace(&self, bans: Vec<Ban>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = bans.into();
    }

    fn covers(&self, handle: &Handle, from: Option<IpAddr>, now: Timestamp) -> bool {
        let bans = self.all();
        bans.iter().filter(|ban| ban.holds(now)).any(|ban| {
            let whom = &ban.ban.whom;
            whom.covers_handle(handle) || from.is_some_and(|from| whom.covers_origin(from))
        })
    }
}

impl Core {
    /// Whether somebody with that address, or from there, is not let in.
    pub fn is_banned(&self, handle: &Handle, from: IpAddr) -> bool {
        self.ban_list().covers(handle, Some(from), self.clock().now())
    }

    /// Whether somebody with that address is not let in, from wherever.
    pub(crate) fn is_handle_banned(&self, handle: &Handle) -> bool {
        self.ban_list().covers(handle, None, self.clock().now())
    }

    /// Bans somebody. Whoever it is about is signed out, before this returns.
    ///
    /// A ban that would be about the one who makes it is [`Refusal::OwnAccount`].
    pub async fn add_ban(&self, by: &Actor, ban: NewBan) -> Result<Ban, Error> {
        text::check(&ban.reason, REASON_CHARS)?;
        let own = match by {
            Actor::Owner | Actor::Console => None,
            Actor::Administrator { handle, .. } | Actor::Program { handle, .. } => Some(handle),
        };
        if own.is_some_and(|own| ban.whom.covers_handle(own)) {
            return Err(Refusal::OwnAccount.into());
        }
        let (kind, whom) = ban.whom.parts();
        let now = self.clock().now();
        let note = by.notes(Action::BanAdded, format!("{kind} {whom}"), &ban.reason, now);
        let name = note.as_ref().map(|note| note.actor.to_string()).unwrap_or_default();
        let ban = Limit::noted(self.store().add_ban(ban, name, now, note).await)?;
        self.read_bans().await?;
        for principal in self.directory().everybody() {
            let whom = &ban.ban.whom;
            let from_there = |program: &Arc<Program>| whom.covers_origin(program.endpoint.address);
            if whom.covers_handle(&principal.handle) || principal.programs().iter().any(from_there) {
                self.end_sessions(principal.account, None);
            }
        }
        Ok(ban)
    }

    /// Lifts a ban.
    pub async fn lift_ban(&self, by: &Actor, id: BanId) -> Result<(), Error> {
        // Its number says nothing to whoever reads the log later.
        let all = self.ban_list().all();
        let subject = all.iter().find(|ban| ban.id == id).map(|ban| {
            let (kind, text) = ban.ban.whom.parts();
            format!("{kind} {text}")
        });
        let subject = subject.unwrap_or_else(|| id.0.to_string());
        let note = by.notes(Action::BanLifted, subject, "", self.clock().now());
        self.store().lift_ban(id, note).await?;
        self.read_bans().await
    }

    pub(super) async fn read_bans(&self) -> Result<(), Error> {
        let bans = self.store().bans().await?;
        self.ban_list().replace(bans);
        Ok(())
    }
}
