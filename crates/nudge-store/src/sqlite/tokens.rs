//! Access tokens, and all that a sign-in is decided by.

use nudge_core::{
    AccountId, AccountState, Credentials, Handle, LegacySecret, LegacySource, NewToken, PasswordHash,
    Refusal, Sealed, Timestamp, Token, TokenId, TokenName, token::MAX_TOKENS,
};
use rusqlite::{Connection, OptionalExtension as _, Rows, params};

use super::{accounts, failure::Failure, row};

/// One statement: a row for each token, or one without a token. Of which account, comes behind it.
const CREDENTIALS: &str = "
    SELECT accounts.id, handle, enabled, verified, password, legacy_password, credential_epoch,
           tokens.id, tokens.sealed, EXISTS (SELECT 1 FROM second_factors WHERE account = accounts.id)
    FROM accounts LEFT JOIN tokens ON tokens.account = accounts.id";

pub(super) fn credentials(db: &Connection, handle: &Handle) -> Result<Option<Credentials>, Failure> {
    let sql = format!("{CREDENTIALS} WHERE handle = ?1 ORDER BY tokens.id");
    read(db.prepare_cached(&sql)?.query([handle.as_str()])?)
}

pub(super) fn credentials_of(db: &Connection, id: AccountId) -> Result<Option<Credentials>, Failure> {
    let sql = format!("{CREDENTIALS} WHERE accounts.id = ?1 ORDER BY tokens.id");
    read(db.prepare_cached(&sql)?.query([id.get()])?)
}

fn read(mut rows: Rows<'_>) -> Result<Option<Credentials>, Failure> {
    let Some(first) = rows.next()? else { return Ok(None) };
    let password = first.get_ref(5)?.as_blob_or_null()?.map(Sealed::from_bytes);
    let password = password.map(|sealed| LegacySecret { source: LegacySource::Password, sealed });
    let mut credentials = Credentials {
        account: row::account_id(first, 0)?,
        handle: row::handle(first, 1)?,
        state: AccountState { enabled: first.get(2)?, verified: first.get(3)? },
        password: first.get::<_, Option<String>>(4)?.map(PasswordHash::from_phc),
        epoch: first.get(6)?,
        second_factor: first.get(9)?,
        legacy: password.into_iter().collect(),
    };
    let mut next = Some(first);
    while let Some(row) = next {
        if let (Some(id), Some(sealed)) = (row.get(7)?, row.get_ref(8)?.as_blob_or_null()?) {
            let source = LegacySource::Token(TokenId::new(id));
            credentials.legacy.push(LegacySecret { source, sealed: Sealed::from_bytes(sealed) });
        }
        next = rows.next()?;
    }
    Ok(Some(credentials))
}

pub(super) fn add(db: &Connection, token: &NewToken, now: Timestamp) -> Result<Token, Failure> {
    accounts::exists(db, token.account)?;
    let name = token.name.as_str();
    let (count, taken): (usize, bool) = db
        .prepare_cached("SELECT count(*), coalesce(max(name = ?2), 0) FROM tokens WHERE account = ?1")?
        .query_row(params![token.account.get(), name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if taken {
        return Err(Refusal::TokenNameTaken.into());
    }
    if count >= MAX_TOKENS {
        return Err(Refusal::TooManyTokens.into());
    }
    db.prepare_cached("INSERT INTO tokens (account, name, created, sealed) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![token.account.get(), name, now.millis(), token.sealed.as_bytes()])?;
    let id = TokenId::new(db.last_insert_rowid());
    Ok(Token { id, account: token.account, name: token.name.clone(), created: now, last_used: None })
}

pub(super) fn list(db: &Connection, account: AccountId) -> Result<Vec<Token>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT id, name, created, last_used FROM tokens WHERE account = ?1 ORDER BY id")?;
    let tokens = statement.query_and_then([account.get()], |row| {
        Ok(Token {
            id: TokenId::new(row.get(0)?),
            account,
            name: row::token_name(row, 1)?,
            created: row::timestamp(row, 2)?,
            last_used: row::optional_timestamp(row, 3)?,
        })
    })?;
    tokens.collect()
}

pub(super) fn revoke(db: &Connection, account: AccountId, name: &TokenName) -> Result<(), Failure> {
    accounts::exists(db, account)?;
    let mut statement =
        db.prepare_cached("DELETE FROM tokens WHERE account = ?1 AND name = ?2 RETURNING id")?;
    let gone = statement.query_row(params![account.get(), name.as_str()], |_| Ok(())).optional()?;
    gone.ok_or(Refusal::UnknownToken.into())
}
