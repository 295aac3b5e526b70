//! Contacts without an account: reading them, and applying what the rules say of them.

use nudge_core::{
    AccountId, ContactKey, DisplayName, GroupSet, Guid, List, OutsideContact, Outsider, Positions, Serial,
    Who, roster::edit::Target,
};
use rusqlite::{Connection, Row, ToSql, params};

use super::{failure::Failure, row};

macro_rules! select {
    ($and:literal) => {
        concat!(
            "SELECT address, guid, stored_name, forward_at, allow_at, block_at, group_bits FROM outside_contacts
             WHERE owner = ?1",
            $and
        )
    };
}

/// All of them, oldest entry first.
pub(super) fn all(db: &Connection, owner: AccountId) -> Result<Vec<OutsideContact>, Failure> {
    let mut statement = db.prepare_cached(select!(""))?;
    let mut all = statement.query_and_then([owner.get()], contact)?.collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|contact| contact.positions.oldest());
    Ok(all)
}

/// Whom a key names.
pub(super) fn target(db: &Connection, owner: AccountId, key: &ContactKey) -> Result<Option<Target>, Failure> {
    let (sql, key): (_, &dyn ToSql) = match key {
        ContactKey::Outsider(outsider) => (select!(" AND address = ?2"), &outsider.address()),
        ContactKey::Guid(guid) => (select!(" AND guid = ?2"), guid.as_bytes()),
        // An address of ours is nobody's outside.
        ContactKey::Handle(_) => return Ok(None),
    };
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![owner.get(), key])?;
    let found = rows.next()?.map(contact).transpose()?;
    Ok(found.map(|contact| Target {
        lists: contact.lists(),
        who: Who::Outsider(contact.outsider),
        guid: contact.guid,
        acknowledged: false,
        groups: contact.groups,
        reverse_entries: 0,
    }))
}

fn contact(row: &Row<'_>) -> Result<OutsideContact, Failure> {
    Ok(OutsideContact {
        outsider: row::outsider(row, 0)?,
        guid: row::guid(row, 1)?,
        stored_name: row::optional_name(row, 2)?,
        positions: Positions {
            forward: row::optional_serial(row, 3)?,
            allow: row::optional_serial(row, 4)?,
            block: row::optional_serial(row, 5)?,
            reverse: None,
        },
        groups: row::group_set(row, 6)?,
    })
}

/// The contact of an owner, to be changed.
pub(super) struct Entry<'a> {
    pub(super) db: &'a Connection,
    pub(super) owner: AccountId,
    pub(super) outsider: &'a Outsider,
}

impl Entry<'_> {
    /// On no list yet.
    pub(super) fn create(&self, guid: Guid) -> Result<(), Failure> {
        self.run("INSERT INTO outside_contacts (owner, address, guid) VALUES (?1, ?2, ?3)", guid.as_bytes())
    }

    /// At the end of the list.
    pub(super) fn enlist(&self, list: List, serial: Serial) -> Result<(), Failure> {
        self.set_position(list, Some(serial))
    }

    /// Who is on no list any more is forgotten.
    pub(super) fn delist(&self, list: List) -> Result<(), Failure> {
        self.set_position(list, None)?;
        let mut statement = self.db.prepare_cached(
            "DELETE FROM outside_contacts
             WHERE owner = ?1 AND address = ?2 AND forward_at IS NULL AND allow_at IS NULL AND block_at IS NULL",
        )?;
        statement.execute(params![self.owner.get(), self.outsider.address()])?;
        Ok(())
    }

    fn set_position(&self, list: List, serial: Option<Serial>) -> Result<(), Failure> {
        let sql = match list {
            List::Forward => "UPDATE outside_contacts SET forward_at = ?3 WHERE owner = ?1 AND address = ?2",
            List::Allow => "UPDATE outside_contacts SET allow_at = ?3 WHERE owner = ?1 AND address = ?2",
            List::Block => "UPDATE outside_contacts SET block_at = ?3 WHERE owner = ?1 AND address = ?2",
        };
        self.run(sql, &serial.map(Serial::get))
    }

    pub(super) fn set_groups(&self, groups: GroupSet) -> Result<(), Failure> {
        self.run(
            "UPDATE outside_contacts SET group_bits = ?3 WHERE owner = ?1 AND address = ?2",
            &groups.bits(),
        )
    }

    pub(super) fn store_name(&self, name: &DisplayName) -> Result<(), Failure> {
        self.run(
            "UPDATE outside_contacts SET stored_name = ?3 WHERE owner = ?1 AND address = ?2",
            &name.as_str(),
        )
    }

    fn run(&self, sql: &str, value: &dyn ToSql) -> Result<(), Failure> {
        let values = params![self.owner.get(), self.outsider.address(), value];
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}
