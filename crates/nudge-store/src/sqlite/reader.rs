//! The threads that read, each with its own connection, all fed by one queue so that a long search holds up nobody.

use std::sync::{Arc, Mutex, PoisonError};

use nudge_core::{Error, Fault};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{failure::Failure, threads::Threads};
use crate::metered::METERED;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The way to the reading threads.
#[derive(Debug)]
pub(super) struct Readers(Threads<Job>);

impl Readers {
    /// Starts a thread for each connection. `queue` jobs may wait.
    pub(super) fn start(connections: Vec<Connection>, queue: usize) -> Result<Self, Fault> {
        let (sender, receiver) = mpsc::channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        let bodies = connections.into_iter().map(|db| {
            let receiver = Arc::clone(&receiver);
            move || serve(&db, &receiver)
        });
        Threads::start("store-reader", sender, bodies).map(Self)
    }

    /// Runs a read. It sees everything that was acknowledged before.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let waiting = METERED.reads.enter();
        let job: Job = Box::new(move |db| {
            drop(waiting);
            if !reply.is_closed() {
                let _gone = reply.send(work(db).map_err(Error::from));
            }
        });
        self.0.send(job).await?;
        answer.await.map_err(|_| Fault::StoreClosed)?
    }

    /// Lets the threads finish what is queued, and waits for that.
    pub(super) async fn close(&self) {
        self.0.close().await;
    }
}

fn serve(db: &Connection, queue: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        // One thread waits in the queue, the others for this lock; it is free again before the job runs.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        match job {
            Some(job) => job(db),
            None => return,
        }
    }
}
