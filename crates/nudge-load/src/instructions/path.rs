//! What is counted.

use std::time::Duration;

use anyhow::ensure;
use clap::ValueEnum;

use crate::conversation::Pair;
use crate::door::{Dialects, Transport};
use crate::lab::Server;
use crate::measure::Progress;
use crate::population::Group;

/// Something that the server does all day.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum HotPath {
    /// A complete sign-in with 100 contacts, and the end of its connection
    SignIn,
    /// The same by Windows Live Messenger, with a ticket over HTTP
    SignInLive,
    /// A message to one other, alone
    Message,
    /// A message to one other, of many that come together
    Stream,
    /// A change of presence, for each who sees it
    Presence,
    /// A ping of somebody who is signed in
    Ping,
}

/// In bytes.
const PAYLOAD: usize = 200;

/// So many messages come together: less than one read takes.
const TOGETHER: usize = 64;

const CONTACTS: usize = 100;

const WATCHERS: usize = 50;

impl HotPath {
    pub(crate) const ALL: [Self; 6] =
        [Self::SignIn, Self::SignInLive, Self::Message, Self::Stream, Self::Presence, Self::Ping];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignInLive => "sign-in-live",
            Self::Message => "message",
            Self::Stream => "stream",
            Self::Presence => "presence",
            Self::Ping => "ping",
        }
    }

    pub(crate) fn group(self) -> Group {
        match self {
            Self::SignIn | Self::SignInLive => Group::ring(4 * CONTACTS, CONTACTS),
            Self::Message | Self::Stream | Self::Ping => Group::strangers(2),
            Self::Presence => Group::star(WATCHERS),
        }
    }

    pub(crate) fn way(self) -> Option<(Transport, Dialects)> {
        (self == Self::SignInLive).then_some((Transport::Tcp, Dialects::Msnp18))
    }

    /// How often it is done in the one run and in the other.
    pub(crate) const fn times(self) -> (usize, usize) {
        match self {
            Self::SignIn | Self::SignInLive => (10, 60),
            Self::Message | Self::Ping => (500, 8500),
            Self::Stream => (20, 1020),
            Self::Presence => (10, 210),
        }
    }

    /// How many things happen each time.
    pub(crate) const fn things(self) -> usize {
        match self {
            Self::SignIn | Self::SignInLive | Self::Message | Self::Ping => 1,
            Self::Stream => TOGETHER,
            Self::Presence => WATCHERS,
        }
    }

    /// Does it so often.
    pub(crate) async fn play(self, server: &Server, times: usize, progress: &Progress) -> anyhow::Result<()> {
        match self {
            Self::SignIn | Self::SignInLive => sign_in(server, times, progress).await,
            Self::Message => converse(server, times, 1, progress).await,
            Self::Stream => converse(server, times, TOGETHER, progress).await,
            Self::Presence => announce(server, times, progress).await,
            Self::Ping => ping(server, times, progress).await,
        }
    }
}

/// How long the server gets to note that somebody is gone.
const GOING: Duration = Duration::from_millis(50);

async fn sign_in(server: &Server, times: usize, progress: &Progress) -> anyhow::Result<()> {
    for index in 0..times {
        drop(server.enter(index).await?);
        // Or the next would be told of them.
        tokio::time::sleep(GOING).await;
        progress.add(1);
    }
    Ok(())
}

async fn converse(server: &Server, times: usize, together: usize, progress: &Progress) -> anyhow::Result<()> {
    let (caller, callee) = (server.enter(0).await?, server.enter(1).await?);
    let Pair { mut caller, mut callee } = server.door.pair(caller, callee).await?;
    caller.number(1, 2, PAYLOAD);
    callee.number(2, 1, PAYLOAD);
    let mut bytes = Vec::new();
    for _ in 0..times {
        bytes.clear();
        for _ in 0..together {
            caller.put(&mut bytes);
        }
        caller.wire.send(&bytes).await?;
        let mut come = 0;
        while come < together {
            if callee.take()? {
                come += 1;
            } else {
                callee.wire.fill().await?;
            }
        }
        progress.add(1);
    }
    Ok(())
}

async fn announce(server: &Server, times: usize, progress: &Progress) -> anyhow::Result<()> {
    let mut watchers = server.people(WATCHERS + 1).await?;
    let mut principal = watchers.remove(0);
    for person in std::iter::once(&mut principal).chain(&mut watchers) {
        server.door.is_there(person).await?;
    }
    for change in 1..=times {
        principal.wire.send(server.door.announcement(change).as_bytes()).await?;
        for watcher in &mut watchers {
            let told = watcher.wire.until("the presence of a contact", |unit| {
                Ok(server.door.is_announced(&principal.handle, change, unit).then_some(()))
            });
            told.await?;
        }
        progress.add(1);
    }
    Ok(())
}

async fn ping(server: &Server, times: usize, progress: &Progress) -> anyhow::Result<()> {
    let mut person = server.enter(0).await?;
    for _ in 0..times {
        let answer = person.wire.ask("PNG\r\n", "QNG").await?;
        ensure!(answer.starts_with("QNG"), "{answer}");
        progress.add(1);
    }
    Ok(())
}
