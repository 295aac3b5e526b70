//! A server for one run.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use nudge_core::Core;
use nudge_net::{Challenges, Config, Doorway, Front, PublicAddress, Server, Visit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::chance::Clockwork;
use crate::people::People;

/// Longer than any time-out of the server that can have begun when the last one goes.
const QUIET: Duration = Duration::from_mins(3);

/// A server in memory. Only for a runtime of one thread whose clock is paused.
#[derive(Debug)]
pub struct Stage {
    /// The domain.
    pub core: Arc<Core>,
    /// When the server was begun.
    pub begun: Instant,
    doorway: Doorway,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
    sweeping: JoinHandle<()>,
}

impl Stage {
    /// Begins a server, on the database as it was at the beginning, with chance by that seed; which dialects are challenged.
    pub fn raise(people: &People, seed: u64, challenged: &[Dialect]) -> anyhow::Result<Self> {
        people.store.rewind()?;
        let begun = Instant::now();
        let core = Core::new(people.parts(Arc::new(Clockwork(begun)), seed));
        let mut config = Config::on(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1863));
        config.limits.commands.count = 0;
        config.limits.announcements.count = 0;
        config.public = Some(PublicAddress { host: "im.example.net".to_owned(), port: Some(1863) });
        config.challenges = Challenges { dialects: challenged.to_vec(), ..config.challenges };
        let server = Server::without_ports(Arc::clone(&core), config);
        let doorway = server.doorway();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async move { drop(stopped.await) }));
        let swept = Arc::clone(&core);
        let sweeping = tokio::spawn(async move {
            loop {
                sleep(Duration::from_secs(1)).await;
                swept.sweep();
            }
        });
        Ok(Self { core, begun, doorway, stop, running, sweeping })
    }

    /// Connects a stream.
    pub fn enter<S>(&self, stream: S, front: Front) -> anyhow::Result<()>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let local = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1863);
        let peer = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        Ok(self.doorway.enter(stream, Visit { front, local, peer, patience: Duration::from_secs(10) })?)
    }

    /// Ends the server, after all have gone: nothing of them may be left.
    pub async fn fall(self) -> anyhow::Result<()> {
        let Self { core, begun: _, doorway, stop, running, sweeping } = self;
        drop(doorway);
        let left = || (core.online(), core.conversations(), core.gathered_circles());
        // Mostly it is over at once.
        sleep(Duration::from_millis(2)).await;
        if left() != (0, 0, 0) {
            sleep(QUIET).await;
        }
        ensure!(left() == (0, 0, 0), "sessions, conversations, circles are left: {:?}", left());
        drop(stop);
        let stopping = Instant::now();
        running.await?;
        ensure!(stopping.elapsed() < Duration::from_secs(1), "connections were left");
        sweeping.abort();
        let _aborted = sweeping.await;
        core.flush().await;
        core.store().close().await;
        drop(core);
        // For the last tasks to hear of it.
        sleep(Duration::from_millis(2)).await;
        Ok(())
    }
}
