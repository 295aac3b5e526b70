//! What can be measured.

mod chat;
mod fan_out;
mod idle;
mod pipelined;
mod sign_in;

use clap::{Args, Subcommand};
use indicatif::ProgressBar;

use crate::lab::Lab;
use crate::population::Group;
use crate::report::Measure;

/// One scenario, with its size.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Scenario {
    /// A storm of complete sign-ins: VER, INF, USR, USR, SYN with all lists, CHG
    SignIn(sign_in::SignIn),
    /// Ping-pong: each waits for the other's message
    Chat(chat::Chat),
    /// Streams of messages that wait for nothing
    Pipelined(pipelined::Pipelined),
    /// Signed-in connections that do nothing: what memory do they cost?
    Idle(idle::Idle),
    /// One principal changes presence in front of many
    FanOut(fan_out::FanOut),
}

/// Every scenario, one after the other.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct All {
    /// So small that it only shows that everything works
    #[arg(long)]
    quick: bool,
}

impl All {
    pub(crate) fn scenarios(self) -> Vec<Scenario> {
        let size = |usual: usize, quick: usize| if self.quick { quick } else { usual };
        let sign_in =
            |contacts| sign_in::SignIn { accounts: size(4000, 24), contacts, concurrency: size(64, 4) };
        let chat =
            |load| chat::Chat { conversations: size(32, 2), round_trips: size(200_000, 20), size: 200, load };
        vec![
            Scenario::SignIn(sign_in(10)),
            Scenario::SignIn(sign_in(size(100, 12))),
            Scenario::Chat(chat(chat::Load::Full)),
            Scenario::Chat(chat(chat::Load::Half)),
            Scenario::Pipelined(pipelined::Pipelined {
                conversations: size(8, 2),
                messages: size(8_000_000, 2000),
                size: 200,
                ack: pipelined::Acknowledged::N,
            }),
            Scenario::Idle(idle::Idle { connections: size(12_000, 16), contacts: size(100, 12) }),
            Scenario::FanOut(fan_out::FanOut { watchers: size(300, 5), changes: size(500, 10) }),
        ]
    }
}

impl Scenario {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign-in",
            Self::Chat(_) => "chat",
            Self::Pipelined(_) => "pipelined",
            Self::Idle(_) => "idle",
            Self::FanOut(_) => "fan-out",
        }
    }

    /// The accounts that it needs.
    pub(crate) fn group(&self) -> Group {
        match self {
            Self::SignIn(scenario) => scenario.group(),
            Self::Chat(scenario) => scenario.group(),
            Self::Pipelined(scenario) => scenario.group(),
            Self::Idle(scenario) => scenario.group(),
            Self::FanOut(scenario) => scenario.group(),
        }
    }

    /// Runs it once. Any message that is not as it was sent is an error.
    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        match self {
            Self::SignIn(scenario) => scenario.run(lab, progress).await,
            Self::Chat(scenario) => scenario.run(lab, progress).await,
            Self::Pipelined(scenario) => scenario.run(lab, progress).await,
            Self::Idle(scenario) => scenario.run(lab, progress).await,
            Self::FanOut(scenario) => scenario.run(lab, progress).await,
        }
    }
}
