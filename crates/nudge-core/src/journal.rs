//! Keeps chat messages where the operator has turned that on: in batches, behind the conversation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Notify, mpsc};

use crate::metered::{METERED, amount};
use crate::{HistoryRecord, Store};

/// How many utterances may wait to be written. A speaker waits when they are reached, so that nothing is lost.
const WAITING: usize = 1024;

/// How many records go into one transaction.
const BATCH: usize = 512;

/// The writer of the history.
#[derive(Debug)]
pub(crate) struct Journal {
    queue: mpsc::Sender<Vec<HistoryRecord>>,
    unwritten: Arc<AtomicUsize>,
    written: Arc<Notify>,
}

impl Journal {
    /// Starts the writer on the current runtime.
    pub(crate) fn start(store: Arc<dyn Store>) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        let (unwritten, written) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        tokio::spawn(write(store, waiting, Arc::clone(&unwritten), Arc::clone(&written)));
        Self { queue, unwritten, written }
    }

    /// Hands records to the writer.
    pub(crate) async fn keep(&self, records: Vec<HistoryRecord>) {
        if records.is_empty() {
            return;
        }
        self.unwritten.fetch_add(1, Ordering::AcqRel);
        METERED.journal_waiting.increment(1.0);
        if self.queue.send(records).await.is_err() {
            // Only when the runtime is going down.
            self.unwritten.fetch_sub(1, Ordering::AcqRel);
            METERED.journal_waiting.decrement(1.0);
        }
    }

    /// Waits until all that was handed over is written.
    pub(crate) async fn flush(&self) {
        loop {
            let written = self.written.notified();
            if self.unwritten.load(Ordering::Acquire) == 0 {
                return;
            }
            written.await;
        }
    }
}

async fn write(
    store: Arc<dyn Store>,
    mut waiting: mpsc::Receiver<Vec<HistoryRecord>>,
    unwritten: Arc<AtomicUsize>,
    written: Arc<Notify>,
) {
    while let Some(mut batch) = waiting.recv().await {
        let mut count = 1;
        METERED.journal_waiting.decrement(1.0);
        while batch.len() < BATCH {
            let Ok(more) = waiting.try_recv() else { break };
            batch.extend(more);
            count += 1;
            METERED.journal_waiting.decrement(1.0);
        }
        let records = batch.len();
        if let Err(error) = store.append_history(batch).await {
            METERED.journal_lost.increment(amount(records));
            tracing::error!(%error, messages.batches = count, "messages could not be kept in the history");
        }
        unwritten.fetch_sub(count, Ordering::AcqRel);
        written.notify_waiters();
    }
}
