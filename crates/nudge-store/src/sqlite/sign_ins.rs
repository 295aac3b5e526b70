//! Who signed in when and from where.

use std::net::IpAddr;

use nudge_core::{AccountId, SessionId, SignIn, SignInRecord, Timestamp, TokenId};
use rusqlite::{Connection, params};

use super::{failure::Failure, row};

/// How many of one account are kept; the oldest goes when one more comes.
const KEPT: i64 = 500;

pub(super) fn begin(db: &Connection, sign_in: &SignIn) -> Result<(), Failure> {
    let (account, at) = (sign_in.account.get(), sign_in.started.millis());
    db.prepare_cached(
        "INSERT INTO sign_ins (session, account, token, client, address, protocol, started)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        sign_in.session.get(),
        account,
        sign_in.token.map(TokenId::get),
        sign_in.client.as_str(),
        sign_in.address.to_string(),
        sign_in.protocol.as_str(),
        at
    ])?;
    // Found by its index, and nothing where there are fewer.
    let sql = "DELETE FROM sign_ins WHERE account = ?1 AND session IN
               (SELECT session FROM sign_ins WHERE account = ?1 ORDER BY started DESC LIMIT -1 OFFSET ?2)";
    db.prepare_cached(sql)?.execute([account, KEPT])?;
    db.prepare_cached("UPDATE accounts SET last_sign_in = ?2 WHERE id = ?1")?.execute([account, at])?;
    if let Some(token) = sign_in.token {
        let sql = "UPDATE tokens SET last_used = ?3 WHERE id = ?1 AND account = ?2";
        db.prepare_cached(sql)?.execute([token.get(), account, at])?;
    }
    Ok(())
}

pub(super) fn name_client(db: &Connection, session: SessionId, client: &str) -> Result<(), Failure> {
    let sql = "UPDATE sign_ins SET client = ?2 WHERE session = ?1";
    db.prepare_cached(sql)?.execute(params![session.get(), client])?;
    Ok(())
}

pub(super) fn end(db: &Connection, session: SessionId, at: Timestamp) -> Result<(), Failure> {
    let sql = "UPDATE sign_ins SET ended = ?2 WHERE session = ?1 AND ended IS NULL";
    db.prepare_cached(sql)?.execute([session.get(), at.millis()])?;
    Ok(())
}

pub(super) fn list(db: &Connection, account: AccountId, limit: usize) -> Result<Vec<SignInRecord>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT session, token, client, address, protocol, started, ended FROM sign_ins
         WHERE account = ?1 ORDER BY started DESC, session LIMIT ?2",
    )?;
    let records = statement.query_and_then([account.get(), row::limit(limit)], |row| {
        let address: IpAddr = row::text(row, 3)?
            .parse()
            .map_err(|_| Failure::Corrupt("a sign-in is stored with no network address".to_owned()))?;
        Ok(SignInRecord {
            sign_in: SignIn {
                session: SessionId::new(row.get(0)?),
                account,
                token: row.get::<_, Option<i64>>(1)?.map(TokenId::new),
                client: row::text(row, 2)?.into(),
                address,
                protocol: row::text(row, 4)?.into(),
                started: row::timestamp(row, 5)?,
            },
            ended: row::optional_timestamp(row, 6)?,
        })
    })?;
    records.collect()
}

pub(super) fn purge(db: &Connection, before: Timestamp) -> Result<u64, Failure> {
    let gone = db.prepare_cached("DELETE FROM sign_ins WHERE started < ?1")?.execute([before.millis()])?;
    Ok(gone as u64)
}
