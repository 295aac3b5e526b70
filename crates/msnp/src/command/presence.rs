//! `CHG`, `ILN`, `NLN` and `FLN`: presence.

use crate::line::{Args, Field, Form, Line, command};
use crate::value::{ClientCaps, Friendly, MsnObject, NetworkAddress, Status, Text, Trid};
use crate::{Cap, Dialect, Problem};

/// `CHG trid status [caps [object]]`: what I am doing; the server's answer is the same line.
///
/// The client's capabilities from MSNP8 on, its picture from MSNP9 on. A few clients leave the capabilities away, and are
/// then taken to have none. From MSNP13 on both are always written, as 0 where there is none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chg {
    /// Transaction id; 0 where the server changes the state on its own account.
    pub trid: Trid,
    /// The state.
    pub status: Status,
    /// What the client can do. Before a picture, and from MSNP13 on, none is written as 0.
    pub caps: Option<ClientCaps>,
    /// Its picture.
    pub object: Option<MsnObject>,
}

impl<'a> Form<'a> for Chg {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, status) = (args.required("trid")?, args.required("status")?);
        let (mut caps, mut object) = (None, None);
        if args.dialect().has(Cap::ClientCaps) {
            caps = Field::read(args, "caps")?;
        }
        if args.dialect().has(Cap::MsnObjects) {
            object = Field::read(args, "object")?;
        }
        Ok(Self { trid, status, caps, object })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.status);
        let object = self.object.clone().filter(|_| dialect.has(Cap::MsnObjects));
        if dialect.has(Cap::ClientCaps) {
            let caps = self.caps.or(object.is_some().then(ClientCaps::default));
            if caps.is_some() {
                caps.write(&mut line);
                object.write(&mut line);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `ILN trid status contact name [caps [object]]`: a contact was online already when I came, or when I added them. Until
    /// MSNP17.
    Iln {
        /// Transaction id of the `CHG`, `ADD` or `ADC`.
        trid: Trid,
        /// The contact's state.
        status: Status,
        /// The contact.
        contact: NetworkAddress,
        /// The contact's name.
        name: Friendly,
        /// What the contact's client can do; 0 for one that has not told.
        caps: ClientCaps where ClientCaps,
        /// The contact's picture.
        object: Option<MsnObject> where MsnObjects,
    }
}

command! {
    /// `NLN status contact name [caps [object [badge]]]`: a contact came online, or changed state, name or picture.
    Nln {
        /// The contact's state.
        status: Status,
        /// The contact.
        contact: NetworkAddress,
        /// The contact's name.
        name: Friendly,
        /// What the contact's client can do; 0 for one that has not told.
        caps: ClientCaps where ClientCaps,
        /// The contact's picture.
        object: Option<MsnObject> where MsnObjects,
        /// The percent-encoded address of a picture that shows the contact's network, of contacts on another.
        badge: Option<Text> where PresenceDetails,
    }
}

command! {
    /// `FLN contact [caps [badge]]`: a contact went offline, or is no longer to be seen.
    Fln {
        /// The contact.
        contact: NetworkAddress,
        /// What the contact's client could do (MSNP14 and later). Real servers told it from MSNP16 on, as `0:0`.
        caps: Option<ClientCaps> where PresenceDetails,
        /// The percent-encoded address of a picture that shows the contact's network; only after `caps`.
        badge: Option<Text> where PresenceDetails,
    }
}
