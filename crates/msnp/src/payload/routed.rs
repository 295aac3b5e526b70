//! Messages with headers to be routed by: the payloads of `PUT`, `DEL`, `SDG` and `NFY` (reference 21 §7).
//!
//! Three groups of headers, `Routing`, `Reliability` and what it is about, each with an empty line after it; then the content. A
//! header's name is read in any case, their order is free, and those that nobody knows are kept: what is relayed changes in
//! nothing but what the relay changes.

use std::borrow::Cow;
use std::fmt;

use crate::line::Word as _;
use crate::value::{EndpointId, Handle, Network};

/// More headers than this are in no group.
const MAX_HEADERS: usize = 32;

/// A message.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Routed<'a> {
    /// From whom to whom.
    pub routing: Headers<'a>,
    /// Which of many.
    pub reliability: Headers<'a>,
    /// What it is: `Publication`, `Notification` or `Messaging`.
    pub content: Headers<'a>,
    /// The content.
    pub body: Cow<'a, [u8]>,
}

/// A group of headers, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Headers<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

/// Why a payload is no such message.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRouted {
    /// There are not three groups with an empty line after each.
    #[error("not three groups of headers")]
    Groups,
    /// A header is no UTF-8, has no colon, or is one too many.
    #[error("a header that is none")]
    Header,
    /// `Content-Length` is no number, or another than there are bytes.
    #[error("a wrong Content-Length")]
    Length,
}

/// How long the content is.
const LENGTH: &str = "Content-Length";

impl<'a> Headers<'a> {
    /// The first header of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// The group with one more header.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Gives a header another value, where it stands or, if there is none, at the end.
    pub fn set(&mut self, name: &'a str, value: impl Into<Cow<'a, str>>) {
        match self.0.iter_mut().find(|(there, _)| there.eq_ignore_ascii_case(name)) {
            Some((_, old)) => *old = value.into(),
            None => self.0.push((name.into(), value.into())),
        }
    }

    /// Takes all headers of this name away.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(there, _)| !there.eq_ignore_ascii_case(name));
    }

    fn write(&self, out: &mut Vec<u8>) {
        for (name, value) in self.iter() {
            for part in [name, ": ", value, "\r\n"] {
                out.extend_from_slice(part.as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

impl<'a> Routed<'a> {
    /// Takes a payload apart.
    pub fn parse(payload: &'a [u8]) -> Result<Self, NotRouted> {
        let mut rest = payload;
        let mut group = || {
            let mut headers = Vec::new();
            loop {
                let end = memchr::memchr(b'\n', rest).ok_or(NotRouted::Groups)?;
                let (line, after) = rest.split_at_checked(end + 1).ok_or(NotRouted::Groups)?;
                rest = after;
                let line = line.trim_ascii();
                if line.is_empty() {
                    return Ok(Headers(headers));
                }
                let line = std::str::from_utf8(line).map_err(|_| NotRouted::Header)?;
                let (name, value) = line.split_once(':').ok_or(NotRouted::Header)?;
                if headers.len() == MAX_HEADERS {
                    return Err(NotRouted::Header);
                }
                headers.push((Cow::Borrowed(name.trim_ascii()), Cow::Borrowed(value.trim_ascii())));
            }
        };
        let (routing, reliability, content) = (group()?, group()?, group()?);
        // Where there is no length, it has to have room.
        if content.get(LENGTH).is_none() && content.0.len() == MAX_HEADERS {
            return Err(NotRouted::Header);
        }
        let stated = content.get(LENGTH).map(|length| length.parse::<usize>().map_err(|_| NotRouted::Length));
        if stated.transpose()?.is_some_and(|stated| stated != rest.len()) {
            return Err(NotRouted::Length);
        }
        Ok(Self { routing, reliability, content, body: Cow::Borrowed(rest) })
    }

    /// Writes the payload. `Content-Length` is what the content is long, whatever it was.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.body.len() + 256);
        self.routing.write(&mut out);
        self.reliability.write(&mut out);
        let mut content = self.content.clone();
        content.set(LENGTH, self.body.len().to_string());
        content.write(&mut out);
        out.extend_from_slice(&self.body);
        out
    }

    /// From whom it is.
    pub fn from(&self) -> Option<RoutedAddress> {
        self.routing.get("From").and_then(RoutedAddress::parse)
    }

    /// To whom it goes.
    pub fn to(&self) -> Option<RoutedAddress> {
        self.routing.get("To").and_then(RoutedAddress::parse)
    }
}

/// An address to be routed by: `1:alice@example.com;epid={guid}`, `9:guid@live.com;path=IM`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoutedAddress {
    /// The network.
    pub network: Network,
    /// The address.
    pub handle: Handle,
    /// Which endpoint.
    pub endpoint: Option<EndpointId>,
    /// Which part of a circle, as `IM`.
    pub path: Option<String>,
}

impl RoutedAddress {
    /// Reads one. What is said of it besides is passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim_ascii().split(';');
        let (network, handle) = parts.next()?.split_once(':')?;
        let (network, handle) = (Network::parse(network)?, Handle::parse(handle)?);
        let (mut endpoint, mut path) = (None, None);
        for (name, value) in parts.filter_map(|part| part.split_once('=')) {
            if name.eq_ignore_ascii_case("epid") {
                endpoint = Some(EndpointId::parse(value)?);
            } else if name.eq_ignore_ascii_case("path") {
                path = Some(value.to_owned());
            }
        }
        Some(Self { network, handle, endpoint, path })
    }
}

impl fmt::Display for RoutedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.network, self.handle)?;
        if let Some(endpoint) = &self.endpoint {
            write!(f, ";epid={endpoint}")?;
        }
        if let Some(path) = &self.path {
            write!(f, ";path={path}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PUT: &str = "Routing: 1.0\r\nTo: 9:00000000-0000-0000-0009-000000000123@live.com\r\n\
                       From: 1:alice@example.com;epid={a11ce000-0000-4000-8000-00000000000a}\r\n\r\n\
                       Reliability: 1.0\r\nStream: 0\r\nSegment: 0\r\n\r\n\
                       Publication: 1.0\r\nUri: /circle\r\nContent-Type: application/circles+xml\r\nContent-Length: 86\r\n\r\n\
                       <circle><roster><id>IM</id><user><id>1:alice@example.com</id></user></roster></circle>";

    #[test]
    fn the_sample_of_the_reference_is_read_and_written() {
        let put = Routed::parse(PUT.as_bytes()).unwrap();
        let from = put.from().unwrap();
        assert_eq!((from.network, from.handle.as_str()), (Network::MESSENGER, "alice@example.com"));
        assert_eq!(from.endpoint.unwrap().as_str(), "{a11ce000-0000-4000-8000-00000000000a}");
        assert_eq!(put.to().unwrap().network, Network::CIRCLE);
        assert_eq!((put.content.get("uri"), put.body.len()), (Some("/circle"), 86));
        assert_eq!(put.to_bytes(), PUT.as_bytes());
    }

    #[test]
    fn headers_are_changed_and_others_kept() {
        let mut put = Routed::parse(PUT.as_bytes()).unwrap();
        put.routing.set("to", "1:bob@example.com");
        put.routing.remove("FROM");
        put.reliability.set("Flags", "ACK");
        put.body = Cow::Borrowed(b"");
        let text = String::from_utf8(put.to_bytes()).unwrap();
        assert!(text.starts_with("Routing: 1.0\r\nTo: 1:bob@example.com\r\n\r\n"), "{text}");
        assert!(text.contains("Segment: 0\r\nFlags: ACK\r\n\r\n"), "{text}");
        assert!(text.ends_with("Content-Length: 0\r\n\r\n"), "{text}");
    }

    #[test]
    fn addresses_have_their_parts() {
        for text in ["1:a@b.c", "9:x@live.com;path=IM", "1:a@b.c;epid={a11ce000-0000-4000-8000-00000000000a}"]
        {
            assert_eq!(RoutedAddress::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(RoutedAddress::parse("9:x@live.com;x=y;path=IM").unwrap().path.as_deref(), Some("IM"));
        for bad in ["", "a@b.c", "x:a@b.c", "1:", "1:a b", "1:a@b.c;epid=x"] {
            assert_eq!(RoutedAddress::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_such_message_is_refused() {
        for (bad, why) in [
            ("", NotRouted::Groups),
            ("A: b\r\n\r\nC: d\r\n\r\n", NotRouted::Groups),
            ("A: b\r\n\r\nC\r\n\r\n\r\n", NotRouted::Header),
            ("\r\n\r\nContent-Length: 1\r\n\r\n", NotRouted::Length),
            ("\r\n\r\nContent-Length: x\r\n\r\n", NotRouted::Length),
        ] {
            assert_eq!(Routed::parse(bad.as_bytes()), Err(why), "{bad:?}");
        }
        let many = format!("{}\r\n\r\n\r\n", "A: b\r\n".repeat(MAX_HEADERS + 1));
        assert_eq!(Routed::parse(many.as_bytes()), Err(NotRouted::Header));
        assert!(Routed::parse(b"\n\n\nbody").is_ok(), "a group may be empty");
    }

    fn headers() -> impl Strategy<Value = Headers<'static>> {
        let header = ("[!-9;-~]{1,12}", "([!-~]([ -~]{0,16}[!-~])?)?");
        proptest::collection::vec(header, 0..5).prop_map(|rows| {
            Headers(rows.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
        })
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(
            routing in headers(),
            reliability in headers(),
            content in headers(),
            body in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut message = Routed { routing, reliability, content, body: body.into() };
            message.content.set("Content-Length", message.body.len().to_string());
            let bytes = message.to_bytes();
            prop_assert_eq!(Routed::parse(&bytes), Ok(message));
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256), text in ".{0,40}") {
            if let Ok(message) = Routed::parse(&bytes) {
                prop_assert!(Routed::parse(&message.to_bytes()).is_ok());
            }
            RoutedAddress::parse(&text);
        }
    }
}
