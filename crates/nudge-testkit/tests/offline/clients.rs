//! The requests of real clients, byte for byte as far as it matters.

use anyhow::ensure;
use nudge_core::Service;
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::http::{Answer, exchange, post};

use nudge_testkit::offline::{HELLO, OWS, content, fetch, ids, ticket, waiting};

const STORE: &str = "\"http://messenger.msn.com/ws/2004/09/oim/Store\"";
const STORE2: &str = "\"http://messenger.live.com/ws/2006/09/oim/Store2\"";

/// What all of them write, but for what is between the header and the body, and around the content.
fn envelope(ticket: &str, from: &str, content: &str, number: u32) -> String {
    let ticket = ticket.replace('&', "&amp;");
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soap:Header>{from}<To memberName=\"{BOB}\" xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/>\
         <Ticket passport=\"{ticket}\" appid=\"PROD0119GSJUC$18\" lockkey=\"\" \
         xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/>\
         <Sequence xmlns=\"http://schemas.xmlsoap.org/ws/2003/03/rm\"><Identifier \
         xmlns=\"http://schemas.xmlsoap.org/ws/2002/07/utility\">http://messenger.msn.com</Identifier>\
         <MessageNumber>{number}</MessageNumber></Sequence></soap:Header><soap:Body>\
         <MessageType xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">text</MessageType>\
         <Content xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">{content}</Content></soap:Body></soap:Envelope>"
    )
}

fn is_stored(answer: &Answer, namespace: &str, number: u32) -> anyhow::Result<()> {
    let text = answer.text();
    ensure!(answer.status() == Some(200), "{}{text}", answer.head);
    ensure!(
        text.contains(&format!("<StoreResponse xmlns=\"{namespace}\"><PointsConsumed>0</PointsConsumed>")),
        "{text}"
    );
    ensure!(
        text.contains(&format!("<AcknowledgmentRange Upper=\"{number}\" Lower=\"{number}\"/>")),
        "{text}"
    );
    Ok(())
}

/// Each leaves one, and all of them wait in order, with the name that the account has.
#[tokio::test]
async fn every_client_leaves_a_message_in_its_own_way() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    let secure = ticket(&server, ALICE, Service::MessengerSecure).await?;
    let (old, new) =
        ("http://messenger.msn.com/ws/2004/09/oim/", "http://messenger.live.com/ws/2006/09/oim/");
    let soap = |action| [("SOAPAction", action), ("Content-Type", "text/xml; charset=utf-8")];

    // Windows Live Messenger 8.1: lines of 76, CR LF, a name in RFC 2047.
    let from = format!(
        "<From memberName=\"{ALICE}\" friendlyName=\"=?utf-8?B?QWxpY2U=?=\" xml:lang=\"nb-NO\" proxy=\"MSNMSGR\" \
         xmlns=\"{old}\" msnpVer=\"MSNP15\" buildVer=\"8.1.0178\"/>"
    );
    let body = envelope(&secure, &from, &format!("{}\r\n", content("from WLM 8.1", 1)), 1);
    let answer = post(server.web(), OWS, "/OimWS/oim.asmx", &soap(STORE2), body.as_bytes()).await?;
    is_stored(&answer, new, 1)?;

    // Pidgin: bare LF, since its XML library writes that.
    let body = envelope(&secure, &from, &content("from Pidgin", 2).replace("\r\n", "\n"), 2);
    let answer = post(server.web(), OWS, "//OimWS/oim.asmx", &soap(STORE2), body.as_bytes()).await?;
    is_stored(&answer, new, 2)?;

    // papyon: all indented, and a name that is neither there nor encoded.
    let indented = content("from papyon", 3).replace("\r\n", "\n                ");
    let from = format!(
        "<From memberName=\"Alice@Example.com\" proxy=\"MSNMSGR\" xmlns=\"{old}\" msnpVer=\"MSNP15\"/>"
    );
    let body = envelope(&secure, &from, &format!("\n                {indented}\n            "), 3);
    let answer = post(server.web(), OWS, "/OimWS/oim.asmx", &soap(STORE2), body.as_bytes()).await?;
    is_stored(&answer, new, 3)?;

    // aMSN, with the ticket that it signs in with: the older of the two.
    let twn = ticket(&server, ALICE, Service::Messenger).await?;
    let from = format!(
        "<From memberName=\"{ALICE}\" friendlyName=\"Alice &amp; co\" xml:lang=\"en-US\" proxy=\"MSNMSGR\" xmlns=\"{old}\" \
         msnpVer=\"MSNP12\" buildVer=\"8.0.0812\"/>"
    );
    let body = envelope(&twn, &from, &content("from aMSN", 4), 4);
    let answer = post(server.web(), OWS, "/oimws/OIM.asmx", &soap(STORE), body.as_bytes()).await?;
    is_stored(&answer, old, 4)?;

    // BitlBee 3.0.1: HTTP/1.0, one line of Base64, always the same run, an answer that ends with the connection.
    let fixed = content("from BitlBee", 1)
        .replace(nudge_testkit::offline::RUN, "F9A6C9DD-0D94-4E85-9CC6-F9D118CC1CAF");
    let body = envelope(&secure, &from.replace("MSNP12", "MSNP13"), &fixed, 1);
    let request = format!(
        "POST /OimWS/oim.asmx HTTP/1.0\r\nHost: {OWS}\r\nAccept: */*\r\nUser-Agent: BitlBee 3.0.1\r\n\
         Content-Type: text/xml; charset=utf-8\r\nSOAPAction: {STORE2}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\n\r\n{body}",
        body.len()
    );
    is_stored(&exchange(server.web(), request.as_bytes()).await?, new, 1)?;

    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let mut texts = Vec::new();
    for id in ids(&server, &bobs).await? {
        let (head, text) = fetch(&server, &bobs, &id).await?;
        ensure!(head.contains("\nFrom: =?utf-8?B?QWxpY2U=?= <alice@example.com>\n"), "{head}");
        texts.push(text);
    }
    let left = ["from WLM 8.1", "from Pidgin", "from papyon", "from aMSN", "from BitlBee"];
    ensure!(texts == left, "{texts:?}");
    ensure!(waiting(&server, BOB).await?.iter().all(|message| message.read), "each was marked");
    ensure!(waiting(&server, ALICE).await?.is_empty());
    Ok(())
}

/// BitlBee counts from 1 again, in the same run, every time that it is started.
#[tokio::test]
async fn other_words_with_the_same_number_are_another_message() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (text, count) in [(HELLO, 1), ("Something else", 2), (HELLO, 2)] {
        nudge_testkit::offline::leave(&server, ALICE, BOB, text, 1).await?;
        ensure!(waiting(&server, BOB).await?.len() == count, "{text}");
    }
    server.advance(std::time::Duration::from_hours(2));
    nudge_testkit::offline::leave(&server, ALICE, BOB, HELLO, 1).await?;
    ensure!(waiting(&server, BOB).await?.len() == 3, "an hour later it is meant");
    Ok(())
}
