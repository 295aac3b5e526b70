//! Circles on the wire, from MSNP18 on (reference 21 §7).

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::auth::circles::SignedTicket;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{CircleId, CircleName};
use nudge_core::{AccountId, Handle};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::circles::{self, FAR, list, put, ticket};
use nudge_testkit::{Raw, TestServer};

const HOME: &str = "{a11ce000-0000-4000-8000-00000000000a}";
const WORK: &str = "{a11ce000-0000-4000-8000-0000000000b2}";
const BOBS: &str = "{b0b00000-0000-4000-8000-00000000000b}";

async fn account(server: &TestServer, who: &str) -> anyhow::Result<AccountId> {
    Ok(server.core().store().account_by_handle(&Handle::new(who)?).await?.id)
}

async fn edit(server: &TestServer, who: &str, id: CircleId, edit: CircleEdit) -> anyhow::Result<()> {
    server.core().edit_circle(account(server, who).await?, id, edit).await?;
    Ok(())
}

/// A circle of Alice's, with Bob in it.
async fn circle(server: &TestServer) -> anyhow::Result<CircleId> {
    let name = CircleName::new("Book club")?;
    let id = server.core().make_circle(account(server, ALICE).await?, name).await?.id;
    edit(server, ALICE, id, CircleEdit::Invite { whom: Handle::new(BOB)?, message: String::new() }).await?;
    edit(server, BOB, id, CircleEdit::Accept).await?;
    Ok(id)
}

fn sdg(id: CircleId, who: &str, at: &str, text: &str) -> String {
    format!(
        "Routing: 1.0\r\nTo: 9:{id}@live.com;path=IM\r\nFrom: 1:{who};epid={at}\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\
         Segment: 1\r\n\r\nMessaging: 1.0\r\nContent-Length: {}\r\nContent-Type: Text/plain; charset=UTF-8\r\n\
         Content-Transfer-Encoding: 7bit\r\nMessage-Type: Text\r\nMIME-Version: 1.0\r\n\
         X-MMS-IM-Format: FN=Segoe%20UI; EF=; CO=0; CS=1; PF=0\r\n\r\n{text}",
        text.len()
    )
}

async fn online(server: &TestServer, who: &str, at: &str) -> anyhow::Result<Raw> {
    circles::online(server, who, SECRET, at).await
}

/// Somebody who is in the circle; what came is read.
async fn there(server: &TestServer, id: CircleId, who: &str, at: &str) -> anyhow::Result<Raw> {
    circles::there(server, id, who, SECRET, at).await
}

/// Only the one payload of a line that begins so.
fn only<'h>(heard: &'h [(String, String)], start: &str) -> anyhow::Result<&'h str> {
    let mut those = heard.iter().filter(|(line, _)| line.starts_with(start));
    let first = those.next().with_context(|| format!("no {start} in {heard:?}"))?;
    ensure!(those.next().is_none(), "two {start} in {heard:?}");
    Ok(&first.1)
}

fn lines(heard: &[(String, String)]) -> Vec<&str> {
    heard.iter().map(|(line, _)| line.as_str()).collect()
}

#[tokio::test]
async fn members_come_to_a_circle_and_see_each_other() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let mut bob = there(&server, id, BOB, BOBS).await?;
    let mut alice = online(&server, ALICE, HOME).await?;
    bob.settle().await?;
    alice
        .asks(
            &format!("USR 7 SHA A {}", ticket(&server, ALICE, FAR).await?),
            &format!("USR 7 OK {ALICE} 0 0"),
        )
        .await?;
    alice.send_payload("ADL 8", list(id, 3).as_bytes()).await?;
    alice.expect("ADL 8 OK").await?;
    let heard = alice.settle_whole().await?;
    let roster = only(&heard, "NFY PUT ")?;
    let body = format!("<circle><roster><id>IM</id><user><id>1:{BOB}</id></user></roster></circle>");
    let expected = format!(
        "Routing: 1.0\r\nTo: 1:{ALICE};epid={HOME}\r\nFrom: 9:{id}@live.com\r\n\r\nReliability: 1.0\r\nStream: 0\r\n\
         Segment: 0\r\n\r\nNotification: 1.0\r\nNotifNum: 0\r\nUri: /circle\r\nNotifType: Full\r\n\
         Content-Type: application/circles+xml\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    ensure!(roster == expected, "{roster}");
    let [_, named, seen, below] = heard.as_slice() else { anyhow::bail!("{heard:?}") };
    ensure!(named.0 == format!("NLN NLN 1:{ALICE};via=9:{id}@live.com Book%20club 0:0 0"), "{named:?}");
    ensure!(seen.0 == format!("NLN NLN 1:{BOB};via=9:{id}@live.com Bob 5:48 0"), "{seen:?}");
    ensure!(below.0.starts_with(&format!("UBX 1:{BOB};via=9:{id}@live.com ")), "{below:?}");
    ensure!(bob.settle().await?.is_empty(), "who only watches is not seen");

    alice.send_payload("PUT 9", put(id, ALICE, HOME).as_bytes()).await?;
    alice.expect("PUT 9 OK 0").await?;
    let own = alice.settle_whole().await?;
    ensure!(only(&own, "NFY PUT ")?.contains("NotifType: Partial\r\n"), "{own:?}");
    let heard = bob.settle_whole().await?;
    ensure!(
        only(&heard, "NFY PUT ")?.ends_with(&format!("<user><id>1:{ALICE}</id></user></roster></circle>"))
    );
    ensure!(
        heard.iter().any(|(line, _)| *line == format!("NLN NLN 1:{ALICE};via=9:{id}@live.com Alice 5:48 0"))
    );

    let del = format!(
        "Routing: 1.0\r\nTo: 9:{id}@live.com\r\nFrom: 1:{ALICE};epid={HOME}\r\n\r\nReliability: 1.0\r\n\r\nPublication: 1.0\r\n\
         Uri: /circle/roster(IM)/user(1:{ALICE})\r\nContent-Length: 0\r\n\r\n"
    );
    alice.send_payload("DEL 10", del.as_bytes()).await?;
    alice.expect("DEL 10 OK").await?;
    let heard = bob.settle_whole().await?;
    let gone = only(&heard, "NFY DEL ")?;
    ensure!(
        gone.contains(&format!("Uri: /circle/roster(IM)/user(1:{ALICE})\r\nNotifType: Partial\r\n")),
        "{gone}"
    );
    ensure!(
        heard.iter().any(|(line, _)| *line == format!("FLN 1:{ALICE};via=9:{id}@live.com 0:0")),
        "{heard:?}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_said_comes_as_it_is_to_every_program() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let mut alice = there(&server, id, ALICE, HOME).await?;
    let mut second = there(&server, id, ALICE, WORK).await?;
    let mut bob = there(&server, id, BOB, BOBS).await?;
    let carol = cast::online(&server, CAROL, Dialect::Msnp18).await?;
    for raw in [&mut alice, &mut second] {
        raw.settle().await?;
    }
    let said = sdg(id, ALICE, HOME, "hello");
    alice.send_payload("SDG 20", said.as_bytes()).await?;
    alice.expect("SDG 20 OK").await?;
    for raw in [&mut second, &mut bob] {
        let heard = raw.settle_whole().await?;
        ensure!(heard == [(format!("SDG 0 {}", said.len()), said.clone())], "{heard:?}");
    }
    for mut raw in [alice, carol] {
        ensure!(raw.settle().await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_put_out_is_told_and_the_others_too() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let (mut alice, mut bob) = (there(&server, id, ALICE, HOME).await?, there(&server, id, BOB, BOBS).await?);
    alice.settle().await?;
    edit(&server, ALICE, id, CircleEdit::Rename(CircleName::new("A & B")?)).await?;
    let heard = bob.settle_whole().await?;
    ensure!(only(&heard, "NFY PUT ")?.contains("<MFN>A &amp; B</MFN>"), "{heard:?}");
    ensure!(only(&heard, "NOT ")?.contains(&format!("&lt;CircleId&gt;{id}&lt;/CircleId&gt;")), "{heard:?}");
    ensure!(lines(&heard).contains(&format!("NLN NLN 1:{BOB};via=9:{id}@live.com A%20&%20B 0:0 0").as_str()));
    alice.settle().await?;
    edit(&server, ALICE, id, CircleEdit::Remove(account(&server, BOB).await?)).await?;
    for raw in [&mut alice, &mut bob] {
        let heard = raw.settle_whole().await?;
        ensure!(only(&heard, "NFY DEL ")?.contains(&format!("user(1:{BOB})")), "{heard:?}");
        only(&heard, "NOT ")?;
    }
    bob.send_payload("SDG 21", sdg(id, BOB, BOBS, "hello").as_bytes()).await?;
    bob.expect("933 21").await?;
    bob.send_payload("ADL 22", list(id, 3).as_bytes()).await?;
    bob.expect("933 22").await?;
    ensure!(alice.settle().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn whoever_is_asked_is_told_where_they_are() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let mut carol = cast::online(&server, CAROL, Dialect::Msnp18).await?;
    let mut old = cast::online(&server, BOB, Dialect::Msnp16).await?;
    edit(&server, ALICE, id, CircleEdit::Invite { whom: Handle::new(CAROL)?, message: "Come".into() })
        .await?;
    ensure!(only(&carol.settle_whole().await?, "NOT ")?.contains(&id.to_string()));
    ensure!(old.settle().await?.is_empty(), "clients before MSNP18 know nothing of circles");
    Ok(())
}

#[tokio::test]
async fn only_our_own_ticket_opens_circles() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let mut alice = online(&server, ALICE, HOME).await?;
    let good = ticket(&server, ALICE, FAR).await?;
    for (number, command) in
        [("ADL 20", list(id, 3)), ("PUT 20", put(id, ALICE, HOME)), ("SDG 20", sdg(id, ALICE, HOME, "x"))]
    {
        alice.send_payload(number, command.as_bytes()).await?;
        alice.expect("933 20").await?;
    }
    let forged = SignedTicket { data: SignedTicket::parse(&good)?.data, signature: vec![0; 32] }.to_word();
    let old = ticket(&server, ALICE, "2001-01-01T00:00:00").await?;
    for wrong in [forged, old, ticket(&server, BOB, FAR).await?, "hello".to_owned()] {
        alice.asks(&format!("USR 21 SHA A {wrong}"), "911 21").await?;
    }
    for _ in 0..2 {
        alice.asks(&format!("USR 22 SHA A {good}"), &format!("USR 22 OK {ALICE} 0 0")).await?;
    }
    alice.is_alive().await
}

#[tokio::test]
async fn every_wrong_argument_is_refused() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let id = circle(&server).await?;
    let (mut alice, mut bob) = (there(&server, id, ALICE, HOME).await?, there(&server, id, BOB, BOBS).await?);
    alice.settle().await?;
    let other = CircleId::new(id.get() ^ 1).context("no number")?;
    for (payload, code) in [
        (String::new(), 201),
        ("x".to_owned(), 201),
        ("Routing: 1.0\r\n\r\n\r\n\r\n".to_owned(), 201),
        (sdg(id, ALICE, HOME, "x").replace("Content-Length: 1", "Content-Length: 2"), 201),
        (sdg(id, BOB, HOME, "x"), 933),
        (sdg(id, ALICE, WORK, "x"), 933),
        (sdg(other, ALICE, HOME, "x"), 933),
        (sdg(id, ALICE, HOME, "x").replace("To: 9:", "To: 1:"), 933),
        (sdg(id, ALICE, HOME, "x").replace("@live.com", "@example.com"), 933),
    ] {
        for name in ["SDG", "PUT", "DEL"] {
            alice.send_payload(&format!("{name} 30"), payload.as_bytes()).await?;
            alice.expect(&format!("{code} 30")).await.context(payload.clone())?;
        }
    }
    // A circle that is none is passed over beside one that is.
    let both =
        list(id, 3).replace("<d n", &format!("<d n=\"live.com\"><c n=\"{other}\" l=\"3\" t=\"9\"/></d><d n"));
    alice.send_payload("ADL 31", both.as_bytes()).await?;
    alice.expect("ADL 31 OK").await?;
    alice.settle().await?;
    ensure!(bob.settle().await?.is_empty());
    // A blocked circle is silent.
    alice.send_payload("ADL 32", list(id, 4).as_bytes()).await?;
    alice.expect("ADL 32 OK").await?;
    bob.settle().await?;
    bob.send_payload("SDG 33", sdg(id, BOB, BOBS, "hello").as_bytes()).await?;
    bob.expect("SDG 33 OK").await?;
    ensure!(alice.settle().await?.is_empty());
    Ok(())
}
