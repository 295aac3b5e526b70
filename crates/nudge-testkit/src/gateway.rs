//! MSNP over HTTP, from the client's side: sessions of the gateway, and a tunnel for clients that know only TCP.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::gateway::{CONTENT_TYPE, HEADER, PATH, Query, Server, Told};
use nudge_net::{Doorway, Front, Visit};
use nudge_web::{Caller, Pipe};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::raw::PATIENCE;

/// The doorway of the front ends, as the HTTP gateway knows it.
#[derive(Debug)]
pub(crate) struct Entrance(pub(crate) Doorway);

impl nudge_web::Doorway for Entrance {
    fn enter(&self, pipe: Pipe, caller: Caller) -> bool {
        let Caller { server, local, peer, patience } = caller;
        let front = match server {
            Server::Notification => Front::Notification,
            Server::Switchboard => Front::Switchboard,
        };
        self.0.enter(pipe, Visit { front, local, peer, patience }).is_ok()
    }
}

/// A session, over one connection of HTTP.
#[derive(Debug)]
pub struct Session {
    stream: BufReader<TcpStream>,
    host: String,
    /// What it is called in the next request.
    name: String,
}

/// An answer.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reply {
    /// Whole commands.
    pub commands: Vec<u8>,
    /// Whether the session has ended.
    pub is_closed: bool,
}

impl Session {
    /// Opens a session with a server, and sends first commands.
    pub async fn open(gateway: SocketAddr, server: Server, commands: &[u8]) -> anyhow::Result<(Self, Reply)> {
        let stream = timeout(PATIENCE, TcpStream::connect(gateway)).await.context("no gateway in time")??;
        stream.set_nodelay(true)?;
        let (stream, host) = (BufReader::new(stream), gateway.to_string());
        let mut session = Self { stream, host, name: String::new() };
        let query = Query::Open { server, dialled: Some("messenger.hotmail.com") };
        let reply = session.ask(&query.to_string(), commands).await?;
        Ok((session, reply))
    }

    /// Sends commands, whole or in part.
    pub async fn send(&mut self, commands: &[u8]) -> anyhow::Result<Reply> {
        let query = Query::Send { session: &self.name }.to_string();
        self.ask(&query, commands).await
    }

    /// Asks what there is.
    pub async fn poll(&mut self, lifespan: Option<Duration>) -> anyhow::Result<Reply> {
        let query = Query::Poll { session: &self.name, lifespan }.to_string();
        self.ask(&query, &[]).await
    }

    /// Ends the session.
    pub async fn close(mut self) -> anyhow::Result<Reply> {
        let query = Query::Close { session: &self.name }.to_string();
        self.ask(&query, &[]).await
    }

    /// What it is called in the next request.
    pub fn name(&self) -> &str {
        &self.name
    }

    async fn ask(&mut self, query: &str, body: &[u8]) -> anyhow::Result<Reply> {
        let (host, length) = (&self.host, body.len());
        let mut request = format!(
            "POST {PATH}?{query} HTTP/1.1\r\nAccept: */*\r\nUser-Agent: MSMSGS\r\nHost: {host}\r\n\
             Connection: Keep-Alive\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: {length}\r\n\r\n"
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request).await?;
        timeout(PATIENCE * 6, self.answer()).await.context("the gateway does not answer")?
    }

    async fn answer(&mut self) -> anyhow::Result<Reply> {
        let status = self.line().await?;
        ensure!(status == "HTTP/1.1 200 OK", "the gateway says {status}");
        let (mut length, mut is_closed, mut name) = (None, false, None);
        loop {
            let line = self.line().await?;
            let Some((header, value)) = line.split_once(": ") else { break };
            if header == "Content-Length" {
                length = Some(value.parse()?);
            } else if header == HEADER {
                let told = Told::parse(value)?;
                (is_closed, name) = (told.is_closed, Some(told.session.to_owned()));
            }
        }
        self.name = name.context("an answer without a session")?;
        let mut commands = vec![0; length.context("an answer without a length")?];
        self.stream.read_exact(&mut commands).await?;
        Ok(Reply { commands, is_closed })
    }

    async fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        Ok(line.strip_suffix("\r\n").context("the gateway closed the connection")?.to_owned())
    }
}

/// A port that clients connect to as to a server, and whose connections go over the gateway.
///
/// What a connection is for is told by its first command, as on a common port.
#[derive(Debug)]
pub struct Tunnel {
    listener: TcpListener,
    address: SocketAddr,
    longest: Duration,
}

/// How long a client that is silent waits for what there is. It is doubled up to the other one, while there is nothing.
const SHORTEST: Duration = Duration::from_millis(5);

const LONGEST: Duration = Duration::from_millis(80);

impl Tunnel {
    /// Takes a free port.
    pub async fn bind() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, longest: LONGEST })
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client that is silent asks at least so often, as those of the era did every two to five seconds.
    #[must_use]
    pub fn asking_every(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Leads to that gateway, for as long as the runtime lives.
    pub fn to(self, gateway: SocketAddr) -> SocketAddr {
        let Self { listener, address, longest } = self;
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A client whose tunnel breaks finds its connection closed.
                tokio::spawn(async move { carry(client, gateway, longest).await });
            }
        });
        address
    }
}

/// Carries one connection, until one end closes.
async fn carry(mut client: TcpStream, gateway: SocketAddr, longest: Duration) -> anyhow::Result<()> {
    client.set_nodelay(true)?;
    let mut said = Vec::new();
    while said.len() < 4 {
        ensure!(client.read_buf(&mut said).await? > 0, "nothing was said");
    }
    let server = if said.starts_with(b"USR ") || said.starts_with(b"ANS ") {
        Server::Switchboard
    } else {
        Server::Notification
    };
    let (mut session, mut reply) = Session::open(gateway, server, &said).await?;
    let mut pause = SHORTEST;
    loop {
        client.write_all(&reply.commands).await?;
        if reply.is_closed {
            client.shutdown().await?;
            return Ok(());
        }
        pause = if reply.commands.is_empty() { longest.min(pause * 2) } else { SHORTEST };
        said.clear();
        tokio::select! {
            read = client.read_buf(&mut said) => {
                if !matches!(read, Ok(1..)) {
                    session.close().await?;
                    return Ok(());
                }
                pause = SHORTEST;
                reply = session.send(&said).await?;
            }
            () = sleep(pause) => reply = session.poll(None).await?,
        }
    }
}
