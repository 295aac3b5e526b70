//! Bytes of one connection: reading into frames, writing what waits, and the time that either may take.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use msnp::Dialect;
use msnp::frame::{Frame, FrameError, Framer, Limits as FrameLimits, Step, Vocabulary};
use nudge_core::{Newcomer, Receipt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::io::poll_read_buf;

use crate::config::Limits;
use crate::goodbye::Goodbye;
use crate::out::Out;
use crate::outbox::{Outbox, Weigh};
use crate::pool;

/// While more than this waits to be written, nothing more is read, and nothing is taken from the outbox.
const PENDING: usize = 256 * 1024;

/// What a peer has to take, in bytes, within its time: a telephone line takes ten times as much. Less is nothing, or one byte
/// now and then would keep for ever what waits, and those who talk to it waiting.
const LEAST: usize = 4096;

/// How long a connection that ends has to take its last bytes.
const LAST_BYTES: Duration = Duration::from_secs(1);

/// How long a client that was sent elsewhere has to close by itself.
const MOVING: Duration = Duration::from_millis(1500);

/// A connection's bytes.
pub(crate) struct Wire<S> {
    stream: S,
    framer: Framer,
    /// Half a command that awaits the rest.
    carry: Vec<u8>,
    /// Whole commands that are not to be handled yet.
    parked: Option<Input>,
    pub(crate) out: Out,
    /// How long the peer may take nothing, or next to nothing.
    patience: Duration,
    /// Runs while something waits to be written; what the peer takes starts it again.
    stalled: Option<Box<Stalled>>,
    /// Runs while `deadline` is set.
    timer: Option<Pin<Box<Sleep>>>,
    /// When [`Event::Deadline`] is due.
    pub(crate) deadline: Option<Instant>,
    /// Who is looked at first.
    turn: Source,
    /// While this runs, nothing is read.
    pub(crate) hold: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Who wants to know when all is written that waits now. Boxed, for few do.
    pub(crate) receipt: Option<Box<Receipt>>,
    /// While it is one, it makes room for others. Boxed, for no idle connection is.
    pub(crate) newcomer: Option<Box<Newcomer>>,
}

/// A peer that does not take what it is sent.
struct Stalled {
    /// What it still has to take.
    left: usize,
    until: Pin<Box<Sleep>>,
}

impl Stalled {
    fn since_now(patience: Duration) -> Self {
        Self { left: LEAST, until: Box::pin(sleep_until(Instant::now() + patience)) }
    }
}

/// From where something can come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Source {
    /// From others, through the outbox.
    Mail,
    /// From the client.
    Peer,
}

impl Source {
    const fn other(self) -> Self {
        match self {
            Self::Mail => Self::Peer,
            Self::Peer => Self::Mail,
        }
    }
}

/// What happens on a connection.
pub(crate) enum Event<M> {
    /// Bytes came in.
    Input(Input),
    /// Others had something to say.
    Mail(M),
    /// The deadline has passed.
    Deadline,
}

/// Bytes that came in.
pub(crate) struct Input {
    buffer: BytesMut,
    used: usize,
}

impl Input {
    /// How many bytes came, those that were left from before among them.
    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Back to the first command.
    pub(crate) fn rewind(&mut self) {
        self.used = 0;
    }

    /// The next whole command.
    pub(crate) fn frame<V: Vocabulary>(
        &mut self,
        framer: &mut Framer,
        dialect: Dialect,
    ) -> Result<Option<Frame<'_>>, FrameError> {
        let rest = self.buffer.get(self.used..).unwrap_or_default();
        match framer.step::<V>(rest, dialect)? {
            Step::Frame { frame, used } => {
                self.used += used;
                Ok(Some(frame))
            }
            Step::Partial { used } => {
                self.used += used;
                Ok(None)
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// `patience` is how long the peer may take nothing of what waits for it.
    pub(crate) fn new(stream: S, limits: &Limits, patience: Duration) -> Self {
        let frame_limits =
            FrameLimits { line: limits.line, payload: limits.payload, ..FrameLimits::default() };
        Self {
            stream,
            framer: Framer::new(frame_limits),
            carry: Vec::new(),
            parked: None,
            out: Out::default(),
            patience,
            stalled: None,
            timer: None,
            deadline: None,
            turn: Source::Mail,
            hold: None,
            receipt: None,
            newcomer: None,
        }
    }

    /// The framer, and where replies go.
    pub(crate) fn parts(&mut self) -> (&mut Framer, &mut Out) {
        (&mut self.framer, &mut self.out)
    }

    /// Keeps what is left of an input, and gives the rest of the buffer back.
    pub(crate) fn keep(&mut self, mut input: Input) {
        input.buffer.advance(input.used.min(input.buffer.len()));
        self.carry = input.buffer.to_vec();
        pool::give_back(input.buffer);
    }

    /// Puts the rest of an input by. It comes again when `hold` is over and enough has been written.
    pub(crate) fn park(&mut self, input: Input) {
        self.parked = Some(input);
    }

    /// Waits for the next thing to happen, and writes meanwhile.
    pub(crate) async fn next<T: Weigh>(
        &mut self,
        mail: Option<&Outbox<T>>,
    ) -> Result<Event<std::collections::VecDeque<T>>, Goodbye> {
        poll_fn(|cx| {
            self.poll_write(cx)?;
            // Before all else, so that no flood can keep a deadline from passing.
            if let Poll::Ready(passed) = self.poll_timers(cx) {
                return Poll::Ready(passed);
            }
            if self.is_full() {
                // Nothing is taken out now, and what others had to say may be more than there is room for.
                if mail.is_some_and(|outbox| outbox.poll_overflow(cx).is_ready()) {
                    return Poll::Ready(Err(Goodbye::SlowReader));
                }
            } else {
                // In turns, so that a flood from one side cannot silence the other.
                for source in [self.turn, self.turn.other()] {
                    let event = match source {
                        Source::Mail => mail.map_or(Poll::Pending, |outbox| {
                            outbox
                                .poll_take(cx)
                                .map(|taken| taken.map(Event::Mail).map_err(|_| Goodbye::SlowReader))
                        }),
                        Source::Peer => self.poll_input(cx).map(|input| input.map(Event::Input)),
                    };
                    if event.is_ready() {
                        self.turn = source.other();
                        return event;
                    }
                }
            }
            Poll::Pending
        })
        .await
    }

    /// Writes as much as the peer takes. What is left is written later.
    ///
    /// Flushed is only what ends with a command: a stream that must not be cut within one goes by that.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Result<(), Goodbye> {
        // Who waits for a receipt asks again, though all is written: the gateway's client may have taken it away since.
        if self.out.is_empty() && self.receipt.is_none() {
            return Ok(());
        }
        while !self.out.is_empty() {
            let stream = Pin::new(&mut self.stream);
            // A system call that writes one piece is cheaper than one that could write many.
            let written = self.out.with_slices(|slices| match slices {
                [one] => stream.poll_write(cx, one),
                many => stream.poll_write_vectored(cx, many),
            });
            match written {
                Poll::Ready(Ok(0)) => return Err(Goodbye::Closed),
                Poll::Ready(Ok(written)) => {
                    self.out.advance(written);
                    self.took(written);
                }
                Poll::Ready(Err(error)) => return Err(broken(error)),
                Poll::Pending => {
                    let patience = self.patience;
                    self.stalled.get_or_insert_with(|| Box::new(Stalled::since_now(patience)));
                    return Ok(());
                }
            }
        }
        // TCP has nothing to do here. The gateway keeps nobody waiting, but says when the client has taken all away.
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(Ok(())) => {
                if let Some(receipt) = &self.receipt {
                    receipt.written();
                }
                Ok(())
            }
            Poll::Pending => Ok(()),
            Poll::Ready(Err(error)) => Err(broken(error)),
        }
    }

    /// The peer has taken so many bytes: as many as it must, or all there were, and it has its time again.
    fn took(&mut self, bytes: usize) {
        let Some(stalled) = &mut self.stalled else { return };
        stalled.left = stalled.left.saturating_sub(bytes);
        if stalled.left == 0 || self.out.is_empty() {
            self.stalled = None;
        }
    }

    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Result<Input, Goodbye>> {
        if let Some(hold) = &mut self.hold {
            ready!(hold.as_mut().poll(cx));
            self.hold = None;
        }
        if let Some(input) = self.parked.take() {
            return Poll::Ready(Ok(input));
        }
        let mut buffer = pool::borrow();
        buffer.extend_from_slice(&self.carry);
        match poll_read_buf(Pin::new(&mut self.stream), cx, &mut buffer) {
            Poll::Ready(Ok(0)) => Poll::Ready(Err(Goodbye::Closed)),
            Poll::Ready(Ok(_)) => {
                if self.receipt.is_some() {
                    // The gateway's client may have taken what was written, and answered, since that was looked at. What it
                    // said counts even if nothing can be written to it: that is found out again by the next write.
                    let _found_again = self.poll_write(cx);
                }
                Poll::Ready(Ok(Input { buffer, used: 0 }))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(broken(error))),
            Poll::Pending => {
                pool::give_back(buffer);
                Poll::Pending
            }
        }
    }

    fn poll_timers<M>(&mut self, cx: &mut Context<'_>) -> Poll<Result<Event<M>, Goodbye>> {
        if let Some(stalled) = &mut self.stalled
            && stalled.until.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(Goodbye::SlowReader));
        }
        if let Some(newcomer) = &mut self.newcomer
            && newcomer.poll_displaced(cx).is_ready()
        {
            return Poll::Ready(Err(Goodbye::Displaced));
        }
        let Some(deadline) = self.deadline else {
            self.timer = None;
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        ready!(timer.as_mut().poll(cx));
        (self.deadline, self.timer) = (None, None);
        Poll::Ready(Ok(Event::Deadline))
    }

    /// Whether so much waits to be written that nothing more should be answered before it is.
    ///
    /// A client that asks and does not listen must not fill the memory with answers.
    pub(crate) fn is_full(&self) -> bool {
        self.out.len() >= PENDING
    }

    /// Writes out what is left, for a moment.
    pub(crate) async fn last_words(&mut self) {
        let written = poll_fn(|cx| match self.poll_write(cx) {
            Err(_) => Poll::Ready(()),
            Ok(()) if self.out.is_empty() => Poll::Ready(()),
            Ok(()) => Poll::Pending,
        });
        // A peer that does not take them goes without.
        let _late = tokio::time::timeout(LAST_BYTES, written).await;
    }

    /// Closes the connection so that the last bytes arrive: closing with unread input would cut them off.
    pub(crate) async fn close(mut self, why: &Goodbye) {
        if why.is_unheard() {
            return;
        }
        if why.lets_client_close() {
            let _gone = tokio::time::timeout(MOVING, self.read_to_end()).await;
        }
        if self.stream.shutdown().await.is_ok() {
            let _gone = tokio::time::timeout(LAST_BYTES, self.read_to_end()).await;
        }
    }

    /// Reads and forgets, until the peer closes.
    async fn read_to_end(&mut self) {
        let mut buffer = pool::borrow();
        while matches!(self.stream.read_buf(&mut buffer).await, Ok(1..)) {
            buffer.clear();
        }
        pool::give_back(buffer);
    }
}

/// A reset is how some clients close.
fn broken(error: io::Error) -> Goodbye {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut};
    let gone =
        matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | TimedOut);
    if gone { Goodbye::Closed } else { Goodbye::Io(error) }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use nudge_core::Notice;
    use tokio::io::{DuplexStream, duplex};

    use super::*;
    use crate::config::Config;

    /// A connection that has much to say, to somebody who takes so many bytes of it every second.
    fn talking_to(bytes_a_second: usize) -> Wire<DuplexStream> {
        let (ours, mut theirs) = duplex(bytes_a_second);
        tokio::spawn(async move {
            let mut buffer = vec![0; bytes_a_second];
            while theirs.read_exact(&mut buffer).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let limits = Config::on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).limits;
        let mut wire = Wire::new(ours, &limits, Duration::from_secs(10));
        wire.out.share(vec![0; 50 * LEAST].into());
        wire
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_next_to_nothing_is_a_slow_reader() {
        for pace in [1, LEAST / 20] {
            let (mut wire, began) = (talking_to(pace), Instant::now());
            let ended = wire.next(None::<&Outbox<Notice>>).await;
            assert!(matches!(ended, Err(Goodbye::SlowReader)), "{pace}");
            assert_eq!(began.elapsed().as_secs(), 10, "{pace}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_a_slow_line_is_waited_for() {
        let mut wire = talking_to(LEAST / 5);
        let nothing = tokio::time::timeout(Duration::from_mins(10), wire.next(None::<&Outbox<Notice>>)).await;
        assert!(nothing.is_err() && wire.out.is_empty());
    }
}
