//! The store as the domain sees it, on a real file.

mod accounts;
mod book;
mod circles;
mod concurrency;
mod copies;
mod durability;
mod edits;
mod here;
mod model;
mod offline;
mod options;
mod outsiders;
mod records;
mod steps;
mod upgrade;

use std::path::PathBuf;

use nudge_core::{
    AccountId, DisplayName, Edit, Edited, Error, GroupId, GroupName, Guid, Handle, List, Lists, NewAccount,
    Outsider, Profile, Refusal, Roster, RosterLimits, Store as _, Timestamp,
};
use tempfile::TempDir;

use super::{SqliteOptions, SqliteStore};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

/// A store in a folder of its own.
struct World {
    dir: TempDir,
    store: SqliteStore,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&dir.path().join("nudge.db"), SqliteOptions::default()).unwrap();
        Self { dir, store }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("nudge.db")
    }

    async fn person(&self, who: &str) -> AccountId {
        self.store.create_account(new_account(who), NOW, None).await.unwrap()
    }

    async fn edit(&self, me: AccountId, edit: Edit) -> Result<Edited, Refusal> {
        refusal(self.store.edit(me, edit, RosterLimits::default()).await)
    }

    async fn roster(&self, me: AccountId) -> Roster {
        self.store.roster(me).await.unwrap()
    }

    async fn serial(&self, me: AccountId) -> u32 {
        self.store.account(me).await.unwrap().serial.get()
    }
}

fn refusal<T>(result: Result<T, Error>) -> Result<T, Refusal> {
    result.map_err(|error| error.refusal().unwrap_or_else(|| panic!("{error}")))
}

fn new_account(who: &str) -> NewAccount {
    NewAccount {
        handle: handle(who),
        guid: guid(who),
        name: name(who),
        password: None,
        verified: true,
        profile: Profile::default(),
    }
}

fn handle(who: &str) -> Handle {
    Handle::new(&format!("{who}@example.com")).unwrap()
}

fn name(text: &str) -> DisplayName {
    DisplayName::new(text).unwrap()
}

/// Always the same for the same text.
fn guid(text: &str) -> Guid {
    // FNV-1a.
    let hash = |bits: u128, byte: u8| (bits ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    Guid::version_4(text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, hash))
}

fn group(number: u8) -> GroupId {
    GroupId::new(number).unwrap()
}

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

fn add(list: List, who: &str) -> Edit {
    Edit::Add { list, contact: handle(who).into(), stored_name: None, group: None }
}

fn add_to_group(who: &str, number: u8) -> Edit {
    let group = Some(group(number).into());
    Edit::Add { list: List::Forward, contact: handle(who).into(), stored_name: None, group }
}

fn remove(list: List, who: &str) -> Edit {
    Edit::Remove { list, contact: handle(who).into(), group: None }
}

fn telephone(address: &str) -> Outsider {
    Outsider::new(address).unwrap()
}

fn add_telephone(list: List, address: &str) -> Edit {
    Edit::AddOutsider {
        list,
        outsider: telephone(address),
        guid: guid(address),
        stored_name: Some(name("John")),
    }
}

fn add_group(text: &str) -> Edit {
    Edit::AddGroup { name: group_name(text), guid: guid(text) }
}

/// The local parts of those on the list, in order.
fn on(roster: &Roster, list: Lists) -> Vec<String> {
    roster.on(list).into_iter().map(|contact| contact.handle.local().to_owned()).collect()
}
