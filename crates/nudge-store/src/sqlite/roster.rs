//! Reading lists: all of them for a client, or the compact form for a sign-in.

use nudge_core::{
    AccountId, Contact, Group, Handle, Lists, Positions, Privacy, Refusal, Relations, Roster, Standing,
    roster::permits,
};
use rusqlite::{Connection, Row, params};

use super::{
    accounts::{self, EPOCH_COLUMN, PRIVACY_COLUMN, select},
    failure::Failure,
    outsiders, row,
    snapshot::snapshot,
};

/// The account and its relations, both of one moment.
pub(super) fn standing(db: &Connection, id: AccountId) -> Result<Standing, Failure> {
    let _moment = snapshot(db)?;
    let (account, privacy, epoch) = {
        let mut statement = db.prepare_cached(select!("WHERE id = ?1"))?;
        let mut rows = statement.query([id.get()])?;
        let row = rows.next()?.ok_or(Refusal::UnknownAccount)?;
        (accounts::from_row(row)?, row::privacy(row, PRIVACY_COLUMN)?, row.get(EPOCH_COLUMN)?)
    };
    let entries = db
        .prepare_cached(
            "SELECT contact, (forward_at IS NOT NULL) + 2 * (allow_at IS NOT NULL) + 4 * (block_at IS NOT NULL)
             FROM contacts WHERE owner = ?1
             UNION ALL
             SELECT owner, 8 FROM contacts WHERE contact = ?1 AND reverse_at IS NOT NULL",
        )?
        .query_and_then([id.get()], |row| -> Result<_, Failure> {
            Ok((row::account_id(row, 0)?, Lists::from_bits(row.get(1)?)))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Standing { relations: Relations::new(account.serial, privacy, entries), account, epoch })
}

/// Everything a client fetches, of one moment.
pub(super) fn roster(db: &Connection, id: AccountId) -> Result<Roster, Failure> {
    let _moment = snapshot(db)?;
    let mut roster = settings(db, id)?;
    roster.groups = groups(db, id)?;
    roster.contacts = everybody(db, id)?;
    roster.contacts.retain(|contact| !contact.lists().is_empty());
    roster.outsiders = outsiders::all(db, id)?;
    roster.outsiders.retain(|contact| !contact.lists().is_empty());
    Ok(roster)
}

/// What is not of anybody else, with nobody in it yet.
pub(super) fn settings(db: &Connection, id: AccountId) -> Result<Roster, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT serial, name, privacy, prompt, home, work, mobile, mobile_enabled, pageable, direct_device, has_space,
                created
         FROM accounts WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.get()])?;
    let row = rows.next()?.ok_or(Refusal::UnknownAccount)?;
    Ok(Roster {
        serial: row::serial(row, 0)?,
        created: row::timestamp(row, 11)?,
        name: row::name(row, 1)?,
        privacy: row::privacy(row, 2)?,
        prompt: row::prompt(row, 3)?,
        properties: row::properties(row, 4)?,
        groups: Vec::new(),
        contacts: Vec::new(),
        outsiders: Vec::new(),
    })
}

/// The groups, oldest first.
pub(super) fn groups(db: &Connection, owner: AccountId) -> Result<Vec<Group>, Failure> {
    let mut statement = db.prepare_cached(
        "SELECT number, name, guid FROM contact_groups WHERE owner = ?1 ORDER BY made_at, number",
    )?;
    let groups = statement.query_and_then([owner.get()], |row| {
        Ok(Group { id: row::group_id(row, 0)?, guid: row::guid(row, 2)?, name: row::group_name(row, 1)? })
    })?;
    groups.collect()
}

/// `mine` is the owner's row about somebody, `theirs` is that somebody's row about the owner. The second half finds those
/// who have the owner as their contact and about whom the owner has no row. Each half can be narrowed down.
macro_rules! contacts {
    ($mine:literal, $theirs:literal) => {
        concat!(
            "SELECT them.id, them.handle, mine.stored_name, them.name, them.privacy, theirs.allow_at, theirs.block_at,
                    mine.forward_at, mine.allow_at, mine.block_at, theirs.reverse_at, mine.group_bits,
                    them.home, them.work, them.mobile, them.mobile_enabled, them.pageable, them.direct_device,
                    them.has_space, them.guid, coalesce(theirs.acknowledged, 0), mine.kept, mine.changed_at, theirs.greeting
             FROM contacts AS mine
             JOIN accounts AS them ON them.id = mine.contact
             LEFT JOIN contacts AS theirs ON theirs.owner = mine.contact AND theirs.contact = mine.owner
             WHERE mine.owner = ?1",
            $mine,
            " UNION ALL
             SELECT them.id, them.handle, NULL, them.name, them.privacy, theirs.allow_at, theirs.block_at,
                    NULL, NULL, NULL, theirs.reverse_at, 0,
                    them.home, them.work, them.mobile, them.mobile_enabled, them.pageable, them.direct_device,
                    them.has_space, them.guid, theirs.acknowledged, 0, 0, theirs.greeting
             FROM contacts AS theirs
             JOIN accounts AS them ON them.id = theirs.owner
             WHERE theirs.contact = ?1 AND theirs.reverse_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM contacts AS mine WHERE mine.owner = ?1 AND mine.contact = theirs.owner)",
            $theirs
        )
    };
}

/// One entry of the roster.
pub(super) fn one(db: &Connection, owner: AccountId, handle: &Handle) -> Result<Option<Contact>, Failure> {
    accounts::exists(db, owner)?;
    let Some(id) = accounts::find(db, handle)? else { return Ok(None) };
    let mut statement = db.prepare_cached(contacts!(" AND mine.contact = ?2", " AND theirs.owner = ?2"))?;
    let mut rows = statement.query(params![owner.get(), id.get()])?;
    let contact = rows.next()?.map(contact).transpose()?;
    Ok(contact.filter(|contact| !contact.lists().is_empty()))
}

/// Everybody on a list or in the address book, oldest entry first, and last those who are on no list.
pub(super) fn everybody(db: &Connection, owner: AccountId) -> Result<Vec<Contact>, Failure> {
    let mut statement = db.prepare_cached(contacts!("", ""))?;
    let mut contacts = statement.query_and_then([owner.get()], contact)?.collect::<Result<Vec<_>, _>>()?;
    contacts.retain(|contact| contact.kept || !contact.lists().is_empty());
    contacts.sort_by_key(|contact| {
        let oldest = contact.positions.oldest();
        (oldest.is_none(), oldest, contact.account)
    });
    Ok(contacts)
}

fn contact(row: &Row<'_>) -> Result<Contact, Failure> {
    let positions = Positions {
        forward: row::optional_serial(row, 7)?,
        allow: row::optional_serial(row, 8)?,
        block: row::optional_serial(row, 9)?,
        reverse: row::optional_serial(row, 10)?,
    };
    let visible = lets_me_see(row)?;
    let shows_properties = visible && positions.forward.is_some();
    Ok(Contact {
        account: row::account_id(row, 0)?,
        guid: row::guid(row, 19)?,
        handle: row::handle(row, 1)?,
        stored_name: row::optional_name(row, 2)?,
        own_name: if visible { Some(row::name(row, 3)?) } else { None },
        positions,
        acknowledged: row.get(20)?,
        groups: row::group_set(row, 11)?,
        properties: if shows_properties { Some(row::properties(row, 12)?) } else { None },
        kept: row.get(21)?,
        changed: row::serial(row, 22)?,
        greeting: row::optional_greeting(row, 23)?,
    })
}

fn lets_me_see(row: &Row<'_>) -> Result<bool, Failure> {
    let privacy: Privacy = row::privacy(row, 4)?;
    let mut lists = Lists::NONE;
    for (column, list) in [(5, Lists::ALLOW), (6, Lists::BLOCK)] {
        if row.get::<_, Option<i64>>(column)?.is_some() {
            lists |= list;
        }
    }
    Ok(permits(privacy, lists))
}
