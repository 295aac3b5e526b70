//! The answerer's sockets.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::config::{DnsConfig, Forward};
use super::forward::{MAX_UDP, over_tcp, over_udp, read_packet, write_packet};
use super::judge::{Rules, Verdict, judge, server_failure};
use super::metered::{METERED, PACED};
use super::pace::Pace;

/// How many questions may come over one connection.
const QUESTIONS_PER_CONNECTION: usize = 100;

/// How long to wait after a socket has failed, so that a lasting fault does not fill the processor.
const AFTER_A_FAULT: Duration = Duration::from_millis(100);

/// How often two ports of the same free number are looked for.
const ATTEMPTS: usize = 16;

/// Answers for the era's names, on UDP and TCP.
#[derive(Debug)]
pub struct DnsServer {
    udp: Arc<UdpSocket>,
    tcp: TcpListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    config: DnsConfig,
    pace: Mutex<Pace>,
    in_flight: Arc<Semaphore>,
    connections: Arc<Semaphore>,
    stopping: CancellationToken,
}

impl DnsServer {
    /// Takes the port, on both.
    pub async fn bind(config: DnsConfig) -> io::Result<Self> {
        LazyLock::force(&METERED);
        let (udp, tcp) = sockets(config.listen).await?;
        let shared = Shared {
            pace: Mutex::new(Pace::new(config.limits.per_second, Instant::now())),
            in_flight: Arc::new(Semaphore::new(config.limits.in_flight)),
            connections: Arc::new(Semaphore::new(config.limits.connections)),
            stopping: CancellationToken::new(),
            config,
        };
        Ok(Self { udp: Arc::new(udp), tcp, shared: Arc::new(shared) })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// Answers until told to stop. Questions that wait for another server are then given up.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        // Also where this is dropped before its end.
        let _stopping = self.shared.stopping.clone().drop_guard();
        tokio::select! {
            () = stop => {}
            () = self.answer_udp() => {}
            () = self.answer_tcp() => {}
        }
    }

    async fn answer_udp(&self) {
        let mut buffer = vec![0; MAX_UDP];
        loop {
            let (length, client) = match self.udp.recv_from(&mut buffer).await {
                Ok(received) => received,
                // How Windows tells that an earlier answer found nobody. Whoever does that on purpose must not slow us down.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => continue,
                Err(error) => {
                    tracing::debug!(%error, "dns: cannot receive");
                    sleep(AFTER_A_FAULT).await;
                    continue;
                }
            };
            let packet = buffer.get(..length).unwrap_or_default();
            match self.shared.judge(packet, client) {
                (Verdict::Drop, _) => {}
                (Verdict::Answer(answer), _) => self.shared.send(&self.udp, &answer, client).await,
                (Verdict::Forward, forward) => self.pass_on(packet, client, forward).await,
            }
        }
    }

    /// Asks the upstream server in a task of its own, if there is room for one more.
    async fn pass_on(&self, packet: &[u8], client: SocketAddr, forward: Option<Forward>) {
        let (Some(forward), Ok(permit)) = (forward, Arc::clone(&self.shared.in_flight).try_acquire_owned())
        else {
            METERED.forwards_full.increment(1);
            if let Verdict::Answer(answer) = server_failure(packet) {
                self.shared.send(&self.udp, &answer, client).await;
            }
            return;
        };
        let (udp, shared, query) = (Arc::clone(&self.udp), Arc::clone(&self.shared), packet.to_vec());
        self.shared.spawn(async move {
            let asked = over_udp(&query, forward.upstream, shared.config.limits.upstream_timeout).await;
            if let Some(answer) = answered(asked, &query) {
                shared.send(&udp, &answer, client).await;
            }
            drop(permit);
        });
    }

    async fn answer_tcp(&self) {
        loop {
            match self.tcp.accept().await {
                Ok((stream, client)) => {
                    // Without a permit it is closed at once.
                    if let Ok(permit) = Arc::clone(&self.shared.connections).try_acquire_owned() {
                        let shared = Arc::clone(&self.shared);
                        self.shared.spawn(async move { shared.converse(stream, client, permit).await });
                    } else {
                        METERED.connections_full.increment(1);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "dns: cannot accept");
                    sleep(AFTER_A_FAULT).await;
                }
            }
        }
    }
}

impl Shared {
    /// Does something beside the answering, until the server stops.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(self.stopping.clone().run_until_cancelled_owned(work));
    }

    /// What becomes of a packet, and to whom it goes where it is passed on.
    fn judge(&self, packet: &[u8], client: SocketAddr) -> (Verdict, Option<Forward>) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        if !pace.allows(client.ip(), Instant::now()) {
            METERED.question(PACED);
            return (Verdict::Drop, None);
        }
        drop(pace);
        let forward = self.config.forward.filter(|forward| forward.is_for(client.ip()));
        let rules = Rules {
            address: self.config.answer.or_else(|| address_towards(client)),
            shared_names: self.config.shared_names,
            forwards: forward.is_some(),
        };
        let verdict = judge(packet, rules);
        METERED.judged(&verdict);
        (verdict, forward)
    }

    async fn send(&self, udp: &UdpSocket, answer: &[u8], client: SocketAddr) {
        if let Err(error) = udp.send_to(answer, client).await {
            tracing::debug!(%error, "dns: cannot answer");
        }
    }

    /// Answers the questions of one connection, one after the other.
    async fn converse(&self, mut stream: TcpStream, client: SocketAddr, _permit: OwnedSemaphorePermit) {
        let patience = self.config.limits.client_timeout;
        for _ in 0..QUESTIONS_PER_CONNECTION {
            let Ok(Ok(query)) = timeout(patience, read_packet(&mut stream)).await else { return };
            let answer = match self.judge(&query, client) {
                (Verdict::Drop, _) => None,
                (Verdict::Answer(answer), _) => Some(answer),
                (Verdict::Forward, forward) => self.ask_over_tcp(&query, forward).await,
            };
            let Some(answer) = answer else { return };
            let Ok(Ok(())) = timeout(patience, write_packet(&mut stream, &answer)).await else { return };
        }
    }

    async fn ask_over_tcp(&self, query: &[u8], forward: Option<Forward>) -> Option<Vec<u8>> {
        let permit = self.in_flight.try_acquire();
        let (Some(forward), Ok(_permit)) = (forward, permit) else {
            METERED.forwards_full.increment(1);
            return answered(Err(io::ErrorKind::WouldBlock.into()), query);
        };
        answered(over_tcp(query, forward.upstream, self.config.limits.upstream_timeout).await, query)
    }
}

/// The upstream server's answer, or that there is none.
fn answered(asked: io::Result<Vec<u8>>, query: &[u8]) -> Option<Vec<u8>> {
    match asked {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::debug!(%error, "dns: the upstream server does not answer");
            METERED.upstream_failures.increment(1);
            match server_failure(query) {
                Verdict::Answer(answer) => Some(answer),
                Verdict::Drop | Verdict::Forward => None,
            }
        }
    }
}

/// This machine's address on the way to a client: the one that the question came in on, unless the machine has several in
/// the same network. Nothing is sent for it.
fn address_towards(client: SocketAddr) -> Option<Ipv4Addr> {
    let IpAddr::V4(client_ip) = client.ip().to_canonical() else { return None };
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((client_ip, client.port())).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(ip) if !ip.is_unspecified() => Some(ip),
        IpAddr::V4(_) | IpAddr::V6(_) => None,
    }
}

/// Both sockets on the same port.
async fn sockets(listen: SocketAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let tcp = TcpListener::bind(listen).await?;
        match UdpSocket::bind(tcp.local_addr()?).await {
            Ok(udp) => return Ok((udp, tcp)),
            // The number that was free on TCP may be taken on UDP.
            Err(error)
                if error.kind() == io::ErrorKind::AddrInUse && listen.port() == 0 && attempt < ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
}
