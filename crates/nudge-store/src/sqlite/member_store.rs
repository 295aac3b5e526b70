//! The part of the trait that members need, method by method.

use async_trait::async_trait;
use nudge_core::member::{
    CodePurpose, DisplayPicture, Key, KeyHolder, KeyId, Link, LinkId, NewCode, NewKey, NewLink, NewPlace,
    Occupied, Origin, Place, PlaceId, SecondFactor,
};
use nudge_core::moderation::AuditNote;
use nudge_core::{
    AccountId, Error, Fingerprint, MemberStore, NewAccount, PersonalMessage, Sealed, Timestamp,
};

use super::SqliteStore;
use super::members::{appearance, codes, keys, links, places, second_factor};

#[async_trait]
impl MemberStore for SqliteStore {
    async fn add_place(&self, place: NewPlace, now: Timestamp) -> Result<PlaceId, Error> {
        self.write(move |db| places::add(db, &place, now)).await
    }

    async fn place(&self, secret: Fingerprint) -> Result<Option<Occupied>, Error> {
        self.read(move |db| places::find(db, secret)).await
    }

    async fn places(&self, account: AccountId) -> Result<Vec<Place>, Error> {
        self.read(move |db| places::list(db, account)).await
    }

    fn note_place(&self, place: PlaceId, from: Origin, at: Timestamp) {
        self.note(move |db| places::seen(db, place, &from, at));
    }

    async fn remove_place(&self, account: AccountId, place: PlaceId) -> Result<(), Error> {
        self.write(move |db| places::remove(db, account, place)).await
    }

    async fn end_places(&self, account: AccountId, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| places::end_all(db, account)).await
    }

    async fn purge_places(&self, unused_since: Timestamp, now: Timestamp) -> Result<u64, Error> {
        self.write(move |db| places::purge(db, unused_since, now)).await
    }

    async fn set_personal_message(&self, account: AccountId, message: PersonalMessage) -> Result<(), Error> {
        self.write(move |db| appearance::set_message(db, account, &message)).await
    }

    async fn display_picture(&self, account: AccountId) -> Result<Option<DisplayPicture>, Error> {
        self.read(move |db| appearance::picture(db, account)).await
    }

    async fn set_display_picture(
        &self,
        account: AccountId,
        picture: Option<DisplayPicture>,
    ) -> Result<(), Error> {
        self.write(move |db| appearance::set_picture(db, account, picture.as_ref())).await
    }

    async fn pictured(&self, accounts: Vec<AccountId>) -> Result<Vec<(AccountId, Timestamp)>, Error> {
        self.read(move |db| appearance::pictured(db, &accounts)).await
    }

    async fn register(
        &self,
        account: NewAccount,
        code: Option<String>,
        now: Timestamp,
    ) -> Result<AccountId, Error> {
        self.write(move |db| links::register(db, &account, code.as_deref(), now)).await
    }

    async fn add_link(&self, link: NewLink, now: Timestamp, note: Option<AuditNote>) -> Result<Link, Error> {
        self.write_noted(note, move |db| links::add(db, &link, now)).await
    }

    async fn is_link_good(&self, code: String, now: Timestamp) -> Result<bool, Error> {
        self.read(move |db| links::is_good(db, &code, now)).await
    }

    async fn links(&self, before: Option<LinkId>, limit: usize) -> Result<Vec<Link>, Error> {
        self.read(move |db| links::list(db, before, limit)).await
    }

    async fn withdraw_link(&self, link: LinkId, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| links::withdraw(db, link)).await
    }

    async fn put_code(&self, code: NewCode) -> Result<(), Error> {
        self.write(move |db| codes::put(db, &code)).await
    }

    async fn take_code(
        &self,
        purpose: CodePurpose,
        code: Fingerprint,
        now: Timestamp,
    ) -> Result<Option<AccountId>, Error> {
        self.write(move |db| codes::take(db, purpose, code, now)).await
    }

    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, Error> {
        self.read(move |db| second_factor::find(db, account)).await
    }

    async fn set_second_factor(
        &self,
        account: AccountId,
        sealed: Sealed,
        step: i64,
        recovery: Vec<Fingerprint>,
    ) -> Result<(), Error> {
        self.write(move |db| second_factor::set(db, account, &sealed, step, &recovery)).await
    }

    async fn remove_second_factor(&self, account: AccountId, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| second_factor::remove(db, account)).await
    }

    async fn use_step(&self, account: AccountId, step: i64) -> Result<bool, Error> {
        self.write(move |db| second_factor::use_step(db, account, step)).await
    }

    async fn use_recovery_code(&self, account: AccountId, code: Fingerprint) -> Result<bool, Error> {
        self.write(move |db| second_factor::use_recovery(db, account, code)).await
    }

    async fn add_key(&self, key: NewKey, now: Timestamp, note: Option<AuditNote>) -> Result<Key, Error> {
        self.write_noted(note, move |db| keys::add(db, &key, now)).await
    }

    async fn key(&self, secret: Fingerprint) -> Result<Option<KeyHolder>, Error> {
        self.read(move |db| keys::find(db, secret)).await
    }

    async fn keys(&self, account: Option<AccountId>) -> Result<Vec<Key>, Error> {
        self.read(move |db| keys::list(db, account)).await
    }

    fn note_key(&self, key: KeyId, at: Timestamp) {
        self.note(move |db| keys::used(db, key, at));
    }

    async fn revoke_key(&self, key: KeyId, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| keys::revoke(db, key)).await
    }
}
