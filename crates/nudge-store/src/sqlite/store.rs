//! The trait, method by method: which thread does which work.

use async_trait::async_trait;
use nudge_core::moderation::AuditNote;
use nudge_core::{
    Account, AccountId, AddressBook, Contact, Credentials, Deleted, Edit, Edited, Error, Guid, Handle,
    HistoryEntry, HistoryId, HistoryQuery, HistoryRecord, ImportAccount, Invitation, MailNotice, MemberQuery,
    NewAccount, NewToken, PasswordHash, Profile, Roster, RosterLimits, Sealed, SessionId, SignIn,
    SignInRecord, Standing, Store, Timestamp, Token, TokenName,
};
use smol_str::SmolStr;

use super::{
    SqliteStore, accounts, book, contacts, directory, edit, history, import, invitations, roster, schema,
    sign_ins, tokens, tombstones,
};

#[async_trait]
impl Store for SqliteStore {
    async fn create_account(
        &self,
        account: NewAccount,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<AccountId, Error> {
        self.write_noted(note, move |db| accounts::create(db, &account, now)).await
    }

    async fn import(&self, batch: Vec<ImportAccount>, now: Timestamp) -> Result<Vec<AccountId>, Error> {
        self.write(move |db| import::import(db, &batch, now)).await
    }

    async fn account(&self, id: AccountId) -> Result<Account, Error> {
        self.read(move |db| accounts::by_id(db, id)).await
    }

    async fn account_by_handle(&self, handle: &Handle) -> Result<Account, Error> {
        let handle = handle.clone();
        self.read(move |db| accounts::by_handle(db, &handle)).await
    }

    async fn account_by_guid(&self, guid: Guid) -> Result<Account, Error> {
        self.read(move |db| accounts::by_guid(db, guid)).await
    }

    async fn accounts(&self, after: Option<AccountId>, limit: usize) -> Result<Vec<Account>, Error> {
        self.read(move |db| accounts::page(db, after, limit)).await
    }

    async fn account_count(&self) -> Result<u64, Error> {
        self.read(accounts::count).await
    }

    async fn find_members(&self, query: MemberQuery) -> Result<Vec<Account>, Error> {
        self.read(move |db| directory::find(db, &query)).await
    }

    async fn set_password(
        &self,
        id: AccountId,
        password: Option<PasswordHash>,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_password(db, id, password.as_ref())).await
    }

    async fn set_legacy_password(
        &self,
        id: AccountId,
        sealed: Option<Sealed>,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_legacy_password(db, id, sealed.as_ref())).await
    }

    async fn set_enabled(&self, id: AccountId, enabled: bool, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_enabled(db, id, enabled)).await
    }

    async fn set_verified(
        &self,
        id: AccountId,
        verified: bool,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_verified(db, id, verified)).await
    }

    async fn set_profile(
        &self,
        id: AccountId,
        profile: Profile,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_profile(db, id, &profile)).await
    }

    async fn set_mail(&self, id: AccountId, mail: MailNotice, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_mail(db, id, mail)).await
    }

    async fn set_keeps_history(
        &self,
        id: AccountId,
        keeps: bool,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_keeps_history(db, id, keeps)).await
    }

    async fn delete_account(
        &self,
        id: AccountId,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Deleted, Error> {
        self.write_noted(note, move |db| accounts::delete(db, id, now)).await
    }

    async fn credentials(&self, handle: &Handle) -> Result<Option<Credentials>, Error> {
        let handle = handle.clone();
        self.read(move |db| tokens::credentials(db, &handle)).await
    }

    async fn credentials_of(&self, id: AccountId) -> Result<Option<Credentials>, Error> {
        self.read(move |db| tokens::credentials_of(db, id)).await
    }

    async fn standing(&self, id: AccountId) -> Result<Standing, Error> {
        self.read(move |db| roster::standing(db, id)).await
    }

    async fn add_token(
        &self,
        token: NewToken,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Token, Error> {
        self.write_noted(note, move |db| tokens::add(db, &token, now)).await
    }

    async fn tokens(&self, account: AccountId) -> Result<Vec<Token>, Error> {
        self.read(move |db| tokens::list(db, account)).await
    }

    async fn revoke_token(
        &self,
        account: AccountId,
        name: &TokenName,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        let name = name.clone();
        self.write_noted(note, move |db| tokens::revoke(db, account, &name)).await
    }

    fn note_sign_in(&self, sign_in: SignIn) {
        self.note(move |db| sign_ins::begin(db, &sign_in));
    }

    fn note_client(&self, session: SessionId, client: SmolStr) {
        self.note(move |db| sign_ins::name_client(db, session, &client));
    }

    fn note_sign_out(&self, session: SessionId, at: Timestamp) {
        self.note(move |db| sign_ins::end(db, session, at));
    }

    async fn sign_ins(&self, account: AccountId, limit: usize) -> Result<Vec<SignInRecord>, Error> {
        self.read(move |db| sign_ins::list(db, account, limit)).await
    }

    async fn purge_sign_ins(&self, before: Timestamp) -> Result<u64, Error> {
        self.write(move |db| sign_ins::purge(db, before)).await
    }

    async fn roster(&self, id: AccountId) -> Result<Roster, Error> {
        self.read(move |db| roster::roster(db, id)).await
    }

    async fn contact(&self, id: AccountId, handle: &Handle) -> Result<Option<Contact>, Error> {
        let handle = handle.clone();
        self.read(move |db| contacts::one(db, id, &handle)).await
    }

    async fn edit(&self, id: AccountId, change: Edit, limits: RosterLimits) -> Result<Edited, Error> {
        self.write(move |db| edit::edit(db, id, &change, &limits)).await
    }

    async fn address_book(&self, id: AccountId) -> Result<AddressBook, Error> {
        self.read(move |db| book::whole(db, id)).await
    }

    async fn purge_tombstones(&self, before: Timestamp, now: Timestamp) -> Result<u64, Error> {
        self.write(move |db| tombstones::purge(db, before, now)).await
    }

    async fn append_history(&self, batch: Vec<HistoryRecord>) -> Result<(), Error> {
        self.write(move |db| history::append(db, &batch)).await
    }

    async fn history(
        &self,
        account: AccountId,
        before: Option<HistoryId>,
        limit: usize,
    ) -> Result<Vec<HistoryEntry>, Error> {
        self.read(move |db| history::list(db, account, before, limit)).await
    }

    async fn search_history(
        &self,
        account: AccountId,
        query: HistoryQuery,
        before: Option<HistoryId>,
        limit: usize,
    ) -> Result<Vec<HistoryEntry>, Error> {
        self.read(move |db| history::search(db, account, &query, before, limit)).await
    }

    async fn erase_message(&self, account: AccountId, message: HistoryId) -> Result<(), Error> {
        self.write(move |db| history::erase_one(db, account, message)).await
    }

    async fn erase_history(&self, account: AccountId, note: Option<AuditNote>) -> Result<u64, Error> {
        self.write_noted(note, move |db| history::erase(db, account)).await
    }

    async fn purge_history(&self, before: Timestamp) -> Result<u64, Error> {
        self.write(move |db| history::purge(db, before)).await
    }

    async fn record_invitation(&self, invitation: Invitation) -> Result<(), Error> {
        self.write(move |db| invitations::record(db, &invitation)).await
    }

    async fn invitations(&self, limit: usize) -> Result<Vec<Invitation>, Error> {
        self.read(move |db| invitations::list(db, limit)).await
    }

    async fn invitations_by(&self, account: AccountId, limit: usize) -> Result<Vec<Invitation>, Error> {
        self.read(move |db| invitations::by(db, account, limit)).await
    }

    async fn clear_invitations(&self, until: Timestamp, note: Option<AuditNote>) -> Result<u64, Error> {
        self.write_noted(note, move |db| invitations::clear(db, until)).await
    }

    async fn health(&self) -> Result<(), Error> {
        self.read(|db| accounts::count(db).map(drop)).await?;
        self.write(schema::beat).await
    }

    async fn close(&self) {
        self.finish().await;
    }
}
