//! Ports, and what clients are told to connect to.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use msnp_client::Client;
use nudge_net::{ClientPages, PublicAddress};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Raw, TestServer};

/// What `USR I` is answered with on that port.
async fn first_answer(to: std::net::SocketAddr, dialect: Dialect) -> anyhow::Result<(Raw, String)> {
    let mut raw = Raw::greeted(to, dialect).await?;
    raw.send(&format!("USR 2 {} I {ALICE}", cast::package(dialect))).await?;
    let mut answer = raw.line().await?;
    if answer.starts_with("GCF 0 ") {
        raw.skip_payload(&answer).await?;
        answer = raw.line().await?;
    }
    Ok((raw, answer))
}

/// `XFR NS` in the form of the dialect.
fn referral(dialect: Dialect, to: &str, from: &str) -> String {
    let mut line = format!("XFR 2 NS {to}");
    if dialect.has(Cap::ReferralZero) {
        line.push_str(" 0");
    }
    if dialect.has(Cap::ReferralDirect) {
        line.push_str(" U D");
    }
    if dialect.has(Cap::ReferralCurrent) {
        line = format!("{line} {from}");
    }
    line
}

#[tokio::test]
async fn each_server_has_a_port_of_its_own() -> anyhow::Result<()> {
    let server = cast::server().separate_ports().start().await?;
    for dialect in Dialect::ALL {
        let (to, from) = (server.notification().to_string(), server.dispatch().to_string());
        let (mut raw, answer) = first_answer(server.dispatch(), dialect).await?;
        ensure!(answer == referral(dialect, &to, &from), "{answer}");
        // The client is given a while to close by itself.
        if dialect == Dialect::Msnp7 {
            raw.expect_close().await?;
        }
        for port in [server.notification(), server.main()] {
            let (_raw, answer) = first_answer(port, dialect).await?;
            ensure!(answer.starts_with(&format!("USR 2 {} S ", cast::package(dialect))), "{port}: {answer}");
        }
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send("XFR 3 SB").await?;
        let xfr = alice.line().await?;
        ensure!(xfr.starts_with(&format!("XFR 3 SB {} CKI ", server.switchboard())), "{xfr}");
    }
    // Each does its own work only.
    Raw::connect(server.notification()).await?.is_closed_by("ANS 1 bob@example.com 1.2 3").await?;
    Raw::connect(server.switchboard()).await?.is_closed_by("VER 1 MSNP7").await?;
    Raw::connect(server.dispatch()).await?.is_closed_by("ANS 1 bob@example.com 1.2 3").await
}

/// On one port, a client that was referred once may sign in.
#[tokio::test]
async fn a_referral_to_the_same_port_does_not_go_round_in_circles() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.always_refer = true).start().await?;
    let port = server.main().to_string();
    for dialect in Dialect::ALL {
        let (_raw, answer) = first_answer(server.main(), dialect).await?;
        ensure!(answer == referral(dialect, &port, &port), "{answer}");
        let (_raw, answer) = first_answer(server.main(), dialect).await?;
        ensure!(answer.starts_with(&format!("USR 2 {} S ", cast::package(dialect))), "{answer}");
        for who in [ALICE, BOB] {
            Client::sign_in(server.client(who, SECRET, dialect)).await?.ping().await?;
        }
    }
    Ok(())
}

/// The public address is in every place where a client is sent somewhere.
#[tokio::test]
async fn clients_are_told_the_public_address() -> anyhow::Result<()> {
    for port in [None, Some(1863)] {
        let public = PublicAddress { host: "msn.example".into(), port };
        let server = cast::server().separate_ports().config(|config| config.public = Some(public));
        let server = server.start().await?;
        let told = |own: std::net::SocketAddr| format!("msn.example:{}", port.unwrap_or(own.port()));
        let (_raw, answer) = first_answer(server.dispatch(), Dialect::Msnp7).await?;
        let expected = referral(Dialect::Msnp7, &told(server.notification()), &told(server.dispatch()));
        ensure!(answer == expected, "{answer}");

        let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
        alice.send("XFR 3 SB").await?;
        let xfr = alice.line().await?;
        ensure!(xfr.starts_with(&format!("XFR 3 SB {} CKI ", told(server.switchboard()))), "{xfr}");
        ensure!(called_to(&server, &mut alice).await? == told(server.switchboard()), "RNG");
        alice.settle().await?;
        alice.send("URL 4 INBOX").await?;
        let url = alice.line().await?;
        ensure!(url == "URL 4 /mail/inbox http://msn.example/ppsecure/md5auth.srf?lc=1033 2", "{url}");
        alice.send("CVR 5 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS").await?;
        let cvr = alice.line().await?;
        ensure!(cvr.starts_with("CVR 5 4.7.0105 4.7.0105 1.0.0000 http://msn.example/connect http"), "{cvr}");
    }
    Ok(())
}

/// No client is told that it needs another version, whichever it is; where that would be had is the operator's to say.
#[tokio::test]
async fn no_client_is_told_to_replace_itself() -> anyhow::Result<()> {
    let chosen = ("http://old.example/get.html", "http://old.example/news.html");
    for configured in [false, true] {
        let server = cast::server().config(|config| {
            config.url_base = Some("http://msn.example".into());
            if configured {
                config.client_pages =
                    ClientPages { download: Some(chosen.0.into()), info: Some(chosen.1.into()) };
            }
        });
        let server = server.start().await?;
        let own = "http://msn.example/connect";
        let (download, info) = if configured { chosen } else { (own, own) };
        let mut unknown = Raw::connect(server.main()).await?;
        unknown.asks("VER 1 MSNP99 CVR0", "VER 1 CVR0").await?;
        let answer = format!("CVQ 2 9.9.0 9.9.0 1.0.0000 {download} {info}");
        unknown.asks("CVQ 2 0x0409 win 4.10 i386 MSMSGS 9.9.0", &answer).await?;
        for dialect in Dialect::ALL {
            for version in ["0.1", "7.5.0324", "15.4.3555"] {
                let mut raw = Raw::connect(server.main()).await?;
                raw.asks(&format!("VER 1 {dialect} CVR0"), &format!("VER 1 {dialect}")).await?;
                let words = format!("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR {version} MSMSGS {ALICE}");
                let count = if dialect.has(Cap::VersionFirst) {
                    10
                } else if dialect.has(Cap::CodeBase) {
                    9
                } else {
                    8
                };
                let words: Vec<&str> = words.split(' ').take(count).collect();
                let answer = format!("CVR 2 {version} {version} 1.0.0000 {download} {info}");
                raw.asks(&words.join(" "), &answer).await.context(dialect)?;
            }
        }
    }
    Ok(())
}

/// Without one, each is told the address that they reached the server at.
#[tokio::test]
async fn clients_are_told_the_address_they_know() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    ensure!(called_to(&server, &mut alice).await? == server.main().to_string(), "RNG");
    Ok(())
}

/// Where Bob is told to go when Alice calls.
async fn called_to(server: &TestServer, alice: &mut Raw) -> anyhow::Result<String> {
    let mut bob = cast::online(server, BOB, Dialect::Msnp5).await?;
    let mut talk = cast::conversation(server, alice, ALICE).await?;
    talk.send(&format!("CAL 2 {BOB}")).await?;
    ensure!(talk.line().await?.starts_with("CAL 2 RINGING "), "called");
    let rng = bob.line().await?;
    Ok(rng.split(' ').nth(2).with_context(|| rng.clone())?.to_owned())
}

/// Over IPv6, the address has brackets around it.
#[tokio::test]
async fn an_ipv6_address_can_be_connected_to() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.listen = (std::net::Ipv6Addr::LOCALHOST, 0).into());
    let server = server.start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    alice.send("XFR 3 SB").await?;
    let xfr = alice.line().await?;
    ensure!(xfr.starts_with(&format!("XFR 3 SB {} CKI ", server.main())), "{xfr}");
    let url =
        format!("URL 4 /mail/inbox http://[::1]:{}/ppsecure/md5auth.srf?lc=1033 2", server.web().port());
    alice.asks("URL 4 INBOX", &url).await
}
