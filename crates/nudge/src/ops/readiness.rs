//! Whether the server can serve: what a load balancer and whoever is on call ask.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nudge_admin::Listener;
use nudge_core::circle::CircleCount;
use nudge_core::{Core, Error};
use serde::Serialize;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long the store may take to read and to write durably.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long what was found out is told again: a check writes to the disk, and whoever asks must not wear it.
const FRESH: Duration = Duration::from_secs(5);

/// How far the server has got, and how its store is.
#[derive(Debug, Default)]
pub(super) struct Readiness {
    phase: Mutex<Phase>,
    /// Held while the store is asked, so that it is asked once however many want to know.
    store: tokio::sync::Mutex<Examined>,
}

/// From the start to the end.
#[derive(Clone, Default)]
enum Phase {
    /// The database is being opened, and ports are being bound.
    #[default]
    Starting,
    /// Clients are served.
    Serving { core: Arc<Core>, listeners: Vec<Listener> },
    /// The server is going down, and says goodbye.
    Draining,
}

/// What the last look at the store has found.
#[derive(Debug, Default)]
struct Examined {
    last: Option<(Instant, StoreCheck)>,
    /// A look that has taken too long and is still going on. No other is begun meanwhile.
    pending: Option<JoinHandle<StoreCheck>>,
}

/// The answer.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) ready: bool,
    /// Why not, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    checks: Checks,
    /// How many accounts there are, where the store has said.
    #[serde(skip)]
    pub(super) accounts: Option<u64>,
    /// How many circles there are, where the store has said.
    #[serde(skip)]
    pub(super) circles: Option<CircleCount>,
}

#[derive(Debug, Serialize)]
struct Checks {
    /// The ports are bound.
    listeners: ListenersCheck,
    /// The store has read and has written durably in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<StoreCheck>,
    /// The server is not going down.
    draining: DrainingCheck,
}

#[derive(Debug, Serialize)]
struct ListenersCheck {
    ok: bool,
    bound: Vec<Listener>,
}

#[derive(Clone, Debug, Serialize)]
struct StoreCheck {
    ok: bool,
    took_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip)]
    accounts: Option<u64>,
    #[serde(skip)]
    circles: Option<CircleCount>,
}

#[derive(Debug, Serialize)]
struct DrainingCheck {
    ok: bool,
}

impl Readiness {
    pub(super) fn serving(&self, core: Arc<Core>, listeners: Vec<Listener>) {
        *self.phase() = Phase::Serving { core, listeners };
    }

    pub(super) fn draining(&self) {
        *self.phase() = Phase::Draining;
    }

    /// The domain, while clients are served.
    pub(super) fn core(&self) -> Option<Arc<Core>> {
        match &*self.phase() {
            Phase::Serving { core, .. } => Some(Arc::clone(core)),
            Phase::Starting | Phase::Draining => None,
        }
    }

    /// Whether the server is ready, and if not, why.
    pub(super) async fn report(&self) -> Report {
        let phase = self.phase().clone();
        match phase {
            Phase::Starting => Report::without_store("the server is starting", true),
            Phase::Draining => Report::without_store("the server is going down", false),
            Phase::Serving { core, listeners } => {
                let store = self.store.lock().await.check(core, PATIENCE).await;
                let reason = store.error.as_ref().map(|error| format!("the store is not well: {error}"));
                Report {
                    ready: store.ok,
                    reason,
                    accounts: store.accounts,
                    circles: store.circles,
                    checks: Checks {
                        listeners: ListenersCheck { ok: true, bound: listeners },
                        store: Some(store),
                        draining: DrainingCheck { ok: true },
                    },
                }
            }
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // Nothing panics while it holds the lock.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Report {
    fn without_store(reason: &str, up: bool) -> Self {
        Self {
            ready: false,
            reason: Some(reason.to_owned()),
            accounts: None,
            circles: None,
            checks: Checks {
                listeners: ListenersCheck { ok: !up, bound: Vec::new() },
                store: None,
                draining: DrainingCheck { ok: up },
            },
        }
    }
}

impl Examined {
    /// What was found a moment ago, or what is found now.
    async fn check(&mut self, core: Arc<Core>, patience: Duration) -> StoreCheck {
        if let Some((at, check)) = &self.last
            && at.elapsed() < FRESH
        {
            return check.clone();
        }
        let mut pending = self.pending.take().unwrap_or_else(|| tokio::spawn(look(core)));
        let check = match timeout(patience, &mut pending).await {
            Ok(Ok(check)) => check,
            Ok(Err(_)) => StoreCheck::failed("the check was broken off".to_owned(), Duration::ZERO),
            Err(_) => {
                self.pending = Some(pending);
                StoreCheck::failed(format!("it has not read and written within {patience:?}"), patience)
            }
        };
        self.last = Some((Instant::now(), check.clone()));
        check
    }
}

async fn look(core: Arc<Core>) -> StoreCheck {
    let (store, started) = (core.store(), Instant::now());
    let looked = async {
        store.health().await?;
        Ok::<_, Error>((store.account_count().await?, store.count_circles().await?))
    };
    match looked.await {
        Ok((accounts, circles)) => StoreCheck {
            ok: true,
            took_ms: millis(started.elapsed()),
            error: None,
            accounts: Some(accounts),
            circles: Some(circles),
        },
        Err(error) => StoreCheck::failed(error.to_string(), started.elapsed()),
    }
}

impl StoreCheck {
    fn failed(error: String, took: Duration) -> Self {
        Self { ok: false, took_ms: millis(took), error: Some(error), accounts: None, circles: None }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Starting => "Starting",
            Self::Serving { .. } => "Serving",
            Self::Draining => "Draining",
        })
    }
}

#[cfg(test)]
mod tests {
    use nudge_core::Policy;

    use super::*;
    use crate::assembly::{Assembled, Resources, assemble};
    use crate::data::{DataFolder, Lock};

    async fn domain() -> (Assembled, tempfile::TempDir) {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let lock = Lock::try_take(&folder).unwrap().unwrap();
        (assemble(&folder, lock, Policy::default(), Resources::default()).await.unwrap(), path)
    }

    #[tokio::test]
    async fn a_server_is_ready_between_its_start_and_its_end() {
        let (assembled, _folder) = domain().await;
        let readiness = Readiness::default();
        let report = readiness.report().await;
        assert_eq!((report.ready, report.reason.as_deref()), (false, Some("the server is starting")));
        readiness.serving(Arc::clone(&assembled.core), Vec::new());
        let report = readiness.report().await;
        assert!(report.ready && report.accounts == Some(0), "{report:?}");
        readiness.draining();
        let report = readiness.report().await;
        assert_eq!((report.ready, report.reason.as_deref()), (false, Some("the server is going down")));
        assembled.close().await;
    }

    #[tokio::test]
    async fn a_store_that_fails_is_said_to_and_not_asked_again_at_once() {
        let (assembled, _folder) = domain().await;
        let readiness = Readiness::default();
        readiness.serving(Arc::clone(&assembled.core), Vec::new());
        assert!(readiness.report().await.ready);
        assembled.core.store().close().await;
        assert!(readiness.report().await.ready, "what was found a moment ago is told again");
        let long_ago = Instant::now().checked_sub(FRESH).unwrap();
        readiness.store.lock().await.last.as_mut().unwrap().0 = long_ago;
        let report = readiness.report().await;
        assert!(!report.ready && report.reason.unwrap().contains("the store is closed"));
    }

    #[tokio::test]
    async fn a_store_that_hangs_is_waited_for_once() {
        let (assembled, _folder) = domain().await;
        let mut examined = Examined::default();
        let hanging = tokio::spawn(std::future::pending());
        let number = hanging.id();
        examined.pending = Some(hanging);
        let soon = Duration::from_millis(10);
        let check = examined.check(Arc::clone(&assembled.core), soon).await;
        assert!(!check.ok && check.error.unwrap().contains("within 10ms"));
        examined.last = None;
        assert!(!examined.check(Arc::clone(&assembled.core), soon).await.ok);
        assert_eq!(examined.pending.as_ref().unwrap().id(), number, "no second look while the first goes on");
        assembled.close().await;
    }
}
