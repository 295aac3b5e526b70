//! Messages that wait for somebody.

use nudge_core::offline::{
    Left, NewOfflineMessage, OfflineMessage, OfflinePosition, WaitingCount, WaitingLimits, WaitingOf,
};
use nudge_core::roster::permits;
use nudge_core::{
    AccountId, ConversationId, DisplayName, Guid, Handle, HistoryRecord, Lists, Refusal, Timestamp,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{failure::Failure, history, row};

pub(super) fn leave(
    db: &Connection,
    message: &NewOfflineMessage,
    limits: &WaitingLimits,
) -> Result<Left, Failure> {
    let (receiver, address) = receiver(db, message)?;
    db.prepare_cached("DELETE FROM offline_marks WHERE at <= ?1")?.execute([limits.repeated.millis()])?;
    let repeated = db
        .prepare_cached("SELECT 1 FROM offline_marks WHERE sender = ?1 AND mark = ?2")?
        .exists(params![message.sender.get(), message.mark])?;
    if repeated {
        return Ok(Left::Repeated);
    }
    let (all, own): (i64, i64) = db
        .prepare_cached(
            "SELECT count(*), coalesce(sum(sender = ?2), 0) FROM offline_messages WHERE receiver = ?1 AND at > ?3",
        )?
        .query_row(params![receiver.get(), message.sender.get(), limits.expired.millis()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if all >= row::limit(limits.per_receiver) || own >= row::limit(limits.per_sender) {
        return Err(Refusal::TooManyWaiting.into());
    }
    let (sender, name) = sender(db, message.sender, receiver)?;
    db.prepare_cached(
        "INSERT INTO offline_messages (guid, receiver, sender, name, body, run, sequence, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        message.id.as_bytes(),
        receiver.get(),
        message.sender.get(),
        name.as_ref().map(DisplayName::as_str),
        &message.body[..],
        message.run.as_bytes(),
        message.sequence,
        message.at.millis()
    ])?;
    let position = OfflinePosition(db.last_insert_rowid());
    db.prepare_cached("INSERT INTO offline_marks (sender, mark, at) VALUES (?1, ?2, ?3)")?
        .execute(params![message.sender.get(), message.mark, message.at.millis()])?;
    let left = OfflineMessage {
        position,
        id: message.id,
        sender,
        name,
        body: message.body.clone(),
        run: message.run,
        sequence: message.sequence,
        at: message.at,
        read: false,
    };
    if limits.history && keeps_history(db, message.sender)? {
        history::append(db, &[record(message.sender, &left, address)])?;
    }
    Ok(Left::Waits(receiver, Box::new(left)))
}

/// Whom a message is for, if that one takes it.
fn receiver(db: &Connection, message: &NewOfflineMessage) -> Result<(AccountId, Handle), Failure> {
    let mut statement = db.prepare_cached(
        "SELECT id, handle, privacy, (allow_at IS NOT NULL) * 2 + (block_at IS NOT NULL) * 4 FROM accounts
         LEFT JOIN contacts ON owner = id AND contact = ?2
         WHERE handle = ?1 AND enabled",
    )?;
    let mut rows = statement.query(params![message.receiver.as_str(), message.sender.get()])?;
    let row = rows.next()?.ok_or(Refusal::Unreceivable)?;
    let lists = Lists::from_bits(row.get(3)?);
    if permits(row::privacy(row, 2)?, lists) {
        Ok((row::account_id(row, 0)?, row::handle(row, 1)?))
    } else {
        Err(Refusal::Unreceivable.into())
    }
}

/// Who leaves a message, with the name that the receiver may see.
fn sender(
    db: &Connection,
    sender: AccountId,
    receiver: AccountId,
) -> Result<(Handle, Option<DisplayName>), Failure> {
    let mut statement = db.prepare_cached(
        "SELECT handle, name, privacy, (allow_at IS NOT NULL) * 2 + (block_at IS NOT NULL) * 4 FROM accounts
         LEFT JOIN contacts ON owner = id AND contact = ?2
         WHERE id = ?1",
    )?;
    let mut rows = statement.query([sender.get(), receiver.get()])?;
    let row = rows.next()?.ok_or(Refusal::UnknownAccount)?;
    let is_shown = permits(row::privacy(row, 2)?, Lists::from_bits(row.get(3)?));
    let name = row::name(row, 1)?;
    Ok((row::handle(row, 0)?, is_shown.then_some(name)))
}

fn keeps_history(db: &Connection, account: AccountId) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM accounts WHERE id = ?1 AND keeps_history";
    Ok(db.prepare_cached(sql)?.exists([account.get()])?)
}

/// Somebody's copy. What was left in one run is one conversation.
fn record(owner: AccountId, message: &OfflineMessage, receiver: Handle) -> HistoryRecord {
    let (number, _) = message.run.as_bytes().split_first_chunk().unwrap_or((&[0; 8], &[]));
    HistoryRecord {
        owner,
        conversation: ConversationId(u64::from_be_bytes(*number)),
        sender: message.sender.clone(),
        recipients: vec![receiver],
        body: message.body.clone(),
        at: message.at,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.guid, accounts.handle, m.name, body, run, sequence, at, read ",
            "FROM offline_messages m JOIN accounts ON accounts.id = sender ",
            $rest
        )
    };
}

pub(super) fn waiting(
    db: &Connection,
    receiver: AccountId,
    since: Timestamp,
) -> Result<Vec<OfflineMessage>, Failure> {
    let sql = select!("WHERE receiver = ?1 AND at > ?2 ORDER BY m.id");
    db.prepare_cached(sql)?.query_and_then([receiver.get(), since.millis()], from_row)?.collect()
}

pub(super) fn one(
    db: &Connection,
    receiver: AccountId,
    id: Guid,
    since: Timestamp,
) -> Result<OfflineMessage, Failure> {
    find(db, receiver, id, since)?.ok_or(Refusal::NoSuchEntry.into())
}

fn find(
    db: &Connection,
    receiver: AccountId,
    id: Guid,
    since: Timestamp,
) -> Result<Option<OfflineMessage>, Failure> {
    let mut statement = db.prepare_cached(select!("WHERE receiver = ?1 AND m.guid = ?2 AND at > ?3"))?;
    let mut rows = statement.query(params![receiver.get(), id.as_bytes(), since.millis()])?;
    rows.next()?.map(from_row).transpose()
}

pub(super) fn mark_read(db: &Connection, receiver: AccountId, id: Guid) -> Result<(), Failure> {
    db.prepare_cached("UPDATE offline_messages SET read = 1 WHERE receiver = ?1 AND guid = ?2")?
        .execute(params![receiver.get(), id.as_bytes()])?;
    Ok(())
}

pub(super) fn remove(
    db: &Connection,
    receiver: AccountId,
    ids: &[Guid],
    history: bool,
) -> Result<u64, Failure> {
    let address = if history && keeps_history(db, receiver)? {
        let sql = "SELECT handle FROM accounts WHERE id = ?1";
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([receiver.get()])?;
        rows.next()?.map(|row| row::handle(row, 0)).transpose()?
    } else {
        None
    };
    let mut count = 0;
    for id in ids {
        if let Some(address) = &address
            && let Some(message) = find(db, receiver, *id, Timestamp::from_millis(i64::MIN))?
        {
            history::append(db, &[record(receiver, &message, address.clone())])?;
        }
        let gone = db
            .prepare_cached("DELETE FROM offline_messages WHERE receiver = ?1 AND guid = ?2")?
            .execute(params![receiver.get(), id.as_bytes()])?;
        count += gone as u64;
    }
    Ok(count)
}

pub(super) fn count(db: &Connection, of: WaitingOf, since: Timestamp) -> Result<WaitingCount, Failure> {
    let counted = db
        .prepare_cached(
            "SELECT count(*), count(DISTINCT receiver), min(at) FROM offline_messages
             WHERE at > ?3 AND (?1 IS NULL OR receiver = ?1) AND (?2 IS NULL OR sender = ?2)",
        )?
        .query_row(
            params![of.receiver.map(AccountId::get), of.sender.map(AccountId::get), since.millis()],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?)),
        )
        .optional()?;
    let (messages, receivers, oldest) = counted.unwrap_or_default();
    Ok(WaitingCount {
        messages: messages.unsigned_abs(),
        receivers: receivers.unsigned_abs(),
        oldest: oldest.map(Timestamp::from_millis),
    })
}

pub(super) fn purge(db: &Connection, of: WaitingOf, before: Option<Timestamp>) -> Result<u64, Failure> {
    let gone = db
        .prepare_cached(
            "DELETE FROM offline_messages
             WHERE at <= ?3 AND (?1 IS NULL OR receiver = ?1) AND (?2 IS NULL OR sender = ?2)",
        )?
        .execute(params![
            of.receiver.map(AccountId::get),
            of.sender.map(AccountId::get),
            before.map_or(i64::MAX, Timestamp::millis)
        ])?;
    Ok(gone as u64)
}

fn from_row(row: &Row<'_>) -> Result<OfflineMessage, Failure> {
    Ok(OfflineMessage {
        position: OfflinePosition(row.get(0)?),
        id: row::guid(row, 1)?,
        sender: row::handle(row, 2)?,
        name: row::optional_name(row, 3)?,
        body: row.get::<_, Vec<u8>>(4)?.into(),
        run: row::guid(row, 5)?,
        sequence: row.get(6)?,
        at: row::timestamp(row, 7)?,
        read: row.get(8)?,
    })
}
