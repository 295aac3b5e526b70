//! IRC: everybody has a nickname, and what is like presence is being away, which those in a common channel are told
//! (`away-notify` of `IRCv3`).

use std::net::SocketAddr;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::Person;
use crate::conversation::{End, Envelope, Gathering, Pair};
use crate::cutter::{Cutter, Unit};
use crate::link::{self, Link};
use crate::wire::Wire;

/// A server of IRC.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct IrcDoor {
    pub(crate) address: SocketAddr,
}

const CHANNEL: &str = "#load";

impl IrcDoor {
    pub(super) async fn enter(&self, index: usize) -> anyhow::Result<Person> {
        let handle = format!("u{index}");
        let steps = async {
            let stream = link::connect(self.address).await?;
            let mut wire = Wire::new(Link::Tcp(stream), Cutter::Irc);
            let hello =
                format!("CAP REQ :away-notify\r\nNICK {handle}\r\nUSER {handle} 0 * :load\r\nCAP END\r\n");
            wire.send(hello.as_bytes()).await?;
            // The end of the message of the day, or that there is none.
            wire.until("the end of the welcome", |unit| {
                let code = unit.line.split(|byte| *byte == b' ').nth(1);
                Ok((code == Some(b"376") || code == Some(b"422")).then_some(()))
            })
            .await?;
            anyhow::Ok(wire)
        };
        let wire = steps.await.with_context(|| format!("signing {handle} in"))?;
        Ok(Person { wire, handle })
    }

    pub(super) fn pair(caller: Person, callee: Person) -> Pair {
        let envelope = |other: &Person| Envelope::Irc { to: other.handle.clone() };
        let (to_callee, to_caller) = (envelope(&callee), envelope(&caller));
        Pair { caller: End::of(caller, to_callee), callee: End::of(callee, to_caller) }
    }

    pub(super) async fn gather(&self, mut people: Vec<Person>) -> anyhow::Result<Gathering> {
        for person in &mut people {
            join(person).await?;
        }
        let ends = people.into_iter().map(|person| End::of(person, Envelope::Irc { to: CHANNEL.to_owned() }));
        Gathering::of(ends, false)
    }

    pub(super) async fn acquaint(
        &self,
        principal: &mut Person,
        watchers: &mut [Person],
    ) -> anyhow::Result<()> {
        join(principal).await?;
        for watcher in watchers {
            join(watcher).await?;
        }
        Ok(())
    }
}

async fn join(person: &mut Person) -> anyhow::Result<()> {
    person.wire.send(format!("JOIN {CHANNEL}\r\n").as_bytes()).await?;
    // The end of the names.
    person
        .wire
        .until("the channel", |unit| {
            Ok((unit.line.split(|byte| *byte == b' ').nth(1) == Some(b"366")).then_some(()))
        })
        .await
}

pub(super) fn announcement(change: usize) -> String {
    format!("AWAY :{change}\r\n")
}

/// `:nick!user@host AWAY :text`.
pub(super) fn is_announced(principal: &str, change: usize, unit: Unit<'_>) -> bool {
    let Ok(line) = std::str::from_utf8(unit.line) else { return false };
    line.starts_with(&format!(":{principal}!")) && line.ends_with(&format!(" AWAY :{change}"))
}

pub(super) async fn is_there(person: &mut Person) -> anyhow::Result<()> {
    person.wire.send(b"PING :there\r\n").await?;
    person
        .wire
        .until("PONG", |unit| {
            Ok((unit.line.split(|byte| *byte == b' ').nth(1) == Some(b"PONG")).then_some(()))
        })
        .await
}
