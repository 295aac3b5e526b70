//! Reading lists: all of them for a client, or the compact form for a sign-in.

use nudge_core::{AccountId, Group, Lists, Refusal, Relations, Roster, Standing};
use rusqlite::Connection;

use super::{
    accounts::{self, EPOCH_COLUMN, PRIVACY_COLUMN, select},
    contacts,
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
    roster.contacts = contacts::everybody(db, id)?;
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
