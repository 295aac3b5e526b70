use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use nudge_backup::{Hashing, Manifest, Member, NAME, Unfit, seal};
use nudge_core::{Actor, Handle, Policy, Timestamp};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

use super::{Watch, create, restore, verify};
use crate::assembly::{Resources, assemble};
use crate::cli::Ending;
use crate::data::{DataFolder, Lock, UNFINISHED};

const NOW: Timestamp = Timestamp::from_millis(1_785_000_000_123);

/// A data folder with an account, settings and a certificate.
fn filled(path: &Path) -> DataFolder {
    let folder = DataFolder::new(path);
    fs::create_dir_all(folder.certificates()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let lock = Lock::try_take(&folder).unwrap().unwrap();
        let assembled = assemble(&folder, lock, Policy::default(), Resources::default()).await.unwrap();
        let alice = Handle::new("alice@example.com").unwrap();
        assembled.core.add_account(&Actor::Console, alice, None, None).await.unwrap();
        assembled.close().await;
    });
    fs::write(folder.settings(), "[log]\nlevel = 'warn'\n").unwrap();
    fs::write(folder.certificates().join("root.pem"), "a root").unwrap();
    fs::write(folder.certificates().join(".half"), "not ours").unwrap();
    folder
}

/// The bytes of a backup of such a folder.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let folder = filled(&dir.path().join("data"));
        let file = dir.path().join("backup");
        create(&folder, &file, false, NOW, &Watch::hidden()).unwrap();
        fs::read(file).unwrap()
    })
}

fn checked(bytes: &[u8]) -> Result<Manifest, Unfit> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    verify(file.path(), &Watch::hidden())
}

#[test]
fn a_backup_holds_what_a_server_needs_and_says_so() {
    let manifest = checked(bytes()).unwrap();
    let names: Vec<_> = manifest.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["nudge.db", "nudge.key", "nudge.toml", "tls/root.pem"]);
    assert_eq!(manifest.schema, nudge_store::NEWEST_SCHEMA);
    assert_eq!((manifest.made.0, manifest.version.as_str()), (NOW, env!("CARGO_PKG_VERSION")));
    let key = &manifest.members[1];
    assert_eq!((key.size, key.sha256.len()), (32, 64));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_changed_byte_is_noticed(at in any::<prop::sample::Index>(), flip in 1..=u8::MAX) {
        let mut changed = bytes().to_vec();
        let at = at.index(changed.len());
        changed[at] ^= flip;
        prop_assert!(checked(&changed).is_err(), "byte {at} of {}", changed.len());
    }

    #[test]
    fn any_missing_end_is_noticed(length in any::<prop::sample::Index>()) {
        let length = length.index(bytes().len());
        let unfit = checked(&bytes()[..length]).unwrap_err();
        prop_assert!(matches!(unfit, Unfit::Truncated | Unfit::Foreign), "{length}: {unfit}");
    }

    #[test]
    fn anything_appended_is_noticed(more in prop::collection::vec(any::<u8>(), 1..100)) {
        prop_assert!(checked(&[bytes(), &more].concat()).is_err());
    }

    #[test]
    fn any_bytes_are_no_backup_and_no_crash(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(checked(&bytes).is_err());
    }

    /// What a checksum cannot tell, because whoever wrote it made that too.
    #[test]
    fn any_bytes_under_a_right_seal_are_no_crash(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(checked(&sealed(&bytes)).is_err());
        prop_assert!(checked(&sealed(&zstd::encode_all(&bytes[..], 0).unwrap())).is_err());
    }
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut hashing = Hashing::new(Vec::new());
    hashing.write_all(bytes).unwrap();
    seal(hashing).unwrap()
}

/// An archive as our writer would not make it, under a right seal.
fn made_by_hand(manifest: &str, members: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    let json = (NAME, EntryType::Regular, manifest.as_bytes());
    for (name, kind, content) in [&[json], members].concat() {
        let mut header = Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.as_ustar_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, content).unwrap();
    }
    sealed(&zstd::encode_all(&archive.into_inner().unwrap()[..], 0).unwrap())
}

fn member(name: &str, content: &[u8]) -> Member {
    let sha256 = HEXLOWER.encode(&Sha256::digest(content));
    Member { name: name.to_owned(), size: content.len() as u64, sha256 }
}

fn manifest_of(schema: i64, members: &[Member]) -> String {
    serde_json::to_string(&Manifest::new(schema, NOW.into(), members.to_vec()).unwrap()).unwrap()
}

#[test]
fn what_a_newer_program_made_is_told_from_what_is_damaged() {
    let newer = nudge_store::NEWEST_SCHEMA + 1;
    let both = [member("nudge.db", b""), member("nudge.key", b"")];
    let said = checked(&made_by_hand(&manifest_of(newer, &both), &[])).unwrap_err().to_string();
    assert!(said.contains("newer program") && said.contains(&format!("schema {newer};")), "{said}");
    let said = checked(&made_by_hand("{\"format\": 2}", &[])).unwrap_err().to_string();
    assert!(said.contains("newer program (backup format 2)"), "{said}");
}

/// A folder for a restore, and the backup.
fn place() -> (TempDir, PathBuf, DataFolder) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("backup");
    fs::write(&file, bytes()).unwrap();
    let folder = DataFolder::new(dir.path().join("data"));
    (dir, file, folder)
}

fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const WHOLE: [&str; 5] = ["nudge.db", "nudge.key", "nudge.lock", "nudge.toml", "tls"];

#[test]
fn a_restored_folder_is_the_one_that_was_backed_up() {
    let (_dir, file, folder) = place();
    let restored = restore(&file, &folder, false, NOW, &Watch::hidden()).unwrap();
    assert_eq!(restored.aside, None);
    assert_eq!(names(folder.path()), WHOLE);
    for member in restored.manifest.members {
        let path = folder.path().join(&member.name);
        assert_eq!(HEXLOWER.encode(&Sha256::digest(fs::read(&path).unwrap())), member.sha256);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", member.name);
        }
    }
}

#[test]
fn what_was_there_is_kept() {
    let (_dir, file, folder) = place();
    fs::create_dir_all(folder.certificates()).unwrap();
    fs::write(folder.database(), "an old database").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let refused = restore(&file, &folder, false, NOW, &Watch::hidden()).unwrap_err();
    assert_eq!(Ending::from(&refused), Ending::Refused);
    assert_eq!(fs::read(folder.database()).unwrap(), b"an old database");

    let aside = restore(&file, &folder, true, NOW, &Watch::hidden()).unwrap().aside.unwrap();
    assert_eq!(aside, folder.path().join("before-restore-20260725T172000123Z"));
    assert_eq!(names(&aside), ["notes.txt", "nudge.db", "tls"]);
    assert_eq!(fs::read(aside.join("nudge.db")).unwrap(), b"an old database");
    assert_eq!(fs::read(aside.join("notes.txt")).unwrap(), b"mine");
    assert_eq!(names(folder.path()).len(), WHOLE.len() + 1);
    // Once more, and both are there.
    let later = restore(&file, &folder, true, NOW.plus_millis(1), &Watch::hidden()).unwrap().aside.unwrap();
    assert!(names(&later).contains(&"nudge.db".to_owned()) && aside.join("nudge.db").exists());
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let (dir, file, folder) = place();
    let mut damaged = bytes().to_vec();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&file, damaged).unwrap();
    let error = restore(&file, &folder, true, NOW, &Watch::hidden()).unwrap_err();
    assert!(format!("{error:#}").contains("is not restored: it is damaged or was changed"), "{error:#}");
    assert_eq!(names(dir.path()), ["backup"]);

    // All its checksums are right, and the database is none.
    let both = [member("nudge.db", b"db"), member("nudge.key", b"key")];
    let entries: [(&str, EntryType, &[u8]); 2] =
        [("nudge.db", EntryType::Regular, b"db"), ("nudge.key", EntryType::Regular, b"key")];
    fs::write(&file, made_by_hand(&manifest_of(1, &both), &entries)).unwrap();
    fs::create_dir_all(folder.path()).unwrap();
    fs::write(folder.database(), "an old database").unwrap();
    let error = restore(&file, &folder, true, NOW, &Watch::hidden()).unwrap_err();
    assert!(format!("{error:#}").contains("what was there is unchanged"), "{error:#}");
    assert_eq!(names(folder.path()), ["nudge.db", "nudge.lock"]);
}

#[test]
fn a_restore_that_was_cut_short_is_noticed_and_can_be_done_again() {
    let (_dir, file, folder) = place();
    restore(&file, &folder, false, NOW, &Watch::hidden()).unwrap();
    // As it is in the middle of the moving.
    fs::create_dir(folder.path().join(UNFINISHED)).unwrap();
    fs::rename(folder.database(), folder.path().join(UNFINISHED).join("nudge.db")).unwrap();
    let lock = Lock::try_take(&folder).unwrap().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error =
        runtime.block_on(assemble(&folder, lock, Policy::default(), Resources::default())).unwrap_err();
    assert!(error.to_string().contains("a restore was cut short"), "{error}");
    assert!(!folder.database().exists(), "no new one was made");
    let error = create(&folder, &file, true, NOW, &Watch::hidden()).unwrap_err();
    assert!(error.to_string().contains("a restore was cut short"), "{error}");

    let aside = restore(&file, &folder, true, NOW, &Watch::hidden()).unwrap().aside.unwrap();
    assert!(aside.join(UNFINISHED).join("nudge.db").exists() && aside.join("nudge.key").exists());
    assert!(!folder.path().join(UNFINISHED).exists() && folder.database().exists());
}

#[test]
fn a_backup_that_is_called_off_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = filled(&dir.path().join("data"));
    let watch = Watch::hidden();
    watch.call_off();
    let error = create(&folder, &dir.path().join("backup"), false, NOW, &watch).unwrap_err();
    assert!(error.to_string().contains("called off"), "{error}");
    assert_eq!(names(dir.path()), ["data"]);
}

#[test]
fn without_its_key_or_database_a_folder_is_not_backed_up() {
    let dir = tempfile::tempdir().unwrap();
    let folder = filled(&dir.path().join("data"));
    let backup = |to: &str| create(&folder, &dir.path().join(to), false, NOW, &Watch::hidden());
    let key = fs::read(folder.key()).unwrap();
    fs::write(folder.key(), &key[..31]).unwrap();
    assert!(backup("one").unwrap_err().to_string().contains("missing or damaged"));
    fs::remove_file(folder.key()).unwrap();
    assert!(backup("one").unwrap_err().to_string().contains("missing or damaged"));
    fs::write(folder.key(), &key).unwrap();
    backup("one").unwrap();
    let refused = backup("one").unwrap_err();
    assert_eq!(Ending::from(&refused), Ending::Refused);
    fs::remove_file(folder.database()).unwrap();
    assert!(backup("two").unwrap_err().to_string().contains("nothing to back up"));
    assert_eq!(names(dir.path()), ["data", "one"]);
}
