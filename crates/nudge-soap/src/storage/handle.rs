//! What a client means: by a number of its own, or by whose it is and what it is to them.

use std::fmt;

use crate::xml::Element;

/// The things that there are of everybody. Their numbers are those of the service of the time, as far as they were seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Thing {
    /// The profile.
    Profile,
    /// The part of it with name, message and picture.
    ExpressionProfile,
    /// The display picture.
    Picture,
}

impl Thing {
    const ALL: [Self; 3] = [Self::Profile, Self::ExpressionProfile, Self::Picture];

    const fn number(self) -> u16 {
        match self {
            Self::Profile => 106,
            Self::ExpressionProfile => 118,
            Self::Picture => 205,
        }
    }
}

/// `123456789abcdef0!205`: whose, and what.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ResourceId {
    /// The number of the account.
    pub cid: u64,
    /// Which of their things.
    pub thing: Thing,
}

impl ResourceId {
    /// Reads one; `None` if it is none that we have given out.
    pub fn parse(text: &str) -> Option<Self> {
        let (cid, number) = text.trim().split_once('!')?;
        let number: u16 = number.parse().ok()?;
        let thing = Thing::ALL.into_iter().find(|thing| thing.number() == number)?;
        Some(Self { cid: u64::from_str_radix(cid, 16).ok()?, thing })
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}!{}", self.cid, self.thing.number())
    }
}

/// Whom a client means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Handle {
    /// `ResourceID`. `None` if it is none that we have given out.
    Resource(Option<ResourceId>),
    /// `Alias/Name`, the number of an account in decimal. `None` if it is none.
    Alias(Option<u64>),
    /// Nobody said; the client itself.
    Own,
}

impl Handle {
    /// Reads the element with the handle.
    pub(super) fn read(handle: Option<&Element>) -> Self {
        let Some(handle) = handle else { return Self::Own };
        if let Some(resource) = handle.child("ResourceID") {
            return Self::Resource(ResourceId::parse(resource.text()));
        }
        match handle.at(&["Alias", "Name"]) {
            Some(name) => Self::Alias(number(name.text())),
            None => Self::Own,
        }
    }

    /// The number of the account that is meant, if one is said.
    pub fn cid(&self) -> Option<u64> {
        match self {
            Self::Resource(resource) => resource.map(|resource| resource.cid),
            Self::Alias(cid) => *cid,
            Self::Own => None,
        }
    }
}

/// A number in decimal. Some clients write the upper half of all numbers as negative ones.
pub(crate) fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.parse().ok().map(i64::cast_unsigned))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whom_a_client_means_is_read() {
        let read = |xml: &str| Handle::read(Some(&Element::parse(xml.as_bytes()).unwrap()));
        let alias =
            read("<h><Alias><Name>1311768467463790320</Name><NameSpace>MyCidStuff</NameSpace></Alias></h>");
        assert_eq!(alias.cid(), Some(0x1234_5678_9abc_def0));
        let resource = read("<h><ResourceID>123456789abcdef0!205</ResourceID></h>");
        let picture = ResourceId { cid: 0x1234_5678_9abc_def0, thing: Thing::Picture };
        assert_eq!(resource, Handle::Resource(Some(picture)));
        assert_eq!(read("<h><RelationshipName>/UserTiles</RelationshipName></h>"), Handle::Own);
        assert_eq!(read("<h><Alias><Name>x</Name></Alias></h>"), Handle::Alias(None));
        for odd in ["", "1!1", "!205", "205", "x!205", "1!205!", "11112222333344445!205"] {
            assert_eq!(ResourceId::parse(odd), None, "{odd}");
        }
        assert_eq!(number("-1"), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn what_was_given_out_is_known_again(cid in any::<u64>(), which in 0..3_usize) {
            let id = ResourceId { cid, thing: Thing::ALL[which] };
            prop_assert_eq!(ResourceId::parse(&id.to_string()), Some(id));
        }
    }
}
