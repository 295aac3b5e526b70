//! What is remembered of entries of address books that are gone.

use nudge_core::{
    AccountId, Guid, List, Refusal, Serial, Timestamp, Who,
    address_book::{Gone, MAX_TOMBSTONES, MembershipId, MembershipRole, Tombstone},
    circle::CircleId,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use smol_str::SmolStr;

use super::{circles, edit, failure::Failure, row};

/// All of an owner's, oldest first.
pub(super) fn of(db: &Connection, owner: AccountId) -> Result<Vec<Tombstone>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT at, kind, guid, place, key, circle FROM tombstones WHERE owner = ?1 ORDER BY at, id",
    )?;
    let rows = statement.query_and_then([owner.get()], tombstone)?;
    rows.collect()
}

fn tombstone(row: &Row<'_>) -> Result<Tombstone, Failure> {
    let membership = |role| -> Result<Gone, Failure> {
        let id = MembershipId::new(role, row::serial(row, 3)?);
        Ok(Gone::Membership { role, id, key: SmolStr::new(row::text(row, 4)?) })
    };
    let gone = match row::text(row, 1)? {
        "contact" => Gone::Contact { guid: row::guid(row, 2)?, key: SmolStr::new(row::text(row, 4)?) },
        "group" => Gone::Group(row::guid(row, 2)?),
        "circle" => Gone::Circle(circles::circle_id(row.get(5)?)?),
        "allow" => membership(MembershipRole::Allow)?,
        "block" => membership(MembershipRole::Block)?,
        "reverse" => membership(MembershipRole::Reverse)?,
        "pending" => membership(MembershipRole::Pending)?,
        other => return Err(Failure::Corrupt(format!("{other} is nothing that could be gone"))),
    };
    Ok(Tombstone { at: row::serial(row, 0)?, gone })
}

/// Up to which of the owner's versions it is not remembered what went.
pub(super) fn deltas_after(db: &Connection, owner: AccountId) -> Result<Serial, Failure> {
    let mut statement = db.prepare_cached("SELECT deltas_after FROM accounts WHERE id = ?1")?;
    let mut rows = statement.query([owner.get()])?;
    row::serial(rows.next()?.ok_or(Refusal::UnknownAccount)?, 0)
}

pub(super) fn bury_contact(
    db: &Connection,
    owner: AccountId,
    at: Serial,
    guid: Guid,
    who: &Who,
) -> Result<(), Failure> {
    let key = match who {
        Who::Account { handle, .. } => handle.folded(),
        Who::Outsider(outsider) => outsider.key(),
    };
    db.prepare_cached(
        "INSERT INTO tombstones (owner, at, kind, guid, key) VALUES (?1, ?2, 'contact', ?3, ?4)",
    )?
    .execute(params![owner.get(), at.get(), guid.as_bytes(), key.as_str()])?;
    limit(db, owner)
}

pub(super) fn bury_group(db: &Connection, owner: AccountId, at: Serial, guid: Guid) -> Result<(), Failure> {
    db.prepare_cached("INSERT INTO tombstones (owner, at, kind, guid) VALUES (?1, ?2, 'group', ?3)")?
        .execute(params![owner.get(), at.get(), guid.as_bytes()])?;
    limit(db, owner)
}

/// A circle that the owner has nothing to do with any more. It is no edit of the owner's, so it gets a version of its own.
pub(super) fn bury_circle(db: &Connection, owner: AccountId, circle: CircleId) -> Result<(), Failure> {
    let at = edit::raise_serial(db, owner)?;
    db.prepare_cached("INSERT INTO tombstones (owner, at, kind, circle) VALUES (?1, ?2, 'circle', ?3)")?
        .execute(params![owner.get(), at.get(), circles::column(circle)])?;
    limit(db, owner)
}

/// A circle that is the owner's again: all that are there are told every time, and what went must not be told after that.
pub(super) fn dig_up_circle(db: &Connection, owner: AccountId, circle: CircleId) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM tombstones WHERE owner = ?1 AND kind = 'circle' AND circle = ?2")?
        .execute(params![owner.get(), circles::column(circle)])?;
    Ok(())
}

/// The membership of somebody on the owner's allow or block list, who is still there; nothing of the forward list.
pub(super) fn bury_membership(
    db: &Connection,
    owner: AccountId,
    at: Serial,
    who: &Who,
    list: List,
) -> Result<(), Failure> {
    macro_rules! bury {
        ($kind:literal, $column:literal) => {
            match who {
                Who::Account { id, handle } => db
                    .prepare_cached(concat!(
                        "INSERT INTO tombstones (owner, at, kind, place, key) SELECT ?1, ?2, '",
                        $kind,
                        "', ",
                        $column,
                        ", ?4 FROM contacts WHERE owner = ?1 AND contact = ?3 AND ",
                        $column,
                        " IS NOT NULL"
                    ))?
                    .execute(params![owner.get(), at.get(), id.get(), handle.folded().as_str()])?,
                Who::Outsider(outsider) => db
                    .prepare_cached(concat!(
                        "INSERT INTO tombstones (owner, at, kind, place, key) SELECT ?1, ?2, '",
                        $kind,
                        "', ",
                        $column,
                        ", ?3 FROM outside_contacts WHERE owner = ?1 AND address = ?3 AND ",
                        $column,
                        " IS NOT NULL"
                    ))?
                    .execute(params![owner.get(), at.get(), outsider.key().as_str()])?,
            }
        };
    }
    match list {
        List::Forward => return Ok(()),
        List::Allow => bury!("allow", "allow_at"),
        List::Block => bury!("block", "block_at"),
    };
    limit(db, owner)
}

/// That `member` is on the reverse list of `owner`, and waits for a decision, which is still so. A wait that has been over for long
/// is over once more: that is no news to anybody.
pub(super) fn bury_reverse(
    db: &Connection,
    owner: AccountId,
    at: Serial,
    member: AccountId,
) -> Result<(), Failure> {
    bury_of_reverse(db, "reverse", owner, at, member)?;
    bury_of_reverse(db, "pending", owner, at, member)?;
    limit(db, owner)
}

/// That `member` waits for a decision of `owner`, which is still so.
pub(super) fn bury_pending(
    db: &Connection,
    owner: AccountId,
    at: Serial,
    member: AccountId,
) -> Result<(), Failure> {
    bury_of_reverse(db, "pending", owner, at, member)?;
    limit(db, owner)
}

fn bury_of_reverse(
    db: &Connection,
    kind: &str,
    owner: AccountId,
    at: Serial,
    member: AccountId,
) -> Result<(), Failure> {
    db.prepare_cached(
        "INSERT INTO tombstones (owner, at, kind, place, key)
         SELECT ?1, ?2, ?4, theirs.reverse_at, lower(them.handle)
         FROM contacts AS theirs JOIN accounts AS them ON them.id = theirs.owner
         WHERE theirs.owner = ?3 AND theirs.contact = ?1 AND theirs.reverse_at IS NOT NULL",
    )?
    .execute(params![owner.get(), at.get(), member.get(), kind])?;
    Ok(())
}

/// Forgets the oldest where there are too many.
fn limit(db: &Connection, owner: AccountId) -> Result<(), Failure> {
    let oldest_too_many: Option<i64> = db
        .prepare_cached(
            "SELECT at FROM tombstones WHERE owner = ?1 ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?2",
        )?
        .query_row(params![owner.get(), row::limit(MAX_TOMBSTONES)], |row| row.get(0))
        .optional()?;
    let Some(at) = oldest_too_many else { return Ok(()) };
    db.prepare_cached("DELETE FROM tombstones WHERE owner = ?1 AND at <= ?2")?.execute([owner.get(), at])?;
    db.prepare_cached("UPDATE accounts SET deltas_after = max(deltas_after, ?2) WHERE id = ?1")?
        .execute([owner.get(), at])?;
    Ok(())
}

/// Everything of that owner is to be read anew.
pub(super) fn forget_deltas(db: &Connection, owner: AccountId) -> Result<(), Failure> {
    db.prepare_cached("UPDATE accounts SET deltas_after = serial WHERE id = ?1")?.execute([owner.get()])?;
    db.prepare_cached("DELETE FROM tombstones WHERE owner = ?1")?.execute([owner.get()])?;
    Ok(())
}

/// Forgets what was found before that moment.
pub(super) fn purge(db: &Connection, before: Timestamp, now: Timestamp) -> Result<u64, Failure> {
    db.prepare_cached(
        "UPDATE accounts SET deltas_after = max(deltas_after, old.at)
         FROM (SELECT owner, max(at) AS at FROM tombstones WHERE found < ?1 GROUP BY owner) AS old
         WHERE old.owner = accounts.id",
    )?
    .execute([before.millis()])?;
    let forgotten = db
        .prepare_cached(
            "DELETE FROM tombstones
             WHERE found < ?1 OR at <= (SELECT deltas_after FROM accounts WHERE accounts.id = tombstones.owner)",
        )?
        .execute([before.millis()])?;
    db.prepare_cached("UPDATE tombstones SET found = ?1 WHERE found IS NULL")?.execute([now.millis()])?;
    Ok(u64::try_from(forgotten).unwrap_or(u64::MAX))
}
