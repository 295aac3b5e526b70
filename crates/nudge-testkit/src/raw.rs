//! A connection that says exactly what a test wants, and shows exactly what comes back.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::auth::sign_in_digest;
use msnp::{Cap, Dialect};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

use crate::{TestServer, passport};

/// How long a server may take to say something, on a machine that is busy with other things.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A TCP connection, line by line.
#[derive(Debug)]
pub struct Raw {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    patience: Duration,
    /// A line of which a part has come, so that waiting for the rest can be given up and taken up again.
    partial: Vec<u8>,
}

/// What came, or did not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Heard {
    /// A line, without its end.
    Line(String),
    /// The server closed the connection.
    Closed,
}

impl Raw {
    /// Connects.
    pub async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = timeout(PATIENCE, TcpStream::connect(to)).await.context("no connection in time")??;
        stream.set_nodelay(true)?;
        let (reader, writer) = stream.into_split();
        Ok(Self { reader: BufReader::new(reader), writer, patience: PATIENCE, partial: Vec::new() })
    }

    /// Connects and agrees on a dialect.
    pub async fn greeted(to: SocketAddr, dialect: Dialect) -> anyhow::Result<Self> {
        let mut raw = Self::connect(to).await?;
        raw.asks(&format!("VER 1 {dialect} CVR0"), &format!("VER 1 {dialect}")).await?;
        Ok(raw)
    }

    /// Connects and signs in. The profile has been read; nothing has been asked for yet.
    pub async fn signed_in(
        server: &TestServer,
        handle: &str,
        secret: &str,
        dialect: Dialect,
    ) -> anyhow::Result<Self> {
        Self::signed_in_at(server, handle, secret, dialect, None).await
    }

    /// The same on a machine with that GUID, which a client of MSNP16 and later may say.
    pub async fn signed_in_at(
        server: &TestServer,
        handle: &str,
        secret: &str,
        dialect: Dialect,
        machine: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut raw = Self::greeted(server.notification(), dialect).await?;
        let answer = if dialect.has(Cap::SingleSignOn) {
            raw.prove_by_sso_at(server, handle, secret, machine).await?
        } else if dialect.has(Cap::TicketSignIn) {
            raw.prove_by_passport(server, handle, secret).await?
        } else {
            raw.prove(handle, secret).await?
        };
        ensure!(
            matches!(&answer, Heard::Line(line) if line.starts_with("USR 3 OK ")),
            "signed in: {answer:?}"
        );
        // The profile, and then what the own endpoints show, where there are such.
        let last = if dialect.has(Cap::Endpoints) { "UBX " } else { "MSG " };
        loop {
            let line = raw.line().await?;
            raw.skip_payload(&line).await?;
            if line.starts_with(last) {
                return Ok(raw);
            }
        }
    }

    /// Signs in by MD5 as far as the answer to the proof, which has the transaction id 3.
    pub async fn prove(&mut self, handle: &str, secret: &str) -> anyhow::Result<Heard> {
        let salt = self.challenged("MD5", handle).await?;
        self.send(&format!("USR 3 MD5 S {}", sign_in_digest(&salt, secret.as_bytes()))).await?;
        self.hear().await
    }

    /// Signs in by Passport as far as the answer to the ticket, which has the transaction id 3.
    pub async fn prove_by_passport(
        &mut self,
        server: &TestServer,
        handle: &str,
        secret: &str,
    ) -> anyhow::Result<Heard> {
        let challenge = self.challenged("TWN", handle).await?;
        let ticket = passport::ticket(server.web(), handle, secret, &challenge).await?;
        self.send(&format!("USR 3 TWN S {ticket}")).await?;
        self.hear().await
    }

    /// Signs in by single sign-on as far as the answer to the proof, which has the transaction id 3. The ticket comes straight
    /// from the domain.
    pub async fn prove_by_sso(
        &mut self,
        server: &TestServer,
        handle: &str,
        secret: &str,
    ) -> anyhow::Result<Heard> {
        self.prove_by_sso_at(server, handle, secret, None).await
    }

    /// The same, saying which machine it is.
    pub async fn prove_by_sso_at(
        &mut self,
        server: &TestServer,
        handle: &str,
        secret: &str,
        machine: Option<&str>,
    ) -> anyhow::Result<Heard> {
        let challenge = self.challenged("SSO", handle).await?;
        let nonce = challenge.strip_prefix("MBI_KEY_OLD ").context("another policy")?;
        let (ticket, response) = passport::sso(server, handle, secret, nonce).await?;
        let machine = machine.map(|machine| format!(" {machine}")).unwrap_or_default();
        self.send(&format!("USR 3 SSO S {ticket} {response}{machine}")).await?;
        self.hear().await
    }

    /// Says who wants to sign in, and gives back what the proof is to be made over. Policies that come before are read over.
    pub async fn challenged(&mut self, package: &str, handle: &str) -> anyhow::Result<String> {
        self.send(&format!("USR 2 {package} I {handle}")).await?;
        let mut line = self.line().await?;
        if line.starts_with("GCF 0 ") {
            self.skip_payload(&line).await?;
            line = self.line().await?;
        }
        let challenge = line.strip_prefix(&format!("USR 2 {package} S "));
        Ok(challenge.with_context(|| format!("no challenge: {line}"))?.to_owned())
    }

    /// With another patience than [`PATIENCE`].
    pub fn patient(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Sends a line.
    pub async fn send(&mut self, line: &str) -> anyhow::Result<()> {
        self.send_bytes(format!("{line}\r\n").as_bytes()).await
    }

    /// Sends a payload command: the length is put behind the line.
    pub async fn send_payload(&mut self, line: &str, payload: &[u8]) -> anyhow::Result<()> {
        let mut bytes = format!("{line} {}\r\n", payload.len()).into_bytes();
        bytes.extend_from_slice(payload);
        self.send_bytes(&bytes).await
    }

    /// Sends bytes as they are.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        timeout(self.patience, self.writer.write_all(bytes)).await.context("the server takes nothing")??;
        Ok(())
    }

    /// Says that nothing more will be sent.
    pub async fn half_close(&mut self) -> anyhow::Result<()> {
        Ok(self.writer.shutdown().await?)
    }

    /// The next line, or that there will be none. Cancel-safe.
    pub async fn hear(&mut self) -> anyhow::Result<Heard> {
        let read = self.reader.read_until(b'\n', &mut self.partial);
        match timeout(self.patience, read).await.context("nothing came in time")? {
            Ok(_) if self.partial.is_empty() => Ok(Heard::Closed),
            Ok(_) => {
                let bytes = std::mem::take(&mut self.partial);
                let line = bytes.strip_suffix(b"\r\n");
                let line = line.with_context(|| {
                    format!("a line without an end: {:?}", bytes.escape_ascii().to_string())
                })?;
                Ok(Heard::Line(String::from_utf8_lossy(line).into_owned()))
            }
            // A server that closes while there is something to read resets the connection.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(Heard::Closed),
            Err(error) => Err(error.into()),
        }
    }

    /// The next line.
    pub async fn line(&mut self) -> anyhow::Result<String> {
        match self.hear().await? {
            Heard::Line(line) => Ok(line),
            Heard::Closed => bail!("the server closed the connection"),
        }
    }

    /// So many bytes.
    pub async fn payload(&mut self, length: usize) -> anyhow::Result<Vec<u8>> {
        let mut payload = vec![0; length];
        timeout(self.patience, self.reader.read_exact(&mut payload)).await.context("half a payload")??;
        Ok(payload)
    }

    /// The next line must be this one.
    pub async fn expect(&mut self, line: &str) -> anyhow::Result<()> {
        let heard = self.hear().await.with_context(|| format!("waiting for `{line}`"))?;
        ensure!(heard == Heard::Line(line.into()), "expected `{line}`, got {heard:?}");
        Ok(())
    }

    /// The server must say nothing more and close.
    pub async fn expect_close(&mut self) -> anyhow::Result<()> {
        let heard = self.hear().await.context("waiting for the end")?;
        ensure!(heard == Heard::Closed, "expected the end, got {heard:?}");
        Ok(())
    }

    /// Sends a line, and the next line must be that one.
    pub async fn asks(&mut self, line: &str, answer: &str) -> anyhow::Result<()> {
        self.send(line).await?;
        self.expect(answer).await.with_context(|| format!("after `{line}`"))
    }

    /// Sends a line, and the server must close without a word.
    pub async fn is_closed_by(&mut self, line: &str) -> anyhow::Result<()> {
        self.send(line).await?;
        self.expect_close().await.with_context(|| format!("after `{line}`"))
    }

    /// A ping must be answered at once: nothing else had been said before, and the connection lives.
    pub async fn is_alive(&mut self) -> anyhow::Result<()> {
        self.send("PNG").await?;
        let line = self.line().await?;
        ensure!(is_pong(&line), "expected `QNG`, got `{line}`");
        Ok(())
    }

    /// All lines that there was cause for when this began; without what followed them.
    ///
    /// The server turns to what others did and to what the client says in turns, so a first ping can overtake what was there
    /// before it, and a second one cannot.
    pub async fn settle(&mut self) -> anyhow::Result<Vec<String>> {
        Ok(self.settle_whole().await?.into_iter().map(|(line, _)| line).collect())
    }

    /// The same, each with what followed it.
    pub async fn settle_whole(&mut self) -> anyhow::Result<Vec<(String, String)>> {
        let mut lines = Vec::new();
        for _ in 0..2 {
            self.send("PNG").await?;
            loop {
                let line = self.line().await?;
                if is_pong(&line) {
                    break;
                }
                let payload = self.payload_of(&line).await?.unwrap_or_default();
                lines.push((line, String::from_utf8_lossy(&payload).into_owned()));
            }
        }
        Ok(lines)
    }

    /// Reads over what follows a line, and says whether anything does.
    pub async fn skip_payload(&mut self, line: &str) -> anyhow::Result<bool> {
        Ok(self.payload_of(line).await?.is_some())
    }

    /// What follows a line, if anything does.
    async fn payload_of(&mut self, line: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let name = line.get(..4).unwrap_or_default();
        let has_one =
            PAYLOAD_COMMANDS.contains(&name) || (SOMETIMES.contains(&name) && !line.ends_with(" OK"));
        if !has_one {
            return Ok(None);
        }
        let length = line.rsplit(' ').next().and_then(|length| length.parse().ok());
        self.payload(length.with_context(|| format!("no length: {line}"))?).await.map(Some)
    }
}

/// What a server says that has something behind it.
const PAYLOAD_COMMANDS: [&str; 9] = ["MSG ", "NOT ", "IPG ", "UBX ", "GCF ", "FQY ", "UBM ", "UBN ", "NFY "];

/// What a server says that has something behind it unless it is an answer.
const SOMETIMES: [&str; 3] = ["ADL ", "RML ", "SDG "];

/// The answer to a ping; since MSNP9 it says when to ask again.
fn is_pong(line: &str) -> bool {
    line == "QNG" || line.strip_prefix("QNG ").is_some_and(|seconds| seconds.parse::<u32>().is_ok())
}
