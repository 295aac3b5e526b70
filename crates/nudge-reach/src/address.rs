//! The name and port under which clients find a server.

use std::fmt;
use std::net::Ipv4Addr;
use std::num::NonZeroU16;
use std::str::FromStr;

/// The port that every client assumes when an address names none.
pub const DEFAULT_PORT: NonZeroU16 = NonZeroU16::new(1863).expect("1863 is not zero");

/// `host[:port]` as clients read it, in the registry and in `XFR` and `RNG`.
///
/// ```
/// use nudge_reach::ServerAddress;
///
/// let address: ServerAddress = "im.example.net:1900".parse()?;
/// assert_eq!(address.port.get(), 1900);
/// assert_eq!(address.to_string(), "im.example.net:1900");
/// # Ok::<(), nudge_reach::AddressError>(())
/// ```
///
/// [`DEFAULT_PORT`] is left out when it is written, because every client assumes it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ServerAddress {
    /// Where the server is.
    pub host: Host,
    /// The TCP port it listens on.
    pub port: NonZeroU16,
}

impl FromStr for ServerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (host, port) = match text.rsplit_once(':') {
            None => (text, DEFAULT_PORT),
            // A colon on both sides of the last one: an IPv6 address, and the host says so better than the port could.
            Some((host, _)) if host.contains(':') => (text, DEFAULT_PORT),
            Some((host, port)) => (host, port.parse().map_err(|_| AddressError::Port)?),
        };
        Ok(Self { host: host.parse()?, port })
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.host)?;
        if self.port == DEFAULT_PORT { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// A DNS or `NetBIOS` name, or an IPv4 address in dotted form.
///
/// Letters, digits, `-` and `_` in labels of 1 to 63 characters, 253 in all. The underscore is no host name of DNS, but
/// Windows names its machines with it and resolves them on a LAN. IPv6 is refused: no client that this crate helps
/// knows of it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Host(String);

impl Host {
    /// The name or address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Host {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if text.contains(':') {
            return Err(AddressError::Ipv6);
        }
        // A name cannot end in a label of digits, so whatever does is meant as an address.
        let last_label = text.rsplit('.').next().unwrap_or_default();
        let is_host = if last_label.bytes().all(|b| b.is_ascii_digit()) {
            text.parse::<Ipv4Addr>().is_ok()
        } else {
            text.len() <= MAX_NAME && text.split('.').all(is_label)
        };
        if is_host { Ok(Self(text.to_owned())) } else { Err(AddressError::Host) }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no address of a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AddressError {
    /// Nothing before the port, or nothing at all.
    #[error("the host is missing")]
    Empty,
    /// Neither a name nor an IPv4 address.
    #[error("the host is neither a name such as im.example.net nor an IPv4 address such as 192.168.1.10")]
    Host,
    /// An IPv6 address.
    #[error("the clients know only IPv4: give a name or an IPv4 address")]
    Ipv6,
    /// Not a number from 1 to 65535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// RFC 1035 §2.3.4.
const MAX_LABEL: usize = 63;
const MAX_NAME: usize = 253;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_ipv4_addresses_are_hosts() {
        for text in [
            "localhost",
            "im.example.net",
            "192.168.1.10",
            "OFFICE_PC",
            "a-b.c",
            "3com.example",
            "xn--bcher-kva.de",
        ] {
            assert_eq!(text.parse::<Host>().map(|h| h.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn whatever_could_break_out_of_a_registry_string_is_no_host() {
        for text in
            ["a\"b", "a\\b", "a b", "a;b", "a\r\nb", "a\0b", "bücher.de", "-a", "a-", "a..b", ".a", "a."]
        {
            assert_eq!(text.parse::<Host>(), Err(AddressError::Host), "{text:?}");
        }
    }

    #[test]
    fn an_address_that_is_almost_ipv4_is_no_name() {
        for text in ["256.1.1.1", "1.2.3", "192.168.1", "10"] {
            assert_eq!(text.parse::<Host>(), Err(AddressError::Host), "{text}");
        }
    }

    #[test]
    fn a_label_has_63_characters_and_a_name_253() {
        assert!("a".repeat(63).parse::<Host>().is_ok());
        assert_eq!("a".repeat(64).parse::<Host>(), Err(AddressError::Host));
        let name = vec!["a".repeat(62); 4].join(".") + ".a";
        assert_eq!(name.len(), 253);
        assert!(name.parse::<Host>().is_ok());
        assert_eq!((name + "a").parse::<Host>(), Err(AddressError::Host));
    }

    #[test]
    fn the_port_defaults_to_1863_and_is_not_written_then() {
        let address: ServerAddress = "im.example.net:1863".parse().unwrap();
        assert_eq!(address, "im.example.net".parse().unwrap());
        assert_eq!(address.to_string(), "im.example.net");
    }

    #[test]
    fn a_wrong_address_says_what_is_wrong() {
        for (text, error) in [
            ("", AddressError::Empty),
            (":1863", AddressError::Empty),
            ("a:", AddressError::Port),
            ("a:0", AddressError::Port),
            ("a:65536", AddressError::Port),
            ("a:http", AddressError::Port),
            ("::1", AddressError::Ipv6),
            ("[::1]:1863", AddressError::Ipv6),
        ] {
            assert_eq!(text.parse::<ServerAddress>(), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(host in "[a-z][a-z0-9]{0,9}(\\.[a-z]{1,9}){0,3}", port in 1..=u16::MAX) {
            let address = ServerAddress { host: host.parse().unwrap(), port: NonZeroU16::new(port).unwrap() };
            prop_assert_eq!(address.to_string().parse(), Ok(address));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<ServerAddress>();
        }
    }
}
