//! Threads fed by a bounded queue, and their orderly end.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use nudge_core::Fault;
use tokio::sync::mpsc;

/// Some threads and the way to them.
pub(super) struct Threads<J>(Mutex<Option<Running<J>>>);

struct Running<J> {
    queue: mpsc::Sender<J>,
    handles: Vec<JoinHandle<()>>,
}

impl<J: Send> Threads<J> {
    /// Starts a thread for each body. They must end when the queue does.
    pub(super) fn start<B: FnOnce() + Send + 'static>(
        name: &str,
        queue: mpsc::Sender<J>,
        bodies: impl IntoIterator<Item = B>,
    ) -> Result<Self, Fault> {
        let start = |body| thread::Builder::new().name(name.to_owned()).spawn(body);
        let handles = bodies.into_iter().map(start).collect::<Result<_, _>>().map_err(no_thread)?;
        Ok(Self(Mutex::new(Some(Running { queue, handles }))))
    }

    /// Hands a job over, waiting for room in the queue.
    pub(super) async fn send(&self, job: J) -> Result<(), Fault> {
        let queue = self.queue().ok_or(Fault::StoreClosed)?;
        queue.send(job).await.map_err(|_| Fault::StoreClosed)
    }

    /// Hands a job over if there is room in the queue.
    pub(super) fn try_send(&self, job: J) -> bool {
        self.queue().is_some_and(|queue| queue.try_send(job).is_ok())
    }

    /// Takes no more jobs, lets the threads finish what is queued, and waits for that.
    pub(super) async fn close(&self) {
        let Some(Running { queue, handles }) = self.lock().take() else { return };
        drop(queue);
        // An error could only be a panic of a thread; whoever waited for it has been told.
        let _ends =
            tokio::task::spawn_blocking(move || handles.into_iter().map(JoinHandle::join).count()).await;
    }

    fn queue(&self) -> Option<mpsc::Sender<J>> {
        self.lock().as_ref().map(|running| running.queue.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running<J>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> fmt::Debug for Threads<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Threads")
    }
}

pub(super) fn no_thread(error: std::io::Error) -> Fault {
    Fault::StoreUnavailable {
        what: "no thread could be started for it".to_owned(),
        source: Some(Box::new(error)),
    }
}
