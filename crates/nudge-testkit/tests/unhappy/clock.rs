//! A machine whose clock jumps: nobody is thrown out, and everybody goes on as before.

use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{TestServer, wording};

const HOUR: Duration = Duration::from_hours(1);
const YEAR: Duration = Duration::from_hours(365 * 24);

/// How the clock is set.
#[derive(Clone, Copy, Debug)]
enum Jump {
    Ahead(Duration),
    Back(Duration),
}

const JUMPS: [Jump; 6] = [
    Jump::Ahead(HOUR),
    Jump::Back(HOUR),
    Jump::Ahead(YEAR),
    Jump::Back(YEAR),
    // Further than where it began.
    Jump::Back(YEAR),
    Jump::Ahead(YEAR),
];

fn jump(server: &TestServer, jump: Jump) {
    match jump {
        Jump::Ahead(by) => server.advance(by),
        Jump::Back(by) => server.set_back(by),
    }
}

#[tokio::test]
async fn a_clock_that_jumps_throws_nobody_out() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp2, Dialect::Msnp8, Dialect::Msnp12, Dialect::Msnp18] {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = cast::online(&server, BOB, dialect).await?;
        alice.settle().await?;
        for (round, by) in JUMPS.into_iter().enumerate() {
            jump(&server, by);
            // Time for what is done from time to time.
            tokio::time::sleep(Duration::from_millis(60)).await;
            let status = if round % 2 == 0 { "BSY" } else { "AWY" };
            alice.send(&wording::chg(20, status, dialect)).await?;
            alice.settle().await?;
            let heard = bob.settle().await?;
            ensure!(
                heard.iter().any(|line| line.starts_with(&format!("NLN {status} "))),
                "{dialect}, {by:?}: {heard:?}"
            );
            let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
            let body = b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nWhat time is it?";
            mine.send_payload("MSG 9 A", body).await?;
            mine.expect("ACK 9").await?;
            let line = theirs.line().await?;
            ensure!(line.starts_with("MSG "), "{dialect}, {by:?}: {line}");
            ensure!(theirs.payload(body.len()).await? == body);
            // Whoever comes only now is let in, too, with what was made a moment ago.
            cast::online(&server, CAROL, dialect).await?.is_alive().await?;
        }
        server.stop().await?;
    }
    Ok(())
}
