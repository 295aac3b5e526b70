//! Who has failed to sign in too often, and must wait before trying again.

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::network::network;
use crate::pace_table::PaceTable;
use crate::{Handle, Policy, Refusal, Timestamp};

/// The failed sign-ins of late, by account and by where they came from.
///
/// An attempt is counted against its account before the proof is looked at, so that many at once get no further than many
/// in a row, and taken back if it was no failure. Against its address it is counted only once it has failed: a
/// whole office signs in at nine o'clock from one address.
///
/// Accounts that do not exist are counted like those that do, or the difference would tell which is which. Anybody can make
/// somebody else wait by failing in their name; with the defaults that somebody gets in again a minute and a half after it
/// stops.
#[derive(Debug, Default)]
pub(crate) struct Guard(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    by_account: PaceTable<Handle>,
    by_origin: PaceTable<IpAddr>,
}

/// An attempt that has been let through. Say what came of it.
#[derive(Debug)]
#[must_use]
pub(crate) struct Attempt<'a> {
    guard: &'a Guard,
    policy: &'a Policy,
    handle: &'a Handle,
    origin: IpAddr,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// The proof was right: the account starts afresh.
    Right,
    /// The proof was wrong.
    Wrong,
    /// Nothing can be said about the proof, because we failed.
    Unknown,
}

impl Guard {
    /// Whether an attempt may be made now: otherwise [`Refusal::TooManyAttempts`].
    pub(crate) fn admit<'a>(
        &'a self,
        policy: &'a Policy,
        handle: &'a Handle,
        from: IpAddr,
        now: Timestamp,
    ) -> Result<Attempt<'a>, Refusal> {
        let origin = network(from);
        let mut failures = self.lock();
        if failures.by_origin.is_exhausted(&origin, policy.failures_per_address, now)
            || !failures.by_account.count(handle, policy.failures_per_account, now)
        {
            return Err(Refusal::TooManyAttempts);
        }
        Ok(Attempt { guard: self, policy, handle, origin })
    }

    /// Whether somebody from there may show a proof that names no account: otherwise [`Refusal::TooManyAttempts`]. What is
    /// shown cannot be guessed, so many at once may get a little further than many in a row.
    pub(crate) fn admit_origin(&self, policy: &Policy, from: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        let is_exhausted =
            self.lock().by_origin.is_exhausted(&network(from), policy.failures_per_address, now);
        if is_exhausted { Err(Refusal::TooManyAttempts) } else { Ok(()) }
    }

    /// Takes down that such a proof was wrong.
    pub(crate) fn blame_origin(&self, policy: &Policy, from: IpAddr, now: Timestamp) {
        // What does not count any more is refused the next time anyway.
        let _counted = self.lock().by_origin.count(&network(from), policy.failures_per_address, now);
    }

    fn lock(&self) -> MutexGuard<'_, Failures> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// Takes down what came of it.
    pub(crate) fn settle(self, verdict: Verdict, now: Timestamp) {
        let mut failures = self.guard.lock();
        match verdict {
            Verdict::Right => failures.by_account.forget(self.handle),
            Verdict::Wrong => {
                // What does not count any more is refused the next time anyway.
                let _counted = failures.by_origin.count(&self.origin, self.policy.failures_per_address, now);
            }
            Verdict::Unknown => failures.by_account.take_back(self.handle, self.policy.failures_per_account),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;
    use crate::Rate;
    use crate::pace_table::REMEMBERED;

    const MINUTE: i64 = 60_000;

    fn policy() -> Policy {
        Policy {
            failures_per_account: Rate { count: 3, within_millis: 900_000 },
            failures_per_address: Rate { count: 5, within_millis: 900_000 },
            ..Policy::default()
        }
    }

    fn somebody(name: &str) -> Handle {
        Handle::new(&format!("{name}@example.com")).unwrap()
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    /// Whether the attempt was let through.
    fn attempt(guard: &Guard, who: &str, from: &str, verdict: Verdict, millis: i64) -> bool {
        let (policy, handle) = (policy(), somebody(who));
        guard
            .admit(&policy, &handle, from.parse().unwrap(), at(millis))
            .map(|attempt| attempt.settle(verdict, at(millis)))
            .is_ok()
    }

    #[test]
    fn an_account_is_closed_after_so_many_failures_from_wherever_and_opens_again() {
        let guard = Guard::default();
        for from in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
            assert!(attempt(&guard, "alice", from, Verdict::Wrong, 0));
        }
        assert!(!attempt(&guard, "alice", "192.0.2.4", Verdict::Right, 0));
        assert!(!attempt(&guard, "ALICE", "192.0.2.4", Verdict::Right, 4 * MINUTE));
        assert!(attempt(&guard, "bob", "192.0.2.4", Verdict::Right, 0));
        assert!(attempt(&guard, "alice", "192.0.2.4", Verdict::Wrong, 5 * MINUTE));
        assert!(!attempt(&guard, "alice", "192.0.2.4", Verdict::Right, 6 * MINUTE));
    }

    #[test]
    fn signing_in_makes_good_and_our_own_faults_do_not_count() {
        let guard = Guard::default();
        for _ in 0..10 {
            assert!(attempt(&guard, "alice", "192.0.2.1", Verdict::Unknown, 0));
        }
        for verdict in [Verdict::Wrong, Verdict::Wrong, Verdict::Right, Verdict::Wrong, Verdict::Wrong] {
            assert!(attempt(&guard, "alice", "192.0.2.1", verdict, 0));
        }
    }

    #[test]
    fn an_address_is_closed_for_all_accounts_and_a_network_is_one_address() {
        let guard = Guard::default();
        for (number, from) in ["::1", "::2", "::3", "::4", "::5"].into_iter().enumerate() {
            let from = format!("2001:db8:0:1{from}");
            assert!(attempt(&guard, &format!("n{number}"), &from, Verdict::Wrong, 0));
        }
        assert!(!attempt(&guard, "alice", "2001:db8:0:1::6", Verdict::Right, 0));
        assert!(attempt(&guard, "alice", "2001:db8:0:2::6", Verdict::Right, 0));
    }

    #[test]
    fn what_names_no_account_counts_with_all_other_failures_from_there() {
        let (guard, policy) = (Guard::default(), policy());
        let from = "192.0.2.1".parse().unwrap();
        for name in ["alice", "bob", "carol"] {
            assert!(attempt(&guard, name, "192.0.2.1", Verdict::Wrong, 0));
        }
        for _ in 0..2 {
            guard.admit_origin(&policy, from, at(0)).unwrap();
            guard.blame_origin(&policy, from, at(0));
        }
        assert_eq!(guard.admit_origin(&policy, from, at(0)), Err(Refusal::TooManyAttempts));
        assert!(!attempt(&guard, "dave", "192.0.2.1", Verdict::Right, 0));
        assert_eq!(guard.admit_origin(&policy, "192.0.2.2".parse().unwrap(), at(0)), Ok(()));
        assert_eq!(guard.admit_origin(&policy, from, at(4 * MINUTE)), Ok(()));
    }

    #[test]
    fn many_at_once_get_no_further_than_many_in_a_row() {
        let (guard, policy, alice) = (Guard::default(), policy(), somebody("alice"));
        let from = "192.0.2.1".parse().unwrap();
        let open: Vec<_> = (0..10).filter_map(|_| guard.admit(&policy, &alice, from, at(0)).ok()).collect();
        assert_eq!(open.len(), 3);
    }

    #[test]
    fn the_table_is_bounded_and_keeps_those_who_failed_most() {
        let guard = Guard::default();
        for _ in 0..3 {
            attempt(&guard, "alice", "192.0.2.1", Verdict::Wrong, 0);
        }
        for number in 0..REMEMBERED + 1000 {
            let from = Ipv6Addr::from(u128::try_from(number).unwrap() << 64).to_string();
            assert!(attempt(&guard, &format!("n{number}"), &from, Verdict::Wrong, 0));
        }
        assert!(guard.lock().by_account.len() <= REMEMBERED);
        assert!(guard.lock().by_origin.len() <= REMEMBERED);
        assert!(!attempt(&guard, "alice", "192.0.2.9", Verdict::Right, 0));
    }

    #[test]
    fn zero_is_no_limit() {
        let (guard, alice) = (Guard::default(), somebody("alice"));
        let policy = Policy {
            failures_per_account: Rate { count: 0, within_millis: 1 },
            failures_per_address: Rate { count: 0, within_millis: 1 },
            ..Policy::default()
        };
        for _ in 0..1000 {
            let attempt = guard.admit(&policy, &alice, "192.0.2.1".parse().unwrap(), at(0)).unwrap();
            attempt.settle(Verdict::Wrong, at(0));
        }
    }
}
