//! `RNG`: somebody calls.

use crate::Dialect;
use crate::Problem;
use crate::line::{Args, Field, Form, Line};
use crate::value::{Address, Cookie, Friendly, Handle, Reach, SessionId, Trid};

/// `RNG session address CKI cookie handle name [U domain [1|0]]`: somebody invites the principal into a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rng {
    /// The conversation.
    pub session: SessionId,
    /// Where to connect.
    pub address: Address,
    /// What to show there.
    pub cookie: Cookie,
    /// Who calls.
    pub handle: Handle,
    /// The caller's name.
    pub name: Friendly,
    /// How to connect.
    pub reach: Reach,
}

impl<'a> Form<'a> for Rng {
    const HAS_TRID: bool = false;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (session, address) = (args.required("session")?, args.required("address")?);
        super::cookie_package(args)?;
        Ok(Self {
            session,
            address,
            cookie: args.required("cookie")?,
            handle: args.required("handle")?,
            name: args.required("name")?,
            reach: Reach::read(args, "reach")?,
        })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.session);
        line.word(&self.address);
        line.word(super::COOKIE_PACKAGE);
        line.word(&self.cookie);
        line.word(&self.handle);
        line.word(&self.name);
        self.reach.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        None
    }
}
