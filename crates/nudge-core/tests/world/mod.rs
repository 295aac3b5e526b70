//! A domain on a real database, with a clock that is set by hand.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "every test file uses another part; a test that panics has failed"
)]

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use nudge_bus::InProcess;
use nudge_core::{
    Actor, Clock, Core, Delivery, Endpoint, Entropy, Error, Form, Handle, HashCost, Keyring, Mailbox, Notice,
    Parts, PasswordHasher, Policy, Refusal, Secret, Service, Session, Timestamp, TokenName, Verified,
};
use nudge_store::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
pub(crate) const PASSWORD: &str = "a rather long password";
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;

#[derive(Debug, Default)]
pub(crate) struct HandSet(pub(crate) AtomicI64);

impl Clock for HandSet {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + self.0.load(Ordering::Relaxed))
    }
}

#[derive(Debug, Default)]
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = n.to_be_bytes()[1];
        }
    }
}

/// A client that listens to nothing.
pub(crate) struct Deaf;

impl Mailbox<Notice> for Deaf {
    fn deliver(&self, _notice: Notice) -> Delivery {
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

pub(crate) struct World {
    pub(crate) core: Arc<Core>,
    pub(crate) clock: Arc<HandSet>,
    pub(crate) folder: TempDir,
}

pub(crate) fn core(folder: &Path, clock: &Arc<HandSet>, key: u8, policy: Policy) -> Arc<Core> {
    let entropy: Arc<dyn Entropy> = Arc::new(Counting(AtomicU64::new(u64::from(key) << 40)));
    Core::new(Parts {
        store: Arc::new(SqliteStore::open(&folder.join("nudge.db"), SqliteOptions::default()).unwrap()),
        bus: Arc::new(InProcess::new()),
        clock: Arc::clone(clock) as _,
        hasher: PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy), 1, 100),
        entropy,
        keyring: Keyring::new(&[key; 32]),
        policy,
    })
}

pub(crate) fn alice() -> Handle {
    Handle::new("Alice@example.com").unwrap()
}

pub(crate) fn laptop() -> TokenName {
    TokenName::new("laptop").unwrap()
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub(crate) fn refusal<T>(result: Result<T, Error>) -> Option<Refusal> {
    result.err().map(|error| error.refusal().unwrap())
}

impl World {
    /// With Alice, who has a password.
    pub(crate) async fn new() -> Self {
        Self::with(Policy::default()).await
    }

    /// The same, with rules of its own.
    pub(crate) async fn with(policy: Policy) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandSet::default());
        let core = core(folder.path(), &clock, 1, policy);
        core.add_account(&Actor::Console, alice(), None, Some(secret(PASSWORD))).await.unwrap();
        Self { core, clock, folder }
    }

    pub(crate) async fn says(&self, handle: &str, text: &str) -> Result<Verified, Error> {
        self.core.verify_password(&Handle::new(handle).unwrap(), HERE, &secret(text)).await
    }

    pub(crate) async fn token(&self) -> Secret {
        self.core.add_token(&Actor::Console, &alice(), laptop()).await.unwrap().1
    }

    pub(crate) async fn ticket(&self, text: &str) -> String {
        let verified = self.says("alice@example.com", text).await.unwrap();
        self.core.issue_ticket(&verified, Service::Messenger).unwrap().text().to_owned()
    }

    pub(crate) async fn goes_online(&self, who: Verified) -> Result<Session, Error> {
        let endpoint = Endpoint {
            form: Form::default(),
            tag: 0,
            receives_pages: false,
            receives_data: false,
            receives_notes: false,
            machine: None,
            client: "test".into(),
            protocol: "test".into(),
            address: HERE,
        };
        self.core.go_online(who, endpoint, Arc::new(Deaf)).await.map(|(session, _)| session)
    }

    pub(crate) async fn shows(&self, text: &str) -> Option<Refusal> {
        refusal(self.core.verify_ticket(&alice(), text, &Service::SIGN_IN).await)
    }

    pub(crate) fn advance(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }
}
