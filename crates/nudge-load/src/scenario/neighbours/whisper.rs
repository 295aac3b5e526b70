//! Connections that say nothing, or a byte a second.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use super::stay::{Lease, sum};
use crate::link::connect;

/// How many connect at a time, and how long each keeps the next one waiting: 2,560 a second. Faster than the server accepts,
/// the system would tell us of connections that it has not told the server of, and that nobody would ever close.
const AT_A_TIME: usize = 256;
const APART: Duration = Duration::from_millis(100);

/// Between two bytes.
const SECOND: Duration = Duration::from_secs(1);

/// Connects so many times, in turn to each of those ports, and says that, a byte a second. All must be closed by the server in
/// the end, in no more than the time that it gives those who say nothing whole.
pub(super) async fn say(
    lease: Lease,
    to: Vec<SocketAddr>,
    count: usize,
    what: &'static [u8],
) -> anyhow::Result<()> {
    let Lease { here, mut enough, size, .. } = lease;
    let notice = size.notice();
    let (turns, mut living) = (Arc::new(Semaphore::new(AT_A_TIME)), JoinSet::new());
    let (came, mut coming) = mpsc::unbounded_channel();
    for address in to.into_iter().cycle().take(count) {
        let (turns, came) = (Arc::clone(&turns), came.clone());
        living.spawn(async move {
            let turn = turns.acquire_owned().await?;
            let stream = connect(address).await?;
            came.send(())?;
            tokio::spawn(async move {
                sleep(APART).await;
                drop(turn);
            });
            Ok(usize::from(whisper(stream, what, notice).await))
        });
    }
    drop(came);
    let mut there = 0;
    while there < count && coming.recv().await.is_some() {
        there += 1;
    }
    ensure!(there == count, "only {there} of {count} connections could be made");
    // Nobody waits any more if the measuring has failed.
    let _measured = here.send(());
    Lease::over(&mut enough).await?;
    let closed = sum(living).await?;
    ensure!(closed == count, "only {closed} of {count} connections were closed in time");
    Ok(())
}

/// Says it, a byte a second, until the server closes. Whether it does so in time.
async fn whisper(mut stream: TcpStream, what: &[u8], notice: Duration) -> bool {
    let (mut beat, mut rest) = (interval(SECOND), what.iter());
    let closing = async {
        let mut heard = [0; 256];
        loop {
            tokio::select! {
                read = stream.read(&mut heard) => match read {
                    Ok(0) | Err(_) => return,
                    // A server may say what is wrong before it closes.
                    Ok(_) => {}
                },
                _ = beat.tick(), if !rest.as_slice().is_empty() => {
                    if let Some(byte) = rest.next() && stream.write_all(&[*byte]).await.is_err() {
                        return;
                    }
                }
            }
        }
    };
    timeout(notice, closing).await.is_ok()
}
