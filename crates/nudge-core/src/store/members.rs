//! What the domain asks of a database about places, codes, links, keys and second factors.

use async_trait::async_trait;

use crate::digest::Fingerprint;
use crate::member::{
    CodePurpose, DisplayPicture, Key, KeyHolder, KeyId, Link, LinkId, NewCode, NewKey, NewLink, NewPlace,
    Occupied, Origin, Place, PlaceId, SecondFactor,
};
use crate::moderation::AuditNote;
use crate::{AccountId, Error, NewAccount, PersonalMessage, Sealed, Timestamp};

/// The part of a [`Store`](crate::Store) that members need for themselves. The same promises hold.
#[async_trait]
pub trait MemberStore: Send + Sync {
    // places

    /// Keeps a place. Of more than [`MAX_PLACES`](crate::member::MAX_PLACES), the one that was used longest ago goes.
    async fn add_place(&self, place: NewPlace, now: Timestamp) -> Result<PlaceId, Error>;

    /// The place whose secret has that fingerprint, with its account.
    async fn place(&self, secret: Fingerprint) -> Result<Option<Occupied>, Error>;

    /// The places of an account, the one that was used last first; none for an account that does not exist.
    async fn places(&self, account: AccountId) -> Result<Vec<Place>, Error>;

    /// Marks a place as used now, from there. Does not wait and may be lost.
    fn note_place(&self, place: PlaceId, from: Origin, at: Timestamp);

    /// Forgets a place of that account; one that is not there is forgotten already.
    async fn remove_place(&self, account: AccountId, place: PlaceId) -> Result<(), Error>;

    /// Forgets all places of an account and raises its [epoch](crate::Credentials::epoch).
    async fn end_places(&self, account: AccountId, note: Option<AuditNote>) -> Result<(), Error>;

    /// Forgets all places that were not used since that moment, and codes that are void by then, and says how many.
    async fn purge_places(&self, unused_since: Timestamp, now: Timestamp) -> Result<u64, Error>;

    // what others see

    /// Sets what an account shows below the name until a client sets something else.
    async fn set_personal_message(&self, account: AccountId, message: PersonalMessage) -> Result<(), Error>;

    /// The display picture of an account, if it has one.
    async fn display_picture(&self, account: AccountId) -> Result<Option<DisplayPicture>, Error>;

    /// Gives an account a display picture in place of an earlier one, or takes it away.
    async fn set_display_picture(
        &self,
        account: AccountId,
        picture: Option<DisplayPicture>,
    ) -> Result<(), Error>;

    /// Who of those has a display picture, and since when.
    async fn pictured(&self, accounts: Vec<AccountId>) -> Result<Vec<(AccountId, Timestamp)>, Error>;

    // registration

    /// Makes an account. With the code of a link, it uses that up by one, or refuses with
    /// [`Refusal::LinkVoid`](crate::Refusal::LinkVoid).
    async fn register(
        &self,
        account: NewAccount,
        code: Option<String>,
        now: Timestamp,
    ) -> Result<AccountId, Error>;

    /// Keeps a link, or refuses with [`Refusal::ListFull`](crate::Refusal::ListFull).
    async fn add_link(&self, link: NewLink, now: Timestamp, note: Option<AuditNote>) -> Result<Link, Error>;

    /// Whether there is a link with that code that can be used at that moment.
    async fn is_link_good(&self, code: String, now: Timestamp) -> Result<bool, Error>;

    /// Links, newest first, from before that one.
    async fn links(&self, before: Option<LinkId>, limit: usize) -> Result<Vec<Link>, Error>;

    /// Makes a link worthless, or refuses with [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    async fn withdraw_link(&self, link: LinkId, note: Option<AuditNote>) -> Result<(), Error>;

    // codes

    /// Keeps a code; an earlier one of the account for the same purpose is void.
    async fn put_code(&self, code: NewCode) -> Result<(), Error>;

    /// Takes a code, which is void from then on, and says whose it is; nobody's, if it is not there or has expired.
    async fn take_code(
        &self,
        purpose: CodePurpose,
        code: Fingerprint,
        now: Timestamp,
    ) -> Result<Option<AccountId>, Error>;

    // second factor

    /// The second factor of an account, if it has one.
    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, Error>;

    /// Gives an account a second factor in place of an earlier one. The code of `step` has been used.
    async fn set_second_factor(
        &self,
        account: AccountId,
        sealed: Sealed,
        step: i64,
        recovery: Vec<Fingerprint>,
    ) -> Result<(), Error>;

    /// Takes the second factor away; one that is not there is gone already.
    async fn remove_second_factor(&self, account: AccountId, note: Option<AuditNote>) -> Result<(), Error>;

    /// Uses the code of a step. `false`, if it or a later one has been used.
    async fn use_step(&self, account: AccountId, step: i64) -> Result<bool, Error>;

    /// Uses a code that was written down. `false`, if it is none or has been used.
    async fn use_recovery_code(&self, account: AccountId, code: Fingerprint) -> Result<bool, Error>;

    // keys

    /// Keeps a key; [`Refusal::TokenNameTaken`](crate::Refusal::TokenNameTaken) and
    /// [`Refusal::TooManyTokens`](crate::Refusal::TooManyTokens) are possible.
    async fn add_key(&self, key: NewKey, now: Timestamp, note: Option<AuditNote>) -> Result<Key, Error>;

    /// The key whose secret has that fingerprint, with its account.
    async fn key(&self, secret: Fingerprint) -> Result<Option<KeyHolder>, Error>;

    /// The keys of an account, oldest first; of everybody without one.
    async fn keys(&self, account: Option<AccountId>) -> Result<Vec<Key>, Error>;

    /// Marks a key as used. Does not wait and may be lost.
    fn note_key(&self, key: KeyId, at: Timestamp);

    /// Forgets a key, or refuses with [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    async fn revoke_key(&self, key: KeyId, note: Option<AuditNote>) -> Result<(), Error>;
}
