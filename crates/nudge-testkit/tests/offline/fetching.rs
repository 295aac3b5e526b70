//! Fetching messages, and deleting them.

use anyhow::ensure;
use nudge_core::Service;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::http::post;

use nudge_testkit::offline::{
    self as steps, HELLO, RSI, RUN, delete, fetch, ids, leave, rsi, ticket, waiting,
};

#[tokio::test]
async fn a_message_waits_until_it_is_deleted() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    leave(&server, ALICE, BOB, "First", 1).await?;
    leave(&server, ALICE, BOB, "Second\r\nline \u{e9}\u{1f600}", 2).await?;
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let known = ids(&server, &bobs).await?;
    ensure!(known.len() == 2);
    let (head, text) = fetch(&server, &bobs, &known[1]).await?;
    ensure!(text == "Second\r\nline \u{e9}\u{1f600}", "{text}");
    for line in [
        "To: bob@example.com".to_owned(),
        format!("X-OIM-Run-Id: {{{RUN}}}"),
        "X-OIM-Sequence-Num: 2".to_owned(),
        // Not where the sender is.
        "X-OIM-originatingSource: 127.0.0.1".to_owned(),
    ] {
        ensure!(head.lines().any(|found| found == line), "{line} in {head}");
    }
    // It is still there, marked as read.
    ensure!(ids(&server, &bobs).await? == known);
    ensure!(waiting(&server, BOB).await?.iter().map(|message| message.read).eq([false, true]));
    delete(&server, &bobs, &known[..1]).await?;
    ensure!(ids(&server, &bobs).await? == known[1..]);
    // Deleting again is no error: the answer may have been lost.
    delete(&server, &bobs, &known).await?;
    ensure!(ids(&server, &bobs).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn nobody_else_gets_at_it() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let known = ids(&server, &bobs).await?;
    for who in [ALICE, CAROL] {
        let other = ticket(&server, who, Service::Messenger).await?;
        ensure!(ids(&server, &other).await?.is_empty(), "{who}");
        ensure!(fetch(&server, &other, &known[0]).await.is_err(), "{who}");
        delete(&server, &other, &known).await?;
    }
    for bad in ["", "t=EwAgTicketExample0002&p=", &ticket(&server, BOB, Service::Contacts).await?] {
        let answer = rsi(&server, bad, "GetMetadata", "<GetMetadata/>").await?;
        let text = answer.text();
        ensure!(answer.status() == Some(500), "{}", answer.head);
        ensure!(text.contains("<faultcode>AuthenticationFailed</faultcode>"), "{text}");
        ensure!(text.contains("<RequiredAuthPolicy "), "{text}");
    }
    ensure!(ids(&server, &bobs).await? == known);
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_is_a_fault_that_clients_know() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    let get = |id: &str| format!("<GetMessage><messageId>{id}</messageId></GetMessage>");
    for operation in [
        get("0f5a1c2e-0000-4000-8000-00000000a001"),
        get("MSG1132093467.11"),
        get(""),
        "<GetMessage/>".to_owned(),
        "<Unknown/>".to_owned(),
    ] {
        let answer = rsi(&server, &bobs, "GetMessage", &operation).await?;
        ensure!(answer.status() == Some(500), "{operation}");
        ensure!(answer.text().contains("<faultstring>Schema validation error</faultstring>"), "{operation}");
    }
    for body in ["", "nonsense", "<Envelope/>"] {
        let answer = post(server.web(), RSI, "/rsi/rsi.asmx", &[], body.as_bytes()).await?;
        ensure!(answer.status() == Some(500) && answer.text().contains("soap:Client"), "{body}");
    }
    // A list with nothing in it, or nonsense, deletes nothing.
    for operation in [
        "<DeleteMessages/>",
        "<DeleteMessages><messageIds><messageId>x</messageId></messageIds></DeleteMessages>",
    ] {
        let answer = rsi(&server, &bobs, "DeleteMessages", operation).await?;
        steps::result(&answer, &["DeleteMessagesResponse"])?;
    }
    Ok(())
}

/// What clients of MSN Messenger 7 and later are told at sign-in is what they can fetch.
#[tokio::test]
async fn more_than_are_told_at_sign_in_can_be_fetched() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    for number in 1..=26 {
        leave(&server, ALICE, BOB, HELLO, number).await?;
    }
    let bobs = ticket(&server, BOB, Service::Messenger).await?;
    ensure!(ids(&server, &bobs).await?.len() == 26);
    for dialect in cast::having(msnp::Cap::MailData) {
        let mut bob = cast::signed_in(&server, BOB, dialect).await?;
        let chg = nudge_testkit::wording::chg(2, "NLN", dialect);
        bob.asks(&chg, &chg).await?;
        let mail = steps::notice(&mut bob, "MSG Hotmail Hotmail ").await?;
        ensure!(mail.contains("\r\n\r\nMail-Data: too-large\r\n"), "{mail}");
    }
    Ok(())
}
