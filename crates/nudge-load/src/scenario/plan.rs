//! What is run in which order, and how large, when all of it is.

use clap::Args;

use super::{
    Scenario, chat, cold_start, contact_list, fan_out, file, group_chat, idle, neighbours, pipelined,
    reconnect, sign_in,
};
use crate::door::{Dialects, Transport};
use crate::lab::Side;
use crate::limits;
use crate::rival::Rival;

/// A scenario, and how clients come there.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) scenario: Scenario,
    /// Another way than what was asked for in general.
    pub(crate) way: Option<(Transport, Dialects)>,
}

/// Every scenario, one after the other.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct All {
    /// So small that it only shows that everything works
    #[arg(long)]
    pub(crate) quick: bool,
}

/// What can be compared with other servers.
#[derive(Args, Clone, Debug)]
pub(crate) struct Rivals {
    /// So small that it only shows that everything works
    #[arg(long)]
    pub(crate) quick: bool,
    /// Which; all that are installed without this
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<Rival>,
}

impl From<Scenario> for Step {
    fn from(scenario: Scenario) -> Self {
        Self { scenario, way: None }
    }
}

impl Step {
    /// The relay carries TCP: what comes by HTTP is not to be held against it.
    pub(crate) fn side(&self, side: Side) -> Side {
        match (side, self.way) {
            (Side::BesideRelay, Some((Transport::Gateway | Transport::Tls, _))) => Side::Nudge,
            (side, _) => side,
        }
    }

    /// What its rows and curves are called.
    pub(crate) fn name(&self) -> String {
        let name = self.scenario.name();
        match self.way {
            None | Some((Transport::Tcp, Dialects::Msnp7)) => name.to_owned(),
            Some((Transport::Tcp, Dialects::Msnp18)) => format!("{name} (MSNP18)"),
            Some((Transport::Gateway, _)) => format!("{name} (gateway)"),
            Some((Transport::Tls, _)) => format!("{name} (gateway, TLS)"),
        }
    }
}

impl All {
    pub(crate) fn steps(self) -> Vec<Step> {
        let size = |usual: usize, quick: usize| if self.quick { quick } else { usual };
        let sign_in = |accounts, contacts| {
            let concurrency = size(64, 4);
            Scenario::SignIn(sign_in::SignIn { accounts, contacts, concurrency, rate: None })
        };
        let chat = |load, conversations, round_trips| {
            Scenario::Chat(chat::Chat { conversations, round_trips, size: 200, load, rate: None })
        };
        let idle = |connections, contacts| {
            let rest = if self.quick { 100 } else { 2000 };
            Scenario::Idle(idle::Idle { connections, contacts, processes: None, concurrency: 32, rest })
        };
        let (gateway, tls) = ((Transport::Gateway, Dialects::Msnp7), (Transport::Tls, Dialects::Msnp7));
        let over = |way, scenario| Step { scenario, way: Some(way) };
        let contacts = size(100, 12);
        vec![
            sign_in(size(4000, 24), 10).into(),
            sign_in(size(4000, 24), contacts).into(),
            over((Transport::Tcp, Dialects::Msnp18), sign_in(size(2000, 24), 10)),
            over(gateway, sign_in(size(2000, 12), 10)),
            over(tls, sign_in(size(1000, 12), 10)),
            Scenario::ContactList(contact_list::ContactList {
                accounts: size(400, 4),
                contacts: size(600, 30),
                concurrency: size(16, 2),
            })
            .into(),
            chat(chat::Load::Full, size(32, 2), size(200_000, 20)).into(),
            chat(chat::Load::Half, size(32, 2), size(200_000, 20)).into(),
            over(gateway, chat(chat::Load::Full, size(32, 2), size(20_000, 20))),
            over(tls, chat(chat::Load::Full, size(32, 2), size(20_000, 20))),
            Scenario::Pipelined(pipelined::Pipelined {
                conversations: size(8, 2),
                messages: size(8_000_000, 2000),
                size: 200,
                ack: pipelined::Acknowledged::N,
            })
            .into(),
            Scenario::GroupChat(group_chat::GroupChat {
                hearers: size(50, 3),
                messages: size(4000, 20),
                size: 200,
            })
            .into(),
            Scenario::FanOut(fan_out::FanOut { watchers: size(300, 5), changes: size(500, 10) }).into(),
            Scenario::File(file::File { files: size(8, 2), bytes: size(16 << 20, 20_000), window: 32 })
                .into(),
            idle(size(limits::most_connections(), 16), contacts).into(),
            over(gateway, idle(size(2000, 4), 10)),
            over(tls, idle(size(2000, 4), 10)),
            Scenario::Neighbours(neighbours::Neighbours {
                seconds: size(5, 1) as u64,
                conversations: size(50, 2),
                rate: if self.quick { 50.0 } else { 500.0 },
                sign_ins: if self.quick { 5.0 } else { 50.0 },
                half_open: size(10_000, 100),
                patience: size(10, 1) as u64,
                offenders: size(50, 2),
            })
            .into(),
            Scenario::Reconnect(reconnect::Reconnect { connections: size(4000, 8), contacts }).into(),
            Scenario::ColdStart(cold_start::ColdStart { accounts: size(100_000, 100), starts: size(10, 2) })
                .into(),
        ]
    }
}

impl Rivals {
    pub(crate) fn steps(&self) -> Vec<Step> {
        let size = |usual: usize, quick: usize| if self.quick { quick } else { usual };
        let chat = |conversations| {
            let (round_trips, load) = (size(100_000, 20), chat::Load::Full);
            Scenario::Chat(chat::Chat { conversations, round_trips, size: 200, load, rate: None })
        };
        vec![
            Scenario::Pipelined(pipelined::Pipelined {
                conversations: size(8, 2),
                messages: size(1_000_000, 500),
                size: 200,
                ack: pipelined::Acknowledged::N,
            })
            .into(),
            chat(size(32, 2)).into(),
            Scenario::GroupChat(group_chat::GroupChat {
                hearers: size(50, 3),
                messages: size(2000, 10),
                size: 200,
            })
            .into(),
            Scenario::FanOut(fan_out::FanOut { watchers: size(300, 4), changes: size(200, 6) }).into(),
            Scenario::SignIn(sign_in::SignIn {
                accounts: size(4000, 12),
                contacts: 0,
                // InspIRCd lets people in once a second, all who have come since.
                concurrency: size(512, 4),
                rate: None,
            })
            .into(),
            Scenario::Idle(idle::Idle {
                connections: size(8000, 12),
                contacts: 0,
                processes: None,
                concurrency: size(512, 4),
                rest: if self.quick { 100 } else { 2000 },
            })
            .into(),
        ]
    }
}
