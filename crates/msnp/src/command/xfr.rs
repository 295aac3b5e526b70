//! `XFR`: go to another server.

use crate::Problem;
use crate::line::{Args, Field, Form, Line, command};
use crate::value::{Address, Cookie, Reach, Text, Trid};
use crate::{Cap, Dialect};

command! {
    /// `XFR trid type`: `SB` asks for a switchboard.
    Xfr {
        /// Transaction id.
        trid: Trid,
        /// The type of server: `SB`; the first beta also asked for `NS`.
        server: Text,
    }
}

/// `XFR trid NS address [0 [current]]`, from MSNP13 on `XFR trid NS address U D`; or
/// `XFR trid SB address CKI cookie [U domain [1|0]]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct XfrReply {
    /// Transaction id; 0 where the server moves the client on its own account.
    pub trid: Trid,
    /// Where to go.
    pub to: Referral,
}

/// Where a client is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Referral {
    /// To a notification server: close this connection, and sign in there.
    Notification {
        /// Where.
        address: Address,
        /// The server that the client is talking to, where the dialect tells it.
        current: Option<Address>,
    },
    /// To a switchboard: keep this connection, and show the cookie there.
    Switchboard {
        /// Where.
        address: Address,
        /// The ticket.
        cookie: Cookie,
        /// How to connect.
        reach: Reach,
    },
}

impl<'a> Form<'a> for XfrReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, server) = (args.required("trid")?, args.required::<Text>("server")?);
        let address = args.required("address")?;
        let to = match server.as_str() {
            "NS" => {
                let mut current = None;
                if args.dialect().has(Cap::ReferralZero) {
                    // Not missed by clients, and not looked at.
                    args.word();
                }
                if args.dialect().has(Cap::ReferralDirect) {
                    // `G` where the address is that of an HTTP gateway; clients connect alike.
                    args.word();
                    args.word();
                }
                if args.dialect().has(Cap::ReferralCurrent) {
                    current = Field::read(args, "current")?;
                }
                Referral::Notification { address, current }
            }
            "SB" => {
                super::cookie_package(args)?;
                let cookie = args.required("cookie")?;
                Referral::Switchboard { address, cookie, reach: Reach::read(args, "reach")? }
            }
            _ => return Err(Problem::Malformed("server")),
        };
        Ok(Self { trid, to })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        match &self.to {
            Referral::Notification { address, current } => {
                line.word("NS");
                line.word(address);
                if dialect.has(Cap::ReferralZero) {
                    line.word('0');
                }
                if dialect.has(Cap::ReferralDirect) {
                    line.word('U');
                    line.word('D');
                }
                if dialect.has(Cap::ReferralCurrent) {
                    current.write(&mut line);
                }
            }
            Referral::Switchboard { address, cookie, reach } => {
                line.word("SB");
                line.word(address);
                line.word(super::COOKIE_PACKAGE);
                line.word(cookie);
                reach.write(&mut line);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
