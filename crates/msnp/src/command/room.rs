//! The commands of a switchboard, all but `MSG` and `OUT`.

use crate::Dialect;
use crate::Problem;
use crate::line::{Args, Form, Line, command};
use crate::value::{ClientCaps, Cookie, Flag, Friendly, Handle, HandleAtEndpoint, SessionId, Trid};

command! {
    /// `USR trid handle cookie`: I opened this conversation.
    Enter {
        /// Transaction id.
        trid: Trid,
        /// Who; from MSNP16 on, at which endpoint.
        handle: HandleAtEndpoint,
        /// The ticket from `XFR`.
        cookie: Cookie,
    }
}

/// `USR trid OK handle name`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EnterReply {
    /// Transaction id.
    pub trid: Trid,
    /// Who, as sent.
    pub handle: HandleAtEndpoint,
    /// The principal's own name.
    pub name: Friendly,
}

impl<'a> Form<'a> for EnterReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("OK")?;
        Ok(Self { trid, handle: args.required("handle")?, name: args.required("name")? })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word("OK");
        line.word(&self.handle);
        line.word(&self.name);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `ANS trid handle cookie session`: I was called into this conversation.
    Ans {
        /// Transaction id.
        trid: Trid,
        /// Who; from MSNP16 on, at which endpoint.
        handle: HandleAtEndpoint,
        /// The ticket from `RNG`.
        cookie: Cookie,
        /// The conversation from `RNG`.
        session: SessionId,
    }
}

command! {
    /// `IRO trid index total handle name [caps]`: somebody who is in the conversation already.
    Iro {
        /// Transaction id of the `ANS`.
        trid: Trid,
        /// From 1.
        index: u32,
        /// How many there are.
        total: u32,
        /// Who; from MSNP16 on, at which endpoint.
        handle: HandleAtEndpoint,
        /// Their name.
        name: Friendly,
        /// What their client can do.
        caps: Option<ClientCaps> where RosterCaps,
    }
}

command! {
    /// `CAL trid handle`: call somebody in.
    Cal {
        /// Transaction id.
        trid: Trid,
        /// Whom.
        handle: Handle,
    }
}

/// `CAL trid RINGING session`: the call went out, which is not to say that it is answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CalReply {
    /// Transaction id.
    pub trid: Trid,
    /// The conversation.
    pub session: SessionId,
}

impl<'a> Form<'a> for CalReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("RINGING")?;
        Ok(Self { trid, session: args.required("session")? })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word("RINGING");
        line.word(self.session);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `JOI handle name [caps]`: somebody came in.
    Joi {
        /// Who; from MSNP16 on, at which endpoint.
        handle: HandleAtEndpoint,
        /// Their name.
        name: Friendly,
        /// What their client can do.
        caps: Option<ClientCaps> where RosterCaps,
    }
}

command! {
    /// `BYE handle [1]`: somebody left; with 1, the server closed a quiet conversation.
    Bye {
        /// Who; from MSNP16 on, at which endpoint.
        handle: HandleAtEndpoint,
        /// For quiet.
        idle: Option<Flag>,
    }
}

command! {
    /// `ACK trid`: the message was delivered.
    Ack {
        /// Transaction id of the `MSG`.
        trid: Trid,
    }
}

command! {
    /// `NAK trid`: it was not.
    Nak {
        /// Transaction id of the `MSG`.
        trid: Trid,
    }
}
