//! MSNP2P as clients from MSN Messenger 6.0 on send it through a switchboard (reference 30 §3 and §4): only as much of it as
//! it takes to move bytes from one to another.

use anyhow::{Context as _, ensure};

/// How many bytes of data a piece has at most.
pub const PIECE: usize = 1202;

const HEADER: usize = 48;
const FOOTER: usize = 4;

/// What the bytes are, for the flags and the footer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A display picture, an emoticon: flags 0x20, application 12.
    Object,
    /// A file: flags 0x30, application 2.
    File,
}

impl Kind {
    const fn flags(self) -> u32 {
        match self {
            Self::Object => 0x20,
            Self::File => 0x30,
        }
    }

    const fn application(self) -> u32 {
        match self {
            Self::Object => 12,
            Self::File => 2,
        }
    }
}

/// The messages, whole, that carry these bytes to somebody.
pub fn pieces<'a>(data: &'a [u8], kind: Kind, to: &'a str) -> impl Iterator<Item = Vec<u8>> + 'a {
    let total = data.len() as u64;
    data.chunks(PIECE).scan(0u64, move |offset, piece| {
        let mut message = head(to).into_bytes();
        let size = u32::try_from(piece.len()).unwrap_or(0);
        message.extend_from_slice(&1_980_589_u32.to_le_bytes());
        message.extend_from_slice(&0x0061_a7f4_u32.to_le_bytes());
        message.extend_from_slice(&offset.to_le_bytes());
        message.extend_from_slice(&total.to_le_bytes());
        message.extend_from_slice(&size.to_le_bytes());
        message.extend_from_slice(&kind.flags().to_le_bytes());
        message.extend_from_slice(&0x1234_5678_u32.to_le_bytes());
        message.extend_from_slice(&[0; 12]);
        message.extend_from_slice(piece);
        message.extend_from_slice(&kind.application().to_be_bytes());
        *offset += u64::from(size);
        Some(message)
    })
}

/// Puts pieces together again.
#[derive(Debug, Default)]
pub struct Receiver {
    data: Vec<u8>,
    total: Option<u64>,
}

impl Receiver {
    /// Takes a message in, and says whether it was the last one.
    pub fn take(&mut self, message: &[u8], to: &str) -> anyhow::Result<bool> {
        let rest = message.strip_prefix(head(to).as_bytes()).context("another head")?;
        let (header, rest) = rest.split_at_checked(HEADER).context("half a header")?;
        let data = rest.get(..rest.len().saturating_sub(FOOTER)).context("no footer")?;
        let number = |at: usize| header.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        let offset = u64::from_le_bytes(number(8).context("no offset")?);
        let total = u64::from_le_bytes(number(16).context("no total")?);
        ensure!(offset == self.data.len() as u64, "a piece at {offset} after {} bytes", self.data.len());
        ensure!(*self.total.get_or_insert(total) == total, "another total");
        self.data.extend_from_slice(data);
        Ok(self.data.len() as u64 == total)
    }

    /// What came.
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }
}

fn head(to: &str) -> String {
    format!("MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\nP2P-Dest: {to}\r\n\r\n")
}
