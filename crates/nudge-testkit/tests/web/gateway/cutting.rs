//! However a conversation is cut into requests, it is the same; and no answer is cut within a command.

use std::time::Duration;

use msnp::Dialect;
use msnp::frame::{Framer, Limits, Step};
use msnp::gateway::Server;
use msnp::switchboard::FromServer;
use nudge_testkit::TestServer;
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::gateway::Session;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::watcher;

/// Says all that, cut at these places, and gives back all that is heard until the session ends.
async fn said(server: &TestServer, to: Server, script: &[u8], cuts: &[usize]) -> anyhow::Result<Vec<u8>> {
    // The end comes with the last byte, so nothing can be said after it.
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % script.len()).collect();
    cuts.sort_unstable();
    let (mut pieces, mut rest, mut begin) = (Vec::new(), script, 0);
    for cut in cuts {
        let (piece, after) = rest.split_at(cut - begin);
        pieces.push(piece);
        (rest, begin) = (after, cut);
    }
    pieces.push(rest);
    let (mut session, mut reply) = Session::open(server.web(), to, pieces.remove(0)).await?;
    let mut heard = std::mem::take(&mut reply.commands);
    for piece in pieces {
        anyhow::ensure!(!reply.is_closed, "the end comes before everything was said");
        reply = session.send(piece).await?;
        heard.append(&mut reply.commands);
    }
    while !reply.is_closed {
        reply = session.poll(Some(Duration::from_secs(5))).await?;
        heard.append(&mut reply.commands);
    }
    Ok(heard)
}

#[test]
fn any_way_of_cutting_gives_the_same_conversation() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = cast::server().policy(|policy| policy.openings.count = 0);
    let server = runtime.block_on(server.start()).unwrap();
    let alice = runtime.block_on(watcher(&server, ALICE));
    let alice = tokio::sync::Mutex::new(alice);
    let config = ProptestConfig { cases: 24, ..ProptestConfig::default() };
    let (cuts, payloads) = (vec(any::<usize>(), 0..12), vec(vec(any::<u8>(), 1..60), 1..4));
    TestRunner::new(config)
        .run(&(cuts, payloads), |(cuts, payloads)| {
            let played: anyhow::Result<()> = runtime.block_on(async {
                let mut expected = format!("USR 1 OK {ALICE} Alice\r\n");
                let cookie = cast::opening(&mut *alice.lock().await).await?.cookie;
                let mut script = format!("USR 1 {ALICE} {cookie}\r\n").into_bytes();
                for (trid, payload) in (2..).zip(&payloads) {
                    script.extend_from_slice(format!("MSG {trid} N {}\r\n", payload.len()).as_bytes());
                    script.extend_from_slice(payload);
                    // Nobody is there to hear it.
                    expected.extend(["NAK ", &trid.to_string(), "\r\n"]);
                }
                script.extend_from_slice(b"OUT\r\n");
                let heard = said(&server, Server::Switchboard, &script, &cuts).await?;
                anyhow::ensure!(heard == expected.as_bytes(), "{:?}", String::from_utf8_lossy(&heard));

                let script = b"PNG\r\nVER 1 MSNP7 CVR0\r\nINF 2\r\nCVR 3 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS\r\nOUT\r\n";
                let heard = said(&server, Server::Notification, script, &cuts).await?;
                let heard = String::from_utf8(heard)?;
                anyhow::ensure!(heard.starts_with("QNG\r\nVER 1 MSNP7\r\nINF 2 MD5\r\nCVR 3 "), "{heard}");
                anyhow::ensure!(heard.ends_with("\r\n") && heard.lines().count() == 4, "{heard}");
                Ok(())
            });
            played.map_err(|error| TestCaseError::fail(format!("{error:#}")))
        })
        .unwrap();
}

/// How many are said to somebody who asks for them now and then.
const MESSAGES: usize = 3000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_ends_within_a_command() {
    let server = cast::server().policy(|policy| policy.messages.count = 0).start().await.unwrap();
    let (mut alice, mut bob) = (watcher(&server, ALICE).await, watcher(&server, BOB).await);
    let mut mine = cast::conversation(&server, &mut alice, ALICE).await.unwrap();
    let ticket = cast::ring(&mut mine, &mut bob, BOB).await.unwrap();
    let answer = format!("ANS 1 {BOB} {} {}\r\n", ticket.cookie, ticket.session);
    let (mut theirs, _) = Session::open(server.web(), Server::Switchboard, answer.as_bytes()).await.unwrap();
    let joined = mine.line().await.unwrap();
    assert!(joined.starts_with("JOI "), "{joined}");
    let speaking = tokio::spawn(async move {
        for count in 0..MESSAGES {
            mine.send_payload(&format!("MSG {count} U"), &vec![b'x'; count % 1600 + 1]).await.unwrap();
        }
        mine
    });
    let (mut heard, mut largest) = (0, 0);
    while heard < MESSAGES {
        let reply = theirs.poll(None).await.unwrap();
        assert!(!reply.is_closed);
        largest = largest.max(reply.commands.len());
        heard += whole_messages(&reply.commands);
    }
    assert_eq!(heard, MESSAGES);
    assert!(largest > 64 * 1024, "what waits comes together: {largest}");
    speaking.await.unwrap();
}

/// How many messages an answer has in it. There must be nothing left over.
fn whole_messages(mut commands: &[u8]) -> usize {
    let (mut framer, mut messages) = (Framer::new(Limits::default()), 0);
    while !commands.is_empty() {
        let Step::Frame { frame, used } = framer.step::<FromServer<'_>>(commands, Dialect::Msnp7).unwrap()
        else {
            panic!("half a command: {}", commands.escape_ascii());
        };
        messages += usize::from(frame.line.starts_with(b"MSG "));
        commands = commands.get(used..).unwrap_or_default();
    }
    messages
}
