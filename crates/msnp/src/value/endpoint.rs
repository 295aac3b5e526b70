//! Endpoints: which of the programs that somebody is signed in with (MSNP16 and later).

use std::fmt;

use smol_str::SmolStr;

use super::{Guid, Handle, NotAWord};
use crate::line::Word;

/// The GUID of a machine in braces, `{8-4-4-4-12}`, spelled as its client spells it. Two that differ in case are the same
/// (reference 21 §1).
#[derive(Clone, Debug)]
pub struct EndpointId {
    text: SmolStr,
    guid: Guid,
}

impl EndpointId {
    /// Takes a GUID in braces as it is.
    pub fn new(text: &str) -> Result<Self, NotAWord> {
        Self::parse(text).ok_or(NotAWord)
    }

    /// The GUID itself.
    pub const fn guid(&self) -> Guid {
        self.guid
    }

    /// With the braces, as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<Guid> for EndpointId {
    /// Spelled in lower case.
    fn from(guid: Guid) -> Self {
        Self { text: format!("{{{guid}}}").into(), guid }
    }
}

impl PartialEq for EndpointId {
    fn eq(&self, other: &Self) -> bool {
        self.guid == other.guid
    }
}

impl Eq for EndpointId {}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Word for EndpointId {
    fn parse(word: &str) -> Option<Self> {
        let guid = Guid::parse(word.strip_prefix('{')?.strip_suffix('}')?)?;
        Some(Self { text: word.into(), guid })
    }
}

/// An address and maybe one of its endpoints, `bob@example.com;{guid}`, in switchboards and in `UUN`. What has a `;` and no
/// GUID after it is an address like others, in dialects without endpoints too: a switchboard reads its first line before
/// it knows which dialect is spoken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HandleAtEndpoint {
    /// Who.
    pub handle: Handle,
    /// Which of their endpoints.
    pub endpoint: Option<EndpointId>,
}

impl From<Handle> for HandleAtEndpoint {
    fn from(handle: Handle) -> Self {
        Self { handle, endpoint: None }
    }
}

impl fmt::Display for HandleAtEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.endpoint {
            Some(endpoint) => write!(f, "{};{endpoint}", self.handle),
            None => self.handle.fmt(f),
        }
    }
}

impl Word for HandleAtEndpoint {
    fn parse(word: &str) -> Option<Self> {
        let at_endpoint = word.rsplit_once(';').and_then(|(handle, endpoint)| {
            Some(Self { handle: Handle::parse(handle)?, endpoint: Some(EndpointId::parse(endpoint)?) })
        });
        at_endpoint.or_else(|| Handle::parse(word).map(Self::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "{F60EFBE7-94af-4b16-b926-e4e10878d329}";

    #[test]
    fn a_guid_keeps_its_spelling_and_is_compared_without_it() {
        let id = EndpointId::parse(ID).unwrap();
        assert_eq!(id.to_string(), ID);
        assert_eq!(id, EndpointId::parse(&ID.to_lowercase()).unwrap());
        assert_eq!(EndpointId::from(id.guid()).as_str(), ID.to_lowercase());
        for bad in ["", "{}", "f60efbe7-94af-4b16-b926-e4e10878d329", "{f60efbe7-94af-4b16-b926-e4e10878d329"]
        {
            assert!(EndpointId::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_address_may_name_an_endpoint() {
        let whole = format!("bob@example.com;{ID}");
        let at = HandleAtEndpoint::parse(&whole).unwrap();
        assert_eq!(at.handle.as_str(), "bob@example.com");
        assert_eq!((at.endpoint.as_ref().unwrap().as_str(), at.to_string()), (ID, whole.clone()));
        for plain in ["bob@example.com", "bob@example.com;", "bob@example.com;{1}", ";"] {
            let at = HandleAtEndpoint::parse(plain).unwrap();
            assert_eq!((at.handle.as_str(), at.endpoint), (plain, None));
        }
    }
}
