//! The accounts of a run: who there is, whom they know, and how they get into the database.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use nudge_core::{
    AccountId, Clock, DisplayName, Entropy, Guid, Handle, HashCost, ImportAccount, ImportContact, Keyring,
    List, NewAccount, Profile, Purpose, Secret, Store,
};
use nudge_store::{SqliteOptions, SqliteStore};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::machine::Machine;

/// Accounts that know each other in one way.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) accounts: usize,
    pub(crate) acquaintance: Acquaintance,
}

/// Who is on whose forward list and allow list, and therefore on whose reverse list.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) enum Acquaintance {
    /// Nobody knows anybody.
    Strangers,
    /// So many know each of all others, who do not know them.
    Fans(usize),
    /// Each knows so many of those before and after, mutually.
    Ring(usize),
    /// All know the first, and the first knows all.
    Star,
}

/// How accounts are addressed and opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Accounts {
    /// An address with `{}` where the number goes.
    pub(crate) pattern: String,
    pub(crate) secret: String,
    /// Who they are, where we have made them ourselves.
    pub(crate) group: Option<Group>,
}

impl Accounts {
    pub(crate) fn handle(&self, index: usize) -> String {
        self.pattern.replace("{}", &index.to_string())
    }

    /// Whom somebody has on the forward list, if we know that.
    pub(crate) fn contacts(&self, index: usize) -> Option<Vec<String>> {
        let group = self.group.as_ref()?;
        Some(group.known_to(index).into_iter().map(|other| self.handle(other)).collect())
    }
}

impl Group {
    /// So many accounts with so many contacts each.
    pub(crate) fn ring(accounts: usize, contacts: usize) -> Self {
        Self { name: format!("ring{contacts}"), accounts, acquaintance: Acquaintance::Ring(contacts) }
    }

    /// One account with so many contacts, who know nobody else.
    pub(crate) fn star(contacts: usize) -> Self {
        Self { name: "star".to_owned(), accounts: contacts + 1, acquaintance: Acquaintance::Star }
    }

    /// So many accounts with the same so many contacts each, who know nobody.
    pub(crate) fn fans(accounts: usize, contacts: usize) -> Self {
        let acquaintance = Acquaintance::Fans(accounts);
        Self { name: format!("fans{accounts}"), accounts: accounts + contacts, acquaintance }
    }

    /// So many accounts without contacts.
    pub(crate) fn strangers(accounts: usize) -> Self {
        Self { name: "stranger".to_owned(), accounts, acquaintance: Acquaintance::Strangers }
    }

    pub(crate) fn accounts(&self) -> Accounts {
        let pattern = format!("{}-{{}}@load.example", self.name);
        Accounts { pattern, secret: SECRET.to_owned(), group: Some(self.clone()) }
    }

    fn known_to(&self, index: usize) -> Vec<usize> {
        let all = self.accounts;
        match self.acquaintance {
            Acquaintance::Fans(fans) if index < fans => (fans..all).collect(),
            Acquaintance::Fans(_) | Acquaintance::Strangers => Vec::new(),
            Acquaintance::Star if index == 0 => (1..all).collect(),
            Acquaintance::Star => vec![0],
            Acquaintance::Ring(contacts) => {
                let reach = (contacts / 2).min(all.saturating_sub(1) / 2);
                (1..=reach).flat_map(|step| [(index + step) % all, (index + all - step) % all]).collect()
            }
        }
    }
}

/// Puts the groups into a new database. All accounts have the same secret, stored where a real password that may be used
/// for challenges is.
pub(crate) async fn prepare(database: &Path, groups: &[Group]) -> anyhow::Result<()> {
    let store = Arc::new(SqliteStore::open(database, SqliteOptions::default())?);
    let (machine, keyring) = (Machine, keyring());
    let secret = Secret::new(SECRET.to_owned());
    let password = HashCost::TRIVIAL.hash(&secret, &machine)?;
    for group in groups {
        let names = group.accounts();
        let handle = |index| Handle::new(&names.handle(index)).context("an address of the load generator");
        let mut batch = Vec::new();
        for index in 0..group.accounts {
            let own = handle(index)?;
            let contacts = group.known_to(index).into_iter().map(|other| {
                let lists = List::Forward.bit() | List::Allow.bit();
                Ok(ImportContact { handle: handle(other)?, lists, stored_name: None })
            });
            batch.push(ImportAccount {
                account: NewAccount {
                    guid: Guid::draw(&machine),
                    name: DisplayName::from(&own),
                    handle: own,
                    password: Some(password.clone()),
                    verified: true,
                    profile: Profile::default(),
                },
                contacts: contacts.collect::<anyhow::Result<_>>()?,
            });
        }
        let made = store.import(batch, machine.now()).await?;
        seal(&store, &made, &keyring, &secret, &machine).await?;
    }
    store.close().await;
    Ok(())
}

async fn seal(
    store: &Arc<SqliteStore>,
    accounts: &[AccountId],
    keyring: &Keyring,
    secret: &Secret,
    entropy: &dyn Entropy,
) -> anyhow::Result<()> {
    // Together, so that they share their commits.
    let mut sealing = JoinSet::new();
    for account in accounts.iter().copied() {
        let sealed = keyring.seal(secret, account, Purpose::LegacyPassword, entropy)?;
        let store = Arc::clone(store);
        sealing.spawn(async move { store.set_legacy_password(account, Some(sealed), None).await });
    }
    while let Some(sealed) = sealing.join_next().await {
        sealed??;
    }
    Ok(())
}

/// The key of every server under test: its database is thrown away with it.
pub(crate) fn keyring() -> Keyring {
    Keyring::new(&[0x6c; Keyring::KEY_BYTES])
}

const SECRET: &str = "load-generator";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_mutual_and_has_no_doubles() {
        let ring = Group::ring(7, 4);
        for index in 0..7 {
            let known = ring.known_to(index);
            assert_eq!(known.len(), 4);
            assert!(known.iter().all(|other| *other != index && ring.known_to(*other).contains(&index)));
        }
        let small = Group { accounts: 3, ..ring };
        assert_eq!(small.known_to(0).len(), 2, "nobody is known twice");
    }

    #[test]
    fn fans_know_others_who_do_not_know_them() {
        let fans = Group::fans(2, 3);
        assert_eq!(fans.known_to(1), [2, 3, 4]);
        assert!(fans.known_to(2).is_empty() && Group::strangers(9).known_to(3).is_empty());
        let contacts = fans.accounts().contacts(0).unwrap();
        assert_eq!(contacts.first().unwrap(), "fans2-2@load.example");
    }

    #[test]
    fn a_star_has_a_middle() {
        let star = Group::star(3);
        assert_eq!(star.known_to(0), [1, 2, 3]);
        assert_eq!(star.known_to(2), [0]);
    }
}
