//! How clients get in, and what they can do there, in each protocol. A door can be handed to another process.

mod irc;
mod nudge;
mod xmpp;

use std::net::SocketAddr;

use msnp::Dialect;
use serde::{Deserialize, Serialize};

pub(crate) use irc::IrcDoor;
pub(crate) use nudge::{Dialects, GATEWAY_HOST, LOGIN_HOST, NudgeDoor, Secure, Transport};
pub(crate) use xmpp::{DOMAIN, ROOMS, XmppDoor};

use crate::conversation::{Gathering, Pair};
use crate::cutter::{Cutter, Unit};
use crate::link::{self, Link};
use crate::wire::Wire;

/// The way in, to any of the servers that can be measured.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) enum Door {
    Nudge(NudgeDoor),
    Irc(IrcDoor),
    Xmpp(XmppDoor),
}

/// Somebody who is signed in and online.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) wire: Wire,
    /// The address, or the nickname.
    pub(crate) handle: String,
}

impl Person {
    /// At the bare relay, in the name of somebody.
    pub(crate) async fn at_relay(relay: SocketAddr, handle: &str) -> anyhow::Result<Self> {
        let link = Link::Tcp(link::connect(relay).await?);
        Ok(Self { wire: Wire::new(link, Cutter::notification(Dialect::Msnp7)), handle: handle.to_owned() })
    }
}

impl Door {
    /// What has to be there before anybody can come in: accounts, where the server has none yet.
    pub(crate) async fn prepare(&self, people: usize) -> anyhow::Result<()> {
        match self {
            Self::Nudge(_) | Self::Irc(_) => Ok(()),
            Self::Xmpp(door) => door.register(people).await,
        }
    }

    /// Signs somebody in, with lists and presence where there are such. Lists must be whole.
    pub(crate) async fn enter(&self, index: usize) -> anyhow::Result<Person> {
        match self {
            Self::Nudge(door) => door.enter(index).await,
            Self::Irc(door) => door.enter(index).await,
            Self::Xmpp(door) => door.enter(index).await,
        }
    }

    /// Opens a conversation.
    pub(crate) async fn pair(&self, caller: Person, callee: Person) -> anyhow::Result<Pair> {
        match self {
            Self::Nudge(door) => door.pair(caller, callee).await,
            Self::Irc(_) => Ok(IrcDoor::pair(caller, callee)),
            Self::Xmpp(_) => Ok(XmppDoor::pair(caller, callee)),
        }
    }

    /// Brings many together, of whom the first will speak.
    pub(crate) async fn gather(&self, people: Vec<Person>) -> anyhow::Result<Gathering> {
        match self {
            Self::Nudge(door) => door.gather(people).await,
            Self::Irc(door) => door.gather(people).await,
            Self::Xmpp(door) => door.gather(people).await,
        }
    }

    /// Makes sure that the watchers see the presence of the principal.
    pub(crate) async fn acquaint(
        &self,
        principal: &mut Person,
        watchers: &mut [Person],
    ) -> anyhow::Result<()> {
        match self {
            // They are on each other's lists.
            Self::Nudge(_) => Ok(()),
            Self::Irc(door) => door.acquaint(principal, watchers).await,
            Self::Xmpp(door) => door.acquaint(principal, watchers).await,
        }
    }

    /// What a principal says to change presence. Each is another one than the one before.
    pub(crate) fn announcement(&self, change: usize) -> String {
        match self {
            Self::Nudge(_) => nudge::announcement(change),
            Self::Irc(_) => irc::announcement(change),
            Self::Xmpp(_) => xmpp::announcement(change),
        }
    }

    /// Whether that is what a watcher of this principal should be told then.
    pub(crate) fn is_announced(&self, principal: &str, change: usize, unit: Unit<'_>) -> bool {
        match self {
            Self::Nudge(door) => door.is_announced(principal, change, unit),
            Self::Irc(_) => irc::is_announced(principal, change, unit),
            Self::Xmpp(_) => xmpp::is_announced(principal, change, unit),
        }
    }

    /// Asks something that the server must answer, whatever it has to say before that.
    pub(crate) async fn is_there(&self, person: &mut Person) -> anyhow::Result<()> {
        match self {
            Self::Nudge(_) => nudge::is_there(person).await,
            Self::Irc(_) => irc::is_there(person).await,
            Self::Xmpp(_) => xmpp::is_there(person).await,
        }
    }

    /// Reads over what there was cause for until now.
    pub(crate) async fn settle(&self, person: &mut Person) -> anyhow::Result<()> {
        self.is_there(person).await?;
        person.wire.drain().await
    }
}
