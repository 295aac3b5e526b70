//! Where the operator wants programs to show a key.

use anyhow::{Context as _, ensure};
use nudge_soap::offline::lock_key;
use nudge_testkit::cast::{self, ALICE, BOB};

use nudge_testkit::offline::{HELLO, Leaving, waiting};

#[tokio::test]
async fn a_program_is_asked_for_its_key_and_shows_it() -> anyhow::Result<()> {
    let server = cast::server().web_config(|config| config.offline_lock_key = true).start().await?;
    let mut left = Leaving::new(&server, ALICE, BOB, HELLO, 1).await?;
    left.product = "PROD0090YUAUV{2B".to_owned();
    let fault = left.is_refused(&server, "AuthenticationFailed").await?.text();
    // With the policy, Pidgin would renew its ticket for ever.
    ensure!(!fault.contains("RequiredAuthPolicy"), "{fault}");
    let (_, rest) = fault
        .split_once("<LockKeyChallenge xmlns=\"http://messenger.live.com/ws/2006/09/oim/\">")
        .context("no challenge")?;
    let (challenge, _) = rest.split_once('<').context("no end")?;
    ensure!(challenge.bytes().all(|byte| byte.is_ascii_digit()), "{challenge}");

    left.key = "0".repeat(32);
    left.is_refused(&server, "AuthenticationFailed").await?;
    left.key = lock_key(challenge, &left.product).context("a known product")?;
    ensure!(left.send(&server).await?.status() == Some(200));
    // It holds into the next hour, and not into the one after that.
    left.number = 2;
    server.advance(std::time::Duration::from_hours(1));
    ensure!(left.send(&server).await?.status() == Some(200));
    server.advance(std::time::Duration::from_hours(1));
    left.is_refused(&server, "AuthenticationFailed").await?;
    ensure!(waiting(&server, BOB).await?.len() == 2, "an hour later it is another message");
    Ok(())
}
