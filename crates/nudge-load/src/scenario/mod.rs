//! What can be measured.

mod audience;
mod chat;
mod cold_start;
mod contact_list;
mod fan_out;
mod file;
mod group_chat;
mod idle;
mod neighbours;
mod pipelined;
mod plan;
mod reconnect;
mod sign_in;

use clap::Subcommand;

pub(crate) use plan::{All, Rivals, Step};

use crate::lab::{Lab, Side};
use crate::measure::Progress;
use crate::population::Group;
use crate::result::Finding;

/// One scenario, with its size.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Scenario {
    /// A storm of complete sign-ins: VER, INF, USR, USR, SYN with all lists, CHG
    SignIn(sign_in::SignIn),
    /// Sign-ins of people who have a long contact list
    ContactList(contact_list::ContactList),
    /// Ping-pong: each waits for the other's message
    Chat(chat::Chat),
    /// Streams of messages that wait for nothing
    Pipelined(pipelined::Pipelined),
    /// One speaks in a conversation of many
    GroupChat(group_chat::GroupChat),
    /// One principal changes presence in front of many
    FanOut(fan_out::FanOut),
    /// Files, in pieces, through the server
    File(file::File),
    /// Signed-in connections that do nothing: what memory do they cost?
    Idle(idle::Idle),
    /// Chat and sign-in beside those who are slow, silent or deaf
    Neighbours(neighbours::Neighbours),
    /// All come back at once after the server has been started anew
    Reconnect(reconnect::Reconnect),
    /// How long does the server take to its first connection?
    ColdStart(cold_start::ColdStart),
}

impl Scenario {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign-in",
            Self::ContactList(_) => "contact-list",
            Self::Chat(_) => "chat",
            Self::Pipelined(_) => "pipelined",
            Self::GroupChat(_) => "group-chat",
            Self::FanOut(_) => "fan-out",
            Self::File(_) => "file",
            Self::Idle(_) => "idle",
            Self::Neighbours(_) => "neighbours",
            Self::Reconnect(_) => "reconnect",
            Self::ColdStart(_) => "cold-start",
        }
    }

    /// The accounts that it needs.
    pub(crate) fn group(&self) -> Group {
        match self {
            Self::SignIn(scenario) => scenario.group(),
            Self::ContactList(scenario) => scenario.group(),
            Self::Chat(scenario) => scenario.group(),
            Self::Pipelined(scenario) => scenario.group(),
            Self::GroupChat(scenario) => scenario.group(),
            Self::FanOut(scenario) => scenario.group(),
            Self::File(scenario) => scenario.group(),
            Self::Idle(scenario) => scenario.group(),
            Self::Neighbours(_) => neighbours::Neighbours::group(),
            Self::Reconnect(scenario) => scenario.group(),
            Self::ColdStart(scenario) => scenario.group(),
        }
    }

    /// Runs it once. Any message that is not as it was sent is an error.
    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        match self {
            Self::SignIn(scenario) => scenario.run(lab, side, progress).await,
            Self::ContactList(scenario) => scenario.run(lab, side, progress).await,
            Self::Chat(scenario) => scenario.run(lab, side, progress).await,
            Self::Pipelined(scenario) => scenario.run(lab, side, progress).await,
            Self::GroupChat(scenario) => scenario.run(lab, side, progress).await,
            Self::FanOut(scenario) => scenario.run(lab, side, progress).await,
            Self::File(scenario) => scenario.run(lab, side, progress).await,
            Self::Idle(scenario) => scenario.run(lab, side, progress).await,
            Self::Neighbours(scenario) => scenario.run(lab, progress).await,
            Self::Reconnect(scenario) => scenario.run(lab, progress).await,
            Self::ColdStart(scenario) => scenario.run(lab, progress).await,
        }
    }
}
