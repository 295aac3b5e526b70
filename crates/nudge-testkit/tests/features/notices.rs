//! Mail, pages, alerts, and where the service's pages are.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::{Cap, Dialect};
use nudge_core::notice::Alert;
use nudge_core::{Actor, Handle, Refusal};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Builder, Member, Raw, TestServer, http, wording};

/// The payload of the next line, which must begin like that.
async fn notice(raw: &mut Raw, head: &str) -> anyhow::Result<String> {
    let line = raw.line().await?;
    let length = line.strip_prefix(head).and_then(|length| length.trim().parse().ok());
    let payload = raw.payload(length.with_context(|| format!("expected {head}, got {line}"))?).await?;
    Ok(String::from_utf8(payload)?)
}

#[tokio::test]
async fn mail_is_announced_once_and_only_to_those_who_have_some() -> anyhow::Result<()> {
    let server = cast::server().member(Member::new("mail@example.com", SECRET).mail(3, 4)).start().await?;
    for dialect in Dialect::ALL {
        let mut raw = Raw::signed_in(&server, "mail@example.com", SECRET, dialect).await?;
        let chg = wording::chg(2, "NLN", dialect);
        raw.asks(&chg, &chg).await?;
        let mail = notice(&mut raw, "MSG Hotmail Hotmail ").await?;
        let kind = if dialect.has(Cap::MailData) {
            "text/x-msmsgsinitialmdatanotification; charset=UTF-8"
        } else if dialect.has(Cap::TextMailNotice) {
            "text/x-msmsgsinitialemailnotification; charset=UTF-8"
        } else {
            "application/x-msmsgsemailnotification"
        };
        ensure!(mail.contains(&format!("\r\nContent-Type: {kind}\r\n")), "{mail}");
        if dialect.has(Cap::MailData) {
            ensure!(mail.contains("<IU>3</IU>") && mail.contains("<OU>4</OU>"), "{mail}");
        } else {
            ensure!(mail.contains("\r\nInbox-Unread: 3\r\nFolders-Unread: 4\r\n"), "{mail}");
        }
        let chg = wording::chg(3, "BSY", dialect);
        raw.asks(&chg, &chg).await?;
        raw.is_alive().await?;

        // Who has none is told so only in the form that also announces messages left while they were away.
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let chg = wording::chg(2, "NLN", dialect);
        raw.asks(&chg, &chg).await?;
        if dialect.has(Cap::MailData) {
            let mail = notice(&mut raw, "MSG Hotmail Hotmail ").await?;
            ensure!(mail.contains("<IU>0</IU>"), "{mail}");
        }
        raw.is_alive().await?;
    }
    Ok(())
}

fn paging() -> Builder {
    cast::server().member(Member::new("dave@example.com", SECRET).pageable())
}

const DAVE: &str = "dave@example.com";

fn page(text: &str) -> Vec<u8> {
    format!("<TEXT xml:space=\"preserve\" enc=\"utf-8\">{text}</TEXT>").into_bytes()
}

#[tokio::test]
async fn a_page_arrives_and_has_no_answer() -> anyhow::Result<()> {
    let server = paging().policy(|policy| policy.pages.count = 0).start().await?;
    for dialect in cast::having(Cap::PageCommand) {
        let command =
            if dialect.has(Cap::Paging) { format!("PAG 2 {DAVE}") } else { format!("PGD 2 {DAVE} 1") };
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for shows in cast::having(Cap::IncomingPages).filter(|dialect| !dialect.has(Cap::FewPayloads)) {
            let mut dave = cast::online(&server, DAVE, shows).await?;
            alice.send_payload(&command, &page("Grüße &#x26; &lt;more&gt;")).await?;
            alice.is_alive().await?;
            let page = notice(&mut dave, "IPG ").await?;
            ensure!(page.contains("<FROM name=\"alice@example.com\"/>"), "{page}");
            ensure!(page.contains("<TEXT>Grüße &amp; &lt;more&gt;</TEXT>"), "{page}");
        }
    }
    Ok(())
}

/// Since MSNP9 it is `PGD`, which names a device: 1 is the telephone, 2 a watch (reference 02 §12).
#[tokio::test]
async fn a_page_goes_to_a_device() -> anyhow::Result<()> {
    let server = paging().start().await?;
    let mut dave = cast::online(&server, DAVE, Dialect::Msnp12).await?;
    for dialect in cast::having(Cap::DevicePaging) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for (command, number) in [
            (format!("PAG 2 {DAVE}"), "715 2"),
            (format!("PGD 2 {DAVE} 2"), "220 2"),
            (format!("PGD 2 {DAVE} 0"), "201 2"),
            (format!("PGD 2 {DAVE} 3"), "201 2"),
            (format!("PGD 2 {BOB} 1"), "220 2"),
        ] {
            alice.send_payload(&command, &page("hello")).await?;
            alice.expect(number).await.context(command)?;
        }
        alice.is_alive().await?;
        for command in [format!("PGD 2 {DAVE} x"), format!("PGD 2 {DAVE} -1"), format!("PGD 2 {DAVE}")] {
            let mut alice = cast::online(&server, ALICE, dialect).await?;
            alice.send_payload(&command, &page("hello")).await?;
            alice.expect_close().await.context(command)?;
        }
    }
    dave.is_alive().await
}

/// No telephone is behind any number; what is no number is told from what is one.
#[tokio::test]
async fn a_telephone_cannot_be_looked_up() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::PhoneLookup) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for (number, answer) in [
            ("tel:+15551111222", "235 2"),
            ("tel:15551111222", "201 2"),
            ("tel:+", "201 2"),
            ("tel:+1555x", "201 2"),
            ("bob@example.com", "201 2"),
        ] {
            alice.asks(&format!("LKP 2 {number}"), answer).await?;
        }
        alice.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_does_not_arrive_is_refused() -> anyhow::Result<()> {
    let server = paging().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let refused = async |alice: &mut Raw, whom: &str, number: &str| {
        alice.send_payload(&format!("PAG 2 {whom}"), &page("hello")).await?;
        alice.expect(number).await.context(whom.to_owned())
    };
    // Nobody is there; nobody is known; nothing is set up.
    let _bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    alice.settle().await?;
    for whom in [DAVE, "nobody@example.com", "hello", BOB] {
        refused(&mut alice, whom, "220 2").await?;
    }
    // A client that cannot show it; then one that does not want it from her.
    let mut dave = cast::online(&server, DAVE, Dialect::Msnp5).await?;
    refused(&mut alice, DAVE, "220 2").await?;
    dave.send("OUT").await?;
    let mut dave = cast::online(&server, DAVE, Dialect::Msnp7).await?;
    dave.send(&format!("ADD 2 BL {ALICE} x")).await?;
    dave.settle().await?;
    refused(&mut alice, DAVE, "220 2").await?;
    dave.send(&format!("REM 3 BL {ALICE}")).await?;
    dave.send("PRP 4 MOB N").await?;
    dave.settle().await?;
    refused(&mut alice, DAVE, "220 2").await?;
    dave.is_alive().await?;

    alice.send_payload(&format!("PAG 3 {DAVE}"), &page(&"x".repeat(401))).await?;
    alice.expect("800 3").await?;
    alice.send_payload(&format!("PAG 4 {DAVE}"), b"no page").await?;
    alice.expect_close().await
}

#[tokio::test]
async fn pages_have_a_rate_and_a_switch() -> anyhow::Result<()> {
    let server = paging().policy(|policy| policy.pages.count = 1).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let _dave = cast::online(&server, DAVE, Dialect::Msnp7).await?;
    alice.send_payload(&format!("PAG 2 {DAVE}"), &page("one")).await?;
    alice.is_alive().await?;
    alice.send_payload(&format!("PAG 3 {DAVE}"), &page("two")).await?;
    alice.expect("800 3").await?;
    server.advance(Duration::from_hours(1));
    alice.send_payload(&format!("PAG 4 {DAVE}"), &page("three")).await?;
    alice.is_alive().await?;

    let server = paging().policy(|policy| policy.paging = false).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    alice.send_payload(&format!("PAG 2 {DAVE}"), &page("hello")).await?;
    alice.expect("606 2").await
}

#[tokio::test]
async fn an_alert_reaches_everybody_in_the_form_that_their_client_can_show() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        // MSNP8's third-party clients lose their place at a payload that they do not know.
        let shows = dialect.has(Cap::Alerts) && !dialect.has(Cap::FewPayloads);
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut carol = cast::online(&server, CAROL, dialect).await?;
        let alert = Alert { text: "Back at five & open".into(), url: "/news".into() };
        ensure!(server.core().alert(Some(&Handle::new(ALICE)?), alert.clone()) == 1, "one is there");
        if shows {
            let alert = notice(&mut alice, "NOT ").await?;
            ensure!(
                alert.contains("<TEXT>Back at five &amp; open</TEXT>") && alert.contains("url=\"/news\""),
                "{alert}"
            );
        } else {
            let said = said_by_the_service(&server, &mut alice, ALICE).await?;
            ensure!(said.ends_with("\r\n\r\nBack at five & open\r\n/news"), "{said}");
        }
        alice.is_alive().await?;
        carol.is_alive().await?;
        ensure!(server.core().alert(None, alert) == 2, "two are there");
        if shows {
            notice(&mut alice, "NOT ").await?;
            notice(&mut carol, "NOT ").await?;
        } else {
            said_by_the_service(&server, &mut alice, ALICE).await?;
            said_by_the_service(&server, &mut carol, CAROL).await?;
        }
        carol.is_alive().await?;
    }
    Ok(())
}

/// Answers the call of the service, and gives back what it says before it leaves.
async fn said_by_the_service(server: &TestServer, raw: &mut Raw, who: &str) -> anyhow::Result<String> {
    let ring = raw.line().await?;
    let words: Vec<&str> = ring.split(' ').collect();
    let ["RNG", session, _address, "CKI", cookie, "service@nudge.invalid", "Nudge"] = words[..] else {
        bail!("{ring}")
    };
    let mut room = Raw::connect(server.switchboard()).await?;
    room.send(&format!("ANS 1 {who} {cookie} {session}")).await?;
    let there = room.line().await?;
    ensure!(there.starts_with("IRO 1 1 1 service@nudge.invalid Nudge"), "{there}");
    room.expect("ANS 1 OK").await?;
    let said = notice(&mut room, "MSG service@nudge.invalid Nudge ").await?;
    ensure!(said.starts_with("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"), "{said}");
    room.expect("BYE service@nudge.invalid").await?;
    // Whoever writes back is told that nobody is there.
    room.asks("CAL 2 service@nudge.invalid", "217 2").await?;
    Ok(said)
}

/// A call of the service that nobody answers leaves nothing behind.
#[tokio::test]
async fn a_call_of_the_service_that_is_not_answered_is_forgotten() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.ticket_millis = 200).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp4).await?;
    server.core().alert(None, Alert { text: "Hello".into(), url: String::new() });
    let ring = alice.line().await?;
    ensure!(ring.starts_with("RNG "), "{ring}");
    ensure!(server.core().conversations() == 1);
    for _ in 0..100 {
        if server.core().conversations() == 0 {
            return alice.is_alive().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the conversation is still there")
}

/// The service's own address is nobody's.
#[tokio::test]
async fn nobody_can_be_the_service() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let core = server.core();
    for address in ["service@nudge.invalid", "Anybody@Nudge.Invalid"] {
        let handle = Handle::new(address)?;
        let added = core.add_account(&Actor::Console, handle.clone(), None, None).await;
        ensure!(added.is_err_and(|error| error.refusal() == Some(Refusal::HandleTaken)), "{address}");
        let renamed = core.rename_account(&Actor::Console, &Handle::new(ALICE)?, handle).await;
        ensure!(renamed.is_err_and(|error| error.refusal() == Some(Refusal::HandleTaken)), "{address}");
    }
    Ok(())
}

/// What the client posts for a page of its menu comes to us, and leads to a page that a person can read.
#[tokio::test]
async fn a_page_of_the_menu_opens() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in [Dialect::Msnp4, Dialect::Msnp8, Dialect::Msnp12] {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        alice.send("URL 2 INBOX").await?;
        let reply = alice.line().await?;
        let words: Vec<&str> = reply.split(' ').collect();
        let (Some(page), Some(login)) = (words.get(2), words.get(3)) else { bail!("{reply}") };
        let (host, path) = login.trim_start_matches("http://").split_once('/').context("no path")?;
        ensure!(host == server.web().to_string(), "{reply}");
        let form = format!(
            "mode=ttl&login=alice&username=alice%40example.com&sid=2&kv=1&id=2&rru={page}&svc=mail&js=yes"
        );
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let request = http::request("POST", host, &format!("/{path}"), &headers, form.as_bytes());
        let answer = http::exchange(server.web(), &request).await?;
        ensure!(answer.status() == Some(302), "{}", answer.text());
        let place = answer.header("Location").context("leads nowhere")?.to_owned();
        let path = place.strip_prefix(&format!("http://{host}")).with_context(|| place.clone())?;
        let answer = http::exchange(server.web(), &http::request("GET", host, path, &[], b"")).await?;
        ensure!(answer.status() == Some(404) && answer.text().contains("does not have"), "{}", answer.text());
    }
    Ok(())
}

/// All pages are our own, and each dialect gets its form.
#[tokio::test]
async fn pages_of_the_service_are_ours() -> anyhow::Result<()> {
    let server =
        cast::server().config(|config| config.url_base = Some("http://msn.example".into())).start().await?;
    for dialect in Dialect::ALL {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let site =
            |number: &str| if dialect.has(Cap::UrlSite) { format!(" {number}") } else { String::new() };
        for (request, redirect, number) in [
            ("INBOX", "/mail/inbox", "2"),
            ("COMPOSE bob@example.com", "/mail/compose?to=bob@example.com", "2"),
            ("PROFILE 1033", "/account/profile?lc=1033", "4263"),
            ("MOBILE", "/account/mobile", "961"),
            ("CHAT 1033", "/chat?lc=1033", "2260"),
            ("NONSENSE", "/", "2"),
        ] {
            let reply =
                format!("URL 2 {redirect} http://msn.example/ppsecure/md5auth.srf?lc=1033{}", site(number));
            raw.asks(&format!("URL 2 {request}"), &reply).await?;
        }
    }
    Ok(())
}
