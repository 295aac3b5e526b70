//! What the operator allows: every limit and switch that the domain obeys.

use crate::circle::CircleLimits;
use crate::member::Registration;
use crate::{OfflineLimits, Rate, RosterLimits};

/// Limits and switches. All come from the configuration; nothing else in the domain is configurable.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Policy {
    /// How long the lists may be.
    pub roster: RosterLimits,
    /// How many circles there may be, and how large.
    pub circles: CircleLimits,
    /// How many may be in one conversation.
    pub room_members: usize,
    /// In how many conversations one principal may be.
    pub rooms_per_principal: u32,
    /// Failed sign-ins to one account, from wherever.
    pub failures_per_account: Rate,
    /// Failed sign-ins from one address, to whichever accounts.
    pub failures_per_address: Rate,
    /// How long a ticket that stands in for a password is good for, in milliseconds.
    pub passport_millis: i64,
    /// How long a ticket into a conversation is good for, in milliseconds.
    pub ticket_millis: i64,
    /// How many such tickets may wait to be used, of everybody together.
    pub tickets: usize,
    /// After how many quiet milliseconds a conversation is closed; 0 for never.
    pub room_idle_millis: i64,
    /// Chat messages of one principal, in all conversations.
    pub messages: Rate,
    /// Renames of oneself.
    pub renames: Rate,
    /// Changes of one principal's contacts, groups and privacy, with whatever program.
    pub contact_changes: Rate,
    /// Requests for conversations.
    pub openings: Rate,
    /// Calls of the same callee into the same conversation.
    pub calls: Rate,
    /// Calls of those who do not have the caller as a contact.
    pub strangers: Rate,
    /// Pages sent.
    pub pages: Rate,
    /// Data from program to program, beside conversations.
    pub data: Rate,
    /// Invitations by mail.
    pub invites: Rate,
    /// Searches of the member directory.
    pub searches: Rate,
    /// Messages that are left for those who are not there.
    pub offline: OfflineLimits,
    /// Whether members can be searched for.
    pub directory: bool,
    /// Whether invitations by mail are taken down.
    pub invitations: bool,
    /// Whether pages are delivered.
    pub paging: bool,
    /// Whether chat messages are kept.
    pub history: bool,
    /// Whether a sign-in in clear text makes the account that it names, if there is none.
    pub open_registration: bool,
    /// Who may register with a browser.
    pub registration: Registration,
    /// Whether somebody who registers must show that the address is theirs before they can sign in.
    pub confirm_addresses: bool,
    /// Registrations from one address, and the same number of questions for a code.
    pub registrations: Rate,
    /// Letters with a code to one account.
    pub letters: Rate,
    /// Reports of one member.
    pub reports: Rate,
    /// Whether an administrator must have a second factor to look after the service with a browser.
    pub administrators_need_second_factor: bool,
    /// How long a browser that is not used stays signed in, in milliseconds.
    pub place_idle_millis: i64,
    /// How long a browser stays signed in at all, in milliseconds.
    pub place_millis: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            roster: RosterLimits::default(),
            circles: CircleLimits::default(),
            room_members: 50,
            rooms_per_principal: 50,
            failures_per_account: Rate { count: 10, within_millis: 900_000 },
            failures_per_address: Rate { count: 50, within_millis: 900_000 },
            passport_millis: 86_400_000,
            ticket_millis: 120_000,
            tickets: 100_000,
            room_idle_millis: 300_000,
            messages: Rate { count: 30, within_millis: 10_000 },
            renames: Rate { count: 10, within_millis: 60_000 },
            contact_changes: Rate { count: 1500, within_millis: 3_600_000 },
            openings: Rate { count: 60, within_millis: 60_000 },
            calls: Rate { count: 5, within_millis: 60_000 },
            strangers: Rate { count: 30, within_millis: 3_600_000 },
            pages: Rate { count: 10, within_millis: 3_600_000 },
            data: Rate { count: 200, within_millis: 60_000 },
            invites: Rate { count: 20, within_millis: 3_600_000 },
            searches: Rate { count: 30, within_millis: 60_000 },
            offline: OfflineLimits::default(),
            directory: true,
            invitations: true,
            paging: true,
            history: false,
            open_registration: false,
            registration: Registration::Closed,
            confirm_addresses: false,
            registrations: Rate { count: 5, within_millis: 3_600_000 },
            letters: Rate { count: 3, within_millis: 3_600_000 },
            reports: Rate { count: 10, within_millis: 3_600_000 },
            administrators_need_second_factor: false,
            place_idle_millis: 14 * 86_400_000,
            place_millis: 90 * 86_400_000,
        }
    }
}
