//! What an operator sees of the domain: plain data, the same in a terminal, in a script and on the control socket.

use std::net::IpAddr;

use nudge_core::{
    Account, DisplayName, Gender, Handle, HistoryEntry, Invitation, MailNotice, Profile, Properties, Role,
    Token, offline::WaitingCount,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Moment, Told};

/// An account.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    /// Its number.
    pub id: i64,
    /// What later clients name it by.
    pub guid: String,
    /// Its address.
    #[schema(value_type = String, example = "alice@example.com")]
    pub email: Handle,
    /// The name that is shown to others.
    #[schema(value_type = String, example = "Alice")]
    pub name: DisplayName,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Whether the address is known to be its owner's.
    pub verified: bool,
    /// What it may do beyond its own affairs.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Whether a browser must show a second factor.
    pub second_factor: bool,
    /// Whether anybody may ask for its presence.
    pub shows_presence: bool,
    /// Whether clients that know of each other may be signed in beside each other.
    pub several_places: bool,
    /// Whether clients of the time may sign in with the real password.
    pub legacy_password: bool,
    /// Whether its messages may be kept.
    pub keeps_history: bool,
    /// When it was made.
    pub created: Moment,
    /// When somebody last signed in with it.
    pub last_sign_in: Option<Moment>,
    /// What the owner says about themselves.
    pub profile: ProfileView,
    /// What a client is told about the mailbox.
    pub mail: MailView,
    /// How to reach the owner by telephone.
    pub phones: PhonesView,
}

// `Role` itself knows nothing of descriptions.
/// What an account may do beyond its own affairs.
#[derive(Clone, Copy, Debug, ToSchema)]
#[schema(as = Role)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Nothing.
    Member,
    /// Look after the service and everybody's accounts.
    Administrator,
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
            several_places: account.several_places,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountDetail {
    #[serde(flatten)]
    /// The account.
    pub account: AccountView,
    /// Whether it has a password.
    pub has_password: bool,
    /// Its access tokens, oldest first.
    pub tokens: Vec<TokenView>,
}

/// What somebody says about themselves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Country, by its two letters.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// Gender.
    pub gender: GenderView,
    /// Year of birth.
    pub birth_year: Option<u16>,
    /// Language of the client, as a Windows language code.
    pub language: u16,
    /// Whether the member directory shows the profile.
    pub listed: bool,
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
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Gender)]
#[serde(rename_all = "snake_case")]
pub enum GenderView {
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
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = MailNotice)]
pub struct MailView {
    /// Whether it is told at all.
    pub enabled: bool,
    /// Unread messages in the inbox.
    pub inbox_unread: u32,
    /// Unread messages elsewhere.
    pub folders_unread: u32,
}

impl From<MailNotice> for MailView {
    fn from(mail: MailNotice) -> Self {
        Self { enabled: mail.enabled, inbox_unread: mail.inbox_unread, folders_unread: mail.folders_unread }
    }
}

/// How to reach somebody by telephone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Phones)]
pub struct PhonesView {
    /// At home.
    pub home: Option<String>,
    /// At work.
    pub work: Option<String>,
    /// On the way.
    pub mobile: Option<String>,
    /// Whether the owner can be sent text messages.
    pub mobile_enabled: bool,
    /// Whether contacts may send them.
    pub pageable: bool,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenView {
    /// What it is called.
    #[schema(example = "Windows 98")]
    pub name: String,
    /// When it was made.
    pub created: Moment,
    /// When somebody last signed in with it.
    pub last_used: Option<Moment>,
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
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenMade {
    /// Whose it is.
    #[schema(value_type = String, example = "alice@example.com")]
    pub email: Handle,
    /// What it is called.
    #[schema(example = "Windows 98")]
    pub name: String,
    /// The token: what is typed into a client in place of the password.
    #[schema(value_type = String, example = "k3vq7hd2x9mwp4ts")]
    pub token: Told,
}

/// A sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = SignIn)]
pub struct SignInView {
    /// When it began.
    pub started: Moment,
    /// Unknown while the session lasts, and for ever if the server was killed meanwhile.
    pub ended: Option<Moment>,
    /// Where from.
    #[schema(value_type = String, example = "192.0.2.7")]
    pub address: IpAddr,
    /// With which program.
    pub client: String,
    /// Which protocol it spoke.
    #[schema(example = "MSNP12")]
    pub protocol: String,
    /// The access token that was used, if it still exists.
    pub token: Option<String>,
}

/// A kept message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessageView {
    /// Its number.
    pub id: i64,
    /// When it was said.
    pub at: Moment,
    /// The same number for all messages of a conversation, in hexadecimal.
    pub conversation: String,
    /// Who said it.
    pub from: Handle,
    /// Who heard it.
    pub to: Vec<Handle>,
    /// What it is.
    pub content_type: String,
    /// What it says.
    pub text: String,
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
pub struct InvitationView {
    /// When.
    pub at: Moment,
    /// Who asked for it; nobody if that account is gone.
    pub from: Option<Handle>,
    /// Whom.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl InvitationView {
    /// As it was asked for by that account.
    pub fn new(invitation: Invitation, from: Option<Handle>) -> Self {
        Self { at: invitation.at.into(), from, to: invitation.address, text: invitation.text }
    }
}

/// How many messages wait for those who are not there.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct WaitingView {
    /// So many.
    pub messages: u64,
    /// For so many people.
    pub receivers: u64,
    /// When the oldest of them was left; nothing, if none waits.
    pub oldest: Option<Moment>,
}

impl From<WaitingCount> for WaitingView {
    fn from(count: WaitingCount) -> Self {
        let WaitingCount { messages, receivers, oldest } = count;
        Self { messages, receivers, oldest: oldest.map(Moment) }
    }
}

/// How many it was.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// That many.
    pub count: u64,
}
