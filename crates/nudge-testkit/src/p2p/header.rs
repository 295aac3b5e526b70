//! The 48 bytes before each piece, little-endian (reference 30 §4).

use anyhow::Context as _;

/// What a message is, in [`Header::flags`].
pub mod flag {
    /// Words of MSNSLP, and the data preparation.
    pub const NONE: u32 = 0;
    /// An acknowledgement.
    pub const ACK: u32 = 0x2;
    /// Data of an object.
    pub const OBJECT: u32 = 0x20;
    /// Data of a file.
    pub const FILE: u32 = 0x30;
    /// The same since Windows Live Messenger 2009.
    pub const FILE_OF_2009: u32 = 0x100_0030;
}

/// A header.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Header {
    /// The session that the data belongs to; 0 for MSNSLP.
    pub session: u32,
    /// Which message: the same in all of its pieces.
    pub identifier: u32,
    /// Where in the message this piece begins.
    pub offset: u64,
    /// How long the message is.
    pub total: u64,
    /// How long this piece is.
    pub size: u32,
    /// What it is: see [`flag`].
    pub flags: u32,
    /// Any number; in an acknowledgement, the identifier of what is acknowledged.
    pub tag: u32,
    /// In an acknowledgement, the tag of what is acknowledged.
    pub acknowledged_tag: u32,
    /// In an acknowledgement, the length of what is acknowledged.
    pub acknowledged_total: u64,
}

impl Header {
    /// Its length.
    pub const BYTES: usize = 48;

    /// Reads it from the beginning of a piece.
    pub fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let word = |at: usize| bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        let long = |at: usize| bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        let word = |at| word(at).map(u32::from_le_bytes).context("half a header");
        let long = |at| long(at).map(u64::from_le_bytes).context("half a header");
        Ok(Self {
            session: word(0)?,
            identifier: word(4)?,
            offset: long(8)?,
            total: long(16)?,
            size: word(24)?,
            flags: word(28)?,
            tag: word(32)?,
            acknowledged_tag: word(36)?,
            acknowledged_total: long(40)?,
        })
    }

    /// Writes it behind what is there.
    pub fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.session.to_le_bytes());
        to.extend_from_slice(&self.identifier.to_le_bytes());
        to.extend_from_slice(&self.offset.to_le_bytes());
        to.extend_from_slice(&self.total.to_le_bytes());
        to.extend_from_slice(&self.size.to_le_bytes());
        to.extend_from_slice(&self.flags.to_le_bytes());
        to.extend_from_slice(&self.tag.to_le_bytes());
        to.extend_from_slice(&self.acknowledged_tag.to_le_bytes());
        to.extend_from_slice(&self.acknowledged_total.to_le_bytes());
    }

    /// The acknowledgement of the message that this is the header of, or of its last piece.
    #[must_use]
    pub fn acknowledgement(&self, identifier: u32) -> Self {
        Self {
            session: self.session,
            identifier,
            offset: 0,
            total: self.total,
            size: 0,
            flags: flag::ACK,
            tag: self.identifier,
            acknowledged_tag: self.tag,
            acknowledged_total: self.total,
        }
    }

    /// Whether it acknowledges that message.
    pub fn acknowledges(&self, message: &Self) -> bool {
        *self == message.acknowledgement(self.identifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hexadecimal: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(hexadecimal.replace(' ', "").as_bytes()).unwrap()
    }

    /// The example of the reference (30 §4).
    #[test]
    fn an_invitation_and_its_acknowledgement() {
        let sent = bytes(
            "00000000 f4a76100 0000000000000000 7a02000000000000 7a020000 00000000 78563412 00000000 0000000000000000",
        );
        let header = Header::read(&sent).unwrap();
        assert_eq!((header.identifier, header.total, header.size), (0x0061_a7f4, 634, 634));
        let ack = header.acknowledgement(0x00aa_0001);
        let mut written = Vec::new();
        ack.write(&mut written);
        assert_eq!(
            written,
            bytes(
                "00000000 0100aa00 0000000000000000 7a02000000000000 00000000 02000000 f4a76100 78563412 7a02000000000000"
            )
        );
        assert!(ack.acknowledges(&header));
        assert!(!ack.acknowledges(&Header { total: 635, ..header }));
        assert!(Header::read(&sent[..47]).is_err());
    }
}
