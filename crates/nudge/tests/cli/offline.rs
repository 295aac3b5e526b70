//! Messages that wait, as the operator counts them and throws them away.

use nudge_testkit::{http, passport};
use tokio::runtime::Runtime;

use crate::server::Server;

/// What Windows Live Messenger asks for when it signs in.
const CHALLENGE: &str =
    "lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1,kpp=1,kv=5,ver=2.1.0173.1,tpf=1";

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

#[test]
fn what_waits_is_counted_and_thrown_away() {
    let runtime = Runtime::new().unwrap();
    let server = Server::start(&[]);
    server.nudge(&["account", "add", "bob@example.com"]).done();
    server.nudge(&["account", "add", "alice@example.com"]).done();
    let made = server.nudge(&["token", "add", "alice@example.com", "--name", "here"]).done();
    let token = made.lines().last().unwrap();
    let ticket = passport::ticket(server.http, "alice@example.com", token, CHALLENGE);
    let ticket = runtime.block_on(ticket).unwrap();
    for number in 1..=3 {
        let body = store(&ticket, number);
        let sent = http::post(server.http, "ows.messenger.msn.com", "/OimWS/oim.asmx", &[], body.as_bytes());
        assert_eq!(runtime.block_on(sent).unwrap().status(), Some(200));
    }
    let counted = server.nudge(&["offline-messages", "count", "--for", "bob@example.com"]).done();
    assert!(counted.starts_with("3 messages wait for 1 person, since "), "{counted}");
    let purged = server.nudge(&["offline-messages", "purge", "--from", "alice@example.com"]).done();
    assert_eq!(purged, "3 messages thrown away.\n");
    assert_eq!(server.nudge(&["offline-messages", "count"]).done(), "No messages wait.\n");
    assert_eq!(server.nudge(&["offline-messages", "purge"]).code, 2, "not all by accident");
    server.stop();
}
