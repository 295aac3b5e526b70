//! One end of sessions through a switchboard.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context as _, bail, ensure};

use super::{Chunk, Header, Kind, Purpose, Receiver, Slp, body, chunk, chunks, flag};
use crate::Raw;

/// Somebody in a conversation with one other, who has things to send.
///
/// It is particular: pieces have to come in their order, what it sends has to be acknowledged as it was, by the server and by
/// the other one, and nothing else may be.
#[derive(Debug)]
pub struct Peer {
    switchboard: Raw,
    me: String,
    other: String,
    trid: u32,
    identifier: u32,
    unacknowledged: Vec<Header>,
    partial: BTreeMap<u32, Receiver>,
    incoming: VecDeque<Whole>,
}

/// A message put together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Whole {
    /// The header of the last piece.
    pub header: Header,
    /// What stood behind the last piece.
    pub application: u32,
    /// All of it.
    pub data: Vec<u8>,
}

impl Peer {
    /// Somebody who is in a conversation.
    pub fn new(switchboard: Raw, me: &str, other: &str) -> Self {
        Self {
            switchboard,
            me: me.to_owned(),
            other: other.to_owned(),
            trid: 1000,
            identifier: 0x0061_a7f4,
            unacknowledged: Vec::new(),
            partial: BTreeMap::new(),
            incoming: VecDeque::new(),
        }
    }

    /// Invites the other one to a session.
    pub async fn invite(&mut self, (guid, app): Purpose, context: &str) -> anyhow::Result<Slp> {
        let (branch, call, session) = (self.guid(), self.guid(), self.next_identifier().to_string());
        let fields = [("EUF-GUID", guid), ("SessionID", &session), ("AppID", app), ("Context", context)];
        self.request(("INVITE", body::SESSION), (&branch, &call), &fields).await
    }

    /// Proposes a direct connection for a session.
    pub async fn invite_to_connect(&mut self, session: &Slp) -> anyhow::Result<Slp> {
        let (branch, call) = (self.guid(), session.header("Call-ID")?.to_owned());
        let fields = [
            ("Bridges", "TRUDPv1 TCPv1"),
            ("NetID", "0"),
            ("Conn-Type", "Firewall"),
            ("UPnPNat", "false"),
            ("ICF", "false"),
        ];
        self.request(("INVITE", body::TRANSPORT), (&branch, &call), &fields).await
    }

    /// Takes an invitation to a session.
    pub async fn accept(&mut self, invite: &Slp) -> anyhow::Result<()> {
        let session = [("SessionID", invite.field("SessionID")?)];
        self.say(&invite.answer("200 OK", body::SESSION, &session)?).await
    }

    /// Declines an invitation to a session.
    pub async fn decline(&mut self, invite: &Slp) -> anyhow::Result<()> {
        let session = [("SessionID", invite.field("SessionID")?)];
        self.say(&invite.answer("603 Decline", body::SESSION, &session)?).await
    }

    /// Answers a proposal of a direct connection with addresses, but does not listen: the session stays here.
    pub async fn do_not_listen(&mut self, invite: &Slp) -> anyhow::Result<()> {
        let nonce = self.guid();
        let fields = [
            ("Bridge", "TCPv1"),
            ("Listening", "false"),
            ("Nonce", &nonce),
            ("IPv4Internal-Addrs", "127.0.0.1"),
            ("IPv4Internal-Port", "1"),
        ];
        self.say(&invite.answer("200 OK", body::TRANSPORT_ANSWER, &fields)?).await
    }

    /// Ends a session.
    pub async fn hang_up(&mut self, session: &Slp) -> anyhow::Result<()> {
        let (branch, call) = (self.guid(), session.header("Call-ID")?.to_owned());
        self.request(("BYE", body::CLOSE), (&branch, &call), &[]).await?;
        Ok(())
    }

    /// Says that data will come.
    pub async fn prepare_data(&mut self, session: &Slp, kind: Kind) -> anyhow::Result<()> {
        let header = self.header(session_of(session)?, flag::NONE);
        self.send(header, &[0; 4], kind.application()).await
    }

    /// The pieces of data, to be sent with [`Self::send_chunk`]. They will have to be acknowledged.
    pub fn data(&mut self, session: &Slp, kind: Kind, data: &[u8]) -> anyhow::Result<Vec<Chunk>> {
        let header = self.header(session_of(session)?, kind.flags());
        let chunks: Vec<Chunk> = chunks(header, data, kind.application()).collect();
        self.unacknowledged.extend(chunks.last().map(|last| last.header));
        Ok(chunks)
    }

    /// Sends a piece, and waits until the server has passed it on.
    pub async fn send_chunk(&mut self, chunk: &Chunk) -> anyhow::Result<()> {
        self.trid += 1;
        let trid = self.trid;
        self.switchboard.send_payload(&format!("MSG {trid} D"), &chunk.to_message(&self.other)).await?;
        while !self.hear(Some(trid)).await? {}
        Ok(())
    }

    /// Tells that somebody types here.
    pub async fn types(&mut self) -> anyhow::Result<()> {
        self.trid += 1;
        let notice = format!(
            "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: {}\r\n\r\n\r\n",
            self.me
        );
        self.switchboard.send_payload(&format!("MSG {} U", self.trid), notice.as_bytes()).await
    }

    /// Waits until the other one has acknowledged all that was sent.
    pub async fn acknowledged(&mut self) -> anyhow::Result<()> {
        while !self.unacknowledged.is_empty() {
            let wait = self.hear(None).await;
            wait.with_context(|| format!("not acknowledged: {:?}", self.unacknowledged))?;
        }
        Ok(())
    }

    /// The next message of the other one, which is acknowledged.
    pub async fn receive(&mut self) -> anyhow::Result<Whole> {
        loop {
            if let Some(whole) = self.incoming.pop_front() {
                let header = whole.header.acknowledgement(self.next_identifier());
                let (data, application) = (Vec::new(), whole.application);
                self.send_chunk(&Chunk { header, data, application }).await?;
                return Ok(whole);
            }
            self.hear(None).await?;
        }
    }

    /// The same, which must be a request like this: its method, and what its body is.
    pub async fn receive_request(&mut self, method: &str, content_type: &str) -> anyhow::Result<Slp> {
        let slp = self.receive_slp().await?;
        let start = format!("{method} MSNMSGR:{} MSNSLP/1.0", self.me);
        ensure!(slp.start == start, "{} instead of {start}", slp.start);
        ensure!(slp.header("Content-Type")? == content_type, "{slp:?}");
        ensure!(slp.header("From")? == format!("<msnmsgr:{}>", self.other), "{slp:?}");
        Ok(slp)
    }

    /// The same, which must be the answer to a request.
    pub async fn receive_answer(&mut self, request: &Slp) -> anyhow::Result<(String, Slp)> {
        let slp = self.receive_slp().await?;
        Ok((slp.status_for(request)?.to_owned(), slp))
    }

    /// The same, which must be data of a session, in pieces like this.
    pub async fn receive_data(&mut self, session: &Slp, flags: u32) -> anyhow::Result<Vec<u8>> {
        let Whole { header, data, .. } = self.receive().await?;
        let expected = (session_of(session)?, flags);
        ensure!((header.session, header.flags) == expected, "{header:?} instead of {expected:?}");
        Ok(data)
    }

    async fn receive_slp(&mut self) -> anyhow::Result<Slp> {
        let Whole { header, data, .. } = self.receive().await?;
        ensure!((header.session, header.flags) == (0, flag::NONE), "no words: {header:?}");
        Slp::read(&data)
    }

    async fn request(
        &mut self,
        what: (&str, &str),
        whose: (&str, &str),
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Slp> {
        let request = Slp::request(what, (&self.me, &self.other), whose, fields);
        self.say(&request).await?;
        Ok(request)
    }

    async fn say(&mut self, slp: &Slp) -> anyhow::Result<()> {
        let header = self.header(0, flag::NONE);
        self.send(header, &slp.to_bytes(), 0).await
    }

    /// Sends a message in as many pieces as it takes.
    async fn send(&mut self, header: Header, data: &[u8], application: u32) -> anyhow::Result<()> {
        let chunks: Vec<Chunk> = chunks(header, data, application).collect();
        // Before it is sent: who puts nothing together acknowledges the first piece.
        self.unacknowledged.extend(chunks.last().map(|last| last.header));
        for chunk in &chunks {
            self.send_chunk(chunk).await?;
        }
        Ok(())
    }

    /// Takes in the next thing that the server says, and tells whether it was the acknowledgement of that message of ours.
    async fn hear(&mut self, ours: Option<u32>) -> anyhow::Result<bool> {
        let line = self.switchboard.line().await?;
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["ACK", trid] => {
                ensure!(trid.parse().ok() == ours, "{line} while waiting for {ours:?}");
                Ok(true)
            }
            ["MSG", from, _name, length] => {
                ensure!(*from == self.other, "somebody else speaks: {line}");
                let message = self.switchboard.payload(length.parse()?).await?;
                self.take(&message)?;
                Ok(false)
            }
            _ => bail!("the server says {line}"),
        }
    }

    fn take(&mut self, message: &[u8]) -> anyhow::Result<()> {
        if !chunk::is_carried_by(message) {
            return Ok(());
        }
        let chunk = Chunk::read(message, &self.me)?;
        if chunk.header.flags == flag::ACK {
            let of = self.unacknowledged.iter().position(|sent| chunk.header.acknowledges(sent));
            self.unacknowledged.remove(of.with_context(|| format!("of nothing: {:?}", chunk.header))?);
            return Ok(());
        }
        let mut receiver = self.partial.remove(&chunk.header.identifier).unwrap_or_default();
        if receiver.take_chunk(&chunk)? {
            let Chunk { header, application, .. } = chunk;
            self.incoming.push_back(Whole { header, application, data: receiver.into_data() });
        } else {
            self.partial.insert(chunk.header.identifier, receiver);
        }
        Ok(())
    }

    fn header(&mut self, session: u32, flags: u32) -> Header {
        let identifier = self.next_identifier();
        Header { session, identifier, flags, tag: !identifier, ..Header::default() }
    }

    fn next_identifier(&mut self) -> u32 {
        self.identifier = self.identifier.wrapping_add(1);
        self.identifier
    }

    /// As good as any: it only has to be another one each time.
    fn guid(&mut self) -> String {
        format!("{{{:08X}-02FC-4428-B6F4-39927229B722}}", self.next_identifier())
    }
}

/// The number of a session, which its invitation says.
fn session_of(invite: &Slp) -> anyhow::Result<u32> {
    Ok(invite.field("SessionID")?.parse()?)
}
