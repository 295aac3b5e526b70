//! `PUT`, `DEL`, `SDG` and `NFY`: circles, in messages that have headers of their own to be routed by (MSNP18; reference 21
//! §7), and `VAS`.

use std::borrow::Cow;

use crate::line::{Args, Form, Line, command};
use crate::value::{Handle, Text, Trid, words};
use crate::{Dialect, Problem};

command! {
    /// `PUT trid length` and [`crate::payload::routed`]: I am in this circle.
    Put {
        /// Transaction id.
        trid: Trid,
    } + payload
}

command! {
    /// `DEL trid length` and the same: I leave it.
    Del {
        /// Transaction id.
        trid: Trid,
    } + payload
}

command! {
    /// `SDG trid length` and the same: I say something to all who are in it.
    Sdg {
        /// Transaction id.
        trid: Trid,
    } + payload
}

words! {
    /// What has happened to a circle.
    Change {
        /// Somebody, or something, is there now.
        Put = "PUT",
        /// It is not any more.
        Delete = "DEL",
    }
}

command! {
    /// `NFY PUT length` and `NFY DEL length` with the same: a circle has changed.
    Nfy {
        /// How.
        change: Change,
    } + payload
}

/// `PUT trid OK [length]` and `DEL trid OK [length]` with what there is to say, often nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoutedReply<'a> {
    /// Transaction id.
    pub trid: Trid,
    /// What comes with it.
    pub payload: Option<Cow<'a, [u8]>>,
}

impl RoutedReply<'_> {
    /// The reply with its payload in memory of its own.
    pub fn into_owned(self) -> RoutedReply<'static> {
        RoutedReply { trid: self.trid, payload: self.payload.map(|payload| Cow::Owned(payload.into_owned())) }
    }
}

impl<'a> Form<'a> for RoutedReply<'a> {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, payload: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("OK")?;
        Ok(Self { trid, payload: payload.map(Cow::Borrowed) })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word("OK");
        match &self.payload {
            Some(payload) => line.end_with(payload),
            None => line.end(),
        }
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `VAS trid handle kind length` and anything: I report somebody. Nothing answers it.
    Vas {
        /// Transaction id.
        trid: Trid,
        /// Whom.
        handle: Handle,
        /// What for.
        kind: Text,
    } + payload
}
