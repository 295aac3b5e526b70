//! What is due from time to time.

use std::sync::Arc;
use std::time::Duration;

use nudge_core::Core;
use tokio::time::{MissedTickBehavior, interval};

/// How often tickets and quiet conversations are looked at.
const SWEEP: Duration = Duration::from_secs(1);

/// How often old records are looked for.
const PURGE: Duration = Duration::from_hours(1);

/// How long sign-ins are kept.
const SIGN_INS_DAYS: u32 = 90;

/// Sweeps and purges until it is aborted.
pub(super) async fn run(core: Arc<Core>, history_days: u32) {
    let (mut sweep, mut purge) = (interval(SWEEP), interval(PURGE));
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    purge.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = sweep.tick() => core.sweep(),
            // The first tick is at once.
            _ = purge.tick() => forget(&core, history_days).await,
        }
    }
}

async fn forget(core: &Core, history_days: u32) {
    let days_ago = |days: u32| core.clock().now().plus_millis(-i64::from(days) * DAY_MILLIS);
    match core.store().purge_history(days_ago(history_days)).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(messages = count, "old messages were erased"),
        Err(error) => tracing::error!(%error, "old messages could not be erased"),
    }
    if let Err(error) = core.store().purge_sign_ins(days_ago(SIGN_INS_DAYS)).await {
        tracing::error!(%error, "old sign-ins could not be erased");
    }
}

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
