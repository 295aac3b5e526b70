//! Opens a backup, and believes nothing in it.

use std::fs::File;
use std::io::{self, BufReader, Read, Take, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use nudge_store::NEWEST_SCHEMA;
use tar::{Archive, Entries, Entry, EntryType};
use zstd::Decoder;

use super::hashing::Hashing;
use super::manifest::{MAX_BYTES, Manifest, Member, NAME};
use super::seal;
use super::unfit::Unfit;
use super::watch::Watch;

/// As much as our own writer needs for reading, and no more memory than that: 2^23 bytes.
const WINDOW_LOG: u32 = 23;

/// What stands before the seal, unpacked.
type Unpacked = Decoder<'static, BufReader<Take<File>>>;

/// Reads all of a backup, and says what is in it once everything is as it was written and can be restored here.
pub(crate) fn verify(path: &Path, watch: &Watch) -> Result<Manifest, Unfit> {
    unpack(path, watch, &mut |_| Ok(io::sink()))
}

/// The same, with the content of each member going to where `to` says. What was written there is worth nothing until this
/// has ended well.
pub(super) fn unpack<W: Write>(
    path: &Path,
    watch: &Watch,
    to: &mut dyn FnMut(&Member) -> io::Result<W>,
) -> Result<Manifest, Unfit> {
    let mut unpacked = Decoder::with_buffer(seal::opened(File::open(path)?, watch)?)?.single_frame();
    unpacked.window_log_max(WINDOW_LOG)?;
    let mut archive = Archive::new(unpacked);
    // Raw, or names and sizes could be changed by extensions.
    let mut entries = archive.entries()?.raw(true);
    let manifest = manifest(&mut entries)?;
    if manifest.schema > NEWEST_SCHEMA {
        let Manifest { version, schema: found, .. } = manifest;
        return Err(Unfit::NewerSchema { version, found, known: NEWEST_SCHEMA });
    }
    watch.begin("unpacking", manifest.size());
    for member in &manifest.members {
        let missing = || Unfit::Missing { name: member.name.clone() };
        let entry = entries.next().ok_or_else(missing)??;
        take(entry, member, watch, &mut to(member)?)?;
    }
    match entries.next() {
        None => Ok(manifest),
        Some(_) => Err(Unfit::Surplus),
    }
}

fn manifest(entries: &mut Entries<'_, Unpacked>) -> Result<Manifest, Unfit> {
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
fn take(
    mut entry: Entry<'_, Unpacked>,
    member: &Member,
    watch: &Watch,
    to: &mut impl Write,
) -> Result<(), Unfit> {
    let differs = || Unfit::Differs { name: member.name.clone() };
    if !is_file(&entry, &member.name) || entry.size() != member.size {
        return Err(differs());
    }
    let mut hashing = Hashing::new(to);
    let copied = io::copy(&mut watch.reading(&mut entry), &mut hashing)?;
    hashing.flush()?;
    if copied != member.size || HEXLOWER.encode(&hashing.finish().1) != member.sha256 {
        return Err(differs());
    }
    Ok(())
}

/// No link, no folder, nothing with a meaning of its own.
fn is_file(entry: &Entry<'_, Unpacked>, name: &str) -> bool {
    entry.header().entry_type() == EntryType::Regular && *entry.path_bytes() == *name.as_bytes()
}
