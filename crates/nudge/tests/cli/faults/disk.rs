//! A disk that is full, and one that cannot be written.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use msnp::Dialect;
use msnp::value::{List, Status};
use msnp_client::{Client, Config, ConversationEvent, Error, Event};
use rustix::process::Signal;
use tokio::runtime::Runtime;

use super::view::View;
use crate::server::{Server, serving};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";

/// As many as there are accounts for.
const FRIENDS: usize = 40;

/// An account with a token, made by a command in the view.
fn account(view: &View, email: &str) -> String {
    view.nudge(&["account", "add", email]).done();
    view.nudge(&["token", "add", email, "--name", "here"]).done().lines().last().unwrap().to_owned()
}

/// Writes until nothing more goes onto the disk.
fn fill(data: &Path) {
    let mut ballast = File::create(data.join("ballast")).unwrap();
    for size in [1 << 16, 1 << 12, 1 << 8, 1] {
        while ballast.write_all(&vec![0; size]).is_ok() {}
    }
}

async fn online(server: &Server, who: &str, token: &str) -> Client {
    let config = Config::new(&server.address.to_string(), who, token, Dialect::Msnp7);
    let mut client = Client::sign_in(config).await.unwrap();
    client.sync().await.unwrap();
    client.set_status(Status::Online).await.unwrap();
    client
}

async fn contacts(client: &mut Client) -> Vec<String> {
    let lists = client.sync().await.unwrap();
    let mut handles: Vec<String> =
        lists.forward.iter().map(|contact| contact.handle.as_str().to_owned()).collect();
    handles.sort();
    handles
}

#[test]
fn on_a_full_disk_changes_are_refused_chats_go_on_and_nothing_is_lost() {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("nudge-data")).unwrap();
    let view = View::new(&folder, "mount -t tmpfs -o size=4m,mode=700 tmpfs nudge-data");
    let unlimited = ["--set", "limits.contact_changes_per_hour=0", "--set", "limits.renames_per_minute=0"];
    let arguments = serving(&unlimited);
    let start = || Server::start_as(tempfile::tempdir().unwrap(), view.command(&arguments));
    let server = start();
    let tokens = [ALICE, BOB].map(|who| account(&view, who));
    let mut friends = Vec::new();
    for number in 0..FRIENDS {
        let friend = format!("friend{number:02}@example.com");
        view.nudge(&["account", "add", &friend]).done();
        friends.push(friend);
    }
    let mut acknowledged = vec![BOB.to_owned()];
    let ballast = view.data().join("ballast");
    runtime.block_on(async {
        let mut alice = online(&server, ALICE, &tokens[0]).await;
        let mut bob = online(&server, BOB, &tokens[1]).await;
        alice.add(List::Forward, BOB, "Bob", None).await.unwrap();
        let mut conversation = alice.open_conversation().await.unwrap();
        conversation.call(BOB).await.unwrap();
        let ring = bob.wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None }).await;
        let mut answered = bob.answer(&ring.unwrap()).await.unwrap();
        conversation.joined().await.unwrap();

        fill(&view.data());
        // What is in the log of writes already may have room for some more.
        let mut refused = None;
        for friend in &friends {
            match alice.add(List::Forward, friend, friend, None).await {
                Ok(_) => acknowledged.push(friend.clone()),
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        let refused = refused.expect("a disk that is full takes no forty contacts");
        assert!(
            matches!(&refused, Error::Refused(code) if code.number() == 500 || code.number() == 603),
            "{refused:?}"
        );
        // The session goes on, and so does the conversation.
        alice.ping().await.unwrap();
        conversation.say("still here").await.unwrap();
        loop {
            if let ConversationEvent::Message(message) = answered.next_event().await.unwrap() {
                assert_eq!(message.text().as_deref(), Some("still here"));
                break;
            }
        }
        assert_eq!(contacts(&mut alice).await, acknowledged);

        // With room again, all is as before.
        fs::remove_file(&ballast).unwrap();
        let friend = &friends[acknowledged.len() - 1];
        alice.add(List::Forward, friend, friend, None).await.unwrap();
        acknowledged.push(friend.clone());
        assert_eq!(contacts(&mut alice).await, acknowledged);
        fill(&view.data());
    });
    let log = server.end(Signal::KILL).log;
    assert!(log.contains("the disk with the database is full"), "{log}");

    // The next one begins where there is still no room, and has all that was acknowledged.
    let server = start();
    runtime.block_on(async {
        let mut alice = online(&server, ALICE, &tokens[0]).await;
        assert_eq!(contacts(&mut alice).await, acknowledged);
        fs::remove_file(&ballast).unwrap();
        let friend = &friends[acknowledged.len() - 1];
        alice.add(List::Forward, friend, friend, None).await.unwrap();
        acknowledged.push(friend.clone());
        assert_eq!(contacts(&mut alice).await, acknowledged);
    });
    server.stop();
}

/// The system lets a program write into the files that it has opened, and the server has all that it needs for a change. What is
/// made read-only is the way to the folder: a disk is not remounted as long as there are such files.
#[test]
fn a_folder_that_becomes_read_only_keeps_nobody_from_anything_and_the_next_server_from_starting() {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("nudge-data")).unwrap();
    let view = View::new(&folder, "mount -t tmpfs -o size=64m,mode=700 tmpfs nudge-data");
    let arguments = serving(&[]);
    let start = || Server::start_as(tempfile::tempdir().unwrap(), view.command(&arguments));
    let server = start();
    let tokens = [ALICE, BOB].map(|who| account(&view, who));
    runtime.block_on(async {
        let mut alice = online(&server, ALICE, &tokens[0]).await;
        view.change("mount --bind nudge-data nudge-data && mount -o remount,ro,bind nudge-data");
        let written = fs::write(view.data().join("new"), "");
        assert_eq!(written.unwrap_err().kind(), ErrorKind::ReadOnlyFilesystem);
        alice.add(List::Forward, BOB, "Bob", None).await.unwrap();
        let mut bob = online(&server, BOB, &tokens[1]).await;
        bob.add(List::Forward, ALICE, "Alice", None).await.unwrap();
        assert_eq!(contacts(&mut alice).await, [BOB]);
    });
    server.end(Signal::KILL);
    let failed = view.nudge(&arguments);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("The disk with the data folder cannot be written"), "{}", failed.stderr);
    view.change("umount nudge-data");
    let server = start();
    runtime.block_on(async {
        for (who, token, other) in [(ALICE, &tokens[0], BOB), (BOB, &tokens[1], ALICE)] {
            assert_eq!(contacts(&mut online(&server, who, token).await).await, [other]);
        }
    });
    server.stop();
}

/// Nor is a new one begun on a disk without room.
#[test]
fn a_first_start_without_room_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("nudge-data")).unwrap();
    let view = View::new(&folder, "mount -t tmpfs -o size=1m,mode=700 tmpfs nudge-data");
    fill(&view.data());
    let arguments = serving(&[]);
    let failed = view.nudge(&arguments);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("Make room"), "{}", failed.stderr);
    fs::remove_file(view.data().join("ballast")).unwrap();
    Server::start_as(tempfile::tempdir().unwrap(), view.command(&arguments)).stop();
}

#[test]
fn a_disk_that_cannot_be_written_is_said_to_be_one_and_left_as_it_is() {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    let folder = server.stop().folder;
    let before = fs::read(folder.path().join("nudge-data/nudge.db")).unwrap();
    let mount = "mount --bind nudge-data nudge-data && mount -o remount,ro,bind nudge-data";
    let view = View::new(&folder, mount);
    let (serve, list) = (serving(&[]), ["account", "list"]);
    for arguments in [&serve[..], &list] {
        let failed = view.nudge(arguments);
        assert_eq!(failed.code, 1, "{}", failed.stderr);
        assert_eq!(
            failed.stderr,
            "nudge: cannot use the lock file nudge-data/nudge.lock: Read-only file system (os error 30)\n\n\
             The disk with the data folder cannot be written, and nothing was changed. Mount it so that it can be; if the\n\
             system has made it read-only by itself, the disk is failing: look into the system's log (dmesg).\n"
        );
    }
    drop(view);
    assert_eq!(fs::read(folder.path().join("nudge-data/nudge.db")).unwrap(), before);
    let server = Server::start_in(folder, &[]);
    assert!(server.nudge(&["account", "list"]).done().contains(ALICE));
    server.stop();
}
