//! Circles: read one, ask the rules, apply what they say.

use nudge_core::circle::edit::{CircleEdit, Effect, Invitee, bereave, decide};
use nudge_core::circle::{
    Circle, CircleCount, CircleId, CircleLimits, CircleMember, CircleName, CircleRole, MemberState, NewCircle,
};
use nudge_core::{AccountId, CircleEdited, DisplayName, Handle, Lists, Refusal, Timestamp, roster};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::failure::Failure;
use super::{row, tombstones};

pub(super) fn make(
    db: &Connection,
    new: &NewCircle,
    limits: &CircleLimits,
    now: Timestamp,
) -> Result<Circle, Failure> {
    if count_of(db, new.owner)? >= limits.circles {
        return Err(Refusal::TooManyCircles.into());
    }
    let id = column(new.id);
    db.prepare_cached("INSERT INTO circles (id, name, made, changed) VALUES (?1, ?2, ?3, ?3)")?
        .execute(params![id, new.name.as_str(), now.millis()])?;
    let added = db
        .prepare_cached(
            "INSERT INTO circle_members (circle, account, role, joined, inviter, message, since)
             SELECT ?1, id, ?3, 1, NULL, '', ?4 FROM accounts WHERE id = ?2",
        )?
        .execute(params![id, new.owner.get(), CircleRole::Administrator.number(), now.millis()])?;
    if added == 0 {
        return Err(Refusal::UnknownAccount.into());
    }
    find(db, new.id)?.ok_or_else(|| Failure::Corrupt("a circle is gone that was just made".to_owned()))
}

pub(super) fn find(db: &Connection, id: CircleId) -> Result<Option<Circle>, Failure> {
    let mut statement = db.prepare_cached("SELECT id, name, made, changed FROM circles WHERE id = ?1")?;
    let mut rows = statement.query([column(id)])?;
    rows.next()?.map(|row| whole(db, row)).transpose()
}

pub(super) fn of(db: &Connection, account: AccountId) -> Result<Vec<Circle>, Failure> {
    db.prepare_cached(
        "SELECT id, name, made, changed FROM circles JOIN circle_members ON circle = id WHERE account = ?1
         ORDER BY since, id",
    )?
    .query_and_then([account.get()], |row| whole(db, row))?
    .collect()
}

pub(super) fn edit(
    db: &Connection,
    id: CircleId,
    me: AccountId,
    edit: &CircleEdit,
    limits: &CircleLimits,
    now: Timestamp,
) -> Result<CircleEdited, Failure> {
    let before = find(db, id)?.ok_or(Refusal::NoSuchCircle)?;
    let invitee = match edit {
        CircleEdit::Invite { whom, message: _ } => invitee(db, whom, me)?,
        CircleEdit::Accept
        | CircleEdit::Decline
        | CircleEdit::Leave
        | CircleEdit::Remove(_)
        | CircleEdit::SetRole(..)
        | CircleEdit::Rename(_)
        | CircleEdit::End => None,
    };
    let effects = decide(edit, me, &before, invitee, limits)?;
    carry_out(db, before, &effects, now)
}

fn carry_out(
    db: &Connection,
    before: Circle,
    effects: &[Effect],
    now: Timestamp,
) -> Result<CircleEdited, Failure> {
    for effect in effects {
        apply(db, before.id, effect, now)?;
    }
    db.prepare_cached("UPDATE circles SET changed = max(changed, ?2) WHERE id = ?1")?
        .execute(params![column(before.id), now.millis()])?;
    let after = find(db, before.id)?;
    for member in &before.members {
        if after.as_ref().is_none_or(|circle| circle.member(member.account).is_none()) {
            tombstones::bury_circle(db, member.account, before.id)?;
        }
    }
    Ok(CircleEdited { before, after })
}

/// Takes an account that is about to be deleted out of its circles, and takes its invitations back.
pub(super) fn leave_all(
    db: &Connection,
    gone: AccountId,
    now: Timestamp,
) -> Result<Vec<CircleEdited>, Failure> {
    let concerned: Vec<i64> = db
        .prepare_cached(
            "SELECT circle FROM circle_members WHERE account = ?1
             UNION SELECT circle FROM circle_members WHERE inviter = ?1 AND joined = 0 ORDER BY circle",
        )?
        .query_map([gone.get()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut edited = Vec::new();
    for number in concerned {
        let circle = find(db, circle_id(number)?)?;
        let circle = circle.ok_or_else(|| Failure::Corrupt(format!("circle {number} has members only")))?;
        let effects = bereave(&circle, gone);
        edited.push(carry_out(db, circle, &effects, now)?);
    }
    Ok(edited)
}

pub(super) fn count(db: &Connection) -> Result<CircleCount, Failure> {
    let circles = db.prepare_cached("SELECT count(*) FROM circles")?.query_row([], |row| row.get(0))?;
    let sql = "SELECT coalesce(sum(joined), 0), coalesce(sum(1 - joined), 0) FROM circle_members";
    let count = |row: &Row<'_>| Ok(CircleCount { circles, members: row.get(0)?, invitations: row.get(1)? });
    Ok(db.prepare_cached(sql)?.query_row([], count)?)
}

fn apply(db: &Connection, circle: CircleId, effect: &Effect, now: Timestamp) -> Result<(), Failure> {
    let (id, now) = (column(circle), now.millis());
    match effect {
        Effect::Invite(whom, by, message) => {
            tombstones::dig_up_circle(db, *whom, circle)?;
            db.prepare_cached(
                "INSERT INTO circle_members (circle, account, role, joined, inviter, message, since)
                 VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6)",
            )?
            .execute(params![id, whom.get(), CircleRole::Member.number(), by.get(), message, now])?
        }
        Effect::Join(whom) => db
            .prepare_cached(
                "UPDATE circle_members SET joined = 1, since = ?3, message = '' WHERE circle = ?1 AND account = ?2",
            )?
            .execute(params![id, whom.get(), now])?,
        Effect::Drop(whom) => db
            .prepare_cached("DELETE FROM circle_members WHERE circle = ?1 AND account = ?2")?
            .execute(params![id, whom.get()])?,
        Effect::Role(whom, role) => db
            .prepare_cached("UPDATE circle_members SET role = ?3 WHERE circle = ?1 AND account = ?2")?
            .execute(params![id, whom.get(), role.number()])?,
        Effect::Name(name) => db
            .prepare_cached("UPDATE circles SET name = ?2 WHERE id = ?1")?
            .execute(params![id, name.as_str()])?,
        Effect::End => db.prepare_cached("DELETE FROM circles WHERE id = ?1")?.execute([id])?,
    };
    Ok(())
}

/// Whoever has that address, as the rules want to know them.
fn invitee(db: &Connection, whom: &Handle, by: AccountId) -> Result<Option<Invitee>, Failure> {
    let found = db
        .prepare_cached(
            "SELECT accounts.id, privacy, (allow_at IS NOT NULL) * 2 + (block_at IS NOT NULL) * 4
             FROM accounts LEFT JOIN contacts ON owner = accounts.id AND contact = ?2
             WHERE handle = ?1",
        )?
        .query_and_then(params![whom.as_str(), by.get()], |row| -> Result<_, Failure> {
            let lists = Lists::from_bits(row.get(2)?);
            Ok((row::account_id(row, 0)?, roster::permits(row::privacy(row, 1)?, lists)))
        })?
        .next()
        .transpose()?;
    let Some((account, permits)) = found else { return Ok(None) };
    Ok(Some(Invitee { account, circles: count_of(db, account)?, permits }))
}

fn count_of(db: &Connection, account: AccountId) -> Result<usize, Failure> {
    let sql = "SELECT count(*) FROM circle_members WHERE account = ?1";
    Ok(db.prepare_cached(sql)?.query_row([account.get()], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn whole(db: &Connection, row: &Row<'_>) -> Result<Circle, Failure> {
    let number: i64 = row.get(0)?;
    let members = db
        .prepare_cached(
            "SELECT account, guid, handle, accounts.name, circle_members.role, joined, inviter, message, since
             FROM circle_members JOIN accounts ON accounts.id = account
             WHERE circle = ?1 ORDER BY since, account",
        )?
        .query_and_then([number], member)?
        .collect::<Result<_, Failure>>()?;
    Ok(Circle {
        id: circle_id(number)?,
        name: row::checked("the name of a circle", CircleName::new(row::text(row, 1)?))?,
        made: row::timestamp(row, 2)?,
        changed: row::timestamp(row, 3)?,
        members,
    })
}

fn member(row: &Row<'_>) -> Result<CircleMember, Failure> {
    let joined: bool = row.get(5)?;
    let by = row.get::<_, Option<i64>>(6)?.map(AccountId::new);
    let state = if joined { MemberState::Joined } else { MemberState::Invited { by, message: row.get(7)? } };
    Ok(CircleMember {
        account: row::account_id(row, 0)?,
        guid: row::guid(row, 1)?,
        handle: row::handle(row, 2)?,
        name: row::checked("a display name", DisplayName::new(row::text(row, 3)?))?,
        role: role(row.get(4)?)?,
        state,
        since: row::timestamp(row, 8)?,
    })
}

fn role(number: u8) -> Result<CircleRole, Failure> {
    let known = CircleRole::ALL.into_iter().find(|role| role.number() == number);
    known.ok_or_else(|| Failure::Corrupt(format!("{number} is stored as a role in a circle and is none")))
}

pub(super) fn circle_id(number: i64) -> Result<CircleId, Failure> {
    let id = u64::try_from(number).ok().and_then(CircleId::new);
    id.ok_or_else(|| Failure::Corrupt(format!("{number} is stored as the number of a circle and is none")))
}

/// 48 bits fit.
pub(super) const fn column(id: CircleId) -> i64 {
    id.get().cast_signed()
}
