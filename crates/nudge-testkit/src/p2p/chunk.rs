//! Messages in pieces.

use anyhow::{Context as _, ensure};

use super::{Header, Kind};

/// How many bytes of data a piece has at most.
pub const PIECE: usize = 1202;

const FOOTER: usize = 4;

/// A piece.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chunk {
    /// What stands before it.
    pub header: Header,
    /// The data.
    pub data: Vec<u8>,
    /// What it is for, which stands behind it.
    pub application: u32,
}

impl Chunk {
    /// The whole message of a conversation that carries it to somebody.
    pub fn to_message(&self, to: &str) -> Vec<u8> {
        let mut message = head(to).into_bytes();
        self.header.write(&mut message);
        message.extend_from_slice(&self.data);
        message.extend_from_slice(&self.application.to_be_bytes());
        message
    }

    /// Takes it out of a message of a conversation, which must be for this somebody.
    pub fn read(message: &[u8], to: &str) -> anyhow::Result<Self> {
        let rest = message.strip_prefix(head(to).as_bytes()).context("another head")?;
        let header = Header::read(rest)?;
        let (_, rest) = rest.split_at_checked(Header::BYTES).context("half a header")?;
        let (data, footer) = rest.split_last_chunk::<FOOTER>().context("no footer")?;
        ensure!(u32::try_from(data.len()) == Ok(header.size), "{} bytes, not {}", data.len(), header.size);
        Ok(Self { header, data: data.to_vec(), application: u32::from_be_bytes(*footer) })
    }
}

/// Whether a message of a conversation carries a piece at all, for whomever.
pub(super) fn is_carried_by(message: &[u8]) -> bool {
    message.starts_with(HEAD.as_bytes())
}

/// The pieces of a message of which `header` says all but the lengths.
pub fn chunks(header: Header, data: &[u8], application: u32) -> impl Iterator<Item = Chunk> {
    let total = data.len() as u64;
    data.chunks(PIECE).scan(0u64, move |offset, piece| {
        let size = u32::try_from(piece.len()).ok()?;
        let header = Header { offset: *offset, total, size, ..header };
        *offset += u64::from(size);
        Some(Chunk { header, data: piece.to_vec(), application })
    })
}

/// The messages, whole, that carry these bytes to somebody.
pub fn pieces<'a>(data: &'a [u8], kind: Kind, to: &'a str) -> impl Iterator<Item = Vec<u8>> + 'a {
    let header = Header {
        session: 1_980_589,
        identifier: 0x0061_a7f4,
        tag: 0x1234_5678,
        flags: kind.flags(),
        ..Header::default()
    };
    chunks(header, data, kind.application()).map(move |chunk| chunk.to_message(to))
}

/// Puts pieces together again.
#[derive(Debug, Default)]
pub struct Receiver {
    data: Vec<u8>,
    first: Option<Header>,
}

impl Receiver {
    /// Takes a message of a conversation in, and says whether it was the last piece.
    pub fn take(&mut self, message: &[u8], to: &str) -> anyhow::Result<bool> {
        self.take_chunk(&Chunk::read(message, to)?)
    }

    /// Takes a piece in, and says whether it was the last one. Each must begin where the one before it ended.
    pub fn take_chunk(&mut self, chunk: &Chunk) -> anyhow::Result<bool> {
        let header = chunk.header;
        let first = *self.first.get_or_insert(header);
        let of_one = |header: Header| (header.session, header.identifier, header.total, header.flags);
        ensure!(of_one(header) == of_one(first), "{header:?} after {first:?}");
        let so_far = self.data.len() as u64;
        ensure!(header.offset == so_far, "a piece at {} after {so_far} bytes", header.offset);
        self.data.extend_from_slice(&chunk.data);
        let so_far = self.data.len() as u64;
        ensure!(so_far <= header.total, "{so_far} bytes of {}", header.total);
        Ok(so_far == header.total)
    }

    /// What came.
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }
}

const HEAD: &str = "MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\n";

fn head(to: &str) -> String {
    format!("{HEAD}P2P-Dest: {to}\r\n\r\n")
}
