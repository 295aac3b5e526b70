//! The one thread that changes the database.
//!
//! Jobs come over a bounded queue. All that wait are run in one transaction, each inside a savepoint of its own, so that
//! one that is refused or fails undoes only itself. Then comes one commit for all of them, and only then are the callers
//! told. So a thousand changes that come together cost one `fsync`, and no caller hears of a change that could be lost.
//!
//! Notes, for which nobody waits, wait a moment for others, so that when everybody signs in at once the disk is not asked to keep
//! each sign-in by itself. A change that somebody waits for takes them along at once.

use std::io;
use std::time::{Duration, Instant};

use nudge_core::{Error, Fault};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout_at;

use super::{
    failure::{Failure, fault, sentence},
    threads::{Threads, no_thread},
};
use crate::metered::{METERED, Waiting};

/// How long notes wait for company.
const COMPANY: Duration = Duration::from_millis(20);

/// The way to the writing thread.
#[derive(Debug)]
pub(super) struct Writer(Threads<Box<dyn Job>>);

impl Writer {
    /// Starts the thread. `queue` jobs may wait, `batch` are committed together at most.
    pub(super) fn start(db: Connection, queue: usize, batch: usize) -> Result<Self, Fault> {
        let (sender, receiver) = mpsc::channel(queue);
        let clock = clock().map_err(no_thread)?;
        Threads::start("store-writer", sender, [move || serve(&db, &clock, receiver, batch)]).map(Self)
    }

    /// Runs a change and waits until it is durable. The work is done even if nobody waits any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let waiting = Some(METERED.writes.enter());
        self.0.send(Box::new(Asked { work: Some(work), result: None, reply, waiting })).await?;
        answer.await.map_err(|_| Fault::StoreClosed)?
    }

    /// Runs a change some time, if there is room in the queue.
    pub(super) fn note(&self, work: impl FnOnce(&Connection) -> Result<(), Failure> + Send + 'static) {
        let waiting = Some(METERED.writes.enter());
        if !self.0.try_send(Box::new(Noted { work: Some(work), waiting })) {
            METERED.notes_dropped.increment(1);
            tracing::debug!("a note for the store was dropped because its queue is full or closed");
        }
    }

    /// Lets the thread finish what it has, and waits for that.
    pub(super) async fn close(&self) {
        self.0.close().await;
    }
}

/// One change on its way through the writer.
trait Job: Send {
    /// Whether somebody waits for it.
    fn is_awaited(&self) -> bool;

    /// Does the work. `false` means that it must be undone.
    fn run(&mut self, db: &Connection) -> bool;

    /// Tells whoever asked; `lost` is why nothing of the whole batch was committed.
    fn answer(self: Box<Self>, lost: Option<&rusqlite::Error>);
}

/// A change somebody waits for.
struct Asked<T, F> {
    work: Option<F>,
    result: Option<Result<T, Failure>>,
    reply: oneshot::Sender<Result<T, Error>>,
    waiting: Option<Waiting>,
}

impl<T: Send, F: FnOnce(&Connection) -> Result<T, Failure> + Send> Job for Asked<T, F> {
    fn is_awaited(&self) -> bool {
        true
    }

    fn run(&mut self, db: &Connection) -> bool {
        self.waiting = None;
        self.result = self.work.take().map(|work| work(db));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, lost: Option<&rusqlite::Error>) {
        let answer = match (self.result, lost) {
            (Some(Err(failure)), _) => Err(failure.into()),
            (Some(Ok(done)), None) => Ok(done),
            (None, None) => Err(Fault::StoreClosed.into()),
            (_, Some(error)) => Err(not_committed(error).into()),
        };
        // Whoever asked may have gone meanwhile.
        let _gone = self.reply.send(answer);
    }
}

/// A change nobody waits for.
struct Noted<F> {
    work: Option<F>,
    waiting: Option<Waiting>,
}

impl<F: FnOnce(&Connection) -> Result<(), Failure> + Send> Job for Noted<F> {
    fn is_awaited(&self) -> bool {
        false
    }

    fn run(&mut self, db: &Connection) -> bool {
        self.waiting = None;
        match self.work.take().map_or(Ok(()), |work| work(db)) {
            Ok(()) => true,
            Err(failure) => {
                tracing::debug!(error = %Error::from(failure), "a note for the store was not taken");
                false
            }
        }
    }

    fn answer(self: Box<Self>, lost: Option<&rusqlite::Error>) {
        if let Some(error) = lost {
            tracing::debug!(%error, "a note for the store was lost");
        }
    }
}

/// The thread.
fn serve(db: &Connection, clock: &Runtime, mut queue: mpsc::Receiver<Box<dyn Job>>, limit: usize) {
    let mut batch = Vec::with_capacity(limit);
    while clock.block_on(gather(&mut queue, &mut batch, limit)) > 0 {
        let started = Instant::now();
        let lost = commit_together(db, &mut batch).err();
        METERED.commit_seconds.record(started.elapsed());
        METERED.batch_changes.record(u32::try_from(batch.len()).unwrap_or(u32::MAX));
        if let Some(error) = &lost {
            tracing::error!(%error, changes = batch.len(), "changes could not be committed: {}", sentence(error));
        }
        for job in batch.drain(..) {
            job.answer(lost.as_ref());
        }
    }
}

/// A runtime that does nothing but wait, and know how long.
fn clock() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_time().build()
}

/// Waits for what is to be committed together, and says how many there are: none if nobody is left to send any.
async fn gather(
    queue: &mut mpsc::Receiver<Box<dyn Job>>,
    batch: &mut Vec<Box<dyn Job>>,
    limit: usize,
) -> usize {
    let mut came = queue.recv_many(batch, limit).await;
    let enough = tokio::time::Instant::now() + COMPANY;
    let mut looked_at = 0;
    while came > 0 && batch.len() < limit {
        if batch.iter().skip(looked_at).any(|job| job.is_awaited()) {
            break;
        }
        looked_at = batch.len();
        came = timeout_at(enough, queue.recv_many(batch, limit - looked_at)).await.unwrap_or(0);
    }
    batch.len()
}

/// Runs the batch in one transaction. After an error nothing of it has happened.
fn commit_together(db: &Connection, batch: &mut [Box<dyn Job>]) -> Result<(), rusqlite::Error> {
    let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    for job in batch {
        db.prepare_cached("SAVEPOINT job")?.execute([])?;
        if !job.run(db) {
            // Fails if SQLite has given up the whole transaction, as it does when the disk is full: then none of the
            // batch may be called done.
            db.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        db.prepare_cached("RELEASE job")?.execute([])?;
    }
    transaction.commit()
}

fn not_committed(error: &rusqlite::Error) -> Fault {
    match error.sqlite_error() {
        Some(code) => fault(rusqlite::Error::SqliteFailure(*code, Some(error.to_string()))),
        None => Fault::StoreUnavailable { what: sentence(error).to_owned(), source: None },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc as std_mpsc};

    use nudge_core::Refusal;

    use super::*;

    fn numbers() -> (tempfile::TempDir, Connection, Connection) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("numbers.db");
        let open = || super::super::schema::connect(&path, super::super::SqliteOptions::CACHE).unwrap();
        let db = open();
        db.execute_batch("CREATE TABLE numbers (n INTEGER PRIMARY KEY)").unwrap();
        let beside = open();
        (dir, db, beside)
    }

    fn insert(n: i64) -> impl FnOnce(&Connection) -> Result<i64, Failure> + Send {
        move |db| {
            db.execute("INSERT INTO numbers VALUES (?1)", [n])?;
            Ok(n)
        }
    }

    fn stored(db: &Connection) -> Vec<i64> {
        let mut statement = db.prepare("SELECT n FROM numbers ORDER BY n").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Holds the thread until all jobs are queued, so that they surely become one batch. They are queued only once it is
    /// held: otherwise the first of them could be taken together with what holds it, and be committed with that.
    async fn held_batch<T>(writer: &Arc<Writer>, jobs: impl AsyncFnOnce(Arc<Writer>) -> T) -> T {
        let (held, holding) = oneshot::channel();
        let (go, wait) = std_mpsc::channel::<()>();
        writer.note(move |_| {
            let _ = held.send(());
            let _ = wait.recv();
            Ok(())
        });
        holding.await.unwrap();
        let release = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            drop(go);
        });
        let done = jobs(Arc::clone(writer)).await;
        release.await.unwrap();
        done
    }

    #[tokio::test]
    async fn notes_are_kept_without_anybody_who_waits_and_at_once_with_somebody() {
        let (_dir, db, beside) = numbers();
        let writer = Writer::start(db, 16, 16).unwrap();
        writer.note(|db| insert(1)(db).map(drop));
        while stored(&beside).is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        writer.note(|db| insert(2)(db).map(drop));
        writer.run(insert(3)).await.unwrap();
        assert_eq!(stored(&beside), [1, 2, 3]);
        writer.note(|db| insert(4)(db).map(drop));
        writer.close().await;
        assert_eq!(stored(&beside), [1, 2, 3, 4], "the end waits for nobody, and loses nothing");
    }

    #[tokio::test]
    async fn a_failing_job_undoes_only_itself() {
        let (_dir, db, beside) = numbers();
        let writer = Arc::new(Writer::start(db, 16, 16).unwrap());
        let (one, refused, failed, two) = held_batch(&writer, async |writer| {
            tokio::join!(
                writer.run(insert(1)),
                writer.run(|db| {
                    insert(10)(db)?;
                    Err::<(), _>(Refusal::NotThere.into())
                }),
                writer.run(|db| {
                    insert(11)(db)?;
                    insert(11)(db)
                }),
                writer.run(insert(2)),
            )
        })
        .await;
        assert_eq!((one.unwrap(), two.unwrap()), (1, 2));
        assert_eq!(refused.unwrap_err().refusal(), Some(Refusal::NotThere));
        assert!(matches!(failed.unwrap_err(), Error::Fault(Fault::StoreUnavailable { .. })));
        assert_eq!(stored(&beside), [1, 2]);
    }

    #[tokio::test]
    async fn a_transaction_that_is_given_up_is_nobodys_success() {
        let (_dir, db, beside) = numbers();
        let writer = Arc::new(Writer::start(db, 16, 16).unwrap());
        let (one, broken, two) = held_batch(&writer, async |writer| {
            tokio::join!(
                writer.run(insert(1)),
                // What SQLite does by itself when the disk is full.
                writer.run(|db| {
                    db.execute_batch("ROLLBACK")?;
                    Err::<(), _>(Refusal::Busy.into())
                }),
                writer.run(insert(2)),
            )
        })
        .await;
        assert!(one.is_err() && broken.is_err() && two.is_err(), "{one:?} {two:?}");
        assert_eq!(stored(&beside), [0; 0]);
        assert_eq!(writer.run(insert(3)).await.unwrap(), 3);
        assert_eq!(stored(&beside), [3]);
    }

    #[tokio::test]
    async fn closing_finishes_what_was_accepted_and_takes_nothing_more() {
        let (_dir, db, beside) = numbers();
        let writer = Arc::new(Writer::start(db, 16, 2).unwrap());
        held_batch(&writer, async |writer| {
            for n in 0..10 {
                writer.note(move |db| insert(n)(db).map(drop));
            }
        })
        .await;
        writer.close().await;
        assert_eq!(stored(&beside).len(), 10);
        assert!(matches!(writer.run(insert(99)).await, Err(Error::Fault(Fault::StoreClosed))));
        writer.close().await;
    }
}
