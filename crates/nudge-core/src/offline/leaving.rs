//! Leaving a message.

use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{Left, NewOfflineMessage, OfflineLimits, WaitingLimits};
use crate::metered::METERED;
use crate::{AccountId, Core, Error, Guid, Handle, Limit, Notice, Refusal};

/// For how long a message that comes again is known, in milliseconds. Programs try again within minutes, with the same
/// sequence number. No longer than needed, for some begin at 1 with the same run every time that they are started
/// (`BitlBee` 3.0.1), and then the same words are not the same message.
const REPEATED_MILLIS: i64 = 3_600_000;

impl Core {
    /// Leaves a message for somebody: `body` as it would be relayed in a conversation. When this returns, it is durable, and
    /// the receiver has been told if they are there. `run` is what the sender's program puts its messages together by, and
    /// `sequence` where this one stands among them: the same message with both the same, for the same receiver and within
    /// an hour, is the same one, come again after its answer was lost, and is not left twice. Without a run it is a new one.
    ///
    /// [`Refusal::Unreceivable`] if the receiver does not exist, is switched off, or does not permit the sender; which of
    /// them is not told. [`Refusal::TooFast`], [`Refusal::MessageTooLong`] and [`Refusal::TooManyWaiting`] are limits;
    /// [`Refusal::SwitchedOff`] if the operator wants none of it.
    pub async fn leave_message(
        &self,
        sender: AccountId,
        receiver: &Handle,
        body: Bytes,
        run: Option<Guid>,
        sequence: u32,
    ) -> Result<(), Error> {
        let (policy, now) = (self.policy(), self.clock().now());
        let OfflineLimits { enabled, bytes, per_receiver, per_sender, pace, keep_millis } = policy.offline;
        if !enabled {
            return Err(Refusal::SwitchedOff.into());
        }
        if !Limit::OfflineMessages.unless(self.offline_paces().take(sender, pace, now)) {
            return Err(Refusal::TooFast.into());
        }
        if !Limit::OfflineMessages.unless(body.len() <= bytes) {
            return Err(Refusal::MessageTooLong.into());
        }
        let run = run.unwrap_or_else(|| Guid::draw(self.entropy()));
        let message = NewOfflineMessage {
            id: Guid::draw(self.entropy()),
            sender,
            receiver: receiver.clone(),
            mark: mark(receiver, run, sequence, &body),
            body,
            run,
            sequence,
            at: now,
        };
        let limits = WaitingLimits {
            per_receiver,
            per_sender,
            expired: now.plus_millis(-keep_millis),
            repeated: now.plus_millis(-REPEATED_MILLIS),
            history: policy.history,
        };
        let left = Limit::noted(self.store().leave_message(message, limits).await)?;
        match left {
            Left::Waits(account, message) => {
                METERED.offline_left.increment(1);
                self.bus().send(account, Notice::MessageLeft(Arc::from(message)));
            }
            Left::Repeated => METERED.offline_repeated.increment(1),
        }
        Ok(())
    }
}

/// By what a message is known when it comes again. The text is part of it: programs disagree about whether numbers are
/// counted for each receiver, and whether runs are.
fn mark(receiver: &Handle, run: Guid, sequence: u32, body: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(run.as_bytes());
    digest.update(sequence.to_be_bytes());
    digest.update(receiver.as_str().to_ascii_lowercase());
    digest.update([0]);
    digest.update(body);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_makes_a_message_makes_its_mark() {
        let bob = Handle::new("bob@example.com").unwrap();
        let known = mark(&bob, Guid::version_4(1), 1, b"hi");
        assert_eq!(mark(&Handle::new("Bob@Example.com").unwrap(), Guid::version_4(1), 1, b"hi"), known);
        for other in [
            mark(&Handle::new("bo@example.com").unwrap(), Guid::version_4(1), 1, b"hi"),
            mark(&bob, Guid::version_4(2), 1, b"hi"),
            mark(&bob, Guid::version_4(1), 2, b"hi"),
            mark(&bob, Guid::version_4(1), 1, b"ho"),
        ] {
            assert_ne!(other, known);
        }
    }
}
