//! How fast the commands of one client are handled.

use msnp::notification::FromClient;
use nudge_core::{Limit, Pace, Timestamp};

use crate::config::Limits;

/// What a client has used up of its limits.
///
/// Announcements are a few thousand bytes for each of up to a thousand contacts, some of them on a telephone line: handled as
/// fast as other commands, one client could fill the queues of all who have it as a contact.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tempo {
    commands: Pace,
    announcements: Pace,
}

impl Tempo {
    /// Counts a command, and says how many milliseconds the next one has to wait for it.
    pub(super) fn charge(&mut self, announces: bool, limits: &Limits, now: Timestamp) -> u64 {
        let commands = held(Limit::Commands, self.commands.charge(limits.commands, now));
        if !announces {
            return commands;
        }
        commands.max(held(Limit::Announcements, self.announcements.charge(limits.announcements, now)))
    }
}

/// Counts a wait, if there is one.
fn held(limit: Limit, wait: u64) -> u64 {
    if wait > 0 {
        limit.hit();
    }
    wait
}

/// Whether it is one that contacts are told of.
pub(super) const fn announces(command: &FromClient<'_>) -> bool {
    matches!(command, FromClient::Chg(_) | FromClient::Uux(_))
}
