//! What can be asked for to look after the service.

use nudge_core::member::Scope;
use nudge_core::{Handle, Role};
use serde::{Deserialize, Serialize};

use crate::Moment;

/// One request. What it is answered with is said at each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Moderation {
    /// Gives an account a role: [`AccountView`](crate::AccountView).
    SetRole {
        /// Whose.
        email: Handle,
        /// Which role.
        role: Role,
    },
    /// Gives an account another address: [`AccountView`](crate::AccountView).
    Rename {
        /// Whose.
        email: Handle,
        /// The new address.
        to: Handle,
    },
    /// Ends every session and place of an account: nothing.
    SignOut {
        /// Whose.
        email: Handle,
    },
    /// Takes the second factor of an account away: [`AccountView`](crate::AccountView).
    RemoveSecondFactor {
        /// Whose.
        email: Handle,
    },
    /// Accounts by part of their address or name: a list of [`AccountView`](crate::AccountView).
    Search {
        /// Part of the address or the name; anybody, if it is empty.
        text: String,
        /// Only those after that one.
        after: Option<Handle>,
        /// How many at most.
        limit: usize,
    },
    /// Who is signed in: a list of [`OnlineView`](super::OnlineView).
    Online,
    /// Ends the session of an account with a client: nothing.
    EndSession {
        /// Whose.
        email: Handle,
    },

    /// Makes a link to register with: [`LinkView`](super::LinkView).
    AddLink {
        /// Whom or what for.
        label: String,
        /// How many may register with it.
        uses: u32,
        /// Until when it holds; for ever, if it does not say.
        expires: Option<Moment>,
    },
    /// Links, newest first: a list of [`LinkView`](super::LinkView).
    Links {
        /// Only those before that one.
        before: Option<i64>,
        /// How many at most.
        limit: usize,
    },
    /// Makes a link worthless: nothing.
    WithdrawLink {
        /// Its number.
        id: i64,
    },

    /// Bans somebody: [`BanView`](super::BanView).
    AddBan {
        /// What `whom` is: `account`, `email` or `network`.
        kind: String,
        /// Whom.
        whom: String,
        /// Why.
        reason: String,
        /// Until when it holds; for ever, if it does not say.
        expires: Option<Moment>,
    },
    /// All bans, newest first: a list of [`BanView`](super::BanView).
    Bans,
    /// Lifts a ban: nothing.
    LiftBan {
        /// Its number.
        id: i64,
    },

    /// Reports, newest first: a list of [`ReportView`](super::ReportView).
    Reports {
        /// Whether also those that were dealt with.
        all: bool,
        /// Only those before that one.
        before: Option<i64>,
        /// How many at most.
        limit: usize,
    },
    /// Says what became of a report: nothing.
    SettleReport {
        /// Its number.
        id: i64,
        /// What was done.
        note: String,
    },

    /// The message of the day: [`MotdView`](super::MotdView).
    Motd,
    /// Sets it, or takes it away: [`MotdView`](super::MotdView).
    SetMotd {
        /// What it says; nothing, to take it away.
        text: Option<String>,
    },

    /// What administrators did, newest first: a list of [`AuditView`](super::AuditView).
    Audit {
        /// Only those before that one.
        before: Option<i64>,
        /// How many at most.
        limit: usize,
    },

    /// Makes a key for programs: [`KeyMade`](super::KeyMade).
    AddKey {
        /// Whose.
        owner: Handle,
        /// What it is called.
        name: String,
        /// What it may be used for.
        scopes: Vec<ScopeName>,
    },
    /// Keys, oldest first: a list of [`KeyView`](super::KeyView).
    Keys {
        /// Whose; everybody's, if it does not say.
        owner: Option<Handle>,
    },
    /// Makes a key worthless: nothing.
    RevokeKey {
        /// Its number.
        id: i64,
    },

    /// Totals of the last hours, in steps: a list of [`SampleView`](super::SampleView).
    Statistics {
        /// Of how many hours.
        hours: u32,
        /// In steps of so many minutes.
        step_minutes: u32,
    },
}

/// The name of a scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScopeName(pub Scope);

impl TryFrom<String> for ScopeName {
    type Error = nudge_core::member::NoScope;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

impl From<ScopeName> for String {
    fn from(scope: ScopeName) -> Self {
        scope.0.name().to_owned()
    }
}
