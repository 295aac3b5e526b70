//! Places where a member is signed in with a browser.

use std::net::IpAddr;

use smol_str::SmolStr;

use crate::digest::Fingerprint;
use crate::{Account, AccountId, Timestamp};

/// How many places an account has at most; with one more, the one that was used longest ago ends.
pub const MAX_PLACES: usize = 50;

/// The number of a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct PlaceId(pub i64);

/// A place to be kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewPlace {
    /// Whose it is.
    pub account: AccountId,
    /// Of the secret that the browser keeps.
    pub fingerprint: Fingerprint,
    /// The [epoch](crate::Credentials::epoch) of the account when it was proved who is there.
    pub epoch: u32,
    /// Where it is.
    pub from: Origin,
}

/// Where a browser is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    /// Its address in the network.
    pub address: IpAddr,
    /// What it says it is: at most 200 bytes of it.
    pub agent: SmolStr,
}

impl Origin {
    /// A browser that says it is `agent`.
    pub fn new(address: IpAddr, agent: &str) -> Self {
        let printable = agent.chars().filter(|c| !c.is_control()).take(Self::AGENT_CHARS);
        Self { address: address.to_canonical(), agent: printable.collect() }
    }

    const AGENT_CHARS: usize = 200;
}

/// A place as its owner sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// Its number.
    pub id: PlaceId,
    /// Whose it is.
    pub account: AccountId,
    /// Where it is.
    pub from: Origin,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub last_seen: Timestamp,
}

/// A place, and whether what was proved there still holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Occupied {
    /// The place.
    pub place: Place,
    /// The epoch when it was made.
    pub epoch: u32,
    /// The account as it is now.
    pub account: Account,
    /// Its epoch now.
    pub account_epoch: u32,
}

/// Somebody who is there with a browser.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Visitor {
    /// Where.
    pub place: Place,
    /// Who.
    pub account: Account,
}
