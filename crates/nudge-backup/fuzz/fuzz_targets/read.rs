//! Any file as a backup: it is refused, or what is written is what its list of members says, and never more.

#![no_main]

use std::cell::Cell;
use std::io::{self, Cursor, Write};

use libfuzzer_sys::fuzz_target;
use nudge_backup::{Hashing, Member, NAME, is_allowed, seal, unpack};
use tar::{Builder, Header};

// The first byte says how much of the file is made here, or no checksum would ever be right.
fuzz_target!(|bytes: &[u8]| {
    let Some((how, rest)) = bytes.split_first() else { return };
    let file = match how % 4 {
        0 => Some(rest.to_vec()),
        1 => sealed(rest),
        2 => packed(rest).and_then(|packed| sealed(&packed)),
        _ => archive(rest).and_then(|archive| packed(&archive)).and_then(|packed| sealed(&packed)),
    };
    let Some(file) = file else { return };
    let written = Cell::new(0);
    let mut listed = 0;
    let unpacked = unpack(Cursor::new(file), 1_000, &(), &mut |member: &Member| {
        assert!(is_allowed(&member.name) && !member.name.contains(".."), "{}", member.name);
        listed += member.size;
        Ok(Counting { written: &written, left: member.size })
    });
    assert!(written.get() <= listed);
    if let Ok(manifest) = unpacked {
        assert_eq!(written.get(), manifest.size());
    }
});

/// A writer that takes what the list says and no more.
struct Counting<'a> {
    written: &'a Cell<u64>,
    left: u64,
}

impl Write for Counting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len() as u64;
        assert!(length <= self.left, "more than the list says");
        self.left -= length;
        self.written.set(self.written.get() + length);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive: a list of members up to the first zero byte, and then what they are, in pieces that zero bytes end.
fn archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = bytes.split(|byte| *byte == 0);
    let list = parts.next()?;
    let names = ["nudge.db", "nudge.key", "nudge.toml", "tls/root.pem"];
    let mut archive = Builder::new(Vec::new());
    for (name, content) in [NAME].into_iter().chain(names).zip([list].into_iter().chain(parts)) {
        let mut header = Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o600);
        archive.append_data(&mut header, name, content).ok()?;
    }
    archive.into_inner().ok()
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    zstd::encode_all(bytes, 1).ok()
}

fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut hashing = Hashing::new(Vec::new());
    hashing.write_all(bytes).ok()?;
    seal(hashing).ok()
}
