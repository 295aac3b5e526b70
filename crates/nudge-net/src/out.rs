//! What is to be written to one connection.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::{Buf, Bytes};
use msnp::command::Refused;
use msnp::value::{ErrorCode, Trid};
use msnp::{Dialect, notification, switchboard};

/// Shorter pieces are copied together; longer ones are written from where they are.
const COPY_BELOW: usize = 1024;

/// How many pieces one write takes at most.
const SLICES: usize = 32;

/// Bytes in order: replies, copied together, and encodings that are shared with other connections.
#[derive(Debug, Default)]
pub(crate) struct Out {
    pieces: VecDeque<Bytes>,
    /// The end of the queue, still growing.
    tail: Vec<u8>,
    len: usize,
}

impl Out {
    /// Writes a command of the notification server.
    pub(crate) fn notify<'a>(&mut self, dialect: Dialect, command: impl Into<notification::FromServer<'a>>) {
        self.append(|tail| command.into().encode(dialect, tail));
    }

    /// Writes a command of the switchboard.
    pub(crate) fn relay<'a>(&mut self, dialect: Dialect, command: impl Into<switchboard::FromServer<'a>>) {
        self.append(|tail| command.into().encode(dialect, tail));
    }

    /// Writes an error line, which is the same everywhere.
    pub(crate) fn refuse(&mut self, trid: Trid, code: ErrorCode) {
        self.append(|tail| {
            switchboard::FromServer::from(Refused::new(code, trid)).encode(Dialect::BEFORE_VER, tail);
        });
    }

    /// Writes what is encoded already.
    pub(crate) fn share(&mut self, bytes: Bytes) {
        if bytes.len() < COPY_BELOW {
            self.append(|tail| tail.extend_from_slice(&bytes));
        } else {
            self.seal_tail();
            self.len += bytes.len();
            self.pieces.push_back(bytes);
        }
    }

    /// How many bytes wait.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Hands the front to `write` as a few slices.
    pub(crate) fn with_slices<R>(&mut self, write: impl FnOnce(&[IoSlice<'_>]) -> R) -> R {
        self.seal_tail();
        let mut slices = [IoSlice::new(&[]); SLICES];
        let mut count = 0;
        for (slice, piece) in slices.iter_mut().zip(&self.pieces) {
            *slice = IoSlice::new(piece);
            count += 1;
        }
        write(slices.get(..count).unwrap_or_default())
    }

    /// So much of the front has been written.
    pub(crate) fn advance(&mut self, mut written: usize) {
        self.len = self.len.saturating_sub(written);
        while let Some(front) = self.pieces.front_mut() {
            if front.len() > written {
                front.advance(written);
                return;
            }
            written -= front.len();
            self.pieces.pop_front();
        }
        // An idle connection holds on to nothing.
        self.pieces = VecDeque::new();
    }

    fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.tail.len();
        write(&mut self.tail);
        self.len += self.tail.len() - before;
    }

    fn seal_tail(&mut self) {
        if !self.tail.is_empty() {
            self.pieces.push_back(std::mem::take(&mut self.tail).into());
        }
    }
}

#[cfg(test)]
mod tests {
    use msnp::command::Qng;
    use proptest::prelude::*;

    use super::*;

    /// Writes everything out, at most `step` bytes at a time.
    fn written(out: &mut Out, step: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while !out.is_empty() {
            let all: Vec<u8> = out.with_slices(|slices| slices.iter().flat_map(|s| s.to_vec()).collect());
            let now = all.len().min(step);
            bytes.extend_from_slice(&all[..now]);
            out.advance(now);
        }
        bytes
    }

    proptest! {
        #[test]
        fn bytes_come_out_in_order_however_they_went_in(
            pieces in proptest::collection::vec((any::<bool>(), 0usize..3000), 0..50),
            step in 1usize..5000,
        ) {
            let (mut out, mut expected) = (Out::default(), Vec::new());
            for (shared, size) in pieces {
                if shared {
                    let bytes = vec![u8::try_from(size % 251).unwrap(); size];
                    expected.extend_from_slice(&bytes);
                    out.share(bytes.into());
                } else {
                    expected.extend_from_slice(b"QNG\r\n");
                    out.notify(Dialect::Msnp2, Qng { seconds: None });
                }
                prop_assert_eq!(out.len(), expected.len());
            }
            prop_assert_eq!(written(&mut out, step), expected);
        }
    }
}
