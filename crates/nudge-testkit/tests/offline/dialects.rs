//! What a sender is told whose client knows nothing of offline messages.

use anyhow::Context as _;
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB};

use nudge_testkit::offline::{HELLO, leave};

/// Calling somebody who is not there is answered with 217, whatever waits for them; the client then says so, or offers to leave
/// a message.
#[tokio::test]
async fn calling_somebody_who_is_not_there_is_answered_in_every_dialect() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    leave(&server, ALICE, BOB, HELLO, 1).await?;
    for dialect in Dialect::ALL {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut room = cast::conversation(&server, &mut alice, ALICE).await?;
        room.asks(&format!("CAL 80 {BOB}"), "217 80").await.with_context(|| dialect.to_string())?;
    }
    Ok(())
}
