//! `OUT`: the end of a session.

use std::fmt;

use crate::line::{Args, Form, Line, command};
use crate::value::Trid;
use crate::{Cap, Dialect, Problem};

command! {
    /// `OUT`: I sign out, or leave the conversation.
    Out {}
}

/// Why the server ends a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OutReason {
    /// `OTH`: the principal has signed in elsewhere. Clients do not come back by themselves.
    SignedInElsewhere,
    /// `SSD`: the server is going down. Clients come back.
    ServerShutdown,
    /// `MIG`: the address book has moved (MSNP10 and later). Clients come back at once.
    Migrated,
    /// `TOU`: the terms of use have changed (MSNP10 and later).
    TermsOfUse,
    /// `RCT minutes`: come back later (MSNP11 and later).
    Reconnect {
        /// In how many minutes.
        minutes: u32,
    },
}

impl OutReason {
    /// Whether clients of this dialect know the reason. To others, the session ends without one.
    pub fn is_in(self, dialect: Dialect) -> bool {
        match self {
            Self::SignedInElsewhere | Self::ServerShutdown => true,
            Self::Migrated | Self::TermsOfUse => dialect.has(Cap::AccountNotices),
            Self::Reconnect { .. } => dialect.has(Cap::ReconnectNotice),
        }
    }
}

impl fmt::Display for OutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedInElsewhere => f.write_str("OTH"),
            Self::ServerShutdown => f.write_str("SSD"),
            Self::Migrated => f.write_str("MIG"),
            Self::TermsOfUse => f.write_str("TOU"),
            Self::Reconnect { minutes } => write!(f, "RCT {minutes}"),
        }
    }
}

/// `OUT [reason]`: the server ends the session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OutReply {
    /// Why; not written in a dialect that does not have the reason.
    pub reason: Option<OutReason>,
}

impl<'a> Form<'a> for OutReply {
    const HAS_TRID: bool = false;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let reason = match args.word() {
            None => return Ok(Self { reason: None }),
            Some("OTH") => OutReason::SignedInElsewhere,
            Some("SSD") => OutReason::ServerShutdown,
            Some("MIG") => OutReason::Migrated,
            Some("TOU") => OutReason::TermsOfUse,
            Some("RCT") => OutReason::Reconnect { minutes: args.required("minutes")? },
            Some(_) => return Err(Problem::Malformed("reason")),
        };
        if reason.is_in(args.dialect()) {
            Ok(Self { reason: Some(reason) })
        } else {
            Err(Problem::Malformed("reason"))
        }
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        if let Some(reason) = self.reason.filter(|reason| reason.is_in(dialect)) {
            line.word(reason);
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        None
    }
}
