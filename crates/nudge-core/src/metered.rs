//! What the domain counts.
//!
//! The handles are made once, so that counting something is an addition and no look-up. Where nobody collects, it is
//! nothing. What each name means is said in one table, in the program that collects.

use std::sync::LazyLock;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use crate::{Error, Refusal};

/// Sign-ins by one way in, counted by what came of them.
#[derive(Debug)]
pub struct SignIns([Counter; OUTCOMES.len()]);

/// What can come of a sign-in. The last two are every other refusal, and our own failures.
const OUTCOMES: [&str; 9] =
    ["ok", "bad_credentials", "throttled", "disabled", "banned", "unconfirmed", "busy", "refused", "fault"];

impl SignIns {
    /// Those by this way, which is a label: one of few words.
    pub fn by(way: &'static str) -> Self {
        Self(OUTCOMES.map(|outcome| counter!("nudge_sign_ins_total", "way" => way, "outcome" => outcome)))
    }

    /// Counts one.
    pub fn count<T>(&self, result: &Result<T, Error>) {
        self.add(match result {
            Ok(_) => "ok",
            Err(Error::Refusal(refusal)) => Self::outcome(*refusal),
            Err(Error::Fault(_)) => "fault",
        });
    }

    /// Counts one that did not get as far as the domain: what was said is no address or no proof.
    pub fn count_malformed(&self) {
        self.add("bad_credentials");
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are rare here, and one outcome")]
    fn outcome(refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::BadCredentials | Refusal::TicketExpired => "bad_credentials",
            Refusal::TooManyAttempts => "throttled",
            Refusal::Disabled => "disabled",
            Refusal::Banned => "banned",
            Refusal::Unconfirmed => "unconfirmed",
            Refusal::Busy => "busy",
            _ => "refused",
        }
    }

    fn add(&self, outcome: &str) {
        for (_, counter) in OUTCOMES.iter().zip(&self.0).filter(|(known, _)| **known == outcome) {
            counter.increment(1);
        }
    }
}

/// How often a limit was hit that holds somebody up or refuses something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Limit {
    /// Chat messages.
    Messages,
    /// Changes of the display name.
    Renames,
    /// Changes of contacts, groups and privacy.
    ContactChanges,
    /// Requests for a conversation.
    Openings,
    /// Calls into a conversation.
    Calls,
    /// Pages.
    Pages,
    /// Invitations by mail.
    Invites,
    /// Searches of the member directory.
    Searches,
    /// Commands of any kind.
    Commands,
    /// Changes that contacts are told of.
    Announcements,
    /// Calls of people who do not have the caller as a contact.
    Strangers,
    /// New accounts.
    Registrations,
    /// Questions for a code, to confirm an address or to set a new password.
    CodeQuestions,
    /// Letters to one account with such a code.
    Letters,
    /// Reports of members.
    Reports,
    /// Entries on a list, the one of those who wait for an answer among them.
    Lists,
    /// Messages that are left for those who are not there.
    OfflineMessages,
    /// Those of them that wait for one receiver.
    WaitingMessages,
    /// Data from program to program.
    Data,
    /// Connections that had said nothing yet and made room for newer ones.
    Newcomers,
    /// Conversations that one is in.
    Rooms,
    /// People in one conversation.
    RoomMembers,
    /// Programs of one account at the same time.
    Programs,
    /// Circles that one is in, and their members.
    Circles,
    /// Access tokens of one account, and keys.
    Tokens,
    /// Bans.
    Bans,
    /// Links to register with.
    Links,
    /// Tickets into conversations that nobody has used yet.
    Tickets,
    /// Addresses and accounts of which it is known how far they have used up a rate.
    Paces,
    /// What is collected for the operator: invitations by mail and reports of one member.
    Collected,
}

impl Limit {
    const ALL: [Self; 30] = [
        Self::Messages,
        Self::Renames,
        Self::ContactChanges,
        Self::Openings,
        Self::Calls,
        Self::Pages,
        Self::Invites,
        Self::Searches,
        Self::Commands,
        Self::Announcements,
        Self::Strangers,
        Self::Registrations,
        Self::CodeQuestions,
        Self::Letters,
        Self::Reports,
        Self::Lists,
        Self::OfflineMessages,
        Self::WaitingMessages,
        Self::Data,
        Self::Newcomers,
        Self::Rooms,
        Self::RoomMembers,
        Self::Programs,
        Self::Circles,
        Self::Tokens,
        Self::Bans,
        Self::Links,
        Self::Tickets,
        Self::Paces,
        Self::Collected,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Renames => "renames",
            Self::ContactChanges => "contact_changes",
            Self::Openings => "switchboard_requests",
            Self::Calls => "calls",
            Self::Pages => "pages",
            Self::Invites => "invitations",
            Self::Searches => "searches",
            Self::Commands => "commands",
            Self::Announcements => "announcements",
            Self::Strangers => "strangers",
            Self::Registrations => "registrations",
            Self::CodeQuestions => "code_questions",
            Self::Letters => "letters",
            Self::Reports => "reports",
            Self::Lists => "lists",
            Self::OfflineMessages => "offline_messages",
            Self::WaitingMessages => "waiting_messages",
            Self::Data => "endpoint_data",
            Self::Newcomers => "newcomers",
            Self::Rooms => "conversations",
            Self::RoomMembers => "conversation_members",
            Self::Programs => "programs",
            Self::Circles => "circles",
            Self::Tokens => "tokens",
            Self::Bans => "bans",
            Self::Links => "links",
            Self::Tickets => "tickets",
            Self::Paces => "paces",
            Self::Collected => "collected",
        }
    }

    /// Counts a hit.
    pub fn hit(self) {
        for (_, counter) in Self::ALL.iter().zip(&METERED.limits).filter(|(limit, _)| **limit == self) {
            counter.increment(1);
        }
    }

    /// Counts a hit where a refusal says that something is full, and gives back what came.
    pub(crate) fn noted<T>(came: Result<T, Error>) -> Result<T, Error> {
        came.inspect_err(|error| {
            if let Some(limit) = error.refusal().and_then(Self::told_by) {
                limit.hit();
            }
        })
    }

    /// Counts a hit where so much of one member is collected that no more is taken, and gives back what came.
    pub(crate) fn collected<T>(came: Result<T, Error>) -> Result<T, Error> {
        came.inspect_err(|error| {
            if error.refusal() == Some(Refusal::TooFast) {
                Self::Collected.hit();
            }
        })
    }

    /// The limit that a refusal tells of, where it is a number of things.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few of the refusals tell of a number of things")]
    const fn told_by(refusal: Refusal) -> Option<Self> {
        match refusal {
            Refusal::ListFull | Refusal::TooManyGroups => Some(Self::Lists),
            Refusal::TooManyWaiting => Some(Self::WaitingMessages),
            Refusal::TooManyRooms => Some(Self::Rooms),
            Refusal::RoomFull => Some(Self::RoomMembers),
            Refusal::TooManyEndpoints => Some(Self::Programs),
            Refusal::TooManyCircles => Some(Self::Circles),
            Refusal::TooManyTokens => Some(Self::Tokens),
            Refusal::TooManyBans => Some(Self::Bans),
            _ => None,
        }
    }

    /// Counts a hit where something was not allowed, and gives back whether it was.
    pub(crate) fn unless(self, allowed: bool) -> bool {
        if !allowed {
            self.hit();
        }
        allowed
    }
}

/// The handles of the domain.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(Metered::new);

/// What the domain counts.
pub(crate) struct Metered {
    limits: [Counter; Limit::ALL.len()],
    /// What is said in conversations: how many messages, and their bytes.
    pub(crate) messages: Counter,
    pub(crate) message_bytes: Counter,
    /// A message for each who is to hear it: in the queue, or lost with a connection that took nothing more.
    pub(crate) deliveries_queued: Counter,
    pub(crate) deliveries_lost: Counter,
    /// What others are told of, and how many were told.
    pub(crate) presence_changes: Counter,
    pub(crate) presence_notices: Counter,
    /// Utterances that wait to be written to the history, and those that could not be.
    pub(crate) journal_waiting: Gauge,
    pub(crate) journal_lost: Counter,
    /// Messages that were left for those who are not there, and what became of them.
    pub(crate) offline_left: Counter,
    pub(crate) offline_repeated: Counter,
    pub(crate) offline_delivered: Counter,
    pub(crate) offline_thrown_away: Counter,
    pub(crate) offline_expired: Counter,
    /// Passwords that are being hashed, or wait for it, and how long that takes.
    pub(crate) hashes_waiting: Gauge,
    pub(crate) hash_seconds: Histogram,
}

impl Metered {
    fn new() -> Self {
        let deliveries = |outcome: &'static str| counter!("nudge_deliveries_total", "outcome" => outcome);
        let offline = |event: &'static str| counter!("nudge_offline_messages_total", "event" => event);
        Self {
            limits: Limit::ALL.map(|limit| counter!("nudge_limits_hit_total", "limit" => limit.label())),
            messages: counter!("nudge_messages_total"),
            message_bytes: counter!("nudge_message_bytes_total"),
            deliveries_queued: deliveries("queued"),
            deliveries_lost: deliveries("lost"),
            presence_changes: counter!("nudge_presence_changes_total"),
            presence_notices: counter!("nudge_presence_notices_total"),
            journal_waiting: gauge!("nudge_journal_waiting"),
            journal_lost: counter!("nudge_journal_lost_total"),
            offline_left: offline("left"),
            offline_repeated: offline("repeated"),
            offline_delivered: offline("delivered"),
            offline_thrown_away: offline("thrown_away"),
            offline_expired: offline("expired"),
            hashes_waiting: gauge!("nudge_password_hashes_waiting"),
            hash_seconds: histogram!("nudge_password_hash_seconds"),
        }
    }
}

/// A count for the collector, which counts in 64 bits.
pub(crate) fn amount(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_place_and_a_name_of_its_own() {
        let labels: std::collections::HashSet<_> = Limit::ALL.iter().map(|limit| limit.label()).collect();
        assert_eq!(labels.len(), Limit::ALL.len());
        assert_eq!(Limit::ALL.len(), Limit::Collected as usize + 1, "the last one is in the row");
    }

    #[test]
    fn every_refusal_at_sign_in_is_one_of_the_known_outcomes() {
        for refusal in [
            Refusal::BadCredentials,
            Refusal::TicketExpired,
            Refusal::TooManyAttempts,
            Refusal::Disabled,
            Refusal::Banned,
            Refusal::Unconfirmed,
            Refusal::Busy,
            Refusal::HandleTaken,
        ] {
            assert!(OUTCOMES.contains(&SignIns::outcome(refusal)), "{refusal:?}");
        }
    }
}
