//! The four vocabularies, alike.

use msnp::frame::{FrameError, Framer, Limits, Step, Vocabulary};
use msnp::{DecodeError, Dialect, notification, switchboard};

/// What can be done with any vocabulary: its names, and reading bytes only to write them again.
#[derive(Clone, Copy)]
pub(crate) struct Spoken {
    pub(crate) title: &'static str,
    pub(crate) names: fn(Dialect) -> Vec<&'static str>,
    pub(crate) echo: fn(&[&[u8]], Dialect) -> Echo,
}

/// What came out of a stream: for each command what it is written as, and what ended the stream, if something did.
pub(crate) type Echo = (Vec<Result<Vec<u8>, DecodeError>>, Option<FrameError>);

/// Reads a stream that arrives in pieces, and writes each command again.
macro_rules! echo {
    ($vocabulary:ty) => {
        |pieces, dialect| {
            read::<$vocabulary, _>(
                pieces,
                |frame| {
                    <$vocabulary>::decode(frame, dialect).map(|command| {
                        let mut out = Vec::new();
                        command.encode(dialect, &mut out);
                        out
                    })
                },
                dialect,
            )
        }
    };
}

pub(crate) const ALL: [Spoken; 4] = [
    Spoken {
        title: "notification, from client",
        names: notification::FromClient::names,
        echo: echo!(notification::FromClient<'_>),
    },
    Spoken {
        title: "notification, from server",
        names: notification::FromServer::names,
        echo: echo!(notification::FromServer<'_>),
    },
    Spoken {
        title: "switchboard, from client",
        names: switchboard::FromClient::names,
        echo: echo!(switchboard::FromClient<'_>),
    },
    Spoken {
        title: "switchboard, from server",
        names: switchboard::FromServer::names,
        echo: echo!(switchboard::FromServer<'_>),
    },
];

/// Cuts a stream into frames and shows each of them.
pub(crate) fn read<V: Vocabulary, T>(
    pieces: &[&[u8]],
    mut each: impl FnMut(msnp::frame::Frame<'_>) -> T,
    dialect: Dialect,
) -> (Vec<T>, Option<FrameError>) {
    let mut framer = Framer::new(Limits::default());
    let (mut buffer, mut seen) = (Vec::new(), Vec::new());
    for piece in pieces {
        buffer.extend_from_slice(piece);
        loop {
            match framer.step::<V>(&buffer, dialect) {
                Ok(Step::Frame { frame, used }) => {
                    seen.push(each(frame));
                    buffer.drain(..used);
                }
                Ok(Step::Partial { used }) => {
                    buffer.drain(..used);
                    break;
                }
                Err(error) => return (seen, Some(error)),
            }
        }
    }
    (seen, None)
}
