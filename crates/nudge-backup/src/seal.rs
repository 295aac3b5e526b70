//! The last bytes of a backup: the SHA-256 of all before them.
//!
//! They are a skippable frame of zstd (RFC 8878, 3.1.2), so that other programs pass over them. What zstd and tar check by
//! themselves leaves bits that nobody looks at; this leaves none.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take, Write};

use crate::hashing::{DIGEST_BYTES, Hashing};
use crate::progress::{Progress, Watched};
use crate::unfit::Unfit;

/// What a seal begins with: the magic number, how long the rest is, and what it is.
const HEAD: [u8; 16] = *b"\x5e\x2a\x4d\x18\x28\0\0\0nudge-1\n";

/// How long a seal is.
const SEAL_BYTES: u64 = (HEAD.len() + DIGEST_BYTES) as u64;

/// How a frame of zstd begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Writes the seal behind what was written.
pub fn seal<W: Write>(written: Hashing<W>) -> io::Result<W> {
    let (mut to, digest) = written.finish();
    to.write_all(&HEAD)?;
    to.write_all(&digest)?;
    to.flush()?;
    Ok(to)
}

/// Checks the seal, and gives what stands before it.
pub(crate) fn opened<F: Read + Seek>(
    mut file: F,
    progress: &dyn Progress,
) -> Result<BufReader<Take<F>>, Unfit> {
    let mut start = Vec::new();
    (&mut file).take(ZSTD.len() as u64).read_to_end(&mut start)?;
    if start != ZSTD {
        // Not even the first bytes have arrived of one that is shorter.
        return Err(if start.is_empty() { Unfit::Truncated } else { Unfit::Foreign });
    }
    let length = file.seek(SeekFrom::End(0))?;
    let sealed = length.checked_sub(SEAL_BYTES).ok_or(Unfit::Truncated)?;
    file.seek(SeekFrom::Start(sealed))?;
    let mut seal = Vec::new();
    (&mut file).take(SEAL_BYTES).read_to_end(&mut seal)?;
    let digest = seal.strip_prefix(&HEAD).ok_or(Unfit::Truncated)?;
    file.seek(SeekFrom::Start(0))?;
    progress.begin("checking", sealed);
    let mut found = Hashing::new(io::sink());
    let copied = io::copy(&mut Watched::new(BufReader::new((&mut file).take(sealed)), progress), &mut found)?;
    if copied != sealed || found.finish().1 != digest {
        return Err(Unfit::Changed);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(BufReader::new(file.take(sealed)))
}
