//! Many accounts with their lists at once.

use std::collections::{HashMap, HashSet};

use nudge_core::{AccountId, Handle, ImportAccount, List, Refusal, Serial, Timestamp};
use rusqlite::Connection;

use super::{
    accounts,
    edit::{acknowledge, enlist, store_name},
    failure::Failure,
};

pub(super) fn import(
    db: &Connection,
    batch: &[ImportAccount],
    now: Timestamp,
) -> Result<Vec<AccountId>, Failure> {
    let mut import = Import { db, ids: HashMap::with_capacity(batch.len()), serials: HashMap::new() };
    let mut made = Vec::with_capacity(batch.len());
    for entry in batch {
        let id = accounts::create(db, &entry.account, now)?;
        import.ids.insert(entry.account.handle.clone(), id);
        import.serials.insert(id, Serial::FIRST);
        made.push(id);
    }
    // Only now, so that contacts may be accounts further on in the batch.
    for (entry, owner) in batch.iter().zip(&made) {
        import.lists(entry, *owner)?;
    }
    import.finish()?;
    Ok(made)
}

struct Import<'a> {
    db: &'a Connection,
    ids: HashMap<Handle, AccountId>,
    /// Of every account that the import touches; written once, at the end.
    serials: HashMap<AccountId, Serial>,
}

impl Import<'_> {
    fn lists(&mut self, entry: &ImportAccount, owner: AccountId) -> Result<(), Failure> {
        let mut seen = HashSet::with_capacity(entry.contacts.len());
        for contact in &entry.contacts {
            let id = self.id(&contact.handle)?;
            if !seen.insert(id) {
                return Err(Refusal::AlreadyThere.into());
            }
            let on = |list: List| contact.lists.contains(list.bit());
            if on(List::Allow) && on(List::Block) {
                return Err(Refusal::OnOppositeList.into());
            }
            let mut any = false;
            for list in [List::Forward, List::Allow, List::Block].into_iter().filter(|list| on(*list)) {
                let serial = self.raise(owner)?;
                let reverse = if list == List::Forward && id != owner { self.raise(id)? } else { serial };
                enlist(self.db, owner, id, list, serial, reverse)?;
                if list == List::Forward && id == owner {
                    acknowledge(self.db, owner, owner)?;
                }
                any = true;
            }
            if let (true, Some(name)) = (any, &contact.stored_name) {
                store_name(self.db, owner, id, name.as_str())?;
            }
        }
        Ok(())
    }

    fn id(&mut self, handle: &Handle) -> Result<AccountId, Failure> {
        if let Some(id) = self.ids.get(handle) {
            return Ok(*id);
        }
        let id = accounts::find(self.db, handle)?.ok_or(Refusal::UnknownAccount)?;
        self.ids.insert(handle.clone(), id);
        Ok(id)
    }

    fn raise(&mut self, id: AccountId) -> Result<Serial, Failure> {
        let serial = if let Some(serial) = self.serials.get(&id) {
            *serial
        } else {
            let mut statement = self.db.prepare_cached("SELECT serial FROM accounts WHERE id = ?1")?;
            Serial::new(statement.query_row([id.get()], |row| row.get(0))?)
        };
        self.serials.insert(id, serial.next());
        Ok(serial.next())
    }

    fn finish(&self) -> Result<(), Failure> {
        let mut statement = self.db.prepare_cached("UPDATE accounts SET serial = ?2 WHERE id = ?1")?;
        for (id, serial) in &self.serials {
            statement.execute([id.get(), i64::from(serial.get())])?;
        }
        Ok(())
    }
}
