//! Real passwords: the policy, Argon2id, and a pool that keeps hashing from starving everything else.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use argon2::{
    Algorithm, Argon2, CustomizedPasswordHasher, PasswordVerifier, Version,
    password_hash::{Error as HashError, phc},
};
use tokio::sync::Semaphore;

use crate::metered::METERED;
use crate::{Entropy, Error, Fault, Refusal, Secret, entropy};

/// Checks a new password: 6 to 128 characters. Otherwise [`Refusal::WeakPassword`].
pub fn check_policy(password: &Secret) -> Result<(), Refusal> {
    let chars = password.expose().chars().count();
    if (MIN_CHARS..=MAX_CHARS).contains(&chars) { Ok(()) } else { Err(Refusal::WeakPassword) }
}

/// Checks a password that is to be usable in challenge sign-in: the policy, and at most 16 printable ASCII characters,
/// since that is what clients of the era let one type.
pub fn check_legacy_policy(password: &Secret) -> Result<(), Refusal> {
    check_policy(password)?;
    let text = password.expose();
    if text.len() <= MAX_LEGACY_CHARS && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        Ok(())
    } else {
        Err(Refusal::WeakPassword)
    }
}

/// A hashed password as a PHC string, `$argon2id$v=19$m=...,t=...,p=...$salt$hash`.
#[derive(Clone, Eq, PartialEq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string from the store; whether it is any good shows when a password is compared with it.
    pub fn from_phc(text: String) -> Self {
        Self(text)
    }

    /// The PHC string to store.
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// What one hash costs.
#[derive(Clone, Copy, Debug)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
}

impl HashCost {
    /// What OWASP recommends for Argon2id: 19 MiB, two passes, one lane.
    pub const RECOMMENDED: Self = Self { memory_kib: 19 * 1024, passes: 2 };

    /// As little as the algorithm allows: for tests and load generators, never for passwords that matter.
    pub const TRIVIAL: Self = Self { memory_kib: 8, passes: 1 };

    /// Hashes a password, on this thread, with a fresh salt.
    pub fn hash(self, password: &Secret, entropy: &dyn Entropy) -> Result<PasswordHash, Fault> {
        self.hash_with(password, entropy::draw_bytes(entropy))
    }

    fn hash_with(self, password: &Secret, salt: [u8; SALT_BYTES]) -> Result<PasswordHash, Fault> {
        let params = argon2::Params::new(self.memory_kib, self.passes, 1, None)
            .map_err(|error| Fault::Hashing { what: error.to_string() })?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_with_params(password.expose().as_bytes(), &salt, params)
            .map(|hash| PasswordHash(hash.to_string()))
            .map_err(|error| Fault::Hashing { what: error.to_string() })
    }
}

/// Whether the password is the hashed one, computed on this thread at the cost the hash names.
pub fn verify(password: &Secret, hash: &PasswordHash) -> Result<bool, Fault> {
    let hash = phc::PasswordHash::new(hash.as_phc())
        .map_err(|error| Fault::StoreCorrupt { what: format!("a password hash cannot be read: {error}") })?;
    match Argon2::default().verify_password(password.expose().as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(Fault::Hashing { what: error.to_string() }),
    }
}

/// Hashes and compares passwords away from the tasks that serve connections, a few at a time.
///
/// Whoever comes when the queue is full is told [`Refusal::Busy`] at once: a flood of sign-ins must not become a queue
/// nobody waits for any more.
pub struct PasswordHasher {
    cost: HashCost,
    entropy: Arc<dyn Entropy>,
    permits: Arc<Semaphore>,
    pending: Arc<AtomicUsize>,
    max_pending: usize,
}

impl PasswordHasher {
    /// A pool that computes `parallel` hashes at once (at least one), with `queue` more waiting.
    pub fn new(cost: HashCost, entropy: Arc<dyn Entropy>, parallel: usize, queue: usize) -> Self {
        let parallel = parallel.max(1);
        Self {
            cost,
            entropy,
            permits: Arc::new(Semaphore::new(parallel)),
            pending: Arc::default(),
            max_pending: parallel.saturating_add(queue),
        }
    }

    /// Hashes a password. Does not check the policy.
    pub async fn hash(&self, password: Secret) -> Result<PasswordHash, Error> {
        let (cost, salt) = (self.cost, entropy::draw_bytes(&*self.entropy));
        self.run(move || cost.hash_with(&password, salt)).await
    }

    /// Whether the password is the hashed one. Without a hash the answer is no, after the time that a comparison takes,
    /// so that nobody learns from the clock which accounts exist.
    pub async fn verify(&self, password: Secret, hash: Option<PasswordHash>) -> Result<bool, Error> {
        let cost = self.cost;
        self.run(move || match hash {
            Some(hash) => verify(&password, &hash),
            None => cost.hash_with(&password, [0; SALT_BYTES]).map(|_| false),
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Error> {
        let place = Place::take(&self.pending, self.max_pending).ok_or(Refusal::Busy)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| stopped())?;
        let done = tokio::task::spawn_blocking(move || {
            // Both are given back when the work ends, even if the caller has long gone.
            let _held = (place, permit);
            let started = Instant::now();
            let done = work();
            METERED.hash_seconds.record(started.elapsed());
            done
        });
        Ok(done.await.map_err(|_| stopped())??)
    }
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHasher")
            .field("cost", &self.cost)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// One of the places in the queue.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(pending: &Arc<AtomicUsize>, max: usize) -> Option<Self> {
        let place = Self(Arc::clone(pending));
        METERED.hashes_waiting.increment(1.0);
        // Dropping the place on refusal takes the count back.
        (pending.fetch_add(1, Ordering::Relaxed) < max).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
        METERED.hashes_waiting.decrement(1.0);
    }
}

fn stopped() -> Fault {
    Fault::Hashing { what: "the worker has stopped".to_owned() }
}

const MIN_CHARS: usize = 6;
const MAX_CHARS: usize = 128;
const MAX_LEGACY_CHARS: usize = 16;
const SALT_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::fixed::Counting;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn the_policy_counts_characters() {
        for good in ["sixsix", "öäüöäü", &"x".repeat(128)] {
            assert_eq!(check_policy(&secret(good)), Ok(()));
        }
        for bad in ["", "five5", &"x".repeat(129)] {
            assert_eq!(check_policy(&secret(bad)), Err(Refusal::WeakPassword));
        }
        assert_eq!(check_legacy_policy(&secret("16 characters ok")), Ok(()));
        for bad in ["seventeen letters", "pässword", "tab\tinside"] {
            assert_eq!(check_legacy_policy(&secret(bad)), Err(Refusal::WeakPassword), "{bad}");
        }
    }

    #[test]
    fn a_hash_is_argon2id_with_its_parameters_and_verifies() {
        let hash = HashCost::TRIVIAL.hash(&secret("password"), &Counting::from_seed(1)).unwrap();
        assert!(hash.as_phc().starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{}", hash.as_phc());
        assert!(verify(&secret("password"), &hash).unwrap());
        assert!(!verify(&secret("passwore"), &hash).unwrap());
    }

    #[test]
    fn the_recommended_cost_is_what_owasp_says() {
        let hash = HashCost::RECOMMENDED.hash(&secret("password"), &Counting::from_seed(1)).unwrap();
        assert!(hash.as_phc().contains("m=19456,t=2,p=1"), "{}", hash.as_phc());
    }

    #[test]
    fn a_damaged_hash_is_our_fault_not_a_wrong_password() {
        let damaged = PasswordHash::from_phc("$argon2id$nonsense".to_owned());
        assert!(matches!(verify(&secret("password"), &damaged), Err(Fault::StoreCorrupt { .. })));
    }

    #[tokio::test]
    async fn the_pool_hashes_verifies_and_denies_the_unknown() {
        let pool = PasswordHasher::new(HashCost::TRIVIAL, Arc::new(Counting::from_seed(1)), 2, 8);
        let hash = pool.hash(secret("password")).await.unwrap();
        assert!(pool.verify(secret("password"), Some(hash)).await.unwrap());
        assert!(!pool.verify(secret("password"), None).await.unwrap());
        assert_eq!(pool.pending.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_recovers() {
        let pool = Arc::new(PasswordHasher::new(HashCost::TRIVIAL, Arc::new(Counting::from_seed(1)), 1, 1));
        let hold = Arc::clone(&pool.permits).acquire_owned().await.unwrap();
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move { pool.hash(secret("password")).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let refused = pool.hash(secret("password")).await.unwrap_err();
        assert_eq!(refused.refusal(), Some(Refusal::Busy));
        drop(hold);
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert!(pool.hash(secret("password")).await.is_ok());
    }
}
