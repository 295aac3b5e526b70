//! Who gets in with what: passwords, access tokens, tickets, and how often one may be wrong.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use nudge_bus::InProcess;
use nudge_core::{
    Clock, Core, Delivery, Endpoint, Entropy, Error, Form, Handle, HashCost, Keyring, Mailbox, Notice, Parts,
    PasswordHasher, Policy, Refusal, Secret, Session, Timestamp, TokenName, Verified,
};
use nudge_store::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PASSWORD: &str = "a rather long password";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[derive(Debug, Default)]
struct HandSet(AtomicI64);

impl Clock for HandSet {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + self.0.load(Ordering::Relaxed))
    }
}

#[derive(Debug, Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = n.to_be_bytes()[1];
        }
    }
}

/// A client that listens to nothing.
struct Deaf;

impl Mailbox<Notice> for Deaf {
    fn deliver(&self, _notice: Notice) -> Delivery {
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

struct World {
    core: Arc<Core>,
    clock: Arc<HandSet>,
    folder: TempDir,
}

fn core(folder: &Path, clock: &Arc<HandSet>, key: u8) -> Arc<Core> {
    let entropy: Arc<dyn Entropy> = Arc::new(Counting(AtomicU64::new(u64::from(key) << 40)));
    Core::new(Parts {
        store: Arc::new(SqliteStore::open(&folder.join("nudge.db"), SqliteOptions::default()).unwrap()),
        bus: Arc::new(InProcess::new()),
        clock: Arc::clone(clock) as _,
        hasher: PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy), 1, 100),
        entropy,
        keyring: Keyring::new(&[key; 32]),
        policy: Policy::default(),
    })
}

fn alice() -> Handle {
    Handle::new("Alice@example.com").unwrap()
}

fn laptop() -> TokenName {
    TokenName::new("laptop").unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn refusal<T>(result: Result<T, Error>) -> Option<Refusal> {
    result.err().map(|error| error.refusal().unwrap())
}

impl World {
    /// With Alice, who has a password.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandSet::default());
        let core = core(folder.path(), &clock, 1);
        core.add_account(alice(), None, Some(secret(PASSWORD))).await.unwrap();
        Self { core, clock, folder }
    }

    async fn says(&self, handle: &str, text: &str) -> Result<Verified, Error> {
        self.core.verify_password(&Handle::new(handle).unwrap(), HERE, &secret(text)).await
    }

    async fn token(&self) -> Secret {
        self.core.add_token(&alice(), laptop()).await.unwrap().1
    }

    async fn ticket(&self, text: &str) -> String {
        let verified = self.says("alice@example.com", text).await.unwrap();
        self.core.issue_ticket(&verified).unwrap().text().to_owned()
    }

    async fn goes_online(&self, who: Verified) -> Result<Session, Error> {
        let endpoint = Endpoint {
            form: Form::default(),
            tag: 0,
            receives_pages: false,
            client: "test".into(),
            protocol: "test".into(),
            address: HERE,
        };
        self.core.go_online(who, endpoint, Arc::new(Deaf)).await
    }

    async fn shows(&self, text: &str) -> Option<Refusal> {
        refusal(self.core.verify_ticket(&alice(), text).await)
    }

    fn advance(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn the_password_or_any_access_token_opens_an_account() {
    let world = World::new().await;
    let token = world.token().await;
    let by_password = world.says("ALICE@EXAMPLE.COM", PASSWORD).await.unwrap();
    assert_eq!((by_password.handle.as_str(), by_password.token), ("Alice@example.com", None));
    let by_token = world.says("alice@example.com", token.expose()).await.unwrap();
    assert!(by_token.token.is_some());
    assert_eq!(by_token.account, by_password.account);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_are_refused_alike() {
    let world = World::new().await;
    world.core.add_account(Handle::new("bob@example.com").unwrap(), None, None).await.unwrap();
    for (handle, text) in [
        ("alice@example.com", "wrong"),
        ("alice@example.com", ""),
        // What a client has cut off after 16 characters is not the password.
        ("alice@example.com", &PASSWORD[..16]),
        ("nobody@example.com", PASSWORD),
        // Has neither password nor token.
        ("bob@example.com", PASSWORD),
        ("bob@example.com", ""),
    ] {
        assert_eq!(refusal(world.says(handle, text).await), Some(Refusal::BadCredentials), "{handle} {text}");
    }
}

#[tokio::test]
async fn only_the_right_proof_learns_that_an_account_is_switched_off() {
    let world = World::new().await;
    let token = world.token().await;
    world.core.set_enabled(&alice(), false).await.unwrap();
    assert_eq!(refusal(world.says("alice@example.com", PASSWORD).await), Some(Refusal::Disabled));
    assert_eq!(refusal(world.says("alice@example.com", token.expose()).await), Some(Refusal::Disabled));
    assert_eq!(refusal(world.says("alice@example.com", "wrong").await), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn too_many_failures_close_every_way_in_for_a_while() {
    let world = World::new().await;
    let token = world.token().await;
    for handle in ["alice@example.com", "nobody@example.com"] {
        for _ in 0..10 {
            assert_eq!(refusal(world.says(handle, "wrong").await), Some(Refusal::BadCredentials));
        }
        assert_eq!(refusal(world.says(handle, PASSWORD).await), Some(Refusal::TooManyAttempts));
    }
    let proves = |known: &Secret| known.matches(&token);
    let core = &world.core;
    assert_eq!(refusal(core.verify_proof(&alice(), HERE, proves).await), Some(Refusal::TooManyAttempts));
    assert_eq!(refusal(core.verify_clear(&alice(), HERE, &token).await), Some(Refusal::TooManyAttempts));
    world.advance(2 * MINUTE);
    assert!(world.says("alice@example.com", PASSWORD).await.is_ok());
    // She starts afresh.
    for _ in 0..9 {
        assert_eq!(refusal(world.says("alice@example.com", "wrong").await), Some(Refusal::BadCredentials));
    }
    assert!(core.verify_proof(&alice(), HERE, proves).await.is_ok());
}

#[tokio::test]
async fn failures_in_any_way_count_together() {
    let world = World::new().await;
    for _ in 0..5 {
        refusal(world.core.verify_proof(&alice(), HERE, |_| false).await).unwrap();
        refusal(world.core.verify_clear(&alice(), HERE, &secret("wrong")).await).unwrap();
    }
    assert_eq!(refusal(world.says("alice@example.com", PASSWORD).await), Some(Refusal::TooManyAttempts));
}

#[tokio::test]
async fn a_ticket_can_be_shown_again_until_it_expires() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    assert_eq!(ticket.len(), 124);
    assert!(ticket.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{ticket}");
    assert_ne!(ticket, world.ticket(PASSWORD).await);
    for _ in 0..3 {
        assert_eq!(world.shows(&ticket).await, None);
    }
    world.advance(24 * HOUR - 1);
    assert_eq!(world.shows(&ticket).await, None);
    world.advance(1);
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn a_ticket_survives_a_restart_but_not_another_key() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.store().close().await;
    let again = core(world.folder.path(), &world.clock, 1);
    assert!(again.verify_ticket(&alice(), &ticket).await.is_ok());
    let other = core(world.folder.path(), &world.clock, 2);
    assert_eq!(refusal(other.verify_ticket(&alice(), &ticket).await), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn a_ticket_is_its_accounts_and_no_character_of_it_can_be_another() {
    let world = World::new().await;
    let bob = Handle::new("bob@example.com").unwrap();
    world.core.add_account(bob.clone(), None, None).await.unwrap();
    let ticket = world.ticket(PASSWORD).await;
    for handle in [bob, Handle::new("nobody@example.com").unwrap()] {
        let shown = world.core.verify_ticket(&handle, &ticket).await;
        assert_eq!(refusal(shown), Some(Refusal::BadCredentials));
    }
    for at in 0..ticket.len() {
        let other = if ticket.as_bytes()[at] == b'A' { "B" } else { "A" };
        let mut forged = ticket.clone();
        forged.replace_range(at..=at, other);
        assert_eq!(world.shows(&forged).await, Some(Refusal::BadCredentials), "{at}");
    }
    for text in ["", "t", &ticket[1..], &format!("{ticket}A"), &"ü".repeat(62)] {
        assert_eq!(world.shows(text).await, Some(Refusal::BadCredentials), "{text}");
    }
}

#[tokio::test]
async fn a_new_password_ends_every_ticket() {
    let world = World::new().await;
    let token = world.token().await;
    let tickets = [world.ticket(PASSWORD).await, world.ticket(token.expose()).await];
    world.core.set_password(&alice(), secret("something else")).await.unwrap();
    for ticket in tickets {
        assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    }
    assert_eq!(world.shows(&world.ticket("something else").await).await, None);
}

#[tokio::test]
async fn a_password_that_changes_while_somebody_signs_in_lets_nobody_in() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    world.core.set_password(&alice(), secret("something else")).await.unwrap();
    assert_eq!(refusal(world.goes_online(verified).await), Some(Refusal::BadCredentials));
    let verified = world.says("alice@example.com", "something else").await.unwrap();
    assert_eq!(refusal(world.goes_online(verified).await), None);
}

#[tokio::test]
async fn a_revoked_token_ends_the_tickets_that_it_got() {
    let world = World::new().await;
    let token = world.token().await;
    let (by_token, by_password) = (world.ticket(token.expose()).await, world.ticket(PASSWORD).await);
    let verified = world.core.verify_ticket(&alice(), &by_token).await.unwrap();
    assert!(verified.token.is_some(), "a session from it ends when the token is revoked");
    world.core.revoke_token(&alice(), &laptop()).await.unwrap();
    // One of the same name is another.
    world.token().await;
    assert_eq!(world.shows(&by_token).await, Some(Refusal::BadCredentials));
    assert_eq!(world.shows(&by_password).await, None);
}

#[tokio::test]
async fn a_disabled_or_deleted_account_has_no_tickets_left() {
    let world = World::new().await;
    let ticket = world.ticket(PASSWORD).await;
    world.core.set_enabled(&alice(), false).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::Disabled));
    world.core.set_enabled(&alice(), true).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    let ticket = world.ticket(PASSWORD).await;
    world.core.delete_account(&alice()).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
    // Whoever gets the address next is somebody else.
    world.core.add_account(alice(), None, Some(secret(PASSWORD))).await.unwrap();
    assert_eq!(world.shows(&ticket).await, Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let world = World::new().await;
    let verified = world.says("alice@example.com", PASSWORD).await.unwrap();
    let ticket = world.core.issue_ticket(&verified).unwrap();
    let shown = format!("{ticket:?} {verified:?}");
    assert!(!shown.contains(ticket.text()) && !shown.contains("proof"), "{shown}");
}
