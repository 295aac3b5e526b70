//! Listening, letting in, and ending.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::{Duration, Instant};

use msnp::Dialect;
use nudge_core::{Admission, Admitted, Core, Newcomer, RefusedAccepts};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::connection::Connection;
use crate::doorway::Doorway;
use crate::goodbye::Goodbye;
use crate::metered::{METERED, Open};
use crate::net::{Ends, Net, Referrals, Role, Way};
use crate::outbox::Outbox;
use crate::wire::{Event, Input, Wire};
use crate::{notification, switchboard};

/// The servers, bound to their ports.
#[derive(Debug)]
pub struct Server {
    net: Arc<Net>,
    admission: Arc<Admission>,
    connections: TaskTracker,
    listeners: Vec<(Role, TcpListener)>,
}

/// Where the servers listen.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Addresses {
    /// The common port.
    pub main: Option<SocketAddr>,
    /// The dispatch server's own port.
    pub dispatch: Option<SocketAddr>,
    /// The notification server's own port.
    pub notification: Option<SocketAddr>,
    /// The switchboard's own port.
    pub switchboard: Option<SocketAddr>,
}

/// After how long a silence the system asks the other side whether it is still there: clients of the era pull no plug.
const KEEP_ALIVE: Duration = Duration::from_mins(2);

/// What the system may hold that it could not send yet, in bytes. Left to itself it takes megabytes for one who reads nothing, and
/// we should not notice for as long.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT: u32 = 256 * 1024;

/// How long accepting pauses when the system has no descriptors left.
const EXHAUSTED: Duration = Duration::from_millis(100);

impl Server {
    /// Binds the ports.
    pub async fn bind(core: Arc<Core>, config: Config) -> io::Result<Self> {
        Self::bind_with(core, config, async |address| TcpListener::bind(address).await).await
    }

    /// The same where the listeners come from elsewhere: `listen` is asked for one for each address.
    pub async fn bind_with(
        core: Arc<Core>,
        config: Config,
        mut listen: impl AsyncFnMut(SocketAddr) -> io::Result<TcpListener>,
    ) -> io::Result<Self> {
        LazyLock::force(&METERED);
        let (mut bound, mut listeners) = (Addresses::default(), Vec::new());
        let ports = [
            (Role::Any, Some(config.listen), &mut bound.main),
            (Role::Dispatch, config.dispatch, &mut bound.dispatch),
            (Role::Notification, config.notification, &mut bound.notification),
            (Role::Switchboard, config.switchboard, &mut bound.switchboard),
        ];
        for (role, address, place) in ports {
            if let Some(address) = address {
                let listener = listen(address).await.map_err(|error| {
                    io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
                })?;
                *place = Some(listener.local_addr()?);
                listeners.push((role, listener));
            }
        }
        Ok(Self::with(core, config, bound, listeners))
    }

    /// Servers without ports: whoever comes, comes by the [doorway](Self::doorway).
    pub fn without_ports(core: Arc<Core>, config: Config) -> Self {
        LazyLock::force(&METERED);
        Self::with(core, config, Addresses::default(), Vec::new())
    }

    fn with(core: Arc<Core>, config: Config, bound: Addresses, listeners: Vec<(Role, TcpListener)>) -> Self {
        let limits = &config.limits;
        let admission = Admission::new(limits.connections, limits.connections_per_address);
        let net = Arc::new(Net {
            core,
            config,
            bound,
            web_port: OnceLock::new(),
            stopping: CancellationToken::new(),
            referrals: Referrals::default(),
        });
        Self { net, admission, connections: TaskTracker::new(), listeners }
    }

    /// Where the servers listen; the ports that were asked for as 0 are the ones that the system chose.
    pub fn addresses(&self) -> Addresses {
        self.net.bound
    }

    /// Says on which port our pages are, for the addresses that clients open. Without it, and for whoever is told a public
    /// address, it is the usual one. What was said first holds.
    pub fn pages_at(&self, port: u16) {
        let _said_before = self.net.web_port.set(port);
    }

    /// A way in for connections that do not come to a port.
    pub fn doorway(&self) -> Doorway {
        Doorway::new(Arc::clone(&self.net), Arc::clone(&self.admission), self.connections.clone())
    }

    /// Serves until `stop`, then says goodbye to everybody, waits for them for a while, and returns.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { net, admission, connections, listeners } = self;
        for (role, listener) in listeners {
            tokio::spawn(accept(
                listener,
                role,
                Arc::clone(&net),
                Arc::clone(&admission),
                connections.clone(),
            ));
        }
        stop.await;
        net.stopping.cancel();
        net.core.shut_down();
        connections.close();
        if tokio::time::timeout(net.config.limits.drain, connections.wait()).await.is_err() {
            tracing::warn!(
                connections = connections.len(),
                "some connections did not end in time and are cut"
            );
        }
    }
}

/// Lets connections in until the server stops.
async fn accept(
    listener: TcpListener,
    role: Role,
    net: Arc<Net>,
    admission: Arc<Admission>,
    connections: TaskTracker,
) {
    let mut refused = RefusedAccepts::default();
    loop {
        let accepted = tokio::select! {
            () = net.stopping.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some((admitted, newcomer)) = admission.admit_newcomer(peer.ip()) else {
                    METERED.refused.increment(1);
                    tracing::debug!("a connection was turned away: there are too many");
                    continue;
                };
                // One that is gone already needs nothing more.
                let Ok(ends) = prepare(&stream, peer) else { continue };
                let entry =
                    Entry { way: Way::Port(role), role, ends, patience: net.config.limits.slow_reader };
                connections.spawn(serve(stream, entry, Arc::clone(&net), admitted, Some(newcomer)));
            }
            Err(error) => {
                if let Some(said) = refused.say(&error, Instant::now()) {
                    tracing::warn!(%error, "{said}");
                }
                tokio::time::sleep(EXHAUSTED).await;
            }
        }
    }
}

fn prepare(stream: &TcpStream, peer: SocketAddr) -> io::Result<Ends> {
    stream.set_nodelay(true)?;
    let keep_alive = TcpKeepalive::new().with_time(KEEP_ALIVE).with_interval(KEEP_ALIVE / 4);
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(&keep_alive)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket.set_tcp_notsent_lowat(UNSENT)?;
    Ok(Ends { local: stream.local_addr()?, peer })
}

/// How a connection has come in, and to whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) way: Way,
    pub(crate) role: Role,
    pub(crate) ends: Ends,
    /// How long it may take nothing of what waits for it.
    pub(crate) patience: Duration,
}

/// One connection, from the first byte to the last. A newcomer is one until it has signed in, or come into a conversation.
///
/// What an idle connection takes is what this future holds across its waiting. So it is made of what is prepared before (the
/// parameters of an async function would be in it, and what they are taken apart into a second time), and whatever does more
/// than that is boxed, or its largest handler would be part of every connection.
pub(crate) fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    entry: Entry,
    net: Arc<Net>,
    admitted: Admitted,
    newcomer: Option<Newcomer>,
) -> impl Future<Output = ()> {
    let Entry { way, role, ends, patience } = entry;
    let connection = Connection::new(&admitted, way);
    let mut open = Open::new(way, role);
    let mut wire = Wire::new(stream, &net.config.limits, patience);
    wire.newcomer = newcomer.map(Box::new);
    async move {
        let why = match Box::pin(meant(&mut wire, role, &net)).await {
            Err(why) => why,
            Ok((Role::Switchboard, input)) => {
                open.means("switchboard");
                Box::pin(switchboard::run(&mut wire, input, &net)).await
            }
            Ok((role, input)) => {
                open.means("notification");
                Box::pin(notification::run(&mut wire, input, &net, &ends, role, connection)).await
            }
        };
        METERED.ended(open.server(), &why);
        if let Goodbye::Fault(fault) = &why {
            tracing::error!(parent: &connection.span(), error = %fault, "a connection ended because the server failed");
        } else {
            tracing::debug!(parent: &connection.span(), reason = %why, "a connection ended");
        }
        Box::pin(wire.close(&why)).await;
        drop(admitted);
    }
}

/// Which server the client means: on the common port, its first command tells.
async fn meant<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    role: Role,
    net: &Net,
) -> Result<(Role, Option<Input>), Goodbye> {
    wire.deadline = Some(tokio::time::Instant::now() + net.config.limits.greeting);
    if role != Role::Any {
        return Ok((role, None));
    }
    loop {
        let event = tokio::select! {
            biased;
            event = wire.next::<nudge_core::Notice>(None::<&Outbox<_>>) => event?,
            () = net.stopping.cancelled() => return Err(Goodbye::Shutdown),
        };
        match event {
            Event::Input(mut input) => {
                let mut framer = wire.parts().0.clone();
                let line = input
                    .frame::<msnp::notification::FromClient<'_>>(&mut framer, Dialect::BEFORE_VER)?
                    .map(|frame| frame.line.get(..4).unwrap_or(frame.line).to_vec());
                input.rewind();
                match line.as_deref() {
                    Some(b"USR " | b"ANS ") => return Ok((Role::Switchboard, Some(input))),
                    Some(_) => return Ok((Role::Any, Some(input))),
                    None => wire.keep(input),
                }
            }
            Event::Mail(_) => {}
            Event::Deadline => return Err(Goodbye::TimedOut("no command came in time")),
        }
    }
}

/// For logs of the sign-ins: where a client comes from, without its port.
pub(crate) fn origin(ends: Ends) -> IpAddr {
    ends.peer.ip().to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the future of a function with five or six parameters takes.
    const fn of_five<A, B, C, D, E, F>(_: fn(A, B, C, D, E) -> F) -> usize {
        size_of::<F>()
    }

    const fn of_six<A, B, C, D, E, F, G>(_: fn(A, B, C, D, E, F) -> G) -> usize {
        size_of::<G>()
    }

    /// Most connections are idle: what slips into their futures is paid for by each (`docs/performance.md`, "The budget").
    #[test]
    fn an_idle_connection_is_small() {
        let (connection, session) = (of_five(serve::<TcpStream>), of_six(notification::run::<TcpStream>));
        assert!(connection <= 600 && session <= 400, "{connection} and {session} bytes");
    }
}
