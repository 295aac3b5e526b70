//! Tickets into conversations: random, short-lived, good for one entry.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smol_str::{SmolStr, format_smolstr};
use subtle::ConstantTimeEq;

use super::RoomId;
use crate::presence::Program;
use crate::{Core, Handle, Limit, Refusal, Timestamp, entropy};

/// What a ticket looks like: digits and dots, which fits wherever the originals fitted.
#[derive(Clone, Eq, PartialEq)]
pub struct TicketCode(SmolStr);

impl TicketCode {
    /// What somebody shows as a ticket.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketCode(..)")
    }
}

/// Who may come in, and to what.
pub(crate) struct Ticket {
    pub(crate) holder: Arc<Program>,
    pub(crate) purpose: Purpose,
    secret: [u8; 16],
    expires: Timestamp,
}

/// What a ticket is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To open a conversation.
    Open,
    /// To answer a call into this one.
    Answer(RoomId),
}

/// The tickets that have been issued and not yet used.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<u64, Ticket>>);

impl Tickets {
    /// A ticket for a program. [`Refusal::Busy`] while as many as there may be wait to be used.
    pub(crate) fn issue(
        &self,
        core: &Core,
        holder: &Arc<Program>,
        purpose: Purpose,
    ) -> Result<TicketCode, Refusal> {
        let expires = core.clock().now().plus_millis(core.policy().ticket_millis);
        let secret: [u8; 16] = entropy::draw_bytes(core.entropy());
        let number = entropy::draw_u64(core.entropy()) >> 16;
        let ticket = Ticket { holder: Arc::clone(holder), purpose, secret, expires };
        let mut tickets = self.lock();
        // Those that are too old are swept out every second.
        if !Limit::Tickets.unless(tickets.len() < core.policy().tickets) {
            return Err(Refusal::Busy);
        }
        tickets.insert(number, ticket);
        Ok(TicketCode(format_smolstr!("{number}.{}", u128::from_le_bytes(secret))))
    }

    /// Uses a ticket up. It must be the holder's, and not too old; a wrong guess uses nothing up.
    pub(crate) fn redeem(&self, code: &TicketCode, holder: &Handle, now: Timestamp) -> Option<Ticket> {
        let (number, secret) = code.0.split_once('.')?;
        let (number, secret) = (number.parse().ok()?, secret.parse::<u128>().ok()?.to_le_bytes());
        let mut tickets = self.lock();
        let ticket = tickets.get(&number)?;
        // The number only finds the ticket; it is the secret that must not leak through timing.
        let valid = bool::from(ticket.secret.ct_eq(&secret))
            && ticket.holder.principal.handle == *holder
            && now < ticket.expires
            && !ticket.holder.is_revoked();
        if valid { tickets.remove(&number) } else { None }
    }

    /// Forgets the tickets of the programs that this concerns, who count as revoked from now on.
    pub(crate) fn revoke(&self, concerned: impl Fn(&Program) -> bool) {
        self.lock().retain(|_, ticket| {
            let revoked = concerned(&ticket.holder);
            if revoked {
                ticket.holder.revoke();
            }
            !revoked
        });
    }

    /// Forgets what is too old.
    pub(crate) fn sweep(&self, now: Timestamp) {
        self.lock().retain(|_, ticket| now < ticket.expires);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Ticket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
