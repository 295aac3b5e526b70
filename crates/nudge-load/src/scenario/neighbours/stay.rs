//! The stay of neighbours: they move in, they are there, and in the end they must have been cut off.

use anyhow::Context as _;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::kind::Kind;
use super::{Neighbours, slow, whisper};
use crate::door::NudgeDoor;

/// Neighbours who are there. Dropping it is their end.
pub(super) struct Stay {
    enough: watch::Sender<bool>,
    living: JoinHandle<anyhow::Result<()>>,
}

/// What neighbours need to know.
pub(super) struct Lease {
    pub(super) door: NudgeDoor,
    pub(super) size: Neighbours,
    /// To be said when all have moved in.
    pub(super) here: oneshot::Sender<()>,
    /// Whether the others have measured enough.
    pub(super) enough: watch::Receiver<bool>,
}

impl Stay {
    /// Lets them move in, and comes back when they have.
    pub(super) async fn begin(kind: Kind, size: &Neighbours, door: &NudgeDoor) -> anyhow::Result<Self> {
        let (here, moved_in) = oneshot::channel();
        let (enough, until) = watch::channel(false);
        let lease = Lease { door: door.clone(), size: *size, here, enough: until };
        let mut stay = Self { enough, living: tokio::spawn(live(kind, lease)) };
        if moved_in.await.is_err() {
            // It has failed, and says why.
            (&mut stay.living).await??;
            anyhow::bail!("nobody moved in");
        }
        Ok(stay)
    }

    /// Waits until all have been cut off, as they must be.
    pub(super) async fn end(mut self) -> anyhow::Result<()> {
        self.enough.send_replace(true);
        (&mut self.living).await?
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        self.living.abort();
    }
}

impl Lease {
    /// Waits until the others have measured enough.
    pub(super) async fn over(enough: &mut watch::Receiver<bool>) -> anyhow::Result<()> {
        enough.wait_for(|enough| *enough).await.context("the measuring has ended early")?;
        Ok(())
    }
}

async fn live(kind: Kind, lease: Lease) -> anyhow::Result<()> {
    match kind {
        Kind::SlowReader => slow::reader(lease).await,
        Kind::Sippers => slow::sippers(lease).await,
        Kind::Deaf => slow::deaf(lease).await,
        Kind::Whisperers => {
            let (to, count) = (lease.door.messenger, lease.size.offenders);
            whisper::say(lease, vec![to], count, b"VER 1 MSNP7 MSNP6 MSNP5 MSNP4 CVR0").await
        }
        Kind::HttpWhisperers => {
            let (to, count) = (lease.door.http.context("no HTTP")?, lease.size.offenders);
            whisper::say(lease, vec![to], count, b"POST /gateway/gateway.dll?Action=open&Server=NS HTTP/1.1")
                .await
        }
        Kind::TlsWhisperers => {
            let (to, count) = (lease.door.secure.as_ref().context("no TLS")?.address, lease.size.offenders);
            whisper::say(lease, vec![to], count, HELLO).await
        }
        Kind::HalfOpen => {
            let (to, count) = (lease.door.messenger, lease.size.half_open);
            whisper::say(lease, vec![to], count, b"").await
        }
        Kind::HttpHalfOpen => {
            let http = lease.door.http.context("no HTTP")?;
            let secure = lease.door.secure.as_ref().context("no TLS")?.address;
            let count = lease.size.half_open;
            whisper::say(lease, vec![http, secure], count, b"").await
        }
    }
}

/// The beginning of a hello: a record of 512 bytes, and in it a hello of 508 in TLS 1.2.
const HELLO: &[u8] = &[
    22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
];

/// Waits for all of them, and adds up what they say.
pub(super) async fn sum(mut tasks: JoinSet<anyhow::Result<usize>>) -> anyhow::Result<usize> {
    let mut sum = 0;
    while let Some(one) = tasks.join_next().await {
        sum += one??;
    }
    Ok(sum)
}
