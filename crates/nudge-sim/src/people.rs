//! Who takes part, and the database that each run begins with.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use nudge_bus::InProcess;
use nudge_core::{
    Clock, Core, DisplayName, Guid, Handle, HashCost, ImportAccount, ImportContact, Keyring, Lists,
    NewAccount, Parts, PasswordHasher, Policy, Profile, Purpose, Secret, Service, Timestamp,
};
use nudge_store::SqliteStore;

use crate::chance::Chance;

/// When every run begins.
pub const NOON: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// Who takes part.
pub const PEOPLE: [&str; 5] =
    ["alice@example.com", "bob@example.com", "carol@example.com", "dave@example.com", "eve@example.com"];

/// What all of them sign in with.
pub const SECRET: &str = "secret";

/// What somebody needs to sign in in each way.
#[derive(Clone, Debug)]
pub struct Papers {
    /// What dialects with GUIDs call them by.
    pub guid: String,
    /// For `TWN`.
    pub ticket: String,
    /// For `SSO`, and the secret that proves it.
    pub sso: (String, [u8; 24]),
}

/// The people, with the database that they are in, which each run has as it was at the beginning.
#[derive(Debug)]
pub struct People {
    pub(crate) store: Arc<SqliteStore>,
    keyring: Keyring,
    /// What each of [`PEOPLE`] needs.
    pub papers: Vec<Papers>,
}

struct AtNoon;

impl Clock for AtNoon {
    fn now(&self) -> Timestamp {
        NOON
    }
}

/// Everything but what the server has to write down is allowed as often as anybody likes.
fn policy() -> Policy {
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
        &mut policy.offline.pace,
    ] {
        rate.count = 0;
    }
    policy
}

impl People {
    /// People who are called that, each with all others on those lists: `name(who)`, `lists(who, whom)`.
    pub fn new(name: impl Fn(&str) -> String, lists: impl Fn(&str, &str) -> Lists) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(Self::settle(name, lists))
    }

    async fn settle(
        name: impl Fn(&str) -> String,
        lists: impl Fn(&str, &str) -> Lists,
    ) -> anyhow::Result<Self> {
        let keyring = Keyring::new(&[7; Keyring::KEY_BYTES]);
        let store = Arc::new(SqliteStore::in_memory()?);
        let mut people = Self { store, keyring, papers: Vec::new() };
        let core = Core::new(people.parts(Arc::new(AtNoon), 0));
        let mut batch = Vec::new();
        for who in PEOPLE {
            let mut contacts = Vec::new();
            for other in PEOPLE.into_iter().filter(|other| *other != who) {
                let (handle, lists) = (Handle::new(other)?, lists(who, other));
                contacts.push(ImportContact { handle, lists, stored_name: None });
            }
            let account = NewAccount {
                handle: Handle::new(who)?,
                guid: Guid::draw(core.entropy()),
                name: DisplayName::new(&name(who))?,
                password: None,
                verified: true,
                profile: Profile::default(),
            };
            batch.push(ImportAccount { account, contacts });
        }
        let ids = core.store().import(batch, NOON).await?;
        for (who, id) in PEOPLE.iter().zip(ids) {
            let secret = Secret::new(SECRET.to_owned());
            let sealed = people.keyring.seal(&secret, id, Purpose::LegacyPassword, core.entropy())?;
            core.store().set_legacy_password(id, Some(sealed), None).await?;
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let verified = core.verify_password(&Handle::new(who)?, here, &secret).await?;
            let ticket = core.issue_ticket(&verified, Service::Messenger)?;
            let sso = core.issue_ticket(&verified, Service::MessengerClear)?;
            people.papers.push(Papers {
                guid: core.store().account(id).await?.guid.to_string(),
                ticket: format!("t={}&p=", ticket.text()),
                sso: (format!("t={}&p=", sso.text()), *sso.proof().expose()),
            });
        }
        people.store.mark()?;
        Ok(people)
    }

    /// What a domain for one run is put together from. The database is that of the beginning once it was rewound.
    pub(crate) fn parts(&self, clock: Arc<dyn Clock>, seed: u64) -> Parts {
        let entropy = Arc::new(Chance::new(seed));
        let hasher = PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy) as _, 1, 16);
        Parts {
            store: Arc::clone(&self.store) as _,
            bus: Arc::new(InProcess::new()),
            clock,
            entropy,
            keyring: self.keyring.clone(),
            hasher,
            policy: policy(),
        }
    }
}
