//! Two ends of a conversation, through the server or through the bare relay.

use std::net::SocketAddr;

use anyhow::Context as _;
use msnp::notification::FromServer;
use msnp::switchboard::FromServer as FromSwitchboard;

use crate::principal::Principal;
use crate::wire::Wire;

/// Two connections between which messages travel.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) caller: Wire,
    pub(crate) callee: Wire,
}

impl Pair {
    /// Opens a conversation: `XFR`, `USR`, `CAL`, `RNG`, `ANS`, `JOI`.
    pub(crate) async fn open(caller: &mut Principal, callee: &mut Principal) -> anyhow::Result<Self> {
        Self::steps(caller, callee)
            .await
            .with_context(|| format!("opening a conversation of {} with {}", caller.handle, callee.handle))
    }

    async fn steps(caller: &mut Principal, callee: &mut Principal) -> anyhow::Result<Self> {
        // `XFR trid SB address CKI cookie`
        let referral = caller.wire.ask::<FromServer<'_>>("XFR 7 SB\r\n", "XFR 7 SB ").await?;
        let mut one = Wire::connect(word(&referral, 3)?.parse()?).await?;
        let enter = format!("USR 1 {} {}\r\n", caller.handle, word(&referral, 5)?);
        one.ask::<FromSwitchboard<'_>>(&enter, "USR 1 OK ").await?;
        let call = format!("CAL 2 {}\r\n", callee.handle);
        one.ask::<FromSwitchboard<'_>>(&call, "CAL 2 RINGING ").await?;
        // `RNG session address CKI cookie handle name`
        let ring = callee.wire.line::<FromServer<'_>>("RNG ").await?;
        let mut other = Wire::connect(word(&ring, 2)?.parse()?).await?;
        let answer = format!("ANS 1 {} {} {}\r\n", callee.handle, word(&ring, 4)?, word(&ring, 1)?);
        other.ask::<FromSwitchboard<'_>>(&answer, "ANS 1 OK").await?;
        one.line::<FromSwitchboard<'_>>("JOI ").await?;
        Ok(Self { caller: one, callee: other })
    }

    /// Two connections that the bare relay joins. It takes them in the order they come in, so nobody else may connect
    /// meanwhile.
    pub(crate) async fn through_relay(relay: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { caller: Wire::connect(relay).await?, callee: Wire::connect(relay).await? })
    }

    /// Fails if anything more comes at either end.
    pub(crate) async fn silence(&mut self) -> anyhow::Result<()> {
        tokio::try_join!(self.caller.expect_silence(), self.callee.expect_silence())?;
        Ok(())
    }
}

fn word(line: &str, at: usize) -> anyhow::Result<&str> {
    line.split(' ').nth(at).with_context(|| format!("too short: {line}"))
}
