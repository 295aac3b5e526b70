//! The ends of a conversation, through a server or through the bare relay.

use std::net::SocketAddr;

use anyhow::Context as _;
use msnp::Dialect;
use tokio::task::JoinSet;

use crate::cutter::{Cutter, Unit};
use crate::door::Person;
use crate::link::{self, Link};
use crate::stamp::{Stamper, Style, Verifier};
use crate::wire::Wire;

/// One end: says numbered messages, and checks those that come.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) wire: Wire,
    envelope: Envelope,
    says: Stamper,
    hears: Verifier,
    line: Vec<u8>,
    /// Who must stay signed in for it.
    _behind: Option<Person>,
}

/// What a message is put into.
#[derive(Clone, Debug)]
pub(crate) enum Envelope {
    /// `MSG trid ack length`.
    Msn {
        /// Which answers the sender asks for.
        ack: &'static str,
    },
    /// `PRIVMSG to :text`.
    Irc { to: String },
    /// `<message>`, of that type.
    Xmpp { to: String, kind: &'static str },
}

/// Two ends between which messages travel.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) caller: End,
    pub(crate) callee: End,
}

/// Many ends, of which one speaks.
#[derive(Debug)]
pub(crate) struct Gathering {
    pub(crate) speaker: End,
    pub(crate) hearers: Vec<End>,
    /// Whether the speaker hears what it says.
    pub(crate) has_echo: bool,
}

impl End {
    /// Of a protocol in which everybody has one connection.
    pub(crate) fn of(person: Person, envelope: Envelope) -> Self {
        Self::new(person.wire, envelope, None)
    }

    /// Of a connection for this conversation alone.
    pub(crate) fn new(wire: Wire, envelope: Envelope, behind: Option<Person>) -> Self {
        let style = envelope.style();
        let (says, hears) = (Stamper::new(0, 0, style), Verifier::new(0, 0, style));
        Self { wire, envelope, says, hears, line: Vec::new(), _behind: behind }
    }

    /// Of a connection to the bare relay.
    async fn at_relay(relay: SocketAddr) -> anyhow::Result<Self> {
        let link = Link::Tcp(link::connect(relay).await?);
        let wire = Wire::new(link, Cutter::switchboard(Dialect::Msnp7));
        Ok(Self::new(wire, Envelope::Msn { ack: "U" }, None))
    }

    /// From now on it says the messages of one number, and hears those of another, with payloads of that many bytes.
    pub(crate) fn number(&mut self, says: u32, hears: u32, size: usize) {
        let style = self.envelope.style();
        (self.says, self.hears) = (Stamper::new(says, size, style), Verifier::new(hears, size, style));
    }

    /// In MSNP, which answers it asks for.
    pub(crate) fn ask_for(&mut self, letter: &'static str) {
        if let Envelope::Msn { ack } = &mut self.envelope {
            *ack = letter;
        }
    }

    /// Appends the next message.
    pub(crate) fn put(&mut self, out: &mut Vec<u8>) {
        match &self.envelope {
            Envelope::Msn { ack } => self.says.message(ack, out),
            Envelope::Irc { to } => {
                for piece in ["PRIVMSG ", to, " :"] {
                    out.extend_from_slice(piece.as_bytes());
                }
                self.says.payload(out);
                out.extend_from_slice(b"\r\n");
            }
            Envelope::Xmpp { to, kind } => {
                for piece in ["<message to='", to, "' type='", kind, "'><body>"] {
                    out.extend_from_slice(piece.as_bytes());
                }
                self.says.payload(out);
                out.extend_from_slice(b"</body></message>");
            }
        }
    }

    pub(crate) async fn send(&mut self) -> anyhow::Result<()> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        self.put(&mut line);
        self.line = line;
        self.wire.send(&self.line).await
    }

    /// How many messages have come.
    pub(crate) fn heard(&self) -> u64 {
        self.hears.count()
    }

    /// Checks the next message, if it is here already. Anything else that comes is wrong.
    pub(crate) fn take(&mut self) -> anyhow::Result<bool> {
        let Some(unit) = self.wire.step()? else { return Ok(false) };
        check(&mut self.hears, unit)?;
        Ok(true)
    }

    /// Waits for the next message in a conversation that somebody may leave meanwhile.
    pub(crate) async fn receive_past_leaving(&mut self) -> anyhow::Result<()> {
        loop {
            match self.wire.step()? {
                Some(unit) if unit.line.starts_with(b"BYE ") => {}
                Some(unit) => return check(&mut self.hears, unit),
                None => self.wire.fill().await?,
            }
        }
    }

    /// Waits for the next message.
    pub(crate) async fn receive(&mut self) -> anyhow::Result<()> {
        while !self.take()? {
            self.wire.fill().await.with_context(|| format!("after {} messages", self.heard()))?;
        }
        Ok(())
    }
}

fn check(hears: &mut Verifier, unit: Unit<'_>) -> anyhow::Result<()> {
    let payload = unit.payload.with_context(|| format!("{} came", String::from_utf8_lossy(unit.line)))?;
    Ok(hears.check(payload)?)
}

impl Envelope {
    const fn style(&self) -> Style {
        match self {
            Self::Msn { .. } => Style::Mime,
            Self::Irc { .. } | Self::Xmpp { .. } => Style::Line,
        }
    }
}

impl Pair {
    /// Two connections that the bare relay joins. It takes them in the order they come in, so nobody else may connect
    /// meanwhile.
    pub(crate) async fn through_relay(relay: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { caller: End::at_relay(relay).await?, callee: End::at_relay(relay).await? })
    }
}

/// Fails if anything more comes at any of these ends.
pub(crate) async fn all_silent(ends: impl IntoIterator<Item = End>) -> anyhow::Result<()> {
    let mut listening = JoinSet::new();
    for mut end in ends {
        listening.spawn(async move {
            end.wire.expect_silence().await?;
            anyhow::Ok(end)
        });
    }
    // Nobody leaves before all have listened, or the others would be told.
    let mut silent = Vec::new();
    while let Some(end) = listening.join_next().await {
        silent.push(end??);
    }
    Ok(())
}

/// The same, for pairs that will go on.
pub(crate) async fn pairs_silent(pairs: Vec<Pair>) -> anyhow::Result<Vec<Pair>> {
    let mut listening = JoinSet::new();
    for mut pair in pairs {
        listening.spawn(async move {
            tokio::try_join!(pair.caller.wire.expect_silence(), pair.callee.wire.expect_silence())?;
            anyhow::Ok(pair)
        });
    }
    let mut silent = Vec::new();
    while let Some(pair) = listening.join_next().await {
        silent.push(pair??);
    }
    Ok(silent)
}

impl Gathering {
    pub(crate) fn of(ends: impl IntoIterator<Item = End>, has_echo: bool) -> anyhow::Result<Self> {
        let mut ends = ends.into_iter();
        let speaker = ends.next().context("nobody to speak")?;
        Ok(Self { speaker, hearers: ends.collect(), has_echo })
    }

    /// One and those whom the bare relay tells what it says, as many as the relay waits for.
    pub(crate) async fn through_relay(relay: SocketAddr, hearers: usize) -> anyhow::Result<Self> {
        let mut ends = Vec::new();
        for _ in 0..=hearers {
            ends.push(End::at_relay(relay).await?);
        }
        Self::of(ends, false)
    }
}
