//! What people send each other passes as it is, whatever it is (reference 03 §3.2).

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::auth::sign_in_digest;
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::p2p::{self, Kind, Receiver};
use nudge_testkit::{Heard, Raw};

/// One message of each kind, with the letter that clients send it under.
fn kinds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let text =
        |headers: &str, body: &str| format!("MIME-Version: 1.0\r\n{headers}\r\n\r\n{body}").into_bytes();
    let plain = "Content-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Segoe%20UI; EF=BIUS; CO=ff8000; \
                 CS=86; PF=22; RL=1\r\nP4-Context: Nick";
    let invite = "Application-Name: File Transfer\r\nApplication-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n\
                  Invitation-Command: INVITE\r\nInvitation-Cookie: 58273\r\nApplication-File: readme.txt\r\n\
                  Application-FileSize: 1234\r\nConnectivity: N\r\n\r\n";
    let object = r#"<msnobj Creator="a@b.c" Size="9" Type="2" Location="x" Friendly="AAA=" SHA1D="+/="/>"#;
    let wink = format!("ID: 2\r\nData: {object}\r\n\r\n");
    let p2p: Vec<u8> = p2p::pieces(&[0xff, 0, b'\r', b'\n', 0x1a], Kind::Object, BOB).flatten().collect();
    vec![
        ("formatted text", "N", text(plain, "grüß dich 爱\r\n👩‍👩‍👧‍👦 = %20")),
        ("typing", "U", text("Content-Type: text/x-msmsgscontrol\r\nTypingUser: alice@example.com", "\r\n")),
        (
            "recording",
            "U",
            text("Content-Type: text/x-msmsgscontrol\r\nRecordingUser: alice@example.com", "\r\n"),
        ),
        ("nudge", "U", text("Content-Type: text/x-msnmsgr-datacast", "ID: 1\r\n\r\n")),
        ("wink", "N", text("Content-Type: text/x-msnmsgr-datacast", &wink)),
        ("voice clip", "N", text("Content-Type: text/x-msnmsgr-datacast", &wink.replace("ID: 2", "ID: 3"))),
        ("emoticons", "N", text("Content-Type: text/x-mms-emoticon", &format!(":bear:\t{object}\t"))),
        (
            "animated emoticons",
            "N",
            text("Content-Type: text/x-mms-animemoticon", &format!(":b:\t{object}\t")),
        ),
        ("ink as GIF", "N", text("Content-Type: image/gif", "base64:R0lGODlhAQABAAAAACw=")),
        ("ink as ISF", "N", text("Content-Type: application/x-ms-ink", "base64:AAAA+/==")),
        (
            "first of two packets",
            "N",
            text("Content-Type: text/plain\r\nMessage-ID: {1}\r\nChunks: 2", "one"),
        ),
        ("second of two packets", "N", b"Message-ID: {1}\r\nChunk: 1\r\n\r\ntwo".to_vec()),
        (
            "client capabilities",
            "U",
            text("Content-Type: text/x-clientcaps", "Client-Name: aMSN\r\nChat-Logging: Y\r\n"),
        ),
        ("invitation", "N", text("Content-Type: text/x-msmsgsinvite; charset=UTF-8", invite)),
        ("keep-alive", "U", text("Content-Type: text/x-keepalive", "")),
        ("shared search", "N", text("Content-Type: text/search-query", "bears")),
        ("MSNP2P", "D", p2p),
        ("bytes", "A", (0..=255).collect()),
        ("nothing", "A", Vec::new()),
        ("the longest", "A", vec![b'x'; 1664]),
    ]
}

#[tokio::test]
async fn every_kind_passes_byte_for_byte_between_all_generations() -> anyhow::Result<()> {
    let generations = [Dialect::Msnp2, Dialect::Msnp7, Dialect::Msnp8, Dialect::Msnp10, Dialect::Msnp12];
    for (from, to) in generations.iter().flat_map(|a| generations.iter().map(move |b| (*a, *b))) {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, from).await?;
        let mut bob = cast::online(&server, BOB, to).await?;
        let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
        for (trid, (kind, letter, payload)) in (10..).zip(kinds()) {
            let at = || format!("{kind} from {from} to {to}");
            mine.send_payload(&format!("MSG {trid} {letter}"), &payload).await?;
            theirs.expect(&format!("MSG {ALICE} Alice {}", payload.len())).await.with_context(at)?;
            ensure!(theirs.payload(payload.len()).await? == payload, "{} was changed", at());
            if matches!(letter, "A" | "D") {
                mine.expect(&format!("ACK {trid}")).await.with_context(at)?;
            }
        }
    }
    Ok(())
}

/// In bytes.
const FILE: u32 = 5 << 20;

/// Not a single byte of 5 MiB is lost or changed, and the chat's pace does not hold it up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_5_mib_arrives_whole() -> anyhow::Result<()> {
    let file: Vec<u8> = (0..FILE).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    for (from, to) in [(Dialect::Msnp12, Dialect::Msnp12), (Dialect::Msnp9, Dialect::Msnp11)] {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, from).await?;
        let mut bob = cast::online(&server, BOB, to).await?;
        let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
        let sending = tokio::spawn({
            let file = file.clone();
            async move { send(&mut mine, &file).await }
        });
        let received = receive(&mut theirs).await?;
        sending.await??;
        let digest = |bytes: &[u8]| sign_in_digest("", bytes);
        ensure!(digest(&received) == digest(&file), "{from} to {to}: {} bytes came", received.len());
    }
    Ok(())
}

/// As clients do: a few dozen pieces are on their way at a time, and each must be acknowledged.
async fn send(switchboard: &mut Raw, file: &[u8]) -> anyhow::Result<()> {
    const ON_THEIR_WAY: u32 = 40;
    let (mut sent, mut acknowledged) = (0, 0);
    for piece in p2p::pieces(file, Kind::File, BOB) {
        switchboard.send_payload(&format!("MSG {sent} D"), &piece).await?;
        sent += 1;
        while sent - acknowledged >= ON_THEIR_WAY {
            switchboard.expect(&format!("ACK {acknowledged}")).await?;
            acknowledged += 1;
        }
    }
    while acknowledged < sent {
        switchboard.expect(&format!("ACK {acknowledged}")).await?;
        acknowledged += 1;
    }
    Ok(())
}

async fn receive(switchboard: &mut Raw) -> anyhow::Result<Vec<u8>> {
    let mut receiver = Receiver::default();
    loop {
        let Heard::Line(line) = switchboard.hear().await? else { anyhow::bail!("the sender has gone") };
        let length = line.strip_prefix(&format!("MSG {ALICE} Alice ")).and_then(|length| length.parse().ok());
        let message = switchboard.payload(length.with_context(|| line.clone())?).await?;
        if receiver.take(&message, BOB)? {
            return Ok(receiver.into_data());
        }
    }
}
