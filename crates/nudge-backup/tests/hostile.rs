//! Backups that somebody has made to do harm.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::io::{self, Cursor, Write};
use std::rc::Rc;

use data_encoding::HEXLOWER;
use nudge_admin::Moment;
use nudge_backup::{
    Hashing, MAX_SMALL, MOST_MEMBERS, Manifest, Member, NAME, Unfit, is_allowed, seal, unpack,
};
use nudge_core::Timestamp;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

const SCHEMA: i64 = 7;

/// What was written, by name.
type Found = Vec<(String, Vec<u8>)>;

/// The same while it is being written.
type Written = Rc<RefCell<Found>>;

struct Into(Written);

impl Write for Into {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().last_mut().unwrap().1.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What comes of a file, and what was written until then.
fn read(file: &[u8]) -> (Result<Manifest, Unfit>, Found) {
    let written = Written::default();
    let outcome = unpack(Cursor::new(file), SCHEMA, &(), &mut |member: &Member| {
        written.borrow_mut().push((member.name.clone(), Vec::new()));
        Ok(Into(Rc::clone(&written)))
    });
    (outcome, written.take())
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut hashing = Hashing::new(Vec::new());
    hashing.write_all(bytes).unwrap();
    seal(hashing).unwrap()
}

/// One member of an archive, as its header has it.
#[derive(Clone, Debug)]
struct Entry {
    name: Vec<u8>,
    kind: u8,
    content: Vec<u8>,
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    sealed(&zstd::encode_all(&tar_of(entries)[..], 1).unwrap())
}

fn tar_of(entries: &[Entry]) -> Vec<u8> {
    let mut archive = Builder::new(Vec::new());
    for entry in entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::new(entry.kind));
        header.set_size(entry.content.len() as u64);
        header.as_old_mut().name[..entry.name.len()].copy_from_slice(&entry.name);
        header.set_cksum();
        archive.append(&header, entry.content.as_slice()).unwrap();
    }
    archive.into_inner().unwrap()
}

fn file(name: &str, content: &[u8]) -> Entry {
    Entry { name: name.as_bytes().to_vec(), kind: b'0', content: content.to_vec() }
}

fn member(name: &str, content: &[u8]) -> Member {
    let sha256 = HEXLOWER.encode(&Sha256::digest(content));
    Member { name: name.to_owned(), size: content.len() as u64, sha256 }
}

fn list(members: &[Member]) -> Vec<u8> {
    let made = Moment(Timestamp::from_millis(1_785_000_000_000));
    let empty = [member("nudge.db", b""), member("nudge.key", b"")].to_vec();
    let mut json = serde_json::to_value(Manifest::new(SCHEMA, made, empty).unwrap()).unwrap();
    json["members"] = serde_json::to_value(members).unwrap();
    serde_json::to_vec(&json).unwrap()
}

/// Names of ours, and others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["nudge.db", "nudge.key", "nudge.toml", "tls/root.pem"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["../nudge.db", "/etc/passwd", "tls/../x", "tls/.x", "nudge.lock", ""])
            .prop_map(str::to_owned),
        1 => "[ -~]{0,40}",
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let kind = prop_oneof![9 => Just(b'0'), 1 => any::<u8>()];
    (name(), kind, prop::collection::vec(any::<u8>(), 0..600)).prop_map(|(name, kind, content)| Entry {
        name: name.into_bytes(),
        kind,
        content,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Lists that tell the truth, or not, about members that are ours, or not.
    #[test]
    fn what_is_written_is_what_the_list_says_and_the_list_says_nothing_else(
        entries in prop::collection::vec(entry(), 0..6),
        lies in prop::collection::vec((any::<prop::sample::Index>(), any::<u64>()), 0..2),
        listed in prop::option::weighted(0.2, prop::collection::vec(name(), 0..4)),
    ) {
        let text = |entry: &Entry| String::from_utf8_lossy(&entry.name).into_owned();
        let mut members: Vec<_> = entries.iter().map(|entry| member(&text(entry), &entry.content)).collect();
        members.extend(listed.into_iter().flatten().map(|name| member(&name, b"")));
        for (at, size) in lies {
            if !members.is_empty() {
                let at = at.index(members.len());
                members[at].size = size;
            }
        }
        let all: Vec<_> = [file(NAME, &list(&members))].into_iter().chain(entries).collect();
        let (outcome, written) = read(&archive(&all));
        for (name, content) in &written {
            let listed = members.iter().find(|member| member.name == *name).unwrap();
            prop_assert!(is_allowed(name), "{name}");
            prop_assert!(content.len() as u64 <= listed.size, "{name}");
        }
        if let Ok(manifest) = outcome {
            prop_assert_eq!(manifest.members.len(), written.len());
            for (listed, (name, content)) in manifest.members.iter().zip(&written) {
                prop_assert_eq!(listed, &member(name, content));
            }
        }
    }

    #[test]
    fn any_bytes_however_far_they_are_believed_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        let packed = zstd::encode_all(&bytes[..], 1).unwrap();
        for file in [bytes.clone(), sealed(&bytes), sealed(&packed), archive(&[file(NAME, &bytes)])] {
            let (outcome, written) = read(&file);
            prop_assert!(outcome.is_err());
            prop_assert!(written.is_empty());
        }
    }
}

#[test]
fn a_whole_one_is_taken() {
    let members = [member("nudge.db", b"db"), member("nudge.key", b"key")];
    let (outcome, written) =
        read(&archive(&[file(NAME, &list(&members)), file("nudge.db", b"db"), file("nudge.key", b"key")]));
    assert_eq!(outcome.unwrap().members, members);
    assert_eq!(written.len(), 2);
}

#[test]
fn what_is_not_as_we_write_it_is_refused_by_name() {
    let (db, key) = (member("nudge.db", b"db"), member("nudge.key", b"key"));
    let both = [file("nudge.db", b"db"), file("nudge.key", b"key")];
    let refused = |members: &[Member], entries: &[Entry]| {
        let all = [&[file(NAME, &list(members))], entries].concat();
        read(&archive(&all)).0.unwrap_err().to_string()
    };
    for evil in
        ["../nudge.db", "/etc/passwd", "tls/../../x", "tls/", "tls/.x", "tls/a/b", "nudge.lock", "tls\\x", ""]
    {
        let said = refused(&[db.clone(), key.clone(), member(evil, b"")], &both);
        assert!(said.contains("no file of a data folder"), "{evil}: {said}");
    }
    let members = [db.clone(), key.clone()];
    // The list is right, and the archive leads elsewhere.
    let differs = |first: Entry| refused(&members, &[first, both[1].clone()]);
    assert!(differs(file("../nudge.db", b"db")).contains("member nudge.db is not what"));
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::GNULongName,
        EntryType::XHeader,
    ] {
        let odd = Entry { kind: kind.as_byte(), ..both[0].clone() };
        assert!(differs(odd).contains("member nudge.db is not what"), "{kind:?}");
    }
    for other in [b"db and more".as_slice(), b"bd"] {
        assert!(differs(file("nudge.db", other)).contains("member nudge.db is not what"));
    }
    assert!(refused(&members, &both[..1]).contains("has no nudge.key"));
    assert!(refused(&members[..1], &both).contains("has no nudge.key"));
    let surplus = [both[0].clone(), both[1].clone(), both[1].clone()];
    assert!(refused(&members, &surplus).contains("does not have"));
    assert!(refused(&[db.clone(), key.clone(), key.clone()], &both).contains("there twice"));
    let large = Member { size: 1 << 40, ..member("nudge.toml", b"") };
    assert!(refused(&[db, key, large], &both).contains("has more than"));
}

/// A small file that would become a large one.
#[test]
fn what_is_packed_tightly_takes_no_more_than_it_may() {
    // A list that is longer than it may be.
    let long = [b"{".as_slice(), &vec![b' '; 2 << 20]].concat();
    assert!(matches!(read(&archive(&[file(NAME, &long)])).0, Err(Unfit::Manifest)));
    // A member that is larger than such a file can be, and one that is larger than the list says.
    let zeros = vec![0; 5 << 20];
    let (db, key) = (member("nudge.db", b""), member("nudge.key", b""));
    let large = [db.clone(), key.clone(), member("tls/root.pem", &zeros)];
    let (outcome, written) = read(&archive(&[file(NAME, &list(&large))]));
    assert!(matches!(outcome, Err(Unfit::TooLarge { most: MAX_SMALL, .. })) && written.is_empty());
    let (outcome, written) =
        read(&archive(&[file(NAME, &list(&[db.clone(), key.clone()])), file("nudge.db", &zeros)]));
    assert!(matches!(outcome, Err(Unfit::Differs { .. })));
    assert!(written.iter().all(|(_, content)| content.is_empty()));
    // Many small ones.
    let many = (0..MOST_MEMBERS).map(|number| member(&format!("tls/{number}"), b""));
    let many: Vec<_> = [db, key].into_iter().chain(many).collect();
    assert!(matches!(read(&archive(&[file(NAME, &list(&many))])).0, Err(Unfit::TooMany)));
}

/// A frame of zstd that asks for more memory than our writer needs.
#[test]
fn a_large_window_is_refused() {
    let members = [member("nudge.db", b"db"), member("nudge.key", b"key")];
    let tar = tar_of(&[file(NAME, &list(&members)), file("nudge.db", b"db"), file("nudge.key", b"key")]);
    for (log, is_taken) in [(23, true), (24, false), (27, false), (31, false)] {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(log).unwrap();
        encoder.write_all(&tar).unwrap();
        let (outcome, written) = read(&sealed(&encoder.finish().unwrap()));
        assert_eq!((outcome.is_ok(), written.len()), (is_taken, if is_taken { 2 } else { 0 }), "{log}");
    }
}
