//! Telling clients that fetch messages: at sign-in, while they are online, and after they have deleted some.

use anyhow::ensure;
use msnp::Cap;
use msnp::payload::mail::MailNotice;
use nudge_core::Service;
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::wording;

use nudge_testkit::offline::{HELLO, delete, leave, notice, ticket, waiting};

const MSG: &str = "MSG Hotmail Hotmail ";

#[tokio::test]
async fn what_waits_is_told_once_at_sign_in() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    leave(&server, ALICE, BOB, "And more", 2).await?;
    let left = waiting(&server, BOB).await?;
    for dialect in cast::having(Cap::MailData) {
        // Hidden or not, for nobody else hears of it.
        for status in ["NLN", "HDN"] {
            let mut bob = cast::signed_in(&server, BOB, dialect).await?;
            let chg = wording::chg(2, status, dialect);
            bob.asks(&chg, &chg).await?;
            let mail = notice(&mut bob, MSG).await?;
            let Some(MailNotice::Waiting(told)) = MailNotice::parse(mail.as_bytes()) else {
                anyhow::bail!("{dialect}: {mail}")
            };
            let ids: Vec<_> = told.offline.iter().map(|message| message.id.clone()).collect();
            ensure!(ids == [left[0].id.to_string(), left[1].id.to_string()], "{dialect}: {mail}");
            ensure!(told.offline[0].from == ALICE && told.offline[0].name == "Alice", "{mail}");
            ensure!(mail.contains("<F>00000000-0000-0000-0000-000000000009</F>"), "{mail}");
            let chg = wording::chg(3, "BSY", dialect);
            bob.asks(&chg, &chg).await?;
            bob.is_alive().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_comes_in_is_told_at_once_and_what_was_deleted_too() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    for (number, dialect) in cast::having(Cap::MailData).enumerate() {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        leave(&server, ALICE, BOB, HELLO, u32::try_from(number)? + 1).await?;
        let mail = notice(&mut bob, MSG).await?;
        ensure!(mail.contains("Content-Type: text/x-msmsgsoimnotification; charset=UTF-8\r\n"), "{mail}");
        ensure!(mail.contains("Mail-Data: <MD><M><T>11</T>") && mail.contains("<F>.!!OIM</F>"), "{mail}");
        let left = waiting(&server, BOB).await?;
        ensure!(left.len() == 1 && mail.contains(&left[0].id.to_string()), "{mail}");

        let bobs = ticket(&server, BOB, Service::Messenger).await?;
        delete(&server, &bobs, &[left[0].id.to_string()]).await?;
        let mail = notice(&mut bob, MSG).await?;
        ensure!(
            mail.contains("Content-Type: text/x-msmsgsactivemailnotification; charset=UTF-8\r\n"),
            "{mail}"
        );
        let moved = "Src-Folder: .!!OIM\r\nDest-Folder: .!!trAsH\r\nMessage-Delta: 1\r\n";
        ensure!(mail.contains(moved), "{mail}");
        bob.is_alive().await?;
    }
    Ok(())
}

/// What comes in between the sign-in and the first presence is in the first list, and nowhere else.
#[tokio::test]
async fn nothing_is_told_twice() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (number, dialect) in cast::having(Cap::MailData).enumerate() {
        let mut bob = cast::signed_in(&server, BOB, dialect).await?;
        leave(&server, ALICE, BOB, HELLO, u32::try_from(number)? + 1).await?;
        bob.is_alive().await?;
        let chg = wording::chg(2, "NLN", dialect);
        bob.asks(&chg, &chg).await?;
        let mail = notice(&mut bob, MSG).await?;
        ensure!(mail.matches("<M>").count() == number + 1, "{mail}");
        bob.is_alive().await?;
        bob.is_alive().await?;
    }
    Ok(())
}
