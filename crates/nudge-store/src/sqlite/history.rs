//! Messages kept for their participants.

use nudge_core::{
    AccountId, ConversationId, Handle, HistoryEntry, HistoryId, HistoryQuery, HistoryRecord, Timestamp,
};
use rusqlite::{Connection, Row, named_params, params};

use super::{failure::Failure, row};

pub(super) fn append(db: &Connection, batch: &[HistoryRecord]) -> Result<(), Failure> {
    // An owner who is gone meanwhile has no copies any more.
    let mut statement = db.prepare_cached(
        "INSERT INTO history (owner, conversation, sender, recipients, body, at)
         SELECT id, ?2, ?3, ?4, ?5, ?6 FROM accounts WHERE id = ?1",
    )?;
    for record in batch {
        let recipients: Vec<_> = record.recipients.iter().map(Handle::as_str).collect();
        statement.execute(params![
            record.owner.get(),
            record.conversation.0.cast_signed(),
            record.sender.as_str(),
            recipients.join(" "),
            &record.body[..],
            record.at.millis()
        ])?;
    }
    Ok(())
}

pub(super) fn list(
    db: &Connection,
    owner: AccountId,
    before: Option<HistoryId>,
    limit: usize,
) -> Result<Vec<HistoryEntry>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT id, conversation, sender, recipients, body, at FROM history
         WHERE owner = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
    )?;
    let before = before.map_or(i64::MAX, |id| id.0);
    let entries =
        statement.query_and_then([owner.get(), before, row::limit(limit)], |row| entry(row, owner))?;
    entries.collect()
}

/// Bodies are compared as text where they are text, without the headers before the first empty line.
pub(super) fn search(
    db: &Connection,
    owner: AccountId,
    query: &HistoryQuery,
    before: Option<HistoryId>,
    limit: usize,
) -> Result<Vec<HistoryEntry>, Failure> {
    let sql = "SELECT id, conversation, sender, recipients, body, at FROM history
               WHERE owner = :owner AND id < :before
                 AND (:text = '' OR instr(lower(CAST(substr(body, iif(instr(body, x'0d0a0d0a') > 0, instr(body, x'0d0a0d0a') + 4, 1))
                                                     AS TEXT)), lower(:text)) > 0)
                 AND (:since IS NULL OR at >= :since)
                 AND (:until IS NULL OR at < :until)
                 AND (:with IS NULL OR sender = :with COLLATE NOCASE
                      OR instr(' ' || lower(recipients) || ' ', ' ' || lower(:with) || ' ') > 0)
               ORDER BY id DESC LIMIT :limit";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query(named_params! {
        ":owner": owner.get(),
        ":before": before.map_or(i64::MAX, |id| id.0),
        ":text": query.text,
        ":with": query.with.as_ref().map(Handle::as_str),
        ":since": query.since.map(Timestamp::millis),
        ":until": query.until.map(Timestamp::millis),
        ":limit": row::limit(limit),
    })?;
    rows.and_then(|row| entry(row, owner)).collect()
}

fn entry(row: &Row<'_>, owner: AccountId) -> Result<HistoryEntry, Failure> {
    let recipients =
        row::text(row, 3)?.split_ascii_whitespace().map(|text| row::checked("an address", Handle::new(text)));
    Ok(HistoryEntry {
        id: HistoryId(row.get(0)?),
        record: HistoryRecord {
            owner,
            conversation: ConversationId(row.get::<_, i64>(1)?.cast_unsigned()),
            sender: row::handle(row, 2)?,
            recipients: recipients.collect::<Result<_, _>>()?,
            body: row.get::<_, Vec<u8>>(4)?.into(),
            at: row::timestamp(row, 5)?,
        },
    })
}

pub(super) fn erase_one(db: &Connection, owner: AccountId, id: HistoryId) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM history WHERE owner = ?1 AND id = ?2")?.execute([owner.get(), id.0])?;
    Ok(())
}

pub(super) fn erase(db: &Connection, owner: AccountId) -> Result<u64, Failure> {
    Ok(db.prepare_cached("DELETE FROM history WHERE owner = ?1")?.execute([owner.get()])? as u64)
}

pub(super) fn purge(db: &Connection, before: Timestamp) -> Result<u64, Failure> {
    Ok(db.prepare_cached("DELETE FROM history WHERE at < ?1")?.execute([before.millis()])? as u64)
}
