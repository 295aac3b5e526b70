//! Opens a backup, and believes nothing in it.

use std::io::{self, BufReader, Read, Seek, Take, Write};

use data_encoding::HEXLOWER;
use tar::{Archive, Entries, Entry, EntryType};
use zstd::Decoder;

use crate::hashing::Hashing;
use crate::manifest::{MAX_BYTES, Manifest, Member, NAME};
use crate::progress::{Progress, Watched};
use crate::seal;
use crate::unfit::Unfit;

/// As much as our own writer needs for reading, and no more memory than that: 2^23 bytes.
const WINDOW_LOG: u32 = 23;

/// What stands before the seal, unpacked.
type Unpacked<F> = Decoder<'static, BufReader<Take<F>>>;

/// Reads all of a backup, and says what is in it once everything is as it was written and can be restored by a program that
/// knows the database's schema up to `newest`.
pub fn verify<F: Read + Seek>(file: F, newest: i64, progress: &dyn Progress) -> Result<Manifest, Unfit> {
    unpack(file, newest, progress, &mut |_| Ok(io::sink()))
}

/// The same, with the content of each member going to where `to` says. What was written there is worth nothing until this
/// has ended well.
pub fn unpack<F: Read + Seek, W: Write>(
    file: F,
    newest: i64,
    progress: &dyn Progress,
    to: &mut dyn FnMut(&Member) -> io::Result<W>,
) -> Result<Manifest, Unfit> {
    let mut unpacked = Decoder::with_buffer(seal::opened(file, progress)?)?.single_frame();
    unpacked.window_log_max(WINDOW_LOG)?;
    let mut archive = Archive::new(unpacked);
    // Raw, or names and sizes could be changed by extensions.
    let mut entries = archive.entries()?.raw(true);
    let manifest = manifest(&mut entries)?;
    if manifest.schema > newest {
        let Manifest { version, schema: found, .. } = manifest;
        return Err(Unfit::NewerSchema { version, found, known: newest });
    }
    progress.begin("unpacking", manifest.size());
    for member in &manifest.members {
        let missing = || Unfit::Missing { name: member.name.clone() };
        let entry = entries.next().ok_or_else(missing)??;
        take(entry, member, progress, &mut to(member)?)?;
    }
    match entries.next() {
        None => Ok(manifest),
        Some(_) => Err(Unfit::Surplus),
    }
}

fn manifest<F: Read>(entries: &mut Entries<'_, Unpacked<F>>) -> Result<Manifest, Unfit> {
    // The seal is right, so whatever is wrong here was written so.
    let mut entry = entries.next().ok_or(Unfit::Manifest)?.map_err(|_| Unfit::Manifest)?;
    if !is_file(&entry, NAME) || entry.size() > MAX_BYTES {
        return Err(Unfit::Manifest);
    }
    let mut json = Vec::new();
    entry.read_to_end(&mut json)?;
    Manifest::from_json(&json)
}

/// Hands the content of a member on, if it is the one that the manifest says.
fn take<F: Read>(
    mut entry: Entry<'_, Unpacked<F>>,
    member: &Member,
    progress: &dyn Progress,
    to: &mut impl Write,
) -> Result<(), Unfit> {
    let differs = || Unfit::Differs { name: member.name.clone() };
    if !is_file(&entry, &member.name) || entry.size() != member.size {
        return Err(differs());
    }
    let mut hashing = Hashing::new(to);
    let copied = io::copy(&mut Watched::new(&mut entry, progress), &mut hashing)?;
    hashing.flush()?;
    if copied != member.size || HEXLOWER.encode(&hashing.finish().1) != member.sha256 {
        return Err(differs());
    }
    Ok(())
}

/// No link, no folder, nothing with a meaning of its own.
fn is_file<F: Read>(entry: &Entry<'_, Unpacked<F>>, name: &str) -> bool {
    entry.header().entry_type() == EntryType::Regular && *entry.path_bytes() == *name.as_bytes()
}
