//! What is due from time to time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use nudge_core::Core;
use nudge_core::address_book::TOMBSTONE_DAYS;
use tokio::time::{MissedTickBehavior, interval};

use super::steady::Steady;

/// How often tickets and quiet conversations are looked at.
const SWEEP: Duration = Duration::from_secs(1);

/// How often old records are looked for.
const PURGE: Duration = Duration::from_hours(1);

/// How often it is taken down what was counted.
const SAMPLE: Duration = Duration::from_mins(1);

/// How long that is kept.
const SAMPLES_DAYS: u32 = 400;

/// How long sign-ins are kept.
const SIGN_INS_DAYS: u32 = 90;

/// Sweeps and purges until it is aborted. Nothing is purged while the machine's clock may be wrong.
pub(super) async fn run(core: Arc<Core>, history_days: u32) {
    let (mut sweep, mut purge, mut sample) = (interval(SWEEP), interval(PURGE), interval(SAMPLE));
    let mut steady = Steady::new(core.clock().now(), Instant::now());
    sample.set_missed_tick_behavior(MissedTickBehavior::Delay);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    purge.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = sweep.tick() => core.sweep(),
            _ = sample.tick() => {
                steady.look(core.clock().now(), Instant::now());
                if let Err(error) = core.sample().await {
                    tracing::error!(%error, "what was counted could not be taken down");
                }
            }
            _ = purge.tick() => {
                if steady.look(core.clock().now(), Instant::now()) {
                    forget(&core, history_days).await;
                }
            }
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
    match core.expire_waiting().await {
        Ok(0) => {}
        Ok(count) => tracing::info!(messages = count, "messages that nobody fetched were erased"),
        Err(error) => tracing::error!(%error, "messages that nobody fetched could not be erased"),
    }
    if let Err(error) = core.store().purge_sign_ins(days_ago(SIGN_INS_DAYS)).await {
        tracing::error!(%error, "old sign-ins could not be erased");
    }
    if let Err(error) = core.store().purge_samples(days_ago(SAMPLES_DAYS)).await {
        tracing::error!(%error, "old totals could not be erased");
    }
    let now = core.clock().now();
    if let Err(error) = core.store().purge_tombstones(days_ago(TOMBSTONE_DAYS), now).await {
        tracing::error!(%error, "what is remembered of old changes could not be forgotten");
    }
    let unused_since = now.plus_millis(-core.policy().place_idle_millis);
    if let Err(error) = core.store().purge_places(unused_since, now).await {
        tracing::error!(%error, "old places could not be erased");
    }
}

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use nudge_core::{
        AccountId, Actor, ConversationId, Handle, HistoryRecord, Policy, SessionId, SignIn, Timestamp,
    };

    use super::*;
    use crate::assembly::{Resources, assemble};
    use crate::data::{DataFolder, Lock};

    fn message(owner: AccountId, sender: &Handle, at: Timestamp) -> HistoryRecord {
        HistoryRecord {
            owner,
            conversation: ConversationId(1),
            sender: sender.clone(),
            recipients: Vec::new(),
            body: "hello".into(),
            at,
        }
    }

    fn sign_in(account: AccountId, session: i64, started: Timestamp) -> SignIn {
        SignIn {
            session: SessionId::new(session),
            account,
            token: None,
            client: "test".into(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            protocol: "MSNP7".into(),
            started,
        }
    }

    #[tokio::test]
    async fn only_what_is_too_old_is_forgotten() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let lock = Lock::try_take(&folder).unwrap().unwrap();
        let assembled = assemble(&folder, lock, Policy::default(), Resources::default()).await.unwrap();
        let (core, store) = (&assembled.core, assembled.core.store());
        let alice = Handle::new("alice@example.com").unwrap();
        let account = core.add_account(&Actor::Console, alice.clone(), None, None).await.unwrap().id;
        let ago = |days: i64| core.clock().now().plus_millis(-days * DAY_MILLIS);
        let batch = [0, 29, 31, 400].map(|days| message(account, &alice, ago(days)));
        store.append_history(batch.into()).await.unwrap();
        for (session, days) in [(1, 0), (2, 89), (3, 91)] {
            store.note_sign_in(sign_in(account, session, ago(days)));
        }
        forget(core, 30).await;
        assert_eq!(store.history(account, None, 10).await.unwrap().len(), 2);
        assert_eq!(store.sign_ins(account, 10).await.unwrap().len(), 2);
        assembled.close().await;
    }
}
