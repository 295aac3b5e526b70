//! Read buffers, lent while there is something to read.
//!
//! An idle connection owns no buffer: it borrows its thread's one for the moment of a read, and keeps of it only what is
//! half a command. So a hundred thousand silent clients cost as much buffer as one.

use std::cell::Cell;

use bytes::BytesMut;

/// How much is read at once, in bytes.
pub(crate) const READ: usize = 64 * 1024;

thread_local! {
    static SPARE: Cell<Option<BytesMut>> = const { Cell::new(None) };
}

/// An empty buffer with room for [`READ`] bytes.
pub(crate) fn borrow() -> BytesMut {
    let mut buffer = SPARE.take().unwrap_or_default();
    buffer.reserve(READ);
    buffer
}

/// Gives a buffer back.
pub(crate) fn give_back(mut buffer: BytesMut) {
    buffer.clear();
    SPARE.set(Some(buffer));
}
