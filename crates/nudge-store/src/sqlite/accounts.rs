//! Accounts themselves.

use nudge_core::{
    Account, AccountId, AccountState, Deleted, Guid, Handle, LeftBehind, Lists, MailNotice, NewAccount,
    PasswordHash, PersonalMessage, Profile, Refusal, Sealed, Timestamp,
};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params, params};

use super::moderation::accounts::keep_an_administrator;
use super::{circles, edit, failure::Failure, row, tombstones};

/// What [`from_row`] reads, in its order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, handle, name, enabled, verified, created, last_sign_in, serial, ",
            "home, work, mobile, mobile_enabled, pageable, direct_device, has_space, ",
            "first_name, last_name, city, region, country, postal_code, gender, birth_year, language, listed, ",
            "mail_enabled, inbox_unread, folders_unread, keeps_history, legacy_password IS NOT NULL, guid, privacy, credential_epoch, ",
            "role, EXISTS (SELECT 1 FROM second_factors WHERE account = accounts.id), shows_presence, personal_message, several_places ",
            "FROM accounts ",
            $rest
        )
    };
}
pub(super) use select;

/// The column of a [`select!`] that holds the privacy default, which is no part of [`Account`].
pub(super) const PRIVACY_COLUMN: usize = 31;
/// And the one with the epoch of the credentials.
pub(super) const EPOCH_COLUMN: usize = 32;

pub(super) fn from_row(row: &Row<'_>) -> Result<Account, Failure> {
    Ok(Account {
        id: row::account_id(row, 0)?,
        guid: row::guid(row, 30)?,
        handle: row::handle(row, 1)?,
        name: row::name(row, 2)?,
        state: AccountState { enabled: row.get(3)?, verified: row.get(4)? },
        created: row::timestamp(row, 5)?,
        last_sign_in: row::optional_timestamp(row, 6)?,
        serial: row::serial(row, 7)?,
        properties: row::properties(row, 8)?,
        profile: Profile {
            first_name: row.get(15)?,
            last_name: row.get(16)?,
            city: row.get(17)?,
            region: row.get(18)?,
            country: row.get(19)?,
            postal_code: row.get(20)?,
            gender: row::gender(row, 21)?,
            birth_year: row.get(22)?,
            language: row.get(23)?,
            listed: row.get(24)?,
        },
        mail: MailNotice { enabled: row.get(25)?, inbox_unread: row.get(26)?, folders_unread: row.get(27)? },
        keeps_history: row.get(28)?,
        legacy_password_allowed: row.get(29)?,
        role: row::role(row, 33)?,
        has_second_factor: row.get(34)?,
        shows_presence: row.get(35)?,
        several_places: row.get(37)?,
        personal_message: row::checked("a personal message", PersonalMessage::new(row::text(row, 36)?, ""))?,
    })
}

pub(super) fn create(db: &Connection, account: &NewAccount, now: Timestamp) -> Result<AccountId, Failure> {
    let profile = &account.profile;
    let id = db
        .prepare_cached(
            "INSERT INTO accounts (handle, guid, name, verified, created, password, first_name, last_name, city, region, country,
                                   postal_code, gender, birth_year, language, listed)
             VALUES (:handle, :guid, :name, :verified, :created, :password, :first_name, :last_name, :city, :region, :country,
                     :postal_code, :gender, :birth_year, :language, :listed)
             ON CONFLICT (handle) DO NOTHING
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":handle": account.handle.as_str(),
                ":guid": account.guid.as_bytes(),
                ":name": account.name.as_str(),
                ":verified": account.verified,
                ":created": now.millis(),
                ":password": account.password.as_ref().map(PasswordHash::as_phc),
                ":first_name": profile.first_name,
                ":last_name": profile.last_name,
                ":city": profile.city,
                ":region": profile.region,
                ":country": profile.country,
                ":postal_code": profile.postal_code,
                ":gender": row::gender_column(profile.gender),
                ":birth_year": profile.birth_year,
                ":language": profile.language,
                ":listed": profile.listed,
            },
            |row| row.get(0),
        )
        .optional()?;
    Ok(AccountId::new(id.ok_or(Refusal::HandleTaken)?))
}

pub(super) fn by_id(db: &Connection, id: AccountId) -> Result<Account, Failure> {
    one(db, select!("WHERE id = ?1"), &id.get())
}

pub(super) fn by_handle(db: &Connection, handle: &Handle) -> Result<Account, Failure> {
    one(db, select!("WHERE handle = ?1"), &handle.as_str())
}

pub(super) fn by_guid(db: &Connection, guid: Guid) -> Result<Account, Failure> {
    one(db, select!("WHERE guid = ?1"), &guid.as_bytes())
}

/// An account with the epoch of its credentials.
pub(super) fn with_epoch(db: &Connection, id: AccountId) -> Result<(Account, u32), Failure> {
    let mut statement = db.prepare_cached(select!("WHERE id = ?1"))?;
    let mut rows = statement.query([id.get()])?;
    let row = rows.next()?.ok_or(Refusal::UnknownAccount)?;
    Ok((from_row(row)?, row.get(EPOCH_COLUMN)?))
}

/// Makes what was proved before worth nothing any more.
pub(super) fn raise_epoch(db: &Connection, id: AccountId) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET credential_epoch = credential_epoch + 1 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute([id.get()])?)
}

fn one(db: &Connection, sql: &str, key: &dyn ToSql) -> Result<Account, Failure> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    from_row(rows.next()?.ok_or(Refusal::UnknownAccount)?)
}

/// The number of the account with that address.
pub(super) fn find(db: &Connection, handle: &Handle) -> Result<Option<AccountId>, Failure> {
    let mut statement = db.prepare_cached("SELECT id FROM accounts WHERE handle = ?1")?;
    Ok(statement.query_row([handle.as_str()], |row| row.get(0)).optional()?.map(AccountId::new))
}

pub(super) fn exists(db: &Connection, id: AccountId) -> Result<(), Failure> {
    let known = db.prepare_cached("SELECT 1 FROM accounts WHERE id = ?1")?.exists([id.get()])?;
    if known { Ok(()) } else { Err(Refusal::UnknownAccount.into()) }
}

pub(super) fn page(db: &Connection, after: Option<AccountId>, limit: usize) -> Result<Vec<Account>, Failure> {
    let mut statement = db.prepare_cached(select!("WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
    let rows = statement.query([after.map_or(i64::MIN, AccountId::get), row::limit(limit)])?;
    rows.and_then(from_row).collect()
}

pub(super) fn count(db: &Connection) -> Result<u64, Failure> {
    Ok(db.prepare_cached("SELECT count(*) FROM accounts")?.query_row([], |row| row.get(0))?)
}

pub(super) fn set_password(
    db: &Connection,
    id: AccountId,
    password: Option<&PasswordHash>,
) -> Result<(), Failure> {
    let password = password.map(PasswordHash::as_phc);
    changed(
        db.prepare_cached(
            "UPDATE accounts SET password = ?2, credential_epoch = credential_epoch + 1 WHERE id = ?1",
        )?
        .execute(params![id.get(), password])?,
    )
}

pub(super) fn set_legacy_password(
    db: &Connection,
    id: AccountId,
    sealed: Option<&Sealed>,
) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET legacy_password = ?2 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute(params![id.get(), sealed.map(Sealed::as_bytes)])?)
}

pub(super) fn set_enabled(db: &Connection, id: AccountId, enabled: bool) -> Result<(), Failure> {
    if !enabled {
        keep_an_administrator(db, id)?;
    }
    changed(
        db.prepare_cached(
            "UPDATE accounts SET enabled = ?2, credential_epoch = credential_epoch + 1 - ?2 WHERE id = ?1",
        )?
        .execute(params![id.get(), enabled])?,
    )
}

pub(super) fn set_verified(db: &Connection, id: AccountId, verified: bool) -> Result<(), Failure> {
    changed(
        db.prepare_cached("UPDATE accounts SET verified = ?2 WHERE id = ?1")?
            .execute(params![id.get(), verified])?,
    )
}

pub(super) fn set_keeps_history(db: &Connection, id: AccountId, keeps: bool) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET keeps_history = ?2 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute(params![id.get(), keeps])?)
}

pub(super) fn set_mail(db: &Connection, id: AccountId, mail: MailNotice) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET mail_enabled = ?2, inbox_unread = ?3, folders_unread = ?4 WHERE id = ?1";
    let values = params![id.get(), mail.enabled, mail.inbox_unread, mail.folders_unread];
    changed(db.prepare_cached(sql)?.execute(values)?)
}

pub(super) fn set_profile(db: &Connection, id: AccountId, profile: &Profile) -> Result<(), Failure> {
    let mut statement = db.prepare_cached(
        "UPDATE accounts
         SET first_name = :first_name, last_name = :last_name, city = :city, region = :region, country = :country,
             postal_code = :postal_code, gender = :gender, birth_year = :birth_year, language = :language,
             listed = :listed
         WHERE id = :id",
    )?;
    changed(statement.execute(named_params! {
        ":id": id.get(),
        ":first_name": profile.first_name,
        ":last_name": profile.last_name,
        ":city": profile.city,
        ":region": profile.region,
        ":country": profile.country,
        ":postal_code": profile.postal_code,
        ":gender": row::gender_column(profile.gender),
        ":birth_year": profile.birth_year,
        ":language": profile.language,
        ":listed": profile.listed,
    })?)
}

/// Removes an account; gives those whose lists and circles change by it.
pub(super) fn delete(db: &Connection, id: AccountId, now: Timestamp) -> Result<Deleted, Failure> {
    let affected = db
        .prepare_cached(
            "SELECT other, sum(lists) FROM (
                 SELECT owner AS other,
                        (forward_at IS NOT NULL) + 2 * (allow_at IS NOT NULL) + 4 * (block_at IS NOT NULL) AS lists
                 FROM contacts WHERE contact = ?1 AND owner <> ?1
                 UNION ALL
                 SELECT contact, 8 FROM contacts WHERE owner = ?1 AND reverse_at IS NOT NULL AND contact <> ?1)
             GROUP BY other ORDER BY other",
        )?
        .query_and_then([id.get()], |row| Ok((row::account_id(row, 0)?, Lists::from_bits(row.get(1)?))))?
        .collect::<Result<Vec<_>, Failure>>()?;
    let left_behind =
        |(account, lists)| Ok(LeftBehind { account, serial: edit::raise_serial(db, account)?, lists });
    let affected = affected.into_iter().map(left_behind).collect::<Result<Vec<_>, Failure>>()?;
    for left in &affected {
        // So rarely does an account go that whoever had to do with it may read everything anew.
        tombstones::forget_deltas(db, left.account)?;
    }
    // Notes know whom they are about by the GUID.
    db.prepare_cached(
        "DELETE FROM notes WHERE kind = 1 AND subject = (SELECT guid FROM accounts WHERE id = ?1)
                             AND owner IN (SELECT owner FROM contacts WHERE contact = ?1)",
    )?
    .execute([id.get()])?;
    let circles = circles::leave_all(db, id, now)?;
    changed(db.prepare_cached("DELETE FROM accounts WHERE id = ?1")?.execute([id.get()])?)?;
    Ok(Deleted { lists: affected, circles })
}

pub(super) fn changed(rows: usize) -> Result<(), Failure> {
    if rows == 0 { Err(Refusal::UnknownAccount.into()) } else { Ok(()) }
}
