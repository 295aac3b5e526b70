//! What the store counts. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;
use std::time::Instant;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use nudge_core::Error;

/// The handles of the store.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    reads: Queue::new("read"),
    writes: Queue::new("write"),
    commit_seconds: histogram!("nudge_store_commit_seconds"),
    batch_changes: histogram!("nudge_store_batch_changes"),
    notes_dropped: counter!("nudge_store_notes_dropped_total"),
});

/// What the store counts.
pub(crate) struct Metered {
    pub(crate) reads: Queue,
    pub(crate) writes: Queue,
    /// From the begin of a transaction to the end of its commit.
    pub(crate) commit_seconds: Histogram,
    /// How many changes were committed together.
    pub(crate) batch_changes: Histogram,
    /// Notes that nobody waits for, and that there was no room for.
    pub(crate) notes_dropped: Counter,
}

/// What goes through one of the two queues.
pub(crate) struct Queue {
    waiting: Gauge,
    seconds: Histogram,
    faults: Counter,
}

impl Queue {
    fn new(kind: &'static str) -> Self {
        Self {
            waiting: gauge!("nudge_store_waiting", "queue" => kind),
            seconds: histogram!("nudge_store_seconds", "kind" => kind),
            faults: counter!("nudge_store_faults_total", "kind" => kind),
        }
    }

    /// Somebody who gets in line.
    pub(crate) fn enter(&'static self) -> Waiting {
        self.waiting.increment(1.0);
        Waiting(&self.waiting)
    }

    /// Times a request from the question to the answer, with the time that it waited.
    pub(crate) async fn time<T>(&self, request: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let started = Instant::now();
        let answer = request.await;
        self.seconds.record(started.elapsed());
        if let Err(Error::Fault(_)) = &answer {
            self.faults.increment(1);
        }
        answer
    }
}

/// Somebody who waits in a queue. Dropping it is being next, or not wanting to wait any more.
#[derive(Debug)]
pub(crate) struct Waiting(&'static Gauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
