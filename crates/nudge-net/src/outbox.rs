//! What others have to say to a connection, until the connection takes it.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use nudge_core::notice::{CircleEvent, Personal, Presence};
use nudge_core::{Delivery, Mailbox, Notice, RoomEvent};
use tokio::sync::Notify;

use crate::metered::METERED;

/// How much of a limit a thing in an outbox takes, in bytes: about what it will be on the wire.
pub(crate) trait Weigh {
    fn weight(&self) -> usize;
}

/// A line with an address and a name, and the bookkeeping around it.
const LINE: usize = 256;

impl Weigh for Notice {
    fn weight(&self) -> usize {
        match self {
            // There are no more of them than contacts, and all come at once.
            Self::AlreadyPresent { .. } => 0,
            Self::Appeared { presence, personal } => LINE + picture(presence) + shown(personal),
            Self::Present { presence, .. } => LINE + picture(presence),
            Self::Personal(personal) | Self::Endpoints(personal) => shown(personal),
            Self::Own(own) => {
                let picture = own.picture.as_ref().map_or(0, |picture| picture.as_str().len());
                let names: usize = own.endpoints.iter().map(|endpoint| endpoint.private.name().len()).sum();
                LINE + picture + own.message.len() + names + own.endpoints.len() * LINE
            }
            Self::Data(data) => LINE + data.payload.len(),
            Self::Noted(note) => LINE + note.payload.len(),
            Self::Absent(_)
            | Self::AddedBy(_)
            | Self::RemovedBy(_)
            | Self::ListsChanged
            | Self::PropertyChanged(_)
            | Self::Called(_)
            | Self::Paged(_)
            | Self::Alerted(_)
            | Self::MessagesRemoved(_)
            | Self::Ended(_) => LINE,
            Self::MessageLeft(_) | Self::CircleChanged(_) => 3 * LINE,
            // What is told of a circle comes with headers.
            Self::Circle(news) => match &news.event {
                CircleEvent::There { presence, personal, .. } => {
                    4 * LINE + picture(presence) + shown(personal)
                }
                CircleEvent::Said(payload) => LINE + payload.len(),
                CircleEvent::Gone(_) | CircleEvent::Renamed(_) | CircleEvent::Over => 4 * LINE,
            },
        }
    }
}

/// How long a contact's display picture is, told in full with every change of presence.
fn picture(presence: &Presence) -> usize {
    presence.picture.as_ref().map_or(0, |picture| picture.as_str().len())
}

/// What a contact shows below the name, with a piece of text for each of their programs.
fn shown(personal: &Personal) -> usize {
    LINE + personal.message.len() + personal.endpoints.len() * LINE
}

impl Weigh for RoomEvent {
    fn weight(&self) -> usize {
        match self {
            Self::Said { utterance, .. } => LINE + utterance.written_len(),
            Self::Joined { .. } | Self::Left { .. } | Self::Closed => LINE,
        }
    }
}

/// A bounded queue with one reader. It is bounded in bytes, not in things; the reader is woken, senders never wait.
#[derive(Debug)]
pub(crate) struct Outbox<T> {
    inner: Mutex<Inner<T>>,
    relief: Notify,
    limit: usize,
}

#[derive(Debug)]
struct Inner<T> {
    queue: VecDeque<T>,
    weight: usize,
    state: State,
    reader: Option<Waker>,
}

impl<T> Inner<T> {
    fn wake_later(&mut self, cx: &Context<'_>) {
        match &mut self.reader {
            Some(reader) => reader.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Open,
    /// Something did not fit: what is queued is stale, and the reader must go.
    Overflowed,
    /// The reader is gone.
    Closed,
}

/// The reader fell so far behind that something had to be dropped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Overflow;

impl<T> Drop for Outbox<T> {
    fn drop(&mut self) {
        METERED.taken(self.inner.get_mut().unwrap_or_else(PoisonError::into_inner).weight);
    }
}

impl<T: Weigh> Outbox<T> {
    /// An outbox for at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        let inner = Inner { queue: VecDeque::new(), weight: 0, state: State::Open, reader: None };
        Self { inner: Mutex::new(inner), relief: Notify::new(), limit }
    }

    /// Takes out all there is, and is ready when that is something.
    pub(crate) fn poll_take(&self, cx: &Context<'_>) -> Poll<Result<VecDeque<T>, Overflow>> {
        let mut inner = self.lock();
        if inner.state == State::Overflowed {
            return Poll::Ready(Err(Overflow));
        }
        if inner.queue.is_empty() {
            inner.wake_later(cx);
            return Poll::Pending;
        }
        Poll::Ready(Ok(self.empty(inner)))
    }

    /// Ready when something did not fit: what a reader that is too busy to take anything out still has to know.
    pub(crate) fn poll_overflow(&self, cx: &Context<'_>) -> Poll<Overflow> {
        let mut inner = self.lock();
        if inner.state == State::Overflowed {
            return Poll::Ready(Overflow);
        }
        inner.wake_later(cx);
        Poll::Pending
    }

    /// Takes out all there is now.
    pub(crate) fn take(&self) -> VecDeque<T> {
        self.empty(self.lock())
    }

    /// The reader is gone: nothing more is taken in, and nobody waits for it any more.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.state = State::Closed;
        let queue = std::mem::take(&mut inner.queue);
        let weight = std::mem::take(&mut inner.weight);
        drop(inner);
        METERED.taken(weight);
        // Dropped outside the lock: what is queued may hold on to others.
        drop(queue);
        self.relief.notify_waiters();
    }

    fn empty(&self, mut inner: MutexGuard<'_, Inner<T>>) -> VecDeque<T> {
        let was_congested = inner.weight > self.congestion();
        let weight = std::mem::take(&mut inner.weight);
        let queue = std::mem::take(&mut inner.queue);
        drop(inner);
        METERED.taken(weight);
        if was_congested {
            self.relief.notify_waiters();
        }
        queue
    }

    /// From here on, senders who can wait should.
    fn congestion(&self) -> usize {
        self.limit / 4
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        // Nothing panics while it holds the lock; should something ever, the queue is still whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Weigh + Send> Mailbox<T> for Outbox<T> {
    fn deliver(&self, thing: T) -> Delivery {
        let mut inner = self.lock();
        if inner.state != State::Open {
            return Delivery::Gone;
        }
        let more = thing.weight();
        let weight = inner.weight + more;
        let delivery = if weight > self.limit {
            inner.state = State::Overflowed;
            Delivery::Gone
        } else {
            inner.weight = weight;
            inner.queue.push_back(thing);
            if weight > self.congestion() { Delivery::Congested } else { Delivery::Queued }
        };
        let reader = inner.reader.take();
        drop(inner);
        if let Some(reader) = reader {
            reader.wake();
        }
        match delivery {
            Delivery::Queued => METERED.queued(more, weight),
            Delivery::Congested => {
                METERED.queued(more, weight);
                if weight - more <= self.congestion() {
                    METERED.outbox_congested.increment(1);
                }
            }
            Delivery::Gone => {}
        }
        if delivery == Delivery::Gone {
            self.relief.notify_waiters();
        }
        delivery
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            loop {
                let relieved = self.relief.notified();
                tokio::pin!(relieved);
                relieved.as_mut().enable();
                {
                    let inner = self.lock();
                    if inner.state != State::Open || inner.weight <= self.congestion() {
                        return;
                    }
                }
                relieved.await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    impl Weigh for usize {
        fn weight(&self) -> usize {
            *self
        }
    }

    #[tokio::test]
    async fn it_says_when_it_is_congested_and_when_that_is_over() {
        let outbox = Arc::new(Outbox::new(100));
        assert_eq!(outbox.deliver(20), Delivery::Queued);
        assert_eq!(outbox.deliver(20), Delivery::Congested);
        let waiting = tokio::spawn({
            let outbox = Arc::clone(&outbox);
            async move { outbox.relief().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        assert_eq!(outbox.take(), [20, 20]);
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn what_does_not_fit_ends_the_reader() {
        let outbox = Outbox::new(100);
        assert_eq!(outbox.deliver(80), Delivery::Congested);
        assert_eq!(outbox.deliver(21), Delivery::Gone);
        assert_eq!(outbox.deliver(1), Delivery::Gone);
        let taken = std::future::poll_fn(|cx| outbox.poll_take(cx)).await;
        assert_eq!(taken, Err(Overflow));
        outbox.relief().await;
    }

    #[tokio::test]
    async fn the_reader_is_woken() {
        let outbox = Arc::new(Outbox::new(100));
        let reader = tokio::spawn({
            let outbox = Arc::clone(&outbox);
            async move { std::future::poll_fn(|cx| outbox.poll_take(cx)).await }
        });
        tokio::task::yield_now().await;
        outbox.deliver(7);
        assert_eq!(reader.await.unwrap(), Ok(VecDeque::from([7])));
    }
}
