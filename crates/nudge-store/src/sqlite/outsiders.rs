//! Contacts without an account: reading them, and applying what the rules say of them.

use nudge_core::{
    AccountId, ContactKey, DisplayName, GroupSet, Guid, List, OutsideContact, Outsider, Positions, Serial,
    Who, roster::edit::Target,
};
use rusqlite::{Connection, Row, ToSql, params};
use smol_str::SmolStr;

use super::{failure::Failure, row};

macro_rules! select {
    ($and:literal) => {
        concat!(
            "SELECT address, guid, stored_name, forward_at, allow_at, block_at, group_bits, kept, changed_at
             FROM outside_contacts
             WHERE owner = ?1",
            $and
        )
    };
}

/// All of them, oldest entry first, and last those who are on no list.
pub(super) fn all(db: &Connection, owner: AccountId) -> Result<Vec<OutsideContact>, Failure> {
    let mut statement = db.prepare_cached(select!(""))?;
    let mut all = statement.query_and_then([owner.get()], contact)?.collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|contact| {
        let oldest = contact.positions.oldest();
        (oldest.is_none(), oldest)
    });
    Ok(all)
}

/// Whom a key names.
pub(super) fn target(db: &Connection, owner: AccountId, key: &ContactKey) -> Result<Option<Target>, Failure> {
    let address = if let ContactKey::Outsider(outsider) = key { outsider.key() } else { SmolStr::default() };
    let (sql, key): (_, &dyn ToSql) = match key {
        ContactKey::Outsider(_) => (select!(" AND address = ?2"), &address.as_str()),
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
        kept: contact.kept,
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
        kept: row.get(7)?,
        changed: row::serial(row, 8)?,
    })
}

/// The contact of an owner, to be changed.
pub(super) struct Entry<'a> {
    pub(super) db: &'a Connection,
    pub(super) owner: AccountId,
    pub(super) outsider: &'a Outsider,
    /// The owner's version after the change.
    pub(super) serial: Serial,
}

impl Entry<'_> {
    /// On no list yet.
    pub(super) fn create(&self, guid: Guid) -> Result<(), Failure> {
        self.run("INSERT INTO outside_contacts (owner, address, guid) VALUES (?1, ?2, ?3)", guid.as_bytes())
    }

    /// At the end of the list.
    pub(super) fn enlist(&self, list: List) -> Result<(), Failure> {
        self.set_position(list, Some(self.serial))
    }

    pub(super) fn delist(&self, list: List) -> Result<(), Failure> {
        self.set_position(list, None)
    }

    /// Who is on no list any more, and not kept, is forgotten.
    pub(super) fn forget_if_unlisted(&self) -> Result<(), Failure> {
        let mut statement = self.db.prepare_cached(
            "DELETE FROM outside_contacts
             WHERE owner = ?1 AND address = ?2 AND forward_at IS NULL AND allow_at IS NULL AND block_at IS NULL AND NOT kept",
        )?;
        statement.execute(params![self.owner.get(), self.outsider.key().as_str()])?;
        Ok(())
    }

    /// Whether they are kept in the book.
    pub(super) fn is_kept(&self) -> Result<bool, Failure> {
        let mut statement =
            self.db.prepare_cached("SELECT kept FROM outside_contacts WHERE owner = ?1 AND address = ?2")?;
        let key = self.outsider.key();
        let values = params![self.owner.get(), key.as_str()];
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    fn set_position(&self, list: List, serial: Option<Serial>) -> Result<(), Failure> {
        let sql = match list {
            List::Forward => {
                "UPDATE outside_contacts SET forward_at = ?3, changed_at = ?4, kept = kept AND ?3 IS NULL
                 WHERE owner = ?1 AND address = ?2"
            }
            List::Allow => "UPDATE outside_contacts SET allow_at = ?3 WHERE owner = ?1 AND address = ?2",
            List::Block => "UPDATE outside_contacts SET block_at = ?3 WHERE owner = ?1 AND address = ?2",
        };
        let (owner, key, serial) = (self.owner.get(), self.outsider.key(), serial.map(Serial::get));
        let mut statement = self.db.prepare_cached(sql)?;
        match list {
            List::Forward => statement.execute(params![owner, key.as_str(), serial, self.serial.get()])?,
            List::Allow | List::Block => statement.execute(params![owner, key.as_str(), serial])?,
        };
        Ok(())
    }

    pub(super) fn set_groups(&self, groups: GroupSet) -> Result<(), Failure> {
        self.run(
            "UPDATE outside_contacts SET group_bits = ?3 WHERE owner = ?1 AND address = ?2",
            &groups.bits(),
        )?;
        self.touch()
    }

    pub(super) fn store_name(&self, name: &DisplayName) -> Result<(), Failure> {
        self.run(
            "UPDATE outside_contacts SET stored_name = ?3 WHERE owner = ?1 AND address = ?2",
            &name.as_str(),
        )?;
        self.touch()
    }

    /// The entry in the book is not as it was.
    fn touch(&self) -> Result<(), Failure> {
        self.run(
            "UPDATE outside_contacts SET changed_at = ?3 WHERE owner = ?1 AND address = ?2",
            &self.serial.get(),
        )
    }

    fn run(&self, sql: &str, value: &dyn ToSql) -> Result<(), Failure> {
        let key = self.outsider.key();
        let values = params![self.owner.get(), key.as_str(), value];
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}
