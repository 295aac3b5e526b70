//! Passing a question on.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use simple_dns::{PacketFlag, header_buffer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// The longest packet over UDP, in bytes: what resolvers announce at most (DNS Flag Day 2020: 1232) and some to spare.
pub(super) const MAX_UDP: usize = 4096;

/// Asks over UDP.
///
/// The question goes out as it came, with its id: each has a socket and thus a port of its own, and nothing is kept, so
/// whoever could guess both would fool nobody but the one who asks.
pub(super) async fn over_udp(query: &[u8], upstream: SocketAddr, patience: Duration) -> io::Result<Vec<u8>> {
    timeout(patience, ask_over_udp(query, upstream)).await.map_err(|_| io::ErrorKind::TimedOut)?
}

/// Asks over TCP.
pub(super) async fn over_tcp(query: &[u8], upstream: SocketAddr, patience: Duration) -> io::Result<Vec<u8>> {
    timeout(patience, ask_over_tcp(query, upstream)).await.map_err(|_| io::ErrorKind::TimedOut)?
}

async fn ask_over_udp(query: &[u8], upstream: SocketAddr) -> io::Result<Vec<u8>> {
    let any: SocketAddr = match upstream {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    // Only what comes from there is received.
    socket.connect(upstream).await?;
    socket.send(query).await?;
    let mut answer = vec![0; MAX_UDP];
    loop {
        let length = socket.recv(&mut answer).await?;
        let packet = answer.get(..length).unwrap_or_default();
        if answers(packet, query) {
            answer.truncate(length);
            return Ok(answer);
        }
    }
}

async fn ask_over_tcp(query: &[u8], upstream: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(upstream).await?;
    write_packet(&mut stream, query).await?;
    let answer = read_packet(&mut stream).await?;
    if answers(&answer, query) { Ok(answer) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Whether one packet is an answer, and to the other.
fn answers(packet: &[u8], query: &[u8]) -> bool {
    let is_answer = matches!(header_buffer::has_flags(packet, PacketFlag::RESPONSE), Ok(true));
    is_answer && matches!((header_buffer::id(packet), header_buffer::id(query)), (Ok(a), Ok(b)) if a == b)
}

/// Reads a packet as TCP carries it: two bytes of length, and the packet (RFC 1035 §4.2.2).
pub(super) async fn read_packet(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let length = stream.read_u16().await?;
    let mut packet = vec![0; usize::from(length)];
    stream.read_exact(&mut packet).await?;
    Ok(packet)
}

/// Writes a packet as TCP carries it.
pub(super) async fn write_packet(stream: &mut TcpStream, packet: &[u8]) -> io::Result<()> {
    let length = u16::try_from(packet.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    // In one write: two would make two segments, and some clients read only the first.
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(packet);
    stream.write_all(&framed).await
}
