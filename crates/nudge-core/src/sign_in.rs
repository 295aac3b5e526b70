//! The record of who signed in when, from where and with what: what a user looks at to see whether it was them.

use std::net::IpAddr;

use smol_str::SmolStr;

use crate::{AccountId, Entropy, Timestamp, TokenId, entropy};

/// The number of a session in the record: random, so that nobody has to ask the store for one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct SessionId(i64);

impl SessionId {
    /// Draws a new number.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        Self((entropy::draw_u64(entropy) >> 1).cast_signed())
    }

    /// The session with that number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself; never negative when drawn.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// A sign-in to be recorded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignIn {
    /// Its number.
    pub session: SessionId,
    /// Who signed in.
    pub account: AccountId,
    /// The access token they used, if it was one.
    pub token: Option<TokenId>,
    /// The client, as it names itself.
    pub client: SmolStr,
    /// Where it comes from.
    pub address: IpAddr,
    /// What it speaks, as a label for people.
    pub protocol: SmolStr,
    /// When.
    pub started: Timestamp,
}

/// A recorded sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SignInRecord {
    /// How it began.
    pub sign_in: SignIn,
    /// When it ended; unknown while it lasts, and for ever if the server was killed meanwhile.
    pub ended: Option<Timestamp>,
}
