//! A program that is signed in: what is known of it, and what it says of itself.

use std::net::IpAddr;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::{Capabilities, Form, MachineGuid, Refusal, Status};

/// What the front end says about a connection. The domain carries it, and looks only at the machine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint {
    /// Which encoding it reads.
    pub form: Form,
    /// What else the front end wants to know of it later, as which dialect it speaks.
    pub tag: u16,
    /// Whether it can show a page that comes in.
    pub receives_pages: bool,
    /// Whether it takes data from other programs.
    pub receives_data: bool,
    /// Whether it can show a message that comes in outside of a conversation.
    pub receives_notes: bool,
    /// What tells it apart from other programs of the same account. One that says none of this is the only one of its
    /// account.
    pub machine: Option<MachineGuid>,
    /// What program it is, for the list of sign-ins.
    pub client: SmolStr,
    /// Which protocol it speaks, for the list of sign-ins.
    pub protocol: SmolStr,
    /// Where it comes from.
    pub address: IpAddr,
}

/// An endpoint as contacts know it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicEndpoint {
    /// Which one.
    pub machine: MachineGuid,
    /// What it can do.
    pub capabilities: Capabilities,
}

/// The endpoints of a principal as contacts know them: those that are to be seen, and have a number. Cheap to clone; none
/// cost nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Endpoints(Option<Arc<[PublicEndpoint]>>);

impl Endpoints {
    /// One by one, the longest signed in first.
    pub fn iter(&self) -> impl Iterator<Item = &PublicEndpoint> {
        self.0.iter().flat_map(|all| all.iter())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |all| all.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl FromIterator<PublicEndpoint> for Endpoints {
    fn from_iter<I: IntoIterator<Item = PublicEndpoint>>(all: I) -> Self {
        let all: Vec<_> = all.into_iter().collect();
        Self((!all.is_empty()).then(|| all.into()))
    }
}

/// What a program tells the others of the same account of itself, as the program wrote it, markup included.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct PrivateData {
    name: Box<str>,
    client_type: Box<str>,
    idle: bool,
}

impl PrivateData {
    /// The longest name, in bytes. Computers' names have 15 characters; markup can make that longer.
    pub const MAX_NAME: usize = 512;

    /// The longest type of a client, in bytes: a number.
    pub const MAX_CLIENT_TYPE: usize = 16;

    /// Checks the texts. Longer ones are [`Refusal::InvalidEndpoint`].
    pub fn new(name: &str, client_type: &str, idle: bool) -> Result<Self, Refusal> {
        if name.len() > Self::MAX_NAME || client_type.len() > Self::MAX_CLIENT_TYPE {
            return Err(Refusal::InvalidEndpoint);
        }
        Ok(Self { name: name.into(), client_type: client_type.into(), idle })
    }

    /// What the machine is called; empty if it has not been said.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of client it is: `1` for a computer, and others (reference 21 §3); empty if it has not been said.
    pub fn client_type(&self) -> &str {
        &self.client_type
    }

    /// Whether nobody is there to see it.
    pub fn is_idle(&self) -> bool {
        self.idle
    }
}

/// Without the name, which is for its owner.
impl std::fmt::Debug for PrivateData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateData({} bytes, idle: {})", self.name.len(), self.idle)
    }
}

/// An endpoint as the account's own endpoints know it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnEndpoint {
    /// What contacts know of it, too.
    pub public: PublicEndpoint,
    /// What they do not.
    pub private: PrivateData,
    /// What is being done there; `None` before its first presence.
    pub status: Option<Status>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_data_has_its_limits() {
        let longest = "x".repeat(PrivateData::MAX_NAME);
        let data = PrivateData::new(&longest, "1", true).unwrap();
        assert_eq!((data.name(), data.client_type(), data.is_idle()), (longest.as_str(), "1", true));
        assert_eq!(PrivateData::new(&format!("{longest}x"), "1", true), Err(Refusal::InvalidEndpoint));
        assert_eq!(PrivateData::new("", "12345678901234567", false), Err(Refusal::InvalidEndpoint));
        assert!(!format!("{data:?}").contains("xx"));
    }

    #[test]
    fn no_endpoints_are_the_default() {
        assert_eq!(Endpoints::from_iter([]), Endpoints::default());
        let machine = MachineGuid::new("{a11ce000-0000-4000-8000-00000000000a}").unwrap();
        let one = PublicEndpoint { machine, capabilities: Capabilities::NONE };
        let all = Endpoints::from_iter([one.clone()]);
        assert_eq!((all.len(), all.is_empty(), all.iter().next()), (1, false, Some(&one)));
    }
}
