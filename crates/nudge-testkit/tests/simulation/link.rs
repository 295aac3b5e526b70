//! A connection through a network that is not the best.

use std::time::Duration;

use nudge_net::Front;
use nudge_sim::Stage;
use nudge_testkit::dice::Dice;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf, duplex};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

/// How long a piece may be under way.
const DELAY: Duration = Duration::from_millis(300);

/// How long a server may take a connection for alive whose client has gone without a word.
const SILENCE: Duration = Duration::from_secs(40);

/// How long a connection that is going to be lost may last.
const LIFE: Duration = Duration::from_mins(4);

/// What comes out of a connection, with its number.
pub(crate) type Came = (u64, Option<Vec<u8>>);

/// The client's end. What it says is carried until the connection is lost or this is dropped.
#[derive(Debug)]
pub(crate) struct Link {
    up: mpsc::UnboundedSender<Vec<u8>>,
    lost: watch::Sender<bool>,
}

impl Link {
    /// Connects. One connection in four is lost at some time, unless that is after `busy`.
    pub(crate) fn open(
        stage: &Stage,
        front: Front,
        number: u64,
        mut dice: Dice,
        busy: Instant,
        events: mpsc::UnboundedSender<Came>,
    ) -> Self {
        let (ours, theirs) = duplex(64 << dice.below(8));
        stage.enter(theirs, front).expect("the server lets everybody in");
        let (read, write) = tokio::io::split(ours);
        let (up, said) = mpsc::unbounded_channel();
        let (lost, _) = watch::channel(false);
        // Whoever has gone without a word is there for the server for a while.
        let silence = if dice.once_in(2) { dice.shorter_than(SILENCE) } else { Duration::ZERO };
        tokio::spawn(carry_up(write, said, lost.subscribe(), silence, dice.split()));
        tokio::spawn(carry_down(read, number, events, lost.subscribe(), silence, dice.split()));
        let (lose, when) = (lost.clone(), dice.shorter_than(LIFE));
        if dice.once_in(4) && Instant::now() + when < busy {
            tokio::spawn(async move {
                tokio::select! {
                    biased;
                    () = sleep(when) => drop(lose.send(true)),
                    () = lose.closed() => {}
                }
            });
        }
        Self { up, lost }
    }

    /// Says something; nobody hears it where the connection is lost.
    pub(crate) fn say(&self, bytes: Vec<u8>) {
        let _gone = self.up.send(bytes);
    }

    /// Whether what was under way may have been lost.
    pub(crate) fn is_lost(&self) -> bool {
        *self.lost.borrow()
    }

    /// Pulls the plug.
    pub(crate) fn lose(&self) {
        let _gone = self.lost.send(true);
    }
}

/// Ends when the connection is lost. One that its owner lets go is not: what was said before still arrives.
async fn is_lost(lost: &mut watch::Receiver<bool>) {
    if lost.wait_for(|lost| *lost).await.is_err() {
        std::future::pending::<()>().await;
    }
}

type Ours = tokio::io::DuplexStream;

async fn carry_up(
    mut to: WriteHalf<Ours>,
    mut said: mpsc::UnboundedReceiver<Vec<u8>>,
    mut lost: watch::Receiver<bool>,
    silence: Duration,
    mut dice: Dice,
) {
    let carrying = async {
        while let Some(bytes) = said.recv().await {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let size = if dice.once_in(3) { 1 + dice.below(rest.len()) } else { rest.len() };
                let (piece, later) = rest.split_at(size);
                sleep(dice.shorter_than(DELAY)).await;
                if to.write_all(piece).await.is_err() {
                    return;
                }
                rest = later;
            }
        }
        let _closed = to.shutdown().await;
    };
    let was_lost = tokio::select! {
        biased;
        () = is_lost(&mut lost) => true,
        () = carrying => false,
    };
    if was_lost {
        sleep(silence).await;
    }
}

async fn carry_down(
    mut from: ReadHalf<Ours>,
    number: u64,
    events: mpsc::UnboundedSender<Came>,
    mut lost: watch::Receiver<bool>,
    silence: Duration,
    mut dice: Dice,
) {
    let carrying = async {
        loop {
            let mut piece = vec![0; 1 + dice.below(700)];
            let Ok(length @ 1..) = from.read(&mut piece).await else { return };
            piece.truncate(length);
            sleep(dice.shorter_than(DELAY)).await;
            if events.send((number, Some(piece))).is_err() {
                return;
            }
        }
    };
    let was_lost = tokio::select! {
        biased;
        () = is_lost(&mut lost) => true,
        () = carrying => false,
    };
    let _over = events.send((number, None));
    if was_lost {
        sleep(silence).await;
    }
}
