//! Whose presence it is: an address, its network, and the circle through which it is seen.

use std::fmt;

use super::{Handle, Network};
use crate::line::{Args, Field, Line, Word};
use crate::{Cap, Problem};

/// A contact in `ILN`, `NLN`, `FLN` and `UBX` (reference 20 §6, 21 §5):
///
/// - until MSNP13 `handle`;
/// - from MSNP14 to MSNP17 `handle network`, two words;
/// - from MSNP18 on `network:handle[;via=network:circle]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NetworkAddress {
    /// The network; where the dialect does not tell, [`Network::MESSENGER`].
    pub network: Network,
    /// Who.
    pub handle: Handle,
    /// The circle through which they are seen; not written before MSNP18.
    pub via: Option<Via>,
}

/// A circle, as an address names it: `9:guid@live.com`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Via {
    /// Of the circle, [`Network::CIRCLE`].
    pub network: Network,
    /// Its address.
    pub handle: Handle,
}

impl From<Handle> for NetworkAddress {
    fn from(handle: Handle) -> Self {
        Self { network: Network::MESSENGER, handle, via: None }
    }
}

const VIA: &str = ";via=";

impl NetworkAddress {
    /// Reads the one word of MSNP18 and later.
    fn joined(word: &str) -> Option<Self> {
        let (own, via) = match word.split_once(VIA) {
            Some((own, via)) => (own, Some(pair(via)?)),
            None => (word, None),
        };
        let (network, handle) = pair(own)?;
        Some(Self { network, handle, via: via.map(|(network, handle)| Via { network, handle }) })
    }
}

fn pair(text: &str) -> Option<(Network, Handle)> {
    let (network, handle) = text.split_once(':')?;
    Some((Network::parse(network)?, Handle::parse(handle)?))
}

/// The one word of MSNP18 and later.
impl fmt::Display for NetworkAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.network, self.handle)?;
        match &self.via {
            Some(via) => write!(f, "{VIA}{}:{}", via.network, via.handle),
            None => Ok(()),
        }
    }
}

impl Field for NetworkAddress {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        if args.dialect().has(Cap::NetworkInAddress) {
            let word = args.word().ok_or(Problem::Missing(what))?;
            return Self::joined(word).ok_or(Problem::Malformed(what));
        }
        let handle = args.required(what)?;
        let tells = args.dialect().has(Cap::NetworkInPresence);
        let network = if tells { args.required("network")? } else { Network::MESSENGER };
        Ok(Self { network, handle, via: None })
    }

    fn write(&self, line: &mut Line<'_>) {
        if line.dialect().has(Cap::NetworkInAddress) {
            return line.word(self);
        }
        line.word(&self.handle);
        if line.dialect().has(Cap::NetworkInPresence) {
            line.word(self.network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_one_word_has_its_parts() {
        let via = "1:bob@example.com;via=9:00000000-0000-0000-0009-000000000123@live.com";
        for word in ["1:bob@example.com", "32:dave@yahoo.com", via] {
            assert_eq!(NetworkAddress::joined(word).unwrap().to_string(), word);
        }
        let circle = NetworkAddress::joined(via).unwrap().via.unwrap();
        assert_eq!((circle.network, circle.handle.as_str().len()), (Network::CIRCLE, 45));
        for bad in
            ["bob@example.com", ":bob@example.com", "x:bob", "1:", "1:a;via=", "1:a;via=9", "1:a;via=9:"]
        {
            assert_eq!(NetworkAddress::joined(bad), None, "{bad}");
        }
    }
}
