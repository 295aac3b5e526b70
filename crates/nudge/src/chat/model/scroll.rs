//! What has been said and what has happened, as far back as is kept.

use std::collections::VecDeque;

use time::Time;

use crate::chat::network::MessageId;

/// How many entries of a conversation are kept.
const MAX_ENTRIES: usize = 1000;

/// How many bytes of text of a conversation are kept.
const MAX_BYTES: usize = 256 * 1024;

/// Entries, oldest first; the oldest are forgotten.
#[derive(Debug, Default)]
pub(in crate::chat) struct Scroll {
    entries: VecDeque<Entry>,
    bytes: usize,
}

/// One thing that was said or happened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) struct Entry {
    pub(in crate::chat) at: Time,
    pub(in crate::chat) kind: Kind,
    pub(in crate::chat) text: String,
}

/// What an entry is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Kind {
    /// Somebody said it.
    Theirs(String),
    /// We said it.
    Mine(MessageId, Fate),
    /// It happened.
    Event,
    /// It went wrong, or did not happen.
    Trouble,
}

/// What became of a message of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Fate {
    UnderWay,
    Delivered,
    Failed,
}

impl Scroll {
    pub(in crate::chat) fn push(&mut self, entry: Entry) {
        self.bytes += entry.text.len();
        self.entries.push_back(entry);
        while self.entries.len() > MAX_ENTRIES || (self.bytes > MAX_BYTES && self.entries.len() > 1) {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.text.len();
            }
        }
    }

    pub(in crate::chat) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Notes what became of a message of ours.
    pub(in crate::chat) fn mark(&mut self, message: MessageId, fate: Fate) {
        for entry in self.entries.iter_mut().rev() {
            if let Kind::Mine(id, told) = &mut entry.kind
                && *id == message
            {
                *told = fate;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry { at: Time::MIDNIGHT, kind: Kind::Event, text: text.to_owned() }
    }

    #[test]
    fn memory_is_bounded_by_number_and_by_size() {
        let mut scroll = Scroll::default();
        for n in 0..3000 {
            scroll.push(entry(&n.to_string()));
        }
        assert_eq!(scroll.entries.len(), MAX_ENTRIES);
        assert_eq!(scroll.entries().next().map(|entry| entry.text.as_str()), Some("2000"));
        for _ in 0..100 {
            scroll.push(entry(&"x".repeat(10_000)));
        }
        assert!(scroll.bytes <= MAX_BYTES);
        assert_eq!(scroll.bytes, scroll.entries().map(|entry| entry.text.len()).sum::<usize>());
    }
}
