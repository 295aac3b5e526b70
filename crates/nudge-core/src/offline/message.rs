//! A message that waits, and how many may.

use bytes::Bytes;

use crate::{AccountId, DisplayName, Guid, Handle, Rate, Timestamp};

/// Where a message stands in the order in which all were left. A later one has a higher position.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct OfflinePosition(pub i64);

/// A message that waits for its receiver.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OfflineMessage {
    /// Where it stands among all messages.
    pub position: OfflinePosition,
    /// By what its receiver's program names it.
    pub id: Guid,
    /// Who left it.
    pub sender: Handle,
    /// What they were called then; `None` if they hid it from the receiver.
    pub name: Option<DisplayName>,
    /// The message as it would be relayed in a conversation.
    pub body: Bytes,
    /// What the sender's program puts its messages together by.
    pub run: Guid,
    /// Where it stands among those.
    pub sequence: u32,
    /// When it was left.
    pub at: Timestamp,
    /// Whether the receiver has marked it as read.
    pub read: bool,
}

/// A message to be kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewOfflineMessage {
    /// By what its receiver's program will name it.
    pub id: Guid,
    /// Who leaves it.
    pub sender: AccountId,
    /// For whom.
    pub receiver: Handle,
    /// The message as it would be relayed in a conversation.
    pub body: Bytes,
    /// What the sender's program puts its messages together by.
    pub run: Guid,
    /// Where it stands among those.
    pub sequence: u32,
    /// When it is left.
    pub at: Timestamp,
    /// By what it is known when it comes again: a digest of all of the above that the sender's program said.
    pub mark: [u8; 32],
}

/// What became of a message that somebody left.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Left {
    /// It waits for that account.
    Waits(AccountId, Box<OfflineMessage>),
    /// It has come before, and that one was kept.
    Repeated,
}

/// What the operator allows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OfflineLimits {
    /// Whether messages can be left at all.
    pub enabled: bool,
    /// How long one may be, in bytes.
    pub bytes: usize,
    /// How many may wait for one receiver.
    pub per_receiver: usize,
    /// How many of them may be of one sender.
    pub per_sender: usize,
    /// How fast one sender may leave them.
    pub pace: Rate,
    /// How long they wait, in milliseconds.
    pub keep_millis: i64,
}

impl Default for OfflineLimits {
    fn default() -> Self {
        Self {
            enabled: true,
            bytes: 5000,
            per_receiver: 100,
            per_sender: 50,
            pace: Rate { count: 10, within_millis: 10_000 },
            keep_millis: 90 * 86_400_000,
        }
    }
}

/// What a database has to mind when it keeps a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WaitingLimits {
    /// How many may wait for one receiver.
    pub per_receiver: usize,
    /// How many of them may be of one sender.
    pub per_sender: usize,
    /// What was left before is too old, and does not count.
    pub expired: Timestamp,
    /// A message with the mark of one that was left since is the same one, come again.
    pub repeated: Timestamp,
    /// Whether a sender who keeps a history has it there.
    pub history: bool,
}

/// How many messages wait.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WaitingCount {
    /// How many.
    pub messages: u64,
    /// For how many receivers.
    pub receivers: u64,
    /// When the oldest was left.
    pub oldest: Option<Timestamp>,
}

/// Which messages that wait are meant.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WaitingOf {
    /// Those for that account; for everybody, without one.
    pub receiver: Option<AccountId>,
    /// Those that it has left; that anybody has, without one.
    pub sender: Option<AccountId>,
}
