//! The whole domain, and the way in.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use crate::circle::Gatherings;
use crate::conversation::{Rooms, Tickets};
use crate::guard::{Guard, Verdict};
use crate::journal::Journal;
use crate::metered::METERED;
use crate::moderation::{BanList, Counters, Motd};
use crate::offline::HandOvers;
use crate::pace_table::Paces;
use crate::presence::{Directory, Turns};
use crate::{
    AccountId, Bus, Clock, Credentials, DisplayName, Entropy, Error, Fault, Guid, Handle, Keyring,
    LegacySource, NewAccount, PasswordHasher, Policy, Profile, Purpose, Refusal, Sealed, Secret, Store,
    TokenId, password,
};

/// What the domain is put together from.
pub struct Parts {
    /// Where accounts and lists live.
    pub store: Arc<dyn Store>,
    /// How notices travel.
    pub bus: Arc<dyn Bus>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The key that secrets are sealed with.
    pub keyring: Keyring,
    /// The pool that hashes passwords.
    pub hasher: PasswordHasher,
    /// What the operator allows.
    pub policy: Policy,
}

/// The domain of one process.
pub struct Core {
    parts: Parts,
    directory: Directory,
    tickets: Tickets,
    rooms: Rooms,
    journal: Journal,
    guard: Guard,
    /// Of second factors: whoever has the password could make good for wrong codes with it.
    second_guard: Guard,
    bans: BanList,
    motd: Motd,
    counters: Counters,
    registrations: Paces<IpAddr>,
    code_questions: Paces<IpAddr>,
    code_guesses: Paces<IpAddr>,
    letters: Paces<AccountId>,
    report_paces: Paces<AccountId>,
    contact_changes: Paces<AccountId>,
    offline_paces: Paces<AccountId>,
    hand_overs: HandOvers,
    turns: Turns,
    gatherings: Gatherings,
    /// Raised with every revocation, so that a sign-in that overlaps one can tell.
    revocations: AtomicU64,
    /// A secret of nobody's, sealed: opening it takes as long as opening somebody's.
    decoy: Option<Sealed>,
}

/// Somebody who has proved who they are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verified {
    /// Whose account it is.
    pub account: AccountId,
    /// The address, in the spelling of the registration.
    pub handle: Handle,
    /// The access token that proved it, if it was one.
    pub token: Option<TokenId>,
    /// The [epoch](Credentials::epoch) of the account when it was proved.
    pub(crate) epoch: u32,
    /// How many revocations there had been when it was proved.
    pub(crate) as_of: u64,
}

impl Verified {
    /// The owner of these credentials.
    pub(crate) fn new(credentials: &Credentials, token: Option<TokenId>, as_of: u64) -> Self {
        let (account, handle) = (credentials.account, credentials.handle.clone());
        Self { account, handle, token, epoch: credentials.epoch, as_of }
    }

    /// The owner of an account that was made just now.
    pub(crate) fn of_new(account: AccountId, handle: Handle, as_of: u64) -> Self {
        Self { account, handle, token: None, epoch: 0, as_of }
    }
}

impl Core {
    /// Puts the domain together. Needs a tokio runtime, on which the history is written.
    pub fn new(parts: Parts) -> Arc<Self> {
        LazyLock::force(&METERED);
        let journal = Journal::start(Arc::clone(&parts.store));
        let nobodys = Secret::new(NOBODYS_SECRET.to_owned());
        let decoy = parts.keyring.seal(&nobodys, NOBODY, Purpose::Token, parts.entropy.as_ref()).ok();
        Arc::new(Self {
            parts,
            directory: Directory::new(),
            tickets: Tickets::default(),
            rooms: Rooms::default(),
            journal,
            guard: Guard::default(),
            second_guard: Guard::default(),
            bans: BanList::default(),
            motd: Motd::default(),
            counters: Counters::default(),
            registrations: Paces::default(),
            code_questions: Paces::default(),
            code_guesses: Paces::default(),
            letters: Paces::default(),
            report_paces: Paces::default(),
            contact_changes: Paces::default(),
            offline_paces: Paces::default(),
            hand_overs: HandOvers::default(),
            turns: Turns::new(),
            gatherings: Gatherings::new(),
            revocations: AtomicU64::new(0),
            decoy,
        })
    }

    /// Signs somebody in who proves to know a secret without saying it: `proves` tells whether the proof fits a secret.
    ///
    /// The secrets are the account's access tokens and, where that is allowed, its password. An account that does not exist
    /// costs the same time and is refused in the same way as a wrong proof. After too many of those, for the account or
    /// from the address, it is [`Refusal::TooManyAttempts`] for a while, and the proof is not looked at.
    pub async fn verify_proof(
        &self,
        handle: &Handle,
        from: IpAddr,
        proves: impl Fn(&Secret) -> bool + Send,
    ) -> Result<Verified, Error> {
        self.guarded(handle, from, async {
            let as_of = self.revocations();
            let Some(credentials) = self.parts.store.credentials(handle).await? else {
                self.pretend(proves);
                return Err(Refusal::BadCredentials.into());
            };
            let source = self.readable(&credentials, proves)?.ok_or(Refusal::BadCredentials)?;
            self.admitted(&credentials, source.token(), from, as_of)
        })
        .await
    }

    /// Signs somebody in who says a secret that can be read back. Where registration is open, an address that has no account
    /// gets one. Otherwise it is like [`Core::verify_proof`].
    pub async fn verify_clear(
        &self,
        handle: &Handle,
        from: IpAddr,
        secret: &Secret,
    ) -> Result<Verified, Error> {
        self.guarded(handle, from, async {
            let as_of = self.revocations();
            match self.parts.store.credentials(handle).await? {
                Some(credentials) => {
                    let found = self.readable(&credentials, |known| known.matches(secret))?;
                    let source = found.ok_or(Refusal::BadCredentials)?;
                    self.admitted(&credentials, source.token(), from, as_of)
                }
                None if self.parts.policy.open_registration => self.register(handle, secret, as_of).await,
                None => Err(Refusal::BadCredentials.into()),
            }
        })
        .await
    }

    /// Signs somebody in who says the account's password or one of its access tokens. Otherwise it is like
    /// [`Core::verify_proof`]; a password costs the time of a hash, [`Refusal::Busy`] if too many wait for theirs. Where the
    /// account has a second factor, which cannot be shown here, only access tokens count.
    ///
    /// A password is compared as a whole: what a client has cut off after 16 characters is not it.
    pub async fn verify_password(
        &self,
        handle: &Handle,
        from: IpAddr,
        secret: &Secret,
    ) -> Result<Verified, Error> {
        self.guarded(handle, from, async {
            let as_of = self.revocations();
            let matches = |known: &Secret| known.matches(secret);
            let credentials = self.parts.store.credentials(handle).await?;
            let source = if let Some(credentials) = &credentials {
                self.readable(credentials, matches)?
            } else {
                self.pretend(matches);
                None
            };
            let token = source.and_then(LegacySource::token);
            if source.is_none() {
                let hash = credentials.as_ref().and_then(|credentials| credentials.password.clone());
                let is_it = self.parts.hasher.verify(secret.clone(), hash).await?;
                // Clients can show no second factor; where one is wanted, they have access tokens.
                let is_enough = credentials.as_ref().is_some_and(|credentials| !credentials.second_factor);
                if !(is_it && is_enough) {
                    return Err(Refusal::BadCredentials.into());
                }
            }
            // Without an account there was no hash that could have been the right one.
            let credentials = credentials.ok_or(Refusal::BadCredentials)?;
            self.admitted(&credentials, token, from, as_of)
        })
        .await
    }

    /// Signs somebody in who says the account's password, and nothing but that: an access token has been typed into a program
    /// of the time, and is not to open what the password opens. Otherwise it is like [`Core::verify_password`]. Ask
    /// [`Core::needs_second_factor`] next.
    pub async fn verify_real_password(
        &self,
        handle: &Handle,
        from: IpAddr,
        secret: &Secret,
    ) -> Result<Verified, Error> {
        self.guarded(handle, from, async {
            let as_of = self.revocations();
            let credentials = self.parts.store.credentials(handle).await?;
            let hash = credentials.as_ref().and_then(|credentials| credentials.password.clone());
            if !self.parts.hasher.verify(secret.clone(), hash).await? {
                return Err(Refusal::BadCredentials.into());
            }
            let credentials = credentials.ok_or(Refusal::BadCredentials)?;
            self.admitted(&credentials, None, from, as_of)
        })
        .await
    }

    /// Whether the owner of these credentials, who has proved to be that, may come in.
    fn admitted(
        &self,
        credentials: &Credentials,
        token: Option<TokenId>,
        from: IpAddr,
        as_of: u64,
    ) -> Result<Verified, Error> {
        if !credentials.state.enabled {
            Err(Refusal::Disabled.into())
        } else if self.is_banned(&credentials.handle, from) {
            Err(Refusal::Banned.into())
        } else if self.parts.policy.confirm_addresses && !credentials.state.verified {
            Err(Refusal::Unconfirmed.into())
        } else {
            Ok(Verified::new(credentials, token, as_of))
        }
    }

    /// Lets an attempt be made, if there were not too many failures before, and takes down what came of it.
    async fn guarded(
        &self,
        handle: &Handle,
        from: IpAddr,
        attempt: impl Future<Output = Result<Verified, Error>>,
    ) -> Result<Verified, Error> {
        self.guarded_by(&self.guard, handle, from, attempt).await
    }

    /// The same for codes of a second factor.
    pub(crate) async fn guarded_second(
        &self,
        handle: &Handle,
        from: IpAddr,
        attempt: impl Future<Output = Result<Verified, Error>>,
    ) -> Result<Verified, Error> {
        self.guarded_by(&self.second_guard, handle, from, attempt).await
    }

    async fn guarded_by(
        &self,
        guard: &Guard,
        handle: &Handle,
        from: IpAddr,
        attempt: impl Future<Output = Result<Verified, Error>>,
    ) -> Result<Verified, Error> {
        let (policy, clock) = (&self.parts.policy, &self.parts.clock);
        let admitted = guard.admit(policy, handle, from, clock.now())?;
        let outcome = attempt.await;
        let verdict = match &outcome {
            // Only who has the right proof is told that the account is switched off, and the like.
            Ok(_) | Err(Error::Refusal(Refusal::Disabled | Refusal::Banned | Refusal::Unconfirmed)) => {
                Verdict::Right
            }
            Err(Error::Refusal(Refusal::BadCredentials | Refusal::WrongCode)) => Verdict::Wrong,
            Err(Error::Refusal(_) | Error::Fault(_)) => Verdict::Unknown,
        };
        if verdict == Verdict::Wrong {
            self.counters.failures.fetch_add(1, Ordering::Relaxed);
        }
        admitted.settle(verdict, clock.now());
        outcome
    }

    /// Which of the secrets that can be read back is the one that is proved.
    fn readable(
        &self,
        credentials: &Credentials,
        proves: impl Fn(&Secret) -> bool,
    ) -> Result<Option<LegacySource>, Fault> {
        if credentials.legacy.is_empty() {
            self.pretend(proves);
            return Ok(None);
        }
        let mut found = None;
        for legacy in &credentials.legacy {
            let known =
                self.parts.keyring.unseal(&legacy.sealed, credentials.account, legacy.source.purpose())?;
            // All are tried, so that the time does not tell which one it was.
            let is_enough = !(credentials.second_factor && legacy.source == LegacySource::Password);
            if proves(&known) && is_enough {
                found = Some(legacy.source);
            }
        }
        Ok(found)
    }

    /// Does what one secret costs, for those who have none.
    fn pretend(&self, proves: impl Fn(&Secret) -> bool) {
        let known = self
            .decoy
            .as_ref()
            .and_then(|decoy| self.parts.keyring.unseal(decoy, NOBODY, Purpose::Token).ok());
        proves(&known.unwrap_or_else(|| Secret::new(NOBODYS_SECRET.to_owned())));
    }

    async fn register(&self, handle: &Handle, secret: &Secret, as_of: u64) -> Result<Verified, Error> {
        if handle.is_reserved() {
            return Err(Refusal::BadCredentials.into());
        }
        password::check_legacy_policy(secret).map_err(|_| Refusal::BadCredentials)?;
        let hash = self.parts.hasher.hash(Secret::new(secret.expose().to_owned())).await?;
        let account = NewAccount {
            handle: handle.clone(),
            guid: Guid::draw(self.parts.entropy.as_ref()),
            name: DisplayName::from(handle),
            password: Some(hash),
            // The operator who opens the registration vouches for whoever comes.
            verified: true,
            profile: Profile::default(),
        };
        let id = self.parts.store.create_account(account, self.parts.clock.now(), None).await?;
        let sealed =
            self.parts.keyring.seal(secret, id, Purpose::LegacyPassword, self.parts.entropy.as_ref())?;
        self.parts.store.set_legacy_password(id, Some(sealed), None).await?;
        tracing::info!(principal.id = id.get(), "an account was registered at sign-in");
        Ok(Verified::of_new(id, handle.clone(), as_of))
    }

    /// Does what is due from time to time: forgets old tickets and closes quiet conversations. Call it every second or so.
    pub fn sweep(&self) {
        let now = self.parts.clock.now();
        self.tickets.sweep(now);
        self.gatherings.sweep();
        if self.parts.policy.room_idle_millis > 0 {
            self.rooms.close_quiet_since(now.plus_millis(-self.parts.policy.room_idle_millis));
        }
    }

    /// Of how many circles somebody is there.
    pub fn gathered_circles(&self) -> usize {
        self.gatherings.count()
    }

    /// Waits until every message that is to be kept is written.
    pub async fn flush(&self) {
        self.journal.flush().await;
    }

    /// How many principals are signed in.
    pub fn online(&self) -> usize {
        self.directory.count()
    }

    /// How many conversations there are.
    pub fn conversations(&self) -> usize {
        self.rooms.count()
    }

    /// What the operator allows.
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The time.
    pub fn clock(&self) -> &dyn Clock {
        self.parts.clock.as_ref()
    }

    /// Randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        self.parts.entropy.as_ref()
    }

    /// Where accounts and lists live.
    pub fn store(&self) -> &dyn Store {
        self.parts.store.as_ref()
    }

    /// How many revocations there have been.
    pub(crate) fn revocations(&self) -> u64 {
        self.revocations.load(Ordering::Acquire)
    }

    /// From now on, a sign-in that has begun already looks again.
    pub(crate) fn raise_revocations(&self) {
        self.revocations.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn ban_list(&self) -> &BanList {
        &self.bans
    }

    pub(crate) fn motd_now(&self) -> &Motd {
        &self.motd
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    pub(crate) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(crate) fn registrations(&self) -> &Paces<IpAddr> {
        &self.registrations
    }

    pub(crate) fn code_questions(&self) -> &Paces<IpAddr> {
        &self.code_questions
    }

    pub(crate) fn code_guesses(&self) -> &Paces<IpAddr> {
        &self.code_guesses
    }

    pub(crate) fn letters(&self) -> &Paces<AccountId> {
        &self.letters
    }

    pub(crate) fn report_paces(&self) -> &Paces<AccountId> {
        &self.report_paces
    }

    /// A key for a front end, for that purpose; the same after a restart, and in every process with the server's key.
    pub fn derive_key(&self, purpose: &str) -> [u8; Keyring::KEY_BYTES] {
        self.parts.keyring.derive(purpose)
    }

    pub(crate) fn contact_changes(&self) -> &Paces<AccountId> {
        &self.contact_changes
    }

    pub(crate) fn offline_paces(&self) -> &Paces<AccountId> {
        &self.offline_paces
    }

    pub(crate) fn hand_overs(&self) -> &HandOvers {
        &self.hand_overs
    }

    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    pub(crate) fn gatherings(&self) -> &Gatherings {
        &self.gatherings
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn bus(&self) -> &dyn Bus {
        self.parts.bus.as_ref()
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.directory
    }

    pub(crate) fn tickets(&self) -> &Tickets {
        &self.tickets
    }

    pub(crate) fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// Tried in place of the secrets of an account that does not exist.
const NOBODYS_SECRET: &str = "0000000000000000";

/// No account has this number.
const NOBODY: AccountId = AccountId::new(0);

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("online", &self.online())
            .field("rooms", &self.conversations())
            .finish_non_exhaustive()
    }
}
