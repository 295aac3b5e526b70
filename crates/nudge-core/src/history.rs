//! Messages kept for those who want them kept.
//!
//! Each participant who keeps history owns a copy, so that what one erases stays with the other, and nobody reads or
//! erases anything but their own.

use bytes::Bytes;

use crate::{AccountId, Handle, Timestamp};

/// The number of a conversation: random, the same in all copies.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct ConversationId(pub u64);

/// The number of a kept message. A later message has a higher one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct HistoryId(pub i64);

/// One participant's copy of a message, to be kept.
///
/// The others are named by address and not by number, because the record must still say who it was after that account
/// is gone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HistoryRecord {
    /// Whose copy it is.
    pub owner: AccountId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub sender: Handle,
    /// Who else was there.
    pub recipients: Vec<Handle>,
    /// The message as it was relayed.
    pub body: Bytes,
    /// When it was relayed.
    pub at: Timestamp,
}

/// A kept message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HistoryEntry {
    /// Its number.
    pub id: HistoryId,
    /// The copy.
    pub record: HistoryRecord,
}

/// Which kept messages are looked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HistoryQuery {
    /// Part of the text, letters of either ASCII case; anything, if it is empty.
    pub text: String,
    /// Only where that address wrote or was there.
    pub with: Option<Handle>,
    /// Only from that moment on.
    pub since: Option<Timestamp>,
    /// Only from before that moment.
    pub until: Option<Timestamp>,
}
