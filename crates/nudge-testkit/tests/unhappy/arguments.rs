//! Every command of both vocabularies with everything that can be wrong with its arguments, in every dialect.

use std::collections::BTreeSet;

use anyhow::Context as _;
use msnp::{Cap, Dialect, notification, switchboard};
use nudge_sim::forms::{notification_form, notification_forms, switchboard_form};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET, ends_with};
use nudge_testkit::{Raw, TestServer};

/// The number that a malformed command is answered with before the connection is closed (reference 01 §2.5).
fn answer_to(name: &str, count: usize) -> Vec<String> {
    let number = match name {
        "CVR" | "CVQ" => Some("731"),
        "SND" | "SDC" => Some("503"),
        _ => None,
    };
    // Without a transaction id, there is nothing to answer.
    number.filter(|_| count > 0).map(|number| format!("{number} 7")).into_iter().collect()
}

/// Runs a check of its own in every dialect, all at the same time.
async fn in_every_dialect<F>(check: impl Fn(TestServer, Dialect) -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let mut checks = tokio::task::JoinSet::new();
    for dialect in Dialect::ALL {
        let server = cast::server().start().await?;
        let check = check(server, dialect);
        checks.spawn(async move { check.await.context(dialect) });
    }
    for checked in checks.join_all().await {
        checked?;
    }
    Ok(())
}

const DIGEST: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_number_of_arguments_ends_the_session() -> anyhow::Result<()> {
    in_every_dialect(|server, dialect| async move {
        let mut witness = cast::signed_in(&server, BOB, dialect).await?;
        for (name, form) in notification_forms(dialect)? {
            for count in form.wrong_counts() {
                let line = form.line(name, count);
                let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
                raw.send_bytes(&form.bytes(&line)).await?;
                ends_with(&mut raw, &answer_to(name, count)).await.context(line)?;
                witness.is_alive().await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_id_that_is_none_ends_the_session() -> anyhow::Result<()> {
    in_every_dialect(|server, dialect| async move {
        let mut witness = cast::signed_in(&server, BOB, dialect).await?;
        for (name, form) in notification_forms(dialect)?.iter().filter(|(_, form)| form.has_trid()) {
            for trid in ["x", "-1", "+1", "1a", "4294967296", "99999999999999999999999999"] {
                let line = form.line(name, form.arguments.len()).replacen(" 7", &format!(" {trid}"), 1);
                let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
                raw.send_bytes(&form.bytes(&line)).await?;
                ends_with(&mut raw, &[]).await.context(line)?;
                witness.is_alive().await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_before_sign_in_is_302_and_the_end() -> anyhow::Result<()> {
    const ALLOWED: [&str; 7] = ["VER", "CVR", "CVQ", "INF", "USR", "PNG", "OUT"];
    in_every_dialect(|server, dialect| async move {
        for (name, form) in notification_forms(dialect)?.iter().filter(|(name, _)| !ALLOWED.contains(name)) {
            let bytes = form.bytes(&form.line(name, form.arguments.len()));
            let answer = ["302 7".to_owned()];
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.send_bytes(&bytes).await?;
            ends_with(&mut raw, &answer).await.with_context(|| format!("{name} after VER"))?;
            // Before VER, only what every dialect has is a command, in the form that every dialect has.
            let known = notification::FromClient::names(Dialect::BEFORE_VER).contains(name);
            let first = if known { notification_form(name, Dialect::BEFORE_VER) } else { None };
            let first = first.map(|form| form.bytes(&form.line(name, form.arguments.len())));
            let mut raw = Raw::connect(server.main()).await?;
            raw.send_bytes(first.as_ref().unwrap_or(&bytes)).await?;
            ends_with(&mut raw, if known { &answer } else { &[] })
                .await
                .with_context(|| format!("{name} before VER"))?;
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_command_of_a_client_ends_the_session() -> anyhow::Result<()> {
    in_every_dialect(|server, dialect| async move {
        let known = notification::FromClient::names(dialect);
        let servers = Dialect::ALL.into_iter().flat_map(notification::FromServer::names);
        let others = switchboard::FromClient::names(dialect)
            .into_iter()
            .chain(switchboard::FromServer::names(dialect));
        let later = ["ADL", "RML", "FQY", "UUN", "UUM", "VAS", "PUT", "NFY", "DEL", "SDG", "GSB"];
        let never = ["FOO", "ver", "Png", "PNGG", "PN", "911", "GET", "\u{fffd}"];
        let names: BTreeSet<&str> = servers.chain(others).chain(later).chain(never).collect();
        for name in names.into_iter().filter(|name| !known.contains(name)) {
            for line in [name.to_owned(), format!("{name} 7 NLN {BOB} 5")] {
                let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
                raw.is_closed_by(&line).await?;
                let mut raw = Raw::connect(server.main()).await?;
                // Of a line that is no command of a server, a switchboard's may be one.
                if !line.starts_with("ANS ") && !line.starts_with("USR ") {
                    raw.is_closed_by(&line).await?;
                }
            }
        }
        // Commands of other dialects are none in this one, and have no payload to wait for.
        for other in Dialect::ALL {
            for (name, form) in notification_forms(other)?.iter().filter(|(name, _)| !known.contains(name)) {
                let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
                raw.send(&form.line(name, form.arguments.len())).await?;
                ends_with(&mut raw, &[]).await.with_context(|| format!("{name} of {other} in {dialect}"))?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switchboard_closes_on_wrong_arguments() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| {
        policy.openings.count = 0;
        policy.calls.count = 0;
    });
    let server = server.start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    for name in switchboard::FromClient::names(Dialect::Msnp12) {
        let form = switchboard_form(name).context(name)?;
        for count in form.wrong_counts() {
            let line = form.line(name, count);
            let bytes = form.bytes(&line);
            // Without a ticket. `USR` with another number of arguments may still mean the notification server.
            let mut raw = Raw::connect(server.switchboard()).await?;
            raw.send_bytes(&bytes).await?;
            ends_with(&mut raw, &[]).await.with_context(|| format!("{line} without a ticket"))?;
            // In a conversation: the other one hears that one has left.
            let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
            mine.send_bytes(&bytes).await?;
            ends_with(&mut mine, &[]).await.with_context(|| format!("{line} in a conversation"))?;
            theirs.expect(&format!("BYE {ALICE}")).await?;
            bob.settle().await?;
        }
        if form.has_trid() {
            for trid in ["x", "-1", "4294967296"] {
                let line = form.line(name, form.arguments.len()).replacen(" 7", &format!(" {trid}"), 1);
                let mut raw = cast::conversation(&server, &mut alice, ALICE).await?;
                raw.send_bytes(&form.bytes(&line)).await?;
                ends_with(&mut raw, &[]).await.context(line)?;
            }
        }
    }
    for line in [
        "JOI a@b.c A",
        "IRO 1 1 1 a@b.c A",
        "BYE a@b.c",
        "ACK 1",
        "NAK 1",
        "RNG 1",
        "VER 1 MSNP7",
        "SYN 1 0",
        "CHG 1 NLN",
        "USR 9 alice@example.com 1.2",
        "ANS 9 alice@example.com 1.2 3",
    ] {
        let mut raw = cast::conversation(&server, &mut alice, ALICE).await?;
        raw.is_closed_by(line).await?;
    }
    Ok(())
}

/// Words that are none, and rules that are broken with words that are: those that every dialect has.
const BAD_WORDS: [&str; 19] = [
    "GTC 7 X",
    "GTC 7 a",
    "BLP 7 FL",
    "BLP 7 al",
    "CHG 7 XXX",
    "CHG 7 nln",
    "CHG 7 0",
    "REM 7 RL bob@example.com",
    "REM 7 XL bob@example.com",
    "REM 7 fl bob@example.com",
    "SYN 7 x",
    "SYN 7 -1",
    "SYN 7 4294967296",
    "USR 7 MD5 X alice@example.com",
    "USR 7 TWN X alice@example.com",
    "USR 7 SHA I alice@example.com",
    "USR 7 SSO X alice@example.com",
    "USR 7 TWN",
    "USR 7",
];

/// The same, of commands that only some dialects have.
const BAD_WORDS_OF_SOME: [(Cap, &[&str]); 17] = [
    (Cap::ListRequests, &["LST 7 XL", "LST 7 fl", "LST 7 PL"]),
    (
        Cap::AddAndRename,
        &[
            "ADD 7 RL bob@example.com Bob",
            "ADD 7 XL bob@example.com Bob",
            "ADD 7 PL bob@example.com Bob",
            "REM 7 PL bob@example.com",
        ],
    ),
    (
        Cap::AddressBook,
        &[
            "ADC 7 PL N=bob@example.com",
            "ADC 7 XL N=bob@example.com",
            "ADC 7 al N=bob@example.com",
            "ADC 7 AL bob@example.com",
            "ADC 7 AL n=bob@example.com",
            "ADC 7 AL N=bob@example.com N=carol@example.com",
            "ADC 7 AL N=",
            "ADC 7 FL F=Carol",
            "ADC 7 FL C=bob@example.com 00000000-0000-4000-8000-000000000000",
            "ADC 7 FL C=00000000-0000-4000-8000-000000000000",
            "ADC 7 AL C=00000000-0000-4000-8000-000000000000 00000000-0000-4000-8000-000000000000",
            // Nobody who is to be confirmed, and nobody at all.
            "ADC 7 RL N=carol@example.com",
            "ADC 7 RL N=nobody@example.com",
            "ADC 7 RL N=hello",
            // Contacts have GUIDs.
            "REM 7 FL bob@example.com",
            "REM 7 FL 0",
            "SBP 7 bob@example.com MFN Bob",
            "SBP 7 00000000-0000-4000-8000-000000000000 MFNX Bob",
            "SBP 7 00000000-0000-4000-8000-000000000000 PHM 555 2",
        ],
    ),
    (Cap::MessagingSwitch, &["IMS 7 on", "IMS 7 MAYBE"]),
    (Cap::Properties, &["PRP 7 PHHH 1", "PRP 7 MOB X", "PRP 7 MOB y", "PRP 7 MBE", "PRP 7 P1 x"]),
    (Cap::DirectProperty, &["PRP 7 WWE", "PRP 7 WWE 3", "PRP 7 WWE -1", "PRP 7 WWE x"]),
    (Cap::BlogProperty, &["PRP 7 HSB", "PRP 7 HSB 2", "PRP 7 HSB Y"]),
    (Cap::ClientCaps, &["CHG 7 NLN x", "CHG 7 NLN -1", "CHG 7 NLN 4294967296", "CHG 7 NLN 0x10"]),
    (Cap::DevicePaging, &["PGD 7 bob@example.com x 0", "PGD 7 bob@example.com 4294967296 0"]),
    (Cap::PersonalMessages, &["UUX", "UUX 7 x", "UUX 7 -1", "UUX 7 8193"]),
    (Cap::Challenges, &["QRY 7 msmsgs@msnmsgr.com -1", "QRY 7 msmsgs@msnmsgr.com 1665"]),
    (Cap::MembershipLists, &["ADL", "ADL 7 x", "ADL 7 -1", "ADL 7 65537", "RML", "RML 7 65537", "RML x 0"]),
    (Cap::FederationQuery, &["FQY", "FQY 7 65537"]),
    (Cap::UnifiedMessages, &["UUM 7 bob@example.com 1 x 0", "UUM 7 bob@example.com 1 1 1665"]),
    (Cap::UnifiedNotices, &["UUN 7 bob@example.com x 0", "UUN 7 bob@example.com 1 8193"]),
    (Cap::Circles, &["USR 7 SHA A", "USR 7 SHA B word", "PUT 7 8193", "SDG 7 x"]),
    (Cap::ConfigFiles, &["GCF 7", "GCF 7 Shields.xml Shields.xml"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_words_end_the_session() -> anyhow::Result<()> {
    in_every_dialect(|server, dialect| async move {
        let of_some =
            BAD_WORDS_OF_SOME.iter().filter(|(cap, _)| dialect.has(*cap)).flat_map(|(_, lines)| *lines);
        let mut witness = cast::signed_in(&server, BOB, dialect).await?;
        for line in BAD_WORDS.iter().chain(of_some) {
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            raw.is_closed_by(line).await?;
        }
        if dialect.has(Cap::MsnObjects) {
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            raw.is_closed_by(&format!("CHG 7 NLN 0 {}", "x".repeat(3073))).await?;
        }
        for ack in ["u", "n", "a", "X", "NN", "1"] {
            let mut alice = cast::online(&server, ALICE, dialect).await?;
            let mut raw = cast::conversation(&server, &mut alice, ALICE).await?;
            raw.is_closed_by(&format!("MSG 7 {ack} 0")).await?;
        }
        witness.settle().await.map(drop)
    })
    .await
}

#[tokio::test]
async fn an_unknown_way_to_sign_in_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let (own, other) = if dialect.has(Cap::TicketSignIn) { ("TWN", "MD5") } else { ("MD5", "TWN") };
        for line in [
            format!("USR 2 {other} I {ALICE}"),
            format!("USR 2 {other} S {DIGEST}"),
            format!("USR 2 SHA I {ALICE}"),
            format!("USR 2 CTP I {ALICE}"),
            format!("USR 2 {} I {ALICE}", own.to_lowercase()),
            format!("USR 2 CTP I {ALICE} {SECRET}"),
            format!("USR 2 {own} I {ALICE} {SECRET}"),
        ] {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.is_closed_by(&line).await?;
        }
    }
    Ok(())
}
