//! What an operator sees of the domain: plain data, the same in a terminal, in a script and on the control socket.

use std::net::{IpAddr, SocketAddr};

use nudge_core::{
    Account, DisplayName, Gender, Handle, HistoryEntry, Invitation, MailNotice, Profile, Properties, Role,
    Token,
};
use serde::{Deserialize, Serialize};

use super::{Moment, Told};
use crate::serve::LogLevel;

/// An account.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccountView {
    pub(crate) id: i64,
    /// What later clients name it by.
    pub(crate) guid: String,
    pub(crate) email: Handle,
    pub(crate) name: DisplayName,
    pub(crate) enabled: bool,
    pub(crate) verified: bool,
    pub(crate) role: Role,
    pub(crate) second_factor: bool,
    /// Whether anybody may ask for its presence.
    pub(crate) shows_presence: bool,
    pub(crate) legacy_password: bool,
    pub(crate) keeps_history: bool,
    pub(crate) created: Moment,
    pub(crate) last_sign_in: Option<Moment>,
    pub(crate) profile: ProfileView,
    pub(crate) mail: MailView,
    pub(crate) phones: PhonesView,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.get(),
            guid: account.guid.to_string(),
            email: account.handle,
            name: account.name,
            enabled: account.state.enabled,
            verified: account.state.verified,
            role: account.role,
            second_factor: account.has_second_factor,
            shows_presence: account.shows_presence,
            legacy_password: account.legacy_password_allowed,
            keeps_history: account.keeps_history,
            created: account.created.into(),
            last_sign_in: account.last_sign_in.map(Moment),
            profile: account.profile.into(),
            mail: account.mail.into(),
            phones: account.properties.into(),
        }
    }
}

/// An account, and what opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccountDetail {
    #[serde(flatten)]
    pub(crate) account: AccountView,
    pub(crate) has_password: bool,
    pub(crate) tokens: Vec<TokenView>,
}

/// What somebody says about themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProfileView {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) city: String,
    pub(crate) region: String,
    pub(crate) country: String,
    pub(crate) postal_code: String,
    pub(crate) gender: GenderView,
    pub(crate) birth_year: Option<u16>,
    pub(crate) language: u16,
    pub(crate) listed: bool,
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        Self {
            first_name: profile.first_name,
            last_name: profile.last_name,
            city: profile.city,
            region: profile.region,
            country: profile.country,
            postal_code: profile.postal_code,
            gender: profile.gender.into(),
            birth_year: profile.birth_year,
            language: profile.language,
            listed: profile.listed,
        }
    }
}

/// A gender, as the clients know them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GenderView {
    /// Not said.
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
}

impl From<Gender> for GenderView {
    fn from(gender: Gender) -> Self {
        match gender {
            Gender::Unspecified => Self::Unspecified,
            Gender::Female => Self::Female,
            Gender::Male => Self::Male,
        }
    }
}

impl From<GenderView> for Gender {
    fn from(gender: GenderView) -> Self {
        match gender {
            GenderView::Unspecified => Self::Unspecified,
            GenderView::Female => Self::Female,
            GenderView::Male => Self::Male,
        }
    }
}

/// What a client is told about its mailbox.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct MailView {
    pub(crate) enabled: bool,
    pub(crate) inbox_unread: u32,
    pub(crate) folders_unread: u32,
}

impl From<MailNotice> for MailView {
    fn from(mail: MailNotice) -> Self {
        Self { enabled: mail.enabled, inbox_unread: mail.inbox_unread, folders_unread: mail.folders_unread }
    }
}

/// How to reach somebody by telephone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PhonesView {
    pub(crate) home: Option<String>,
    pub(crate) work: Option<String>,
    pub(crate) mobile: Option<String>,
    pub(crate) mobile_enabled: bool,
    pub(crate) pageable: bool,
}

impl From<Properties> for PhonesView {
    fn from(properties: Properties) -> Self {
        Self {
            home: properties.home.map(|phone| phone.to_string()),
            work: properties.work.map(|phone| phone.to_string()),
            mobile: properties.mobile.map(|phone| phone.to_string()),
            mobile_enabled: properties.mobile_enabled,
            pageable: properties.pageable,
        }
    }
}

/// An access token, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TokenView {
    pub(crate) name: String,
    pub(crate) created: Moment,
    pub(crate) last_used: Option<Moment>,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self {
            name: token.name.to_string(),
            created: token.created.into(),
            last_used: token.last_used.map(Moment),
        }
    }
}

/// A new access token. This is the only time that its secret is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TokenMade {
    pub(crate) email: Handle,
    pub(crate) name: String,
    pub(crate) token: Told,
}

/// A sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignInView {
    pub(crate) started: Moment,
    /// Unknown while the session lasts, and for ever if the server was killed meanwhile.
    pub(crate) ended: Option<Moment>,
    pub(crate) address: IpAddr,
    pub(crate) client: String,
    pub(crate) protocol: String,
    /// The access token that was used, if it still exists.
    pub(crate) token: Option<String>,
}

/// A kept message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MessageView {
    pub(crate) id: i64,
    pub(crate) at: Moment,
    /// The same number for all messages of a conversation, in hexadecimal.
    pub(crate) conversation: String,
    pub(crate) from: Handle,
    pub(crate) to: Vec<Handle>,
    pub(crate) content_type: String,
    pub(crate) text: String,
}

impl From<HistoryEntry> for MessageView {
    fn from(entry: HistoryEntry) -> Self {
        let record = entry.record;
        // What cannot be taken apart is shown as it is.
        let (content_type, text) = match msnp::payload::mime::Message::parse(&record.body) {
            Ok(message) => {
                (message.content_type().to_owned(), String::from_utf8_lossy(&message.body).into_owned())
            }
            Err(_) => (String::new(), String::from_utf8_lossy(&record.body).into_owned()),
        };
        Self {
            id: entry.id.0,
            at: record.at.into(),
            conversation: format!("{:016x}", record.conversation.0),
            from: record.sender,
            to: record.recipients,
            content_type,
            text,
        }
    }
}

/// An invitation that a user wants sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InvitationView {
    pub(crate) at: Moment,
    /// Who asked for it; nobody if that account is gone.
    pub(crate) from: Option<Handle>,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl InvitationView {
    pub(crate) fn new(invitation: Invitation, from: Option<Handle>) -> Self {
        Self { at: invitation.at.into(), from, to: invitation.address, text: invitation.text }
    }
}

/// How many it was.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) count: u64,
}

/// What a running server knows of itself.
#[derive(Clone, Debug)]
pub(crate) struct Serving {
    pub(crate) since: Moment,
    pub(crate) listeners: Vec<Listener>,
    /// How much is logged, which can be changed.
    pub(crate) log: LogLevel,
}

/// Where a server is to be found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub(crate) role: String,
    pub(crate) address: SocketAddr,
}

/// How much a server logs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LogView {
    pub(crate) level: String,
}

/// How the server is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StatusView {
    pub(crate) version: String,
    pub(crate) pid: u32,
    pub(crate) since: Moment,
    pub(crate) listeners: Vec<Listener>,
    pub(crate) accounts: u64,
    pub(crate) online: usize,
    pub(crate) conversations: usize,
}
