//! Knowing that what was said has been taken.
//!
//! No client of the era says that it has got a message. What can be known is that it was written to the connection, and that
//! the connection lasted a moment longer, or that the client said something after it: a client that dies closes its connection
//! without a word.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// How long a connection has to last after the last byte.
const MOMENT: Duration = Duration::from_secs(3);

/// Asks a connection to say when what it comes with has been written. It goes through the mailbox, and the connection keeps
/// it for as long as it lasts: dropping it is the end of the connection.
#[derive(Clone, Debug)]
pub struct Receipt(watch::Sender<Progress>);

/// The other end.
#[derive(Debug)]
pub(crate) struct Awaited(watch::Receiver<Progress>);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Progress {
    Queued,
    Written,
    Answered,
}

impl Receipt {
    pub(crate) fn new() -> (Self, Awaited) {
        let (sender, receiver) = watch::channel(Progress::Queued);
        (Self(sender), Awaited(receiver))
    }

    /// What it came with has been written.
    pub fn written(&self) {
        self.advance(Progress::Queued, Progress::Written);
    }

    /// The client has said something. That counts only after [`Self::written`].
    pub fn answered(&self) {
        self.advance(Progress::Written, Progress::Answered);
    }

    fn advance(&self, from: Progress, to: Progress) {
        self.0.send_if_modified(|progress| {
            let is_next = *progress == from;
            if is_next {
                *progress = to;
            }
            is_next
        });
    }
}

impl Awaited {
    /// Whether it was taken, once that is known.
    pub(crate) async fn taken(mut self) -> bool {
        if self.0.wait_for(|progress| *progress != Progress::Queued).await.is_err() {
            return false;
        }
        match timeout(MOMENT, self.0.wait_for(|progress| *progress == Progress::Answered)).await {
            // It is still there, or has said something.
            Err(_) | Ok(Ok(_)) => true,
            Ok(Err(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_taken_when_the_client_lasts_or_answers() {
        let (receipt, awaited) = Receipt::new();
        receipt.written();
        assert!(awaited.taken().await, "it lasted");
        drop(receipt);
        let (receipt, awaited) = Receipt::new();
        receipt.written();
        receipt.answered();
        drop(receipt);
        assert!(awaited.taken().await, "it said something, and left");
    }

    #[tokio::test]
    async fn it_is_not_taken_when_the_client_goes_without_a_word() {
        let (receipt, awaited) = Receipt::new();
        drop(receipt);
        assert!(!awaited.taken().await, "nothing was written");
        let (receipt, awaited) = Receipt::new();
        receipt.answered();
        receipt.written();
        drop(receipt);
        assert!(!awaited.taken().await, "what it said was before it was written");
    }
}
