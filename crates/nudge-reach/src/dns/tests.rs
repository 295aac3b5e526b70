//! The answerer on real sockets, with an upstream server of the test's own.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use simple_dns::rdata::{A, RData};
use simple_dns::{CLASS, Name, Packet, QCLASS, Question, RCODE, ResourceRecord, TYPE};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::forward::{read_packet, write_packet};
use super::{DnsConfig, DnsLimits, DnsServer, Forward};

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const SOON: Duration = Duration::from_secs(5);
/// What the upstream server says of every name (RFC 5737).
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

/// An answerer, gone with this.
struct Running {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn start(change: impl FnOnce(&mut DnsConfig)) -> Running {
    let mut config = DnsConfig {
        listen: LOOPBACK,
        answer: None,
        shared_names: false,
        forward: None,
        limits: DnsLimits::default(),
    };
    change(&mut config);
    let server = DnsServer::bind(config).await.unwrap();
    let address = server.address().unwrap();
    Running { address, task: tokio::spawn(server.run(std::future::pending())) }
}

/// A server that knows every name, on UDP and TCP.
async fn upstream() -> (SocketAddr, JoinHandle<()>) {
    let tcp = TcpListener::bind(LOOPBACK).await.unwrap();
    let address = tcp.local_addr().unwrap();
    let udp = UdpSocket::bind(address).await.unwrap();
    let task = tokio::spawn(async move {
        let mut buffer = [0; 512];
        loop {
            tokio::select! {
                received = udp.recv_from(&mut buffer) => {
                    let (length, client) = received.unwrap();
                    // Noise that is no answer to this question must be passed over.
                    udp.send_to(b"??", client).await.unwrap();
                    udp.send_to(&known(&buffer[..length]), client).await.unwrap();
                }
                accepted = tcp.accept() => {
                    let (mut stream, _) = accepted.unwrap();
                    let query = read_packet(&mut stream).await.unwrap();
                    write_packet(&mut stream, &known(&query)).await.unwrap();
                }
            }
        }
    });
    (address, task)
}

fn known(query: &[u8]) -> Vec<u8> {
    let query = Packet::parse(query).unwrap();
    let mut reply = Packet::new_reply(query.id());
    let name = query.questions[0].qname.clone();
    reply.answers.push(ResourceRecord::new(name, CLASS::IN, 1, RData::A(A::from(ELSEWHERE))));
    reply.build_bytes_vec().unwrap()
}

fn query(name: &str) -> Vec<u8> {
    let mut packet = Packet::new_query(4711);
    let name = Name::new(name).unwrap();
    packet.questions.push(Question::new(name, TYPE::A.into(), QCLASS::CLASS(CLASS::IN), false));
    packet.build_bytes_vec().unwrap()
}

fn read(answer: &[u8]) -> (RCODE, Vec<Ipv4Addr>) {
    let reply = Packet::parse(answer).unwrap();
    assert_eq!(reply.id(), 4711);
    let addresses = reply.answers.iter().map(|record| {
        let RData::A(address) = &record.rdata else { panic!("{record:?}") };
        Ipv4Addr::from(address.address)
    });
    (reply.rcode(), addresses.collect())
}

/// Asks over UDP and over TCP, and gives both answers.
async fn ask(server: SocketAddr, name: &str) -> [(RCODE, Vec<Ipv4Addr>); 2] {
    let socket = UdpSocket::bind(LOOPBACK).await.unwrap();
    socket.send_to(&query(name), server).await.unwrap();
    let mut buffer = [0; 512];
    let length = timeout(SOON, socket.recv(&mut buffer)).await.unwrap().unwrap();
    let mut stream = TcpStream::connect(server).await.unwrap();
    write_packet(&mut stream, &query(name)).await.unwrap();
    let over_tcp = timeout(SOON, read_packet(&mut stream)).await.unwrap().unwrap();
    [read(&buffer[..length]), read(&over_tcp)]
}

fn both(code: RCODE, address: Option<Ipv4Addr>) -> [(RCODE, Vec<Ipv4Addr>); 2] {
    let one = (code, Vec::from_iter(address));
    [one.clone(), one]
}

#[tokio::test]
async fn the_eras_names_lead_here_and_the_rest_is_refused() {
    let server = start(|_| {}).await;
    assert_eq!(
        ask(server.address, "messenger.hotmail.com").await,
        both(RCODE::NoError, Some(Ipv4Addr::LOCALHOST))
    );
    assert_eq!(ask(server.address, "example.com").await, both(RCODE::Refused, None));
    assert_eq!(ask(server.address, "login.live.com").await, both(RCODE::Refused, None));
}

#[tokio::test]
async fn the_address_can_be_another() {
    let public = Ipv4Addr::new(203, 0, 113, 7);
    let server = start(|config| config.answer = Some(public)).await;
    assert_eq!(ask(server.address, "nexus.passport.com").await, both(RCODE::NoError, Some(public)));
}

#[tokio::test]
async fn the_rest_is_forwarded_where_that_is_wanted() {
    let (upstream, task) = upstream().await;
    let server = start(|config| config.forward = Some(Forward { upstream, for_everybody: false })).await;
    assert_eq!(ask(server.address, "example.com").await, both(RCODE::NoError, Some(ELSEWHERE)));
    assert_eq!(
        ask(server.address, "messenger.hotmail.com").await,
        both(RCODE::NoError, Some(Ipv4Addr::LOCALHOST))
    );
    task.abort();
}

#[tokio::test]
async fn an_upstream_server_that_is_silent_is_a_failure() {
    let silent = UdpSocket::bind(LOOPBACK).await.unwrap();
    let upstream = silent.local_addr().unwrap();
    let server = start(|config| {
        config.forward = Some(Forward { upstream, for_everybody: false });
        config.limits.upstream_timeout = Duration::from_millis(50);
    })
    .await;
    assert_eq!(ask(server.address, "example.com").await, both(RCODE::ServerFailure, None));
}

#[tokio::test]
async fn more_than_may_wait_fail_at_once() {
    let silent = UdpSocket::bind(LOOPBACK).await.unwrap();
    let upstream = silent.local_addr().unwrap();
    let server = start(|config| {
        config.forward = Some(Forward { upstream, for_everybody: false });
        config.limits.in_flight = 0;
        config.limits.upstream_timeout = Duration::from_hours(1);
    })
    .await;
    assert_eq!(ask(server.address, "example.com").await, both(RCODE::ServerFailure, None));
}

#[tokio::test]
async fn who_asks_too_fast_is_not_answered() {
    let server = start(|config| config.limits.per_second = 1).await;
    let socket = UdpSocket::bind(LOOPBACK).await.unwrap();
    for _ in 0..20 {
        socket.send_to(&query("messenger.hotmail.com"), server.address).await.unwrap();
    }
    let mut answers = 0;
    let mut buffer = [0; 512];
    while let Ok(received) = timeout(Duration::from_millis(300), socket.recv(&mut buffer)).await {
        received.unwrap();
        answers += 1;
    }
    assert!((1..=3).contains(&answers), "{answers}");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_is_closed_and_others_are_turned_away_meanwhile() {
    let server = start(|config| {
        config.limits.connections = 1;
        config.limits.client_timeout = Duration::from_millis(300);
    })
    .await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let mut second = TcpStream::connect(server.address).await.unwrap();
    assert!(timeout(SOON, read_packet(&mut second)).await.unwrap().is_err(), "turned away");
    assert!(timeout(SOON, read_packet(&mut idle)).await.unwrap().is_err(), "closed");
    let mut third = TcpStream::connect(server.address).await.unwrap();
    write_packet(&mut third, &query("messenger.hotmail.com")).await.unwrap();
    assert!(timeout(SOON, read_packet(&mut third)).await.unwrap().is_ok(), "there is room again");
}

#[tokio::test]
async fn stopping_ends_the_connections() {
    let config = DnsConfig {
        listen: LOOPBACK,
        answer: None,
        shared_names: false,
        forward: None,
        limits: DnsLimits { client_timeout: Duration::from_hours(1), ..DnsLimits::default() },
    };
    let server = DnsServer::bind(config).await.unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let task = tokio::spawn(server.run(async move { drop(stopped.await) }));
    ask(address, "messenger.hotmail.com").await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    write_packet(&mut idle, &query("messenger.hotmail.com")).await.unwrap();
    read_packet(&mut idle).await.unwrap();
    stop.send(()).unwrap();
    timeout(SOON, task).await.unwrap().unwrap();
    assert!(timeout(SOON, read_packet(&mut idle)).await.unwrap().is_err());
}

#[tokio::test]
async fn noise_does_not_stop_it() {
    let server = start(|_| {}).await;
    let socket = UdpSocket::bind(LOOPBACK).await.unwrap();
    for noise in [&b""[..], b"x", &[0xff; 12], &[0; 4000]] {
        socket.send_to(noise, server.address).await.unwrap();
    }
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    write_packet(&mut stream, &vec![0xff; 60_000]).await.unwrap();
    assert!(timeout(SOON, read_packet(&mut stream)).await.unwrap().is_err());
    let answer = ask(server.address, "messenger.hotmail.com").await;
    assert_eq!(answer, both(RCODE::NoError, Some(Ipv4Addr::LOCALHOST)));
}
