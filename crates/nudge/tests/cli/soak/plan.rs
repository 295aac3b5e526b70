//! How long a soak takes, and what of.

use std::time::Duration;

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Plan {
    /// Whether it is long enough to say something of memory.
    pub(super) is_long: bool,
    /// In all.
    pub(super) length: Duration,
    /// Companies of [`Self::members`] people.
    pub(super) companies: usize,
    pub(super) members: usize,
    /// How often the server is stopped or killed before it lives long.
    pub(super) restarts: usize,
    /// Cycles in each life before the long one.
    pub(super) cycles: usize,
    /// How long people are busy between two quiet moments.
    pub(super) busy: Duration,
    /// Between what one company does and what it does next, at most.
    pub(super) pause: Duration,
    /// Between two looks at a quiet moment.
    pub(super) settling: Duration,
    /// Of the long life, what does not count: caches and pools fill.
    pub(super) warm_up: Duration,
}

/// Of the length, the part in which the server is started anew, and the part of the long life that is warming up.
const RESTARTS: u32 = 3;
const WARM_UP: u32 = 8;

impl Plan {
    /// So small that it only shows that everything works.
    pub(super) fn short() -> Self {
        Self {
            is_long: false,
            length: Duration::from_secs(20),
            companies: 3,
            members: 6,
            restarts: 2,
            cycles: 1,
            busy: Duration::from_secs(2),
            pause: Duration::from_millis(200),
            settling: Duration::from_millis(300),
            warm_up: Duration::ZERO,
        }
    }

    /// The first third with eight restarts, then one life.
    pub(super) fn long(minutes: u64) -> Self {
        let length = Duration::from_mins(minutes.max(6));
        let restarts = 8;
        // A life has a cycle, and a third of one before its end.
        let busy =
            (length / RESTARTS / u32::try_from(restarts).unwrap() * 6 / 10).min(Duration::from_mins(3));
        Self {
            is_long: true,
            length,
            companies: 34,
            members: 6,
            restarts,
            cycles: 1,
            busy,
            pause: Duration::from_secs(14),
            settling: Duration::from_secs(2),
            warm_up: length / WARM_UP,
        }
    }

    pub(super) fn seconds(&self) -> u64 {
        self.length.as_secs()
    }
}

#[test]
fn of_two_hours_more_than_one_is_judged() {
    let plan = Plan::long(120);
    let cycles = u32::try_from(plan.cycles).unwrap();
    let life = plan.busy * cycles + plan.busy / 3;
    // Quiet moments take some seconds.
    let life = life + Duration::from_secs(20) * cycles;
    let restarts = life * u32::try_from(plan.restarts).unwrap();
    let judged = plan.length.saturating_sub(restarts + plan.warm_up);
    assert!(judged >= Duration::from_hours(1), "{judged:?} of {plan:?}");
    assert!(judged.as_secs() / plan.busy.as_secs() > 20, "few quiet moments: {plan:?}");
}
