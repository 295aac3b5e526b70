//! What can be asked for to look after the service.

use nudge_core::member::Scope;
use nudge_core::{Handle, Role};
use serde::{Deserialize, Serialize};

use crate::admin::Moment;

/// One request. What it is answered with is said at each.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum Moderation {
    /// Gives an account a role: [`AccountView`](crate::admin::AccountView).
    SetRole { email: Handle, role: Role },
    /// Gives an account another address: [`AccountView`](crate::admin::AccountView).
    Rename { email: Handle, to: Handle },
    /// Ends every session and place of an account: nothing.
    SignOut { email: Handle },
    /// Takes the second factor of an account away: [`AccountView`](crate::admin::AccountView).
    RemoveSecondFactor { email: Handle },
    /// Accounts by part of their address or name: a list of [`AccountView`](crate::admin::AccountView).
    Search { text: String, after: Option<Handle>, limit: usize },
    /// Who is signed in: a list of [`OnlineView`](super::OnlineView).
    Online,

    /// Makes a link to register with: [`LinkView`](super::LinkView).
    AddLink { label: String, uses: u32, expires: Option<Moment> },
    /// Links, newest first: a list of [`LinkView`](super::LinkView).
    Links { before: Option<i64>, limit: usize },
    /// Makes a link worthless: nothing.
    WithdrawLink { id: i64 },

    /// Bans somebody: [`BanView`](super::BanView).
    AddBan { kind: String, whom: String, reason: String, expires: Option<Moment> },
    /// All bans, newest first: a list of [`BanView`](super::BanView).
    Bans,
    /// Lifts a ban: nothing.
    LiftBan { id: i64 },

    /// Reports, newest first: a list of [`ReportView`](super::ReportView).
    Reports { all: bool, before: Option<i64>, limit: usize },
    /// Says what became of a report: nothing.
    SettleReport { id: i64, note: String },

    /// The message of the day: [`MotdView`](super::MotdView).
    Motd,
    /// Sets it, or takes it away: [`MotdView`](super::MotdView).
    SetMotd { text: Option<String> },

    /// What administrators did, newest first: a list of [`AuditView`](super::AuditView).
    Audit { before: Option<i64>, limit: usize },

    /// Makes a key for programs: [`KeyMade`](super::KeyMade).
    AddKey { owner: Handle, name: String, scopes: Vec<ScopeName> },
    /// Keys, oldest first: a list of [`KeyView`](super::KeyView).
    Keys { owner: Option<Handle> },
    /// Makes a key worthless: nothing.
    RevokeKey { id: i64 },

    /// Totals of the last hours, in steps: a list of [`SampleView`](super::SampleView).
    Statistics { hours: u32, step_minutes: u32 },
}

/// The name of a scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct ScopeName(pub(crate) Scope);

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
