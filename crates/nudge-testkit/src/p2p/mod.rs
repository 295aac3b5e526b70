//! MSNP2P as clients from MSN Messenger 6.0 on send it through a switchboard (reference 30 §2 to §7): as much of it as it takes
//! to move bytes from one to another, and to agree on that with a client that this project did not write.
//!
//! - [`Header`], [`Chunk`], [`pieces`], [`Receiver`]: a message in pieces, and put together again;
//! - [`Slp`]: what the two ends say about it;
//! - [`FileContext`], [`display_picture`]: what a session is about;
//! - [`Peer`]: one end of it all.

mod chunk;
mod context;
mod header;
mod peer;
mod slp;

pub use chunk::{Chunk, PIECE, Receiver, chunks, pieces};
pub use context::{FILE, FileContext, OBJECT, Purpose, display_picture, object_context};
pub use header::{Header, flag};
pub use peer::{Peer, Whole};
pub use slp::{Slp, body};

/// What the bytes are, for the flags and the footer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A display picture, an emoticon: flags 0x20, application 12.
    Object,
    /// A file: flags 0x30, application 2.
    File,
    /// A file as Windows Live Messenger 2009 sends it: flags 0x1000030, application 2.
    FileOf2009,
}

impl Kind {
    /// The flags of its pieces.
    pub const fn flags(self) -> u32 {
        match self {
            Self::Object => flag::OBJECT,
            Self::File => flag::FILE,
            Self::FileOf2009 => flag::FILE_OF_2009,
        }
    }

    /// The footer of its pieces.
    pub const fn application(self) -> u32 {
        match self {
            Self::Object => 12,
            Self::File | Self::FileOf2009 => 2,
        }
    }
}
