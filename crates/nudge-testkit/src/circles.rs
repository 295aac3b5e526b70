//! What a client of MSNP18 says to be in a circle, byte for byte (reference 21 §7).

use msnp::Dialect;
use msnp::auth::circles::{CircleTicket, SignedTicket};
use nudge_core::Handle;
use nudge_core::circle::CircleId;

use crate::{Raw, TestServer};

/// The end of a ticket that is good for long.
pub const FAR: &str = "9999-01-01T00:00:00";

/// A ticket as the address book would sign it.
pub async fn ticket(server: &TestServer, who: &str, until: &str) -> anyhow::Result<String> {
    let cid = server.core().store().account_by_handle(&Handle::new(who)?).await?.id.get();
    let data = CircleTicket { circles: Vec::new(), until: until.into(), cid }.to_bytes();
    Ok(SignedTicket { signature: server.core().sign_circles(&data), data }.to_word())
}

/// The payload of `ADL` with one circle.
pub fn list(id: CircleId, lists: u8) -> String {
    format!("<ml l=\"1\"><d n=\"live.com\"><c n=\"{id}\" l=\"{lists}\" t=\"9\"/></d></ml>")
}

/// The payload of `PUT`: somebody is in a circle with the program on that machine.
pub fn put(id: CircleId, who: &str, at: &str) -> String {
    let body = format!("<circle><roster><id>IM</id><user><id>1:{who}</id></user></roster></circle>");
    format!(
        "Routing: 1.0\r\nTo: 9:{id}@live.com\r\nFrom: 1:{who};epid={at}\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\
         Segment: 0\r\n\r\nPublication: 1.0\r\nUri: /circle\r\nContent-Type: application/circles+xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Somebody who is signed in on that machine and online; what came is read.
pub async fn online(server: &TestServer, who: &str, secret: &str, at: &str) -> anyhow::Result<Raw> {
    let mut raw = Raw::signed_in_at(server, who, secret, Dialect::Msnp18, Some(at)).await?;
    raw.asks("CHG 6 NLN 5:48 0", "CHG 6 NLN 5:48 0").await?;
    raw.settle().await?;
    Ok(raw)
}

/// The same, who is in the circle.
pub async fn there(
    server: &TestServer,
    id: CircleId,
    who: &str,
    secret: &str,
    at: &str,
) -> anyhow::Result<Raw> {
    let mut raw = online(server, who, secret, at).await?;
    raw.asks(&format!("USR 7 SHA A {}", ticket(server, who, FAR).await?), &format!("USR 7 OK {who} 0 0"))
        .await?;
    raw.send_payload("ADL 8", list(id, 3).as_bytes()).await?;
    raw.expect("ADL 8 OK").await?;
    raw.settle().await?;
    raw.send_payload("PUT 9", put(id, who, at).as_bytes()).await?;
    raw.expect("PUT 9 OK 0").await?;
    raw.settle().await?;
    Ok(raw)
}
