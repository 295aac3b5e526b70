//! What is seen of bans, reports and the like: plain data.

use std::net::IpAddr;

use nudge_core::Handle;
use nudge_core::member::{Key, Link};
use nudge_core::moderation::{AuditEntry, Ban, Online, Report, Sample};
use serde::{Deserialize, Serialize};

use super::ScopeName;
use crate::admin::{Moment, Told};

/// Somebody who is signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OnlineView {
    pub(crate) email: Handle,
    pub(crate) name: String,
    /// What they are doing; nothing before the first presence.
    pub(crate) status: Option<String>,
    pub(crate) client: String,
    pub(crate) protocol: String,
    pub(crate) address: IpAddr,
    pub(crate) since: Moment,
}

impl From<Online> for OnlineView {
    fn from(online: Online) -> Self {
        Self {
            email: online.handle,
            name: online.name.to_string(),
            status: online.status.map(|status| status.name().to_owned()),
            client: online.client.to_string(),
            protocol: online.protocol.to_string(),
            address: online.address,
            since: online.since.into(),
        }
    }
}

/// A link to register with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LinkView {
    pub(crate) id: i64,
    pub(crate) code: String,
    pub(crate) label: String,
    /// Who made it; nobody, if it was made on the command line.
    pub(crate) by: Option<Handle>,
    pub(crate) made: Moment,
    pub(crate) expires: Option<Moment>,
    pub(crate) uses: u32,
    pub(crate) used: u32,
}

impl From<Link> for LinkView {
    fn from(link: Link) -> Self {
        Self {
            id: link.id.0,
            code: link.link.code.to_string(),
            label: link.link.label,
            by: link.by,
            made: link.made.into(),
            expires: link.link.expires.map(Moment),
            uses: link.link.uses,
            used: link.used,
        }
    }
}

/// A ban.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BanView {
    pub(crate) id: i64,
    /// `account`, `email` or `network`.
    pub(crate) kind: String,
    pub(crate) whom: String,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) made: Moment,
    pub(crate) expires: Option<Moment>,
}

impl From<Ban> for BanView {
    fn from(ban: Ban) -> Self {
        let (kind, whom) = ban.ban.whom.parts();
        Self {
            id: ban.id.0,
            kind: kind.to_owned(),
            whom,
            reason: ban.ban.reason,
            by: ban.by,
            made: ban.made.into(),
            expires: ban.ban.expires.map(Moment),
        }
    }
}

/// A report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ReportView {
    pub(crate) id: i64,
    /// Who reported; nobody, if that account is gone.
    pub(crate) by: Option<Handle>,
    pub(crate) about: Handle,
    pub(crate) text: String,
    pub(crate) at: Moment,
    pub(crate) settled: Option<SettledView>,
}

/// What became of a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SettledView {
    pub(crate) by: String,
    pub(crate) at: Moment,
    pub(crate) note: String,
}

impl From<Report> for ReportView {
    fn from(report: Report) -> Self {
        let settled = report.settled.map(|settled| SettledView {
            by: settled.by,
            at: settled.at.into(),
            note: settled.note,
        });
        Self {
            id: report.id.0,
            by: report.by,
            about: report.about,
            text: report.text,
            at: report.at.into(),
            settled,
        }
    }
}

/// The message of the day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MotdView {
    pub(crate) text: Option<String>,
}

/// A line of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuditView {
    pub(crate) id: i64,
    pub(crate) at: Moment,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) detail: String,
}

impl From<AuditEntry> for AuditView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at.into(),
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
        }
    }
}

/// A key for programs, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyView {
    pub(crate) id: i64,
    pub(crate) owner: i64,
    pub(crate) name: String,
    pub(crate) scopes: Vec<ScopeName>,
    pub(crate) created: Moment,
    pub(crate) last_used: Option<Moment>,
}

impl From<Key> for KeyView {
    fn from(key: Key) -> Self {
        Self {
            id: key.id.0,
            owner: key.account.get(),
            name: key.name.to_string(),
            scopes: key.scopes.into_iter().map(ScopeName).collect(),
            created: key.created.into(),
            last_used: key.last_used.map(Moment),
        }
    }
}

/// A new key. This is the only time that its secret is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyMade {
    pub(crate) name: String,
    pub(crate) key: Told,
}

/// What was counted in some time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SampleView {
    pub(crate) at: Moment,
    pub(crate) online: u64,
    pub(crate) sign_ins: u64,
    pub(crate) failures: u64,
    pub(crate) messages: u64,
    pub(crate) registrations: u64,
}

impl From<Sample> for SampleView {
    fn from(sample: Sample) -> Self {
        Self {
            at: sample.at.into(),
            online: sample.online,
            sign_ins: sample.sign_ins,
            failures: sample.failures,
            messages: sample.messages,
            registrations: sample.registrations,
        }
    }
}
