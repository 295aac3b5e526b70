//! What is seen of bans, reports and the like: plain data.

use std::net::IpAddr;

use nudge_core::Handle;
use nudge_core::member::{Key, Link};
use nudge_core::moderation::{AuditEntry, Ban, Online, Report, Sample};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ScopeName;
use crate::{Moment, Told};

/// Somebody who is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Online)]
pub struct OnlineView {
    /// The address of the account.
    #[schema(value_type = String, example = "alice@example.com")]
    pub email: Handle,
    /// The name that is shown to others.
    #[schema(example = "Alice")]
    pub name: String,
    /// What they are doing; nothing before the first presence.
    pub status: Option<String>,
    /// With which program.
    pub client: String,
    /// Which protocol it speaks.
    #[schema(example = "MSNP12")]
    pub protocol: String,
    /// Where from.
    #[schema(value_type = String, example = "192.0.2.7")]
    pub address: IpAddr,
    /// Since when.
    pub since: Moment,
    /// What the program calls its computer, where it does: whoever is signed in with several programs is listed once for each.
    #[schema(example = "HOMEPC")]
    pub place: Option<String>,
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
            place: (!online.place.is_empty()).then(|| online.place.to_string()),
        }
    }
}

/// A link to register with.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Invitation)]
pub struct LinkView {
    /// Its number.
    pub id: i64,
    /// What makes it valid: the link is `/join/` and this.
    pub code: String,
    /// Whom or what for.
    #[schema(example = "Bob")]
    pub label: String,
    /// Who made it; nobody, if it was made on the command line.
    #[schema(value_type = Option<String>, example = "alice@example.com")]
    pub by: Option<Handle>,
    /// When it was made.
    pub made: Moment,
    /// Until when it can be used; for ever, if it does not say.
    pub expires: Option<Moment>,
    /// How many may register with it.
    pub uses: u32,
    /// How many have.
    pub used: u32,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Ban)]
pub struct BanView {
    /// Its number.
    pub id: i64,
    /// `account`, `email` or `network`.
    pub kind: String,
    /// The address, the pattern of addresses, or the network.
    #[schema(example = "*@spam.example")]
    pub whom: String,
    /// Why, for administrators.
    pub reason: String,
    /// Who made it, in words.
    pub by: String,
    /// When.
    pub made: Moment,
    /// Until when it holds; for ever, if it does not say.
    pub expires: Option<Moment>,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView {
    /// Its number.
    pub id: i64,
    /// Who reported; nobody, if that account is gone.
    #[schema(value_type = Option<String>, example = "alice@example.com")]
    pub by: Option<Handle>,
    /// Whom.
    #[schema(value_type = String, example = "alice@example.com")]
    pub about: Handle,
    /// What happened.
    pub text: String,
    /// When it was made.
    pub at: Moment,
    /// What became of it, once somebody has dealt with it.
    pub settled: Option<SettledView>,
}

/// What became of a report.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Settlement)]
pub struct SettledView {
    /// Who dealt with it, in words.
    pub by: String,
    /// When.
    pub at: Moment,
    /// What was done.
    pub note: String,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MessageOfTheDay)]
pub struct MotdView {
    /// What it says; nothing, if there is none.
    pub text: Option<String>,
}

/// A line of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditView {
    /// Its number. A later one has a higher number.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who did it, in words: a program is the address of its key's owner and the name of the key.
    #[schema(example = "alice@example.com (robot)")]
    pub actor: String,
    /// What was done.
    #[schema(example = "account.disabled")]
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// What else there is to say; never a secret.
    pub detail: String,
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
pub struct KeyView {
    /// Its number.
    pub id: i64,
    /// The number of the account that it belongs to.
    pub owner: i64,
    /// What it is called.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<ScopeName>,
    /// When it was made.
    pub created: Moment,
    /// When it was last used, give or take a few minutes.
    pub last_used: Option<Moment>,
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
pub struct KeyMade {
    /// What it is called.
    pub name: String,
    /// Its secret.
    pub key: Told,
}

/// What was counted in some time.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Sample)]
pub struct SampleView {
    /// The beginning of that time.
    pub at: Moment,
    /// The most who were online at a time.
    pub online: u64,
    /// How many signed in.
    pub sign_ins: u64,
    /// How many failed to.
    pub failures: u64,
    /// How many messages were said in conversations.
    pub messages: u64,
    /// How many registered.
    pub registrations: u64,
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
