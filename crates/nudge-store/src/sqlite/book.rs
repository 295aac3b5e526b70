//! Address books: reading them, and applying what the rules say of notes and of who is kept.

use std::collections::BTreeMap;

use nudge_core::{
    AccountId, AddressBook, Greeting, Guid, Serial, Who,
    address_book::{NoteName, NoteSubject, NoteText, Notes},
};
use rusqlite::{Connection, params};

use super::{contacts, failure::Failure, outsiders, roster, row, snapshot::snapshot, tombstones};

/// Everything, of one moment.
pub(super) fn whole(db: &Connection, owner: AccountId) -> Result<AddressBook, Failure> {
    let _moment = snapshot(db)?;
    let mut roster = roster::settings(db, owner)?;
    roster.groups = roster::groups(db, owner)?;
    roster.contacts = contacts::everybody(db, owner)?;
    roster.outsiders = outsiders::all(db, owner)?;
    let book = AddressBook {
        roster,
        notes: notes(db, owner)?,
        group_versions: group_versions(db, owner)?,
        gone: tombstones::of(db, owner)?,
        deltas_after: tombstones::deltas_after(db, owner)?,
    };
    Ok(book)
}

fn group_versions(db: &Connection, owner: AccountId) -> Result<BTreeMap<Guid, Serial>, Failure> {
    let mut statement = db.prepare_cached("SELECT guid, changed_at FROM contact_groups WHERE owner = ?1")?;
    let rows =
        statement.query_and_then([owner.get()], |row| Ok((row::guid(row, 0)?, row::serial(row, 1)?)))?;
    rows.collect()
}

fn notes(db: &Connection, owner: AccountId) -> Result<BTreeMap<NoteSubject, Notes>, Failure> {
    let mut statement = db.prepare_cached("SELECT kind, subject, name, text FROM notes WHERE owner = ?1")?;
    let mut rows = statement.query([owner.get()])?;
    let mut all: BTreeMap<NoteSubject, Notes> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let guid = row::guid(row, 1)?;
        let subject = match row.get(0)? {
            0u8 => NoteSubject::Own,
            1 => NoteSubject::Contact(guid),
            2 => NoteSubject::Group(guid),
            other => {
                return Err(Failure::Corrupt(format!("{other} is nothing that there could be notes about")));
            }
        };
        let (name, text) = note(row, 2)?;
        all.entry(subject).or_default().set(name, Some(text));
    }
    Ok(all)
}

/// Two columns: name and text.
fn note(row: &rusqlite::Row<'_>, first: usize) -> Result<(NoteName, NoteText), Failure> {
    let name = row::checked("the name of a note", NoteName::from_key(row::text(row, first)?))?;
    Ok((name, row::checked("a note", NoteText::new(row::text(row, first + 1)?))?))
}

/// What is noted about one subject.
pub(super) fn notes_about(db: &Connection, owner: AccountId, subject: NoteSubject) -> Result<Notes, Failure> {
    let (kind, guid) = columns(subject);
    let mut statement =
        db.prepare_cached("SELECT name, text FROM notes WHERE owner = ?1 AND kind = ?2 AND subject = ?3")?;
    let rows = statement.query_and_then(params![owner.get(), kind, guid.as_bytes()], |row| note(row, 0))?;
    rows.collect()
}

/// How many bytes all notes of an owner have.
pub(super) fn note_bytes(db: &Connection, owner: AccountId) -> Result<usize, Failure> {
    let sql = "SELECT coalesce(sum(octet_length(name) + octet_length(text)), 0) FROM notes WHERE owner = ?1";
    Ok(db.prepare_cached(sql)?.query_row([owner.get()], |row| row.get(0))?)
}

fn columns(subject: NoteSubject) -> (u8, Guid) {
    match subject {
        NoteSubject::Own => (0, Guid::from_bytes([0; 16])),
        NoteSubject::Contact(guid) => (1, guid),
        NoteSubject::Group(guid) => (2, guid),
    }
}

/// The address book of an owner, to be changed.
pub(super) struct Book<'a> {
    pub(super) db: &'a Connection,
    pub(super) owner: AccountId,
    pub(super) serial: Serial,
}

impl Book<'_> {
    /// In the book, also without the forward list.
    pub(super) fn keep(&self, who: &Who) -> Result<(), Failure> {
        match who {
            Who::Account { id, .. } => self.run(
                "INSERT INTO contacts (owner, contact, kept, changed_at) VALUES (?1, ?2, 1, ?3)
                 ON CONFLICT DO UPDATE SET kept = 1, changed_at = excluded.changed_at",
                params![self.owner.get(), id.get(), self.serial.get()],
            ),
            Who::Outsider(outsider) => self.run(
                "UPDATE outside_contacts SET kept = 1, changed_at = ?3 WHERE owner = ?1 AND address = ?2",
                params![self.owner.get(), outsider.key().as_str(), self.serial.get()],
            ),
        }
    }

    /// Out of the book; whether the row stays is another question.
    pub(super) fn unkeep(&self, who: &Who) -> Result<(), Failure> {
        self.left(who)?;
        match who {
            Who::Account { id, .. } => self.run(
                "UPDATE contacts SET kept = 0, group_bits = 0 WHERE owner = ?1 AND contact = ?2",
                params![self.owner.get(), id.get()],
            ),
            Who::Outsider(outsider) => self.run(
                "UPDATE outside_contacts SET kept = 0, group_bits = 0 WHERE owner = ?1 AND address = ?2",
                params![self.owner.get(), outsider.key().as_str()],
            ),
        }
    }

    /// The contact, who is still there, leaves the book: it is remembered that they were in it, and nothing else.
    pub(super) fn left(&self, who: &Who) -> Result<(), Failure> {
        let guid = match who {
            Who::Account { id, .. } => {
                let mut statement = self.db.prepare_cached("SELECT guid FROM accounts WHERE id = ?1")?;
                Guid::from_bytes(statement.query_row([id.get()], |row| row.get(0))?)
            }
            Who::Outsider(outsider) => {
                let mut statement = self
                    .db
                    .prepare_cached("SELECT guid FROM outside_contacts WHERE owner = ?1 AND address = ?2")?;
                let key = outsider.key();
                Guid::from_bytes(
                    statement.query_row(params![self.owner.get(), key.as_str()], |row| row.get(0))?,
                )
            }
        };
        tombstones::bury_contact(self.db, self.owner, self.serial, guid, who)?;
        self.forget_notes(NoteSubject::Contact(guid))
    }

    /// The group, which is still there, goes.
    pub(super) fn group_goes(&self, number: u8) -> Result<(), Failure> {
        let mut statement =
            self.db.prepare_cached("SELECT guid FROM contact_groups WHERE owner = ?1 AND number = ?2")?;
        let guid =
            Guid::from_bytes(statement.query_row(params![self.owner.get(), number], |row| row.get(0))?);
        tombstones::bury_group(self.db, self.owner, self.serial, guid)?;
        self.forget_notes(NoteSubject::Group(guid))
    }

    pub(super) fn greet(&self, contact: AccountId, greeting: &Greeting) -> Result<(), Failure> {
        self.run(
            "UPDATE contacts SET greeting = ?3 WHERE owner = ?1 AND contact = ?2 AND reverse_at IS NOT NULL",
            params![self.owner.get(), contact.get(), greeting.as_str()],
        )
    }

    pub(super) fn annotate(
        &self,
        subject: NoteSubject,
        changes: &[(NoteName, Option<NoteText>)],
    ) -> Result<(), Failure> {
        let (kind, guid) = columns(subject);
        for (name, text) in changes {
            let (name, guid) = (name.to_string(), guid.as_bytes());
            match text {
                Some(text) => self.run(
                    "INSERT INTO notes (owner, kind, subject, name, text) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET text = excluded.text",
                    params![self.owner.get(), kind, guid, name, text.as_str()],
                )?,
                None => self.run(
                    "DELETE FROM notes WHERE owner = ?1 AND kind = ?2 AND subject = ?3 AND name = ?4",
                    params![self.owner.get(), kind, guid, name],
                )?,
            }
        }
        let (owner, serial) = (self.owner.get(), self.serial.get());
        match subject {
            NoteSubject::Own => Ok(()),
            NoteSubject::Contact(guid) => {
                self.run(
                    "UPDATE contacts SET changed_at = ?3
                     WHERE owner = ?1 AND contact = (SELECT id FROM accounts WHERE guid = ?2)",
                    params![owner, guid.as_bytes(), serial],
                )?;
                self.run(
                    "UPDATE outside_contacts SET changed_at = ?3 WHERE owner = ?1 AND guid = ?2",
                    params![owner, guid.as_bytes(), serial],
                )
            }
            NoteSubject::Group(guid) => self.run(
                "UPDATE contact_groups SET changed_at = ?3 WHERE owner = ?1 AND guid = ?2",
                params![owner, guid.as_bytes(), serial],
            ),
        }
    }

    fn forget_notes(&self, subject: NoteSubject) -> Result<(), Failure> {
        let (kind, guid) = columns(subject);
        self.run(
            "DELETE FROM notes WHERE owner = ?1 AND kind = ?2 AND subject = ?3",
            params![self.owner.get(), kind, guid.as_bytes()],
        )
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Failure> {
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}
