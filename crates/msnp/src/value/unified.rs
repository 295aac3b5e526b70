//! What is told outside of conversations: the kinds of `UUM` and `UUN`, which are numbers.

use std::fmt;

use crate::line::Word;

/// What a message outside of a conversation is, in `UUM` and `UBM` (reference 20 §9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MessageKind(pub u32);

impl MessageKind {
    /// Text.
    pub const TEXT: Self = Self(1);
    /// Somebody is typing.
    pub const TYPING: Self = Self(2);
    /// A nudge.
    pub const NUDGE: Self = Self(3);
    /// Something else.
    pub const OTHER: Self = Self(4);
}

/// What one client tells another outside of a conversation, in `UUN` and `UBN` (reference 20 §10, 21 §5). A server passes any
/// number on; of those to the principal's own endpoints, it acts on two.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NoticeKind(pub u32);

impl NoticeKind {
    /// Shared folders.
    pub const FOLDERS: Self = Self(1);
    /// A call.
    pub const CALL: Self = Self(2);
    /// Peer-to-peer sessions.
    pub const PEER: Self = Self(3);
    /// To the own endpoints: sign out.
    pub const SIGN_OUT: Self = Self(4);
    /// To the own endpoints: all of them sign out.
    pub const SIGN_OUT_EVERYWHERE: Self = Self(8);
}

impl fmt::Display for MessageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Word for MessageKind {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
    }
}

impl Word for NoticeKind {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
    }
}
