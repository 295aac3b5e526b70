//! Hearing what a server says, as strictly as can be.

use anyhow::{Context as _, ensure};
use msnp::frame::{Frame, Framer, Limits, Step, Vocabulary};
use msnp::value::Trid;
use msnp::{Dialect, notification, switchboard};
use nudge_net::Front;

/// The numbers that a client may be answered with, as long as the server does not fail (reference 04).
pub const NUMBERS: [u16; 40] = [
    201, 205, 207, 208, 209, 210, 213, 215, 216, 217, 218, 219, 220, 223, 224, 225, 228, 229, 230, 235, 240,
    241, 282, 300, 301, 302, 502, 503, 540, 600, 606, 712, 713, 714, 715, 731, 800, 911, 913, 933,
];

/// A command that a server said.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Without its end, and without the length of what follows.
    pub line: String,
    /// What follows; empty, if nothing does.
    pub payload: Vec<u8>,
    /// What it answers, if it is an answer.
    pub trid: Option<Trid>,
    /// The number, if it is a refusal.
    pub number: Option<u16>,
}

/// What has come of a next command, on one connection.
#[derive(Debug)]
pub struct Listener {
    framer: Framer,
    buffer: Vec<u8>,
    front: Front,
    /// What is spoken here at the moment.
    pub dialect: Dialect,
}

impl Listener {
    /// Hears that server, in that dialect.
    pub fn new(front: Front, dialect: Dialect) -> Self {
        let limits = Limits { payload: 1 << 16, data: 1 << 16, list: 1 << 16, ..Limits::default() };
        Self { framer: Framer::new(limits), buffer: Vec::new(), front, dialect }
    }

    /// Takes what has come.
    pub fn take(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether nothing has come that is no whole command.
    pub fn is_at_end(&self) -> bool {
        self.buffer.is_empty()
    }

    /// The next whole command, which must be one of the dialect in the one form that it has.
    pub fn hear(&mut self) -> anyhow::Result<Option<Heard>> {
        macro_rules! next {
            ($listener:ident, $server:ident) => {
                $listener.next::<$server::FromServer<'_>>(|frame, dialect, again| {
                    let said = $server::FromServer::decode(frame, dialect)?;
                    said.encode(dialect, again);
                    let number = if let $server::FromServer::Refused(refused) = &said {
                        Some(refused.code.number())
                    } else {
                        None
                    };
                    Ok((said.trid(), number))
                })
            };
        }
        match self.front {
            Front::Notification => next!(self, notification),
            Front::Switchboard => next!(self, switchboard),
        }
    }

    fn next<V: Vocabulary>(
        &mut self,
        read: impl FnOnce(Frame<'_>, Dialect, &mut Vec<u8>) -> anyhow::Result<(Option<Trid>, Option<u16>)>,
    ) -> anyhow::Result<Option<Heard>> {
        let step = self.framer.step::<V>(&self.buffer, self.dialect).with_context(|| {
            let begin = self.buffer.get(..self.buffer.len().min(80)).unwrap_or_default();
            format!("{}…", begin.escape_ascii())
        });
        let (used, heard) = match step? {
            Step::Partial { used } => (used, None),
            Step::Frame { frame, used } => {
                let line = std::str::from_utf8(frame.line)?.to_owned();
                let mut again = Vec::with_capacity(used);
                let (trid, number) = read(frame, self.dialect, &mut again)
                    .with_context(|| format!("no command of {}: {line}", self.dialect))?;
                let said = self.buffer.get(..used).unwrap_or_default();
                ensure!(
                    again == said,
                    "another form than it has in {}: {}",
                    self.dialect,
                    said.escape_ascii()
                );
                let payload = frame.payload.map(<[u8]>::to_vec).unwrap_or_default();
                (used, Some(Heard { line, payload, trid, number }))
            }
        };
        self.buffer.drain(..used);
        Ok(heard)
    }
}
