//! Makes a backup.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use data_encoding::HEXLOWER;
use nudge_admin::Trouble;
use nudge_backup::{
    CERTIFICATES, DATABASE, FILES, Hashing, MAX_SMALL, Manifest, Member, NAME, Progress as _, is_allowed,
    seal,
};
use nudge_core::{Keyring, Timestamp};
use nudge_store::copy_database;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::watch::Watch;
use crate::data::{self, DataFolder};
use crate::operator::NoDataFolder;

/// A file other than the database, in memory. The key is one of them.
struct Small {
    member: Member,
    content: Zeroizing<Vec<u8>>,
}

/// Writes the folder as it is now into the file, which is there complete or not at all. Whether a server is running makes no
/// difference. A file that is there already stays, unless `force`.
pub(crate) fn create(
    folder: &DataFolder,
    target: &Path,
    force: bool,
    made: Timestamp,
    watch: &Watch,
) -> anyhow::Result<Manifest> {
    if !folder.path().try_exists()? {
        return Err(NoDataFolder::new(folder).into());
    }
    data::refuse_unfinished(folder)?;
    if !folder.database().try_exists()? {
        bail!("there is no database in {}: there is nothing to back up yet", folder.path().display());
    }
    if !force && target.try_exists()? {
        return Err(exists(target));
    }
    let beside = data::folder_of(target);
    // Beside the backup, for there is room for it or for nothing.
    let work = tempfile::Builder::new().prefix(".nudge-backup-").tempdir_in(beside);
    let work = work.map_err(|error| cannot_write(target, error))?;
    let database = work.path().join(DATABASE);
    data::create_file(&database).map_err(|error| cannot_write(target, error))?;
    watch.begin("copying", 0);
    let schema =
        copy_database(&folder.database(), &database, &mut |copying| watch.at(copying.done, copying.total));
    watch.check()?;
    let schema = schema.with_context(|| format!("cannot copy {}", folder.database().display()))?;
    let smalls = smalls(folder)?;
    let copied = member_of(DATABASE, &database, watch)?;
    let members = [copied].into_iter().chain(smalls.iter().map(|small| small.member.clone()));
    let manifest = Manifest::new(schema, made.into(), members.collect())
        .with_context(|| format!("{} is not as Nudge fills it", folder.path().display()))?;
    let packed = NamedTempFile::new_in(work.path()).map_err(|error| cannot_write(target, error))?;
    pack(&packed, &manifest, &database, &smalls, watch).map_err(|error| cannot_write(target, error))?;
    let placed = if force { packed.persist(target) } else { packed.persist_noclobber(target) };
    placed.map_err(|error| {
        let error = error.error;
        let is_there = error.kind() == io::ErrorKind::AlreadyExists;
        if is_there { exists(target) } else { cannot_write(target, error) }
    })?;
    data::sync_folder_of(target).map_err(|error| cannot_write(target, error))?;
    Ok(manifest)
}

/// The key, and whichever of the others are there.
fn smalls(folder: &DataFolder) -> anyhow::Result<Vec<Small>> {
    let mut smalls = Vec::new();
    for name in FILES.into_iter().filter(|name| *name != DATABASE) {
        smalls.extend(small(folder, name)?);
    }
    let key = smalls.iter().find(|small| small.member.name == "nudge.key");
    if key.is_none_or(|key| key.content.len() != Keyring::KEY_BYTES) {
        bail!(
            "the key {} is missing or damaged, and a backup without it would open no access token",
            folder.key().display()
        );
    }
    let certificates = folder.certificates();
    let entries = match fs::read_dir(&certificates) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let mut names: Vec<_> = entries
        .with_context(|| format!("cannot read {}", certificates.display()))?
        .into_iter()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|name| format!("{CERTIFICATES}/{name}"))
        // Others are not ours, or half written.
        .filter(|name| is_allowed(name))
        .collect();
    names.sort();
    for name in names {
        smalls.extend(small(folder, &name)?);
    }
    Ok(smalls)
}

/// Reads a file; `None` where there is none of that name.
fn small(folder: &DataFolder, name: &str) -> anyhow::Result<Option<Small>> {
    let path = folder.path().join(name);
    let cannot_read = || format!("cannot read {}", path.display());
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(cannot_read),
    };
    let about = file.metadata().with_context(cannot_read)?;
    if !about.is_file() {
        return Ok(None);
    }
    if about.len() > MAX_SMALL {
        bail!("{} has more than {MAX_SMALL} bytes: it cannot be what its name says", path.display());
    }
    // As large as it gets, so that no copy of a key is left behind where it grows.
    let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(about.len())? + 1));
    file.take(MAX_SMALL).read_to_end(&mut content).with_context(cannot_read)?;
    let member = Member {
        name: name.to_owned(),
        size: u64::try_from(content.len())?,
        sha256: HEXLOWER.encode(&Sha256::digest(&content)),
    };
    Ok(Some(Small { member, content }))
}

fn member_of(name: &str, path: &Path, watch: &Watch) -> anyhow::Result<Member> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let size = file.metadata()?.len();
    watch.begin("reading", size);
    let mut hashing = Hashing::new(io::sink());
    io::copy(&mut watch.reading(file), &mut hashing)?;
    Ok(Member { name: name.to_owned(), size, sha256: HEXLOWER.encode(&hashing.finish().1) })
}

fn pack(
    packed: &NamedTempFile,
    manifest: &Manifest,
    database: &Path,
    smalls: &[Small],
    watch: &Watch,
) -> io::Result<()> {
    watch.begin("packing", manifest.size());
    let hashing = Hashing::new(BufWriter::new(packed.as_file()));
    let mut archive = Builder::new(zstd::Encoder::new(hashing, zstd::DEFAULT_COMPRESSION_LEVEL)?);
    let at = manifest.made.0.millis().div_euclid(1000);
    let at = u64::try_from(at).unwrap_or(0);
    let json = serde_json::to_vec_pretty(manifest)?;
    append(&mut archive, NAME, json.len() as u64, at, &mut json.as_slice())?;
    for member in &manifest.members {
        let small = smalls.iter().find(|small| small.member.name == member.name);
        let mut content: Box<dyn io::Read> = match small {
            Some(small) => Box::new(small.content.as_slice()),
            None => Box::new(File::open(database)?),
        };
        append(&mut archive, &member.name, member.size, at, &mut watch.reading(&mut content))?;
    }
    seal(archive.into_inner()?.finish()?)?;
    packed.as_file().sync_all()
}

fn append(
    archive: &mut Builder<impl Write>,
    name: &str,
    size: u64,
    at: u64,
    content: &mut impl io::Read,
) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(at);
    header.set_uid(0);
    header.set_gid(0);
    archive.append_data(&mut header, name, content)
}

fn exists(target: &Path) -> anyhow::Error {
    Trouble::Refused(format!("{} is there already: say --force to replace it", target.display())).into()
}

fn cannot_write(target: &Path, error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::StorageFull {
        return anyhow!("cannot write {}: the disk is full, and the file is not there", target.display());
    }
    anyhow::Error::from(error).context(format!("cannot write {}", target.display()))
}
