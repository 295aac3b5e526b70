//! What the domain asks of a database.

mod circles;
mod members;
mod moderation;
mod offline;

use async_trait::async_trait;
use smol_str::SmolStr;

pub use circles::{CircleEdited, CircleStore};
pub use members::MemberStore;
pub use moderation::ModerationStore;
pub use offline::OfflineStore;

use crate::moderation::AuditNote;
use crate::{
    Account, AccountId, AddressBook, Contact, Credentials, DisplayName, Edit, Edited, Error, Guid, Handle,
    HistoryEntry, HistoryId, HistoryQuery, HistoryRecord, Invitation, Lists, MailNotice, NewAccount,
    NewToken, PasswordHash, Profile, Roster, RosterLimits, Sealed, Serial, SessionId, SignIn, SignInRecord,
    Standing, Timestamp, Token, TokenName,
};

/// A database of accounts and lists.
///
/// Every method that changes something is one transaction: it happens as a whole or not at all, no two of them see each
/// other half done, and **once it has answered `Ok` the change survives a crash of program and machine**. The exceptions
/// are the two `note_*` methods, which are said to be best effort.
///
/// Each method that names an account answers [`Refusal::UnknownAccount`](crate::Refusal::UnknownAccount) if there is none,
/// unless it says otherwise. A [`Fault`](crate::Fault) can come from any of them. Where a method takes a note for the audit
/// log, it is written in the same transaction.
#[async_trait]
pub trait Store: CircleStore + MemberStore + ModerationStore + OfflineStore {
    // accounts

    /// Makes an account and gives its number, or refuses with [`Refusal::HandleTaken`](crate::Refusal::HandleTaken).
    async fn create_account(
        &self,
        account: NewAccount,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<AccountId, Error>;

    /// Makes many accounts with their lists in one transaction: for demonstrations, load generators and moving in from
    /// elsewhere. Numbers come in the order of the accounts. Contacts may be accounts of the same batch or older ones. No
    /// limits on the length of lists apply; otherwise the rules of [`Edit`] hold, and one breach refuses the whole batch.
    async fn import(&self, accounts: Vec<ImportAccount>, now: Timestamp) -> Result<Vec<AccountId>, Error>;

    /// The account with that number.
    async fn account(&self, id: AccountId) -> Result<Account, Error>;

    /// The account with that address in any spelling.
    async fn account_by_handle(&self, handle: &Handle) -> Result<Account, Error>;

    /// The account with that GUID.
    async fn account_by_guid(&self, guid: Guid) -> Result<Account, Error>;

    /// A page of all accounts by number, after the given one.
    async fn accounts(&self, after: Option<AccountId>, limit: usize) -> Result<Vec<Account>, Error>;

    /// How many accounts there are.
    async fn account_count(&self) -> Result<u64, Error>;

    /// Accounts in the member directory that match.
    async fn find_members(&self, query: MemberQuery) -> Result<Vec<Account>, Error>;

    /// Sets the password, or with `None` leaves only access tokens. Raises the [epoch](Credentials::epoch).
    async fn set_password(
        &self,
        id: AccountId,
        password: Option<PasswordHash>,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    /// Stores the real password in readable form for challenge sign-in, or forgets it.
    async fn set_legacy_password(
        &self,
        id: AccountId,
        sealed: Option<Sealed>,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    /// Switches an account on or off. Off raises the [epoch](Credentials::epoch), and is
    /// [`Refusal::LastAdministrator`](crate::Refusal::LastAdministrator) for the last administrator that is on.
    async fn set_enabled(&self, id: AccountId, enabled: bool, note: Option<AuditNote>) -> Result<(), Error>;

    /// Says whether the address is known to be its owner's.
    async fn set_verified(&self, id: AccountId, verified: bool, note: Option<AuditNote>)
    -> Result<(), Error>;

    /// Replaces the profile.
    async fn set_profile(
        &self,
        id: AccountId,
        profile: Profile,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    /// Replaces the mail notice.
    async fn set_mail(&self, id: AccountId, mail: MailNotice, note: Option<AuditNote>) -> Result<(), Error>;

    /// Says whether the owner lets their messages be kept.
    async fn set_keeps_history(
        &self,
        id: AccountId,
        keeps: bool,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    /// Removes an account with everything it owns, and its entries on the lists of others, whose serials rise. It leaves its
    /// circles by the rules of [`bereave`](crate::circle::edit::bereave).
    async fn delete_account(
        &self,
        id: AccountId,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Deleted, Error>;

    // signing in

    /// What is needed to decide on a sign-in; `None` if there is no such account.
    async fn credentials(&self, handle: &Handle) -> Result<Option<Credentials>, Error>;

    /// The same by the number of the account.
    async fn credentials_of(&self, id: AccountId) -> Result<Option<Credentials>, Error>;

    /// The account and its lists in compact form, both of the same moment.
    async fn standing(&self, id: AccountId) -> Result<Standing, Error>;

    /// Keeps an access token; [`Refusal::TokenNameTaken`](crate::Refusal::TokenNameTaken) and
    /// [`Refusal::TooManyTokens`](crate::Refusal::TooManyTokens) are possible.
    async fn add_token(
        &self,
        token: NewToken,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Token, Error>;

    /// The access tokens of an account, oldest first; none for an account that does not exist.
    async fn tokens(&self, account: AccountId) -> Result<Vec<Token>, Error>;

    /// Forgets an access token, or refuses with [`Refusal::UnknownToken`](crate::Refusal::UnknownToken).
    async fn revoke_token(
        &self,
        account: AccountId,
        name: &TokenName,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    /// Takes down that somebody signed in, also as the last use of account and token. Does not wait and may be lost: under
    /// overload, in a crash, or for an account that is gone meanwhile.
    fn note_sign_in(&self, sign_in: SignIn);

    /// Takes down what the client of a session is. As best effort as [`Store::note_sign_in`], and never overtakes it.
    fn note_client(&self, session: SessionId, client: SmolStr);

    /// Takes down that the session ended. As best effort as [`Store::note_sign_in`], and never overtakes it.
    fn note_sign_out(&self, session: SessionId, at: Timestamp);

    /// The sign-ins of an account, newest first; none for an account that does not exist.
    async fn sign_ins(&self, account: AccountId, limit: usize) -> Result<Vec<SignInRecord>, Error>;

    /// Forgets all sign-ins before that moment and says how many.
    async fn purge_sign_ins(&self, before: Timestamp) -> Result<u64, Error>;

    // lists

    /// All lists, groups and settings of an account.
    async fn roster(&self, id: AccountId) -> Result<Roster, Error>;

    /// Somebody on any list of an account, as they are in its roster; `None` for whoever is on none.
    async fn contact(&self, id: AccountId, handle: &Handle) -> Result<Option<Contact>, Error>;

    /// Changes the lists, groups or settings of an account by the rules of [`decide`](crate::roster::edit::decide).
    async fn edit(&self, id: AccountId, edit: Edit, limits: RosterLimits) -> Result<Edited, Error>;

    /// The whole address book of an account, of one moment.
    async fn address_book(&self, id: AccountId) -> Result<AddressBook, Error>;

    /// Forgets what is remembered of entries that are gone, where that was [found](crate::address_book::Tombstone) at an earlier
    /// call before `before`; what is found for the first time is marked with `now`. Says how many were forgotten.
    async fn purge_tombstones(&self, before: Timestamp, now: Timestamp) -> Result<u64, Error>;

    // kept messages

    /// Keeps messages. Copies for owners that do not exist (any more) are dropped.
    async fn append_history(&self, batch: Vec<HistoryRecord>) -> Result<(), Error>;

    /// The kept messages of an account before the given one, newest first.
    async fn history(
        &self,
        account: AccountId,
        before: Option<HistoryId>,
        limit: usize,
    ) -> Result<Vec<HistoryEntry>, Error>;

    /// The kept messages of an account that hold a text, letters of either ASCII case, before the given one, newest first.
    async fn search_history(
        &self,
        account: AccountId,
        query: HistoryQuery,
        before: Option<HistoryId>,
        limit: usize,
    ) -> Result<Vec<HistoryEntry>, Error>;

    /// Erases one of an account's copies; one that is not there is erased already.
    async fn erase_message(&self, account: AccountId, message: HistoryId) -> Result<(), Error>;

    /// Erases an account's copies and says how many.
    async fn erase_history(&self, account: AccountId, note: Option<AuditNote>) -> Result<u64, Error>;

    /// Erases everybody's copies from before that moment and says how many.
    async fn purge_history(&self, before: Timestamp) -> Result<u64, Error>;

    // invitations by mail

    /// Keeps an invitation, or refuses with [`Refusal::TooFast`](crate::Refusal::TooFast) while too many of that account wait.
    async fn record_invitation(&self, invitation: Invitation) -> Result<(), Error>;

    /// The kept invitations, oldest first.
    async fn invitations(&self, limit: usize) -> Result<Vec<Invitation>, Error>;

    /// The kept invitations of an account, oldest first.
    async fn invitations_by(&self, account: AccountId, limit: usize) -> Result<Vec<Invitation>, Error>;

    /// Forgets all invitations up to and including that moment and says how many.
    async fn clear_invitations(&self, until: Timestamp, note: Option<AuditNote>) -> Result<u64, Error>;

    // itself

    /// Whether reading and durable writing work right now.
    async fn health(&self) -> Result<(), Error>;

    /// Finishes what was accepted and lets go of the database. Whatever comes later is a
    /// [`Fault::StoreClosed`](crate::Fault::StoreClosed).
    async fn close(&self);
}

/// Whom to look for in the member directory. An empty text matches anything, `*` any part of a text, letters without
/// regard to ASCII case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MemberQuery {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// City.
    pub city: String,
    /// State, province or region.
    pub region: String,
    /// Country.
    pub country: String,
    /// How many to find at most.
    pub limit: usize,
}

/// Whom it concerns that an account has been deleted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Deleted {
    /// Those whose lists have changed by it.
    pub lists: Vec<LeftBehind>,
    /// The circles to which it belonged, was invited or had invited others.
    pub circles: Vec<CircleEdited>,
}

/// Somebody on whose lists an account was that has been deleted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LeftBehind {
    /// Who.
    pub account: AccountId,
    /// The version of their lists without it.
    pub serial: Serial,
    /// On which of them it was.
    pub lists: Lists,
}

/// An account to be imported.
#[derive(Clone, Debug)]
pub struct ImportAccount {
    /// The account.
    pub account: NewAccount,
    /// The entries of its lists, oldest first.
    pub contacts: Vec<ImportContact>,
}

/// An entry on the lists of an imported account.
#[derive(Clone, Debug)]
pub struct ImportContact {
    /// Who it is.
    pub handle: Handle,
    /// Which of the forward, allow and block lists; the reverse list follows by itself.
    pub lists: Lists,
    /// What is shown as their name.
    pub stored_name: Option<DisplayName>,
}
