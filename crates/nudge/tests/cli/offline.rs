//! A message that was acknowledged waits exactly once, whenever the server is killed.

use std::thread;
use std::time::Duration;

use nudge_testkit::{http, passport};
use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::server::Server;

/// How often the server is killed.
const KILLS: u64 = 6;

/// What Windows Live Messenger asks for when it signs in.
const CHALLENGE: &str =
    "lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1,kpp=1,kv=5,ver=2.1.0173.1,tpf=1";

const SETTINGS: [&str; 6] = [
    "--set",
    "offline_messages.per_10s=0",
    "--set",
    "offline_messages.per_receiver=10000",
    "--set",
    "offline_messages.per_sender=10000",
];

fn store(ticket: &str, number: u32) -> String {
    let ticket = ticket.replace('&', "&amp;");
    format!(
        "<Envelope><Header><From memberName=\"alice@example.com\" msnpVer=\"MSNP15\"/><To memberName=\"bob@example.com\"/>\
         <Ticket passport=\"{ticket}\" appid=\"PROD0119GSJUC$18\" lockkey=\"\"/>\
         <Sequence><MessageNumber>{number}</MessageNumber></Sequence></Header><Body><MessageType>text</MessageType>\
         <Content>X-OIM-Run-Id: {{3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}}\nX-OIM-Sequence-Num: {number}\n\nmessage {number}</Content>\
         </Body></Envelope>"
    )
}

fn rsi(ticket: &str, operation: &str) -> String {
    let ticket = ticket.replace('&', "&amp;");
    format!(
        "<Envelope><Header><PassportCookie><t>{ticket}</t><p/></PassportCookie></Header><Body>{operation}</Body></Envelope>"
    )
}

#[test]
fn an_acknowledged_message_waits_once_after_a_kill_at_any_moment() {
    let runtime = Runtime::new().unwrap();
    let mut server = Server::start(&SETTINGS);
    let mut tickets = Vec::new();
    for who in ["alice@example.com", "bob@example.com"] {
        server.nudge(&["account", "add", who]).done();
        let made = server.nudge(&["token", "add", who, "--name", "here"]).done();
        let token = made.lines().last().unwrap().to_owned();
        tickets.push(runtime.block_on(passport::ticket(server.http, who, &token, CHALLENGE)).unwrap());
    }
    let mut acknowledged = 0;
    for round in 0..KILLS {
        let http = server.http;
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20 + round * 53 % 150));
            server.end(Signal::KILL)
        });
        loop {
            let body = store(&tickets[0], acknowledged + 1);
            let sent = http::post(http, "ows.messenger.msn.com", "/OimWS/oim.asmx", &[], body.as_bytes());
            // Whoever got no answer does not know whether it was left, and sends it again.
            let Ok(answer) = runtime.block_on(sent) else { break };
            assert_eq!(answer.status(), Some(200), "{}", answer.text());
            acknowledged += 1;
        }
        server = Server::start_in(killer.join().unwrap().folder, &SETTINGS);
    }
    assert!(u64::from(acknowledged) > KILLS, "too few messages to say anything: {acknowledged}");

    let ask = |operation: &str| {
        let body = rsi(&tickets[1], operation);
        let asked = http::post(server.http, "rsi.hotmail.com", "/rsi/rsi.asmx", &[], body.as_bytes());
        runtime.block_on(asked).unwrap().text()
    };
    let waiting = ask("<GetMetadata/>");
    let ids = waiting.split("</E><I>").skip(1).filter_map(|rest| rest.split('<').next());
    let numbers: Vec<u32> = ids
        .map(|id| {
            let letter = ask(&format!("<GetMessage><messageId>{id}</messageId></GetMessage>"));
            let (_, rest) = letter.split_once("X-OIM-Sequence-Num: ").unwrap();
            rest.lines().next().unwrap().parse().unwrap()
        })
        .collect();
    // The last one may have been left when the server was killed, and not acknowledged.
    let expected: Vec<u32> = (1..=acknowledged).collect();
    let one_more: Vec<u32> = (1..=acknowledged + 1).collect();
    assert!(numbers == expected || numbers == one_more, "{acknowledged} acknowledged, found {numbers:?}");
    let counted = server.nudge(&["offline-messages", "count", "--for", "bob@example.com"]).done();
    assert!(
        counted.starts_with(&format!("{} messages wait for 1 person, since ", numbers.len())),
        "{counted}"
    );
    let purged = server.nudge(&["offline-messages", "purge", "--from", "alice@example.com"]).done();
    assert_eq!(purged, format!("{} messages thrown away.\n", numbers.len()));
    assert_eq!(server.nudge(&["offline-messages", "count"]).done(), "No messages wait.\n");
    assert_eq!(server.nudge(&["offline-messages", "purge"]).code, 2, "not all by accident");
    server.stop();
}
