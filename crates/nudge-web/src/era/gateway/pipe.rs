//! The stream between a session's requests and the server that it is connected with. It lies in memory.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use axum::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use crate::metered::METERED;

/// The server's end: it reads what the bodies of requests bring, and writes what answers take away.
///
/// An answer must not cut a command in two, for some clients forget the rest of a body with the next one (reference 15 §3).
/// So answers take what has been flushed, which ends with a whole command. What is written is taken whole or, where as much
/// waits as may, not at all.
#[derive(Debug)]
pub struct Pipe(Arc<Shared>);

/// The client's end.
#[derive(Debug)]
pub(super) struct Line(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Something has changed that a request may wait for. There is one request at a time.
    changed: Notify,
    /// How much may wait, in bytes, before nothing more is taken.
    limit: usize,
}

#[derive(Debug, Default)]
struct State {
    /// What the server has not read.
    input: Vec<u8>,
    reader: Option<Waker>,
    /// The server has read all there was, done what it said, and asked for more.
    is_settled: bool,
    /// The client is gone.
    is_hung_up: bool,
    /// What was written and not taken away.
    output: Vec<u8>,
    /// How much of that ends with a whole command.
    whole: usize,
    /// What a request that is under way will take away before all that: it does not count against the limit.
    aside: Vec<u8>,
    writer: Option<Waker>,
    /// The server is gone.
    has_ended: bool,
}

/// A new stream, in which so many bytes may wait for the client.
pub(super) fn pipe(limit: usize) -> (Line, Pipe) {
    let shared = Arc::new(Shared { state: Mutex::default(), changed: Notify::new(), limit });
    (Line(Arc::clone(&shared)), Pipe(shared))
}

/// While more than this is unread, nothing more is taken from a client: as much as a body may have.
const UNREAD: usize = 64 * 1024;

impl State {
    /// Takes the whole commands out, and lets the server write again.
    fn take_whole(&mut self) -> Vec<u8> {
        let rest = self.output.split_off(self.whole);
        self.whole = 0;
        wake(self.writer.take());
        std::mem::replace(&mut self.output, rest)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `is_so`. Cancel-safe.
    async fn until(&self, is_so: impl Fn(&State) -> bool) {
        loop {
            // A change in between leaves its mark, so none is missed.
            let changed = self.changed.notified();
            if is_so(&self.lock()) {
                return;
            }
            changed.await;
        }
    }
}

impl Line {
    /// Gives bytes to the server, once it has read what it had before.
    pub(super) async fn send(&self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.0.until(|state| state.input.len() <= UNREAD || state.has_ended).await;
        let mut state = self.0.lock();
        if !state.has_ended {
            state.input.extend_from_slice(bytes);
            state.is_settled = false;
            wake(state.reader.take());
        }
    }

    /// Waits until the server has done what it was told, or is gone.
    pub(super) async fn settled(&self) {
        self.0.until(|state| state.is_settled || state.has_ended).await;
    }

    /// Waits until there is something to take away, or nothing will be any more.
    pub(super) async fn something(&self) {
        self.0.until(|state| state.whole > 0 || !state.aside.is_empty() || state.has_ended).await;
    }

    /// Puts aside what there is, so that a server goes on that cannot write and therefore does not read. Nothing of it is lost
    /// if the request does not come to its end; then the next one makes no more room.
    pub(super) fn make_room(&self) {
        let mut state = self.0.lock();
        if state.aside.is_empty() {
            state.aside = state.take_whole();
        }
    }

    /// Takes away the whole commands that there are.
    pub(super) fn take(&self) -> Bytes {
        let mut state = self.0.lock();
        let mut taken = std::mem::take(&mut state.aside);
        let whole = state.take_whole();
        drop(state);
        if taken.is_empty() {
            taken = whole;
        } else {
            taken.extend_from_slice(&whole);
        }
        METERED.gateway.taken(taken.len());
        taken.into()
    }

    /// Whether the server is gone. What it has said before may still be there.
    pub(super) fn has_ended(&self) -> bool {
        self.0.lock().has_ended
    }

    /// The client is gone: the server reads the end, and writes to nobody.
    pub(super) fn hang_up(&self) {
        let mut state = self.0.lock();
        state.is_hung_up = true;
        wake(state.reader.take());
        wake(state.writer.take());
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        METERED.gateway.taken(state.output.len() + state.aside.len());
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Notes who is to be woken.
fn note(place: &mut Option<Waker>, cx: &Context<'_>) {
    match place {
        Some(waker) => waker.clone_from(cx.waker()),
        none => *none = Some(cx.waker().clone()),
    }
}

impl AsyncRead for Pipe {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut state = self.0.lock();
        if !state.input.is_empty() {
            let count = state.input.len().min(into.remaining());
            into.put_slice(state.input.get(..count).unwrap_or_default());
            if count == state.input.len() {
                // An idle session holds on to nothing.
                state.input = Vec::new();
            } else {
                state.input.drain(..count);
            }
        } else if !state.is_hung_up && !state.has_ended {
            note(&mut state.reader, cx);
            if !std::mem::replace(&mut state.is_settled, true) {
                self.0.changed.notify_one();
            }
            return Poll::Pending;
        }
        self.0.changed.notify_one();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.0.lock();
        if state.is_hung_up {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        // In the middle there is no stopping.
        if state.output.len() == state.whole && state.whole >= self.0.limit {
            note(&mut state.writer, cx);
            return Poll::Pending;
        }
        state.output.extend_from_slice(bytes);
        METERED.gateway.queued(bytes.len());
        Poll::Ready(Ok(bytes.len()))
    }

    /// Ready when answers have taken all away, for whoever wants to know. What was written can be taken at once.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut state = self.0.lock();
        state.whole = state.output.len();
        self.0.changed.notify_one();
        if state.whole == 0 {
            return Poll::Ready(Ok(()));
        }
        note(&mut state.writer, cx);
        Poll::Pending
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.lock().has_ended = true;
        // Nobody waits for the client to take the rest.
        let (Poll::Ready(_) | Poll::Pending) = self.poll_flush(cx);
        Poll::Ready(Ok(()))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.0.lock().has_ended = true;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio_util::task::TaskTracker;

    use super::*;

    /// Says that all that was written is whole, and waits for nobody.
    async fn offer(pipe: &mut Pipe) {
        std::future::poll_fn(|cx| {
            let (Poll::Ready(_) | Poll::Pending) = Pin::new(&mut *pipe).poll_flush(cx);
            Poll::Ready(())
        })
        .await;
    }

    #[tokio::test]
    async fn a_flush_is_over_when_all_was_taken_away() {
        let (line, mut pipe) = pipe(100);
        pipe.write_all(b"QNG\r\n").await.unwrap();
        let mut flush = Box::pin(pipe.flush());
        let early = tokio::time::timeout(std::time::Duration::from_millis(20), flush.as_mut()).await;
        assert!(early.is_err(), "nobody has it yet");
        assert_eq!(line.take(), "QNG\r\n");
        flush.await.unwrap();
    }

    #[tokio::test]
    async fn only_what_is_whole_is_taken_away() {
        let (line, mut pipe) = pipe(100);
        pipe.write_all(b"MSG bob Bob 5\r\nhe").await.unwrap();
        assert_eq!(line.take(), "");
        pipe.write_all(b"llo").await.unwrap();
        offer(&mut pipe).await;
        pipe.write_all(b"BYE b").await.unwrap();
        assert_eq!(line.take(), "MSG bob Bob 5\r\nhello");
        drop(pipe);
        assert!(line.has_ended());
        assert_eq!(line.take(), "", "half a command is nobody's");
    }

    #[tokio::test]
    async fn a_write_is_taken_whole_or_not_at_all() {
        let (line, mut pipe) = pipe(10);
        pipe.write_all(&[b'a'; 9]).await.unwrap();
        offer(&mut pipe).await;
        // One byte is free, and more is taken, because it is one thing.
        pipe.write_all(&[b'b'; 9]).await.unwrap();
        pipe.write_all(&[b'c'; 9]).await.unwrap();
        offer(&mut pipe).await;
        let more = pipe.write_all(b"d");
        tokio::pin!(more);
        let early = tokio::time::timeout(std::time::Duration::from_millis(20), more.as_mut()).await;
        assert!(early.is_err(), "as much waits as may");
        // A request that does not come to its end makes room, and takes nothing with it.
        line.make_room();
        more.await.unwrap();
        offer(&mut pipe).await;
        line.make_room();
        assert_eq!(line.take().len(), 28);
        assert_eq!(line.take().len(), 0);
    }

    #[tokio::test]
    async fn who_waits_hears_when_all_is_done() {
        let (line, mut pipe) = pipe(100);
        let server = TaskTracker::new();
        server.spawn(async move {
            let mut heard = [0; 4];
            pipe.read_exact(&mut heard).await.unwrap();
            tokio::task::yield_now().await;
            pipe.write_all(b"QNG\r\n").await.unwrap();
            offer(&mut pipe).await;
            assert_eq!(pipe.read_u8().await.unwrap(), b'!');
            assert!(pipe.read_u8().await.is_err(), "the client hangs up");
            assert!(pipe.write_all(b"?").await.is_err());
        });
        line.send(b"PN").await;
        line.settled().await;
        assert_eq!(line.take(), "");
        line.send(b"G\n").await;
        line.settled().await;
        assert_eq!(line.take(), "QNG\r\n");
        line.send(b"!").await;
        line.hang_up();
        line.something().await;
        assert!(line.has_ended());
        server.close();
        server.wait().await;
    }
}
