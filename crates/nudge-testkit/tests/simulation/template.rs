//! The database and the tickets that every simulation begins with.

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;

use nudge_bus::InProcess;
use nudge_core::{
    Clock, Core, DisplayName, Guid, Handle, HashCost, ImportAccount, ImportContact, Keyring, Lists,
    NewAccount, Parts, PasswordHasher, Policy, Profile, Purpose, Secret, Service, Timestamp,
};
use nudge_store::{SqliteOptions, SqliteStore};

use crate::world::{Chance, NOON};

/// Who takes part. Everybody has everybody else as a contact.
pub(crate) const PEOPLE: [&str; 5] =
    ["ann@example.com", "ben@example.com", "cid@example.com", "dot@example.com", "eve@example.com"];

/// What all of them sign in with.
pub(crate) const SECRET: &str = "secret";

/// What somebody needs to sign in in each way.
#[derive(Clone, Debug)]
pub(crate) struct Papers {
    pub(crate) guid: String,
    /// For `TWN`.
    pub(crate) ticket: String,
    /// For `SSO`, and the secret that proves it.
    pub(crate) sso: (String, [u8; 24]),
}

#[derive(Debug)]
pub(crate) struct Template {
    database: Vec<u8>,
    pub(crate) keyring: Keyring,
    pub(crate) papers: Vec<Papers>,
}

struct AtNoon;

impl Clock for AtNoon {
    fn now(&self) -> Timestamp {
        NOON
    }
}

/// Everything but what the server has to write down is allowed as often as anybody likes.
pub(crate) fn policy() -> Policy {
    let mut policy = Policy::default();
    for rate in [
        &mut policy.openings,
        &mut policy.calls,
        &mut policy.strangers,
        &mut policy.messages,
        &mut policy.contact_changes,
        &mut policy.renames,
        &mut policy.failures_per_account,
        &mut policy.failures_per_address,
    ] {
        rate.count = 0;
    }
    policy
}

pub(crate) fn parts(store: SqliteStore, clock: Arc<dyn Clock>, seed: u64, keyring: Keyring) -> Parts {
    let entropy = Arc::new(Chance::new(seed));
    let hasher = PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy) as _, 1, 16);
    Parts {
        store: Arc::new(store),
        bus: Arc::new(InProcess::new()),
        clock,
        entropy,
        keyring,
        hasher,
        policy: policy(),
    }
}

impl Template {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Self::make())
    }

    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nudge.db");
        let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
        let keyring = Keyring::new(&[7; Keyring::KEY_BYTES]);
        let core = Core::new(parts(store, Arc::new(AtNoon), 0, keyring.clone()));
        let account = |who: &&str| ImportAccount {
            account: NewAccount {
                handle: Handle::new(who).unwrap(),
                guid: Guid::draw(core.entropy()),
                name: DisplayName::new(who).unwrap(),
                password: None,
                verified: true,
                profile: Profile::default(),
            },
            contacts: PEOPLE
                .iter()
                .filter(|other| *other != who)
                .map(|other| ImportContact {
                    handle: Handle::new(other).unwrap(),
                    lists: Lists::FORWARD | Lists::ALLOW,
                    stored_name: None,
                })
                .collect(),
        };
        let batch = PEOPLE.iter().map(account).collect();
        let ids = core.store().import(batch, NOON).await.unwrap();
        let mut papers = Vec::new();
        for (who, id) in PEOPLE.iter().zip(ids) {
            let secret = Secret::new(SECRET.to_owned());
            let sealed = keyring.seal(&secret, id, Purpose::LegacyPassword, core.entropy()).unwrap();
            core.store().set_legacy_password(id, Some(sealed), None).await.unwrap();
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let verified = core.verify_password(&Handle::new(who).unwrap(), here, &secret).await.unwrap();
            let ticket = core.issue_ticket(&verified, Service::Messenger).unwrap();
            let sso = core.issue_ticket(&verified, Service::MessengerClear).unwrap();
            papers.push(Papers {
                guid: core.store().account(id).await.unwrap().guid.to_string(),
                ticket: format!("t={}&p=", ticket.text()),
                sso: (format!("t={}&p=", sso.text()), *sso.proof().expose()),
            });
        }
        core.flush().await;
        core.store().close().await;
        Self { database: fs::read(&path).unwrap(), keyring, papers }
    }

    /// A database of one's own.
    pub(crate) fn open(&self, folder: &Path) -> SqliteStore {
        let path = folder.join("nudge.db");
        fs::write(&path, &self.database).unwrap();
        let options = SqliteOptions { readers: 1, lockstep: true, ..SqliteOptions::default() };
        SqliteStore::open(&path, options).unwrap()
    }
}
