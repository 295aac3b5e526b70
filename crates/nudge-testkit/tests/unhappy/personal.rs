//! `UUX`, `GCF`, and what a client says of itself with `CHG` (reference 02 §6 to §8).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::{Raw, wording};

fn dialects() -> impl Iterator<Item = Dialect> {
    cast::having(Cap::PersonalMessages)
}

/// What is told of Alice next.
async fn told(raw: &mut Raw, dialect: Dialect) -> anyhow::Result<String> {
    let line = raw.line().await?;
    let length =
        line.strip_prefix(&wording::ubx(ALICE, dialect)).with_context(|| format!("no UBX: {line}"))?;
    Ok(String::from_utf8(raw.payload(length.parse()?).await?)?)
}

fn data(text: &str, media: &str) -> String {
    format!("<Data><PSM>{text}</PSM><CurrentMedia>{media}</CurrentMedia></Data>")
}

#[tokio::test]
async fn a_personal_message_is_told_as_it_was_written() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (hers, his) in dialects().flat_map(|hers| dialects().map(move |his| (hers, his))) {
        let mut bob = cast::online(&server, BOB, his).await?;
        let mut alice = cast::signed_in(&server, ALICE, hers).await?;
        // Before the first state, which is when clients send it, nobody hears of it.
        alice.send_payload("UUX 2", data("first", "").as_bytes()).await?;
        alice.expect("UUX 2 0").await?;
        bob.is_alive().await?;
        alice.send(&wording::chg(3, "NLN", hers)).await?;
        alice.settle().await?;
        bob.expect(&wording::nln("NLN", ALICE, "Alice", his)).await?;
        ensure!(told(&mut bob, his).await? == data("first", ""), "first");
        let details = hers.has(Cap::PersonalDetails) && his.has(Cap::PersonalDetails);
        for (sent, expected) in [
            (data("a &amp; b &lt;&gt;", ""), Some(data("a &amp; b &lt;&gt;", ""))),
            // The same again is no news.
            (data("a &amp; b &lt;&gt;", ""), None),
            // What is missing stays as it is.
            (
                r"<Data><CurrentMedia>\0Music\01\0{0}\0Title\0\0</CurrentMedia></Data>".to_owned(),
                Some(data("a &amp; b &lt;&gt;", r"\0Music\01\0{0}\0Title\0\0")),
            ),
            ("<Data/>".to_owned(), None),
            ("<Data></Data>".to_owned(), None),
            ("<Data><PSM>two</PSM></Data>".to_owned(), Some(data("two", r"\0Music\01\0{0}\0Title\0\0"))),
            ("<Data><PSM/><CurrentMedia/></Data>".to_owned(), Some(data("", ""))),
            (data("Grüße 爱", ""), Some(data("Grüße 爱", ""))),
            // Of what one of both does not know, nothing is handed on.
            if details {
                (data("three", ""), Some(data("three", "")))
            } else {
                let unknown = "<Data><PSM>three</PSM><MachineGuid>x</MachineGuid></Data>".to_owned();
                (unknown, Some(data("three", "")))
            },
            // Neither well nor badly meant: a document of another kind is empty.
            ("<Other><PSM>four</PSM></Other>".to_owned(), Some(data("", ""))),
            (data("five", ""), Some(data("five", ""))),
            (String::new(), Some(data("", ""))),
        ] {
            alice.send_payload("UUX 4", sent.as_bytes()).await?;
            alice.expect("UUX 4 0").await.context(sent.clone())?;
            match expected {
                Some(expected) => {
                    let told = told(&mut bob, his).await.with_context(|| sent.clone())?;
                    ensure!(told == expected, "{hers} to {his}: {sent}: {told}");
                }
                None => bob.is_alive().await.context(sent)?,
            }
        }
        // Hidden, one shows nothing, and back again everything.
        alice.send(&wording::chg(5, "HDN", hers)).await?;
        alice.send_payload("UUX 6", data("secret", "").as_bytes()).await?;
        alice.settle().await?;
        bob.expect(&wording::fln(ALICE, his)).await?;
        bob.is_alive().await?;
        alice.send(&wording::chg(7, "NLN", hers)).await?;
        alice.settle().await?;
        bob.expect(&wording::nln("NLN", ALICE, "Alice", his)).await?;
        ensure!(told(&mut bob, his).await? == data("secret", ""), "shown again");
    }
    Ok(())
}

/// Those who do not know personal messages are not told of any, and lose no line by it.
#[tokio::test]
async fn a_personal_message_is_nothing_to_older_clients() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    for dialect in cast::lacking(Cap::PersonalMessages) {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        alice.settle().await?;
        alice.send_payload("UUX 4", data(dialect.name(), "").as_bytes()).await?;
        alice.expect("UUX 4 0").await?;
        ensure!(bob.settle().await?.is_empty(), "{dialect} was told");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_xml_or_too_much_of_it_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let nested = "<Data>".repeat(600);
    let entities =
        r#"<!DOCTYPE Data [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Data><PSM>&b;</PSM></Data>"#;
    for dialect in dialects() {
        let mut witness = cast::online(&server, BOB, dialect).await?;
        for payload in [
            "hello",
            "<Data>",
            "<Data><PSM>x</Data>",
            "</Data>",
            "<Data><PSM>a & b</PSM></Data>",
            "<Data><PSM>&nothing;</PSM></Data>",
            "<Data/><Data/>",
            "<Data></Data>x",
            "\0",
            nested.as_str(),
            entities,
        ] {
            let mut alice = cast::online(&server, ALICE, dialect).await?;
            alice.send_payload("UUX 4", payload.as_bytes()).await?;
            alice.expect_close().await.with_context(|| format!("{dialect}: {payload}"))?;
        }
        // Each text has its limit, and so has all of it.
        let fits = data(&"x".repeat(2048), "");
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send_payload("UUX 4", fits.as_bytes()).await?;
        alice.expect("UUX 4 0").await?;
        alice.send_payload("UUX 5", data(&"x".repeat(2049), "").as_bytes()).await?;
        alice.expect_close().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.is_closed_by("UUX 4 8193").await?;
        witness.settle().await?;
    }
    Ok(())
}

/// Bytes that are no text do no harm to those who are told of them.
#[tokio::test]
async fn bytes_that_are_no_text_are_replaced() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp11).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    bob.settle().await?;
    alice.send_payload("UUX 4", b"<Data><PSM>a\xff\xfeb</PSM></Data>").await?;
    alice.expect("UUX 4 0").await?;
    ensure!(told(&mut bob, Dialect::Msnp11).await? == data("a\u{fffd}\u{fffd}b", ""), "replaced");
    Ok(())
}

/// The configuration is there once the lists are, under whatever name it is asked for.
#[tokio::test]
async fn the_configuration_comes_after_the_lists() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::ConfigRequests) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.asks("GCF 4 Shields.xml", "715 4").await.context(dialect)?;
        alice.send(&wording::syn(5, dialect)).await?;
        alice.settle().await?;
        for file in ["Shields.xml", "shields.xml", "..%2F..%2Fetc%2Fpasswd", "0"] {
            alice.send(&format!("GCF 6 {file}")).await?;
            let line = alice.line().await?;
            let length = line.strip_prefix(&format!("GCF 6 {file} ")).with_context(|| line.clone())?;
            let text = String::from_utf8(alice.payload(length.parse()?).await?)?;
            ensure!(text.contains("<config>") && text.ends_with("</config>"), "{text}");
        }
        alice.is_alive().await?;
    }
    Ok(())
}

/// What a client can do and shows is passed on untouched, within bounds; what is none is none.
#[tokio::test]
async fn capabilities_and_pictures_are_passed_on_as_they_are() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let longest = format!("%3C{}", "x".repeat(3069));
    for dialect in cast::having(Cap::ClientCaps) {
        let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        bob.settle().await?;
        // How much more later dialects write.
        let more = if dialect.has(Cap::ExtendedCaps) { ":0" } else { "" };
        let none = if dialect.has(Cap::NoObjectAsZero) { " 0" } else { "" };
        for (sent, answer, seen) in [
            ("BSY", "BSY 0", "BSY alice@example.com Alice 0"),
            ("NLN 4294967295", "NLN 4294967295", "NLN alice@example.com Alice 4294967295"),
            ("BSY 00268435492", "BSY 268435492", "BSY alice@example.com Alice 268435492"),
        ] {
            alice
                .asks(&format!("CHG 5 {sent}"), &format!("CHG 5 {answer}{more}{none}"))
                .await
                .context(dialect)?;
            bob.expect(&format!("NLN {seen}")).await.context(dialect)?;
        }
        if !dialect.has(Cap::MsnObjects) {
            // One word more than the dialect has.
            alice.is_closed_by("CHG 6 NLN 0 %3Cmsnobj%2F%3E").await?;
            continue;
        }
        for object in
            ["%3Cmsnobj%20Creator%3D%22a%40b%22%2F%3E", "+%2B=/?&;'<>\"", "junk", "%", longest.as_str()]
        {
            let chg = format!("CHG 6 NLN 64{more} {object}");
            alice.asks(&chg, &chg).await.context(dialect)?;
            bob.expect(&format!("NLN NLN alice@example.com Alice 64 {object}")).await.context(dialect)?;
        }
        // A few clients write 0 where they have no picture.
        alice.asks("CHG 7 NLN 64 0", &format!("CHG 7 NLN 64{more}{none}")).await.context(dialect)?;
        bob.expect("NLN NLN alice@example.com Alice 64").await.context(dialect)?;
        alice.is_closed_by(&format!("CHG 8 NLN 64 {longest}x")).await?;
        bob.expect(&format!("FLN {ALICE}")).await?;
    }
    Ok(())
}
