//! What stands above every call and every answer.

use std::borrow::Cow;
use std::fmt;

use crate::envelope::{Call, answer};
use crate::passport::ticket_in;
use crate::writer::Writer;

/// In which of its two namespaces a client speaks. It is answered in the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Namespace {
    /// Windows Live Messenger 8.1 and 8.5, papyon, aMSN.
    W10,
    /// Windows Live Messenger 2009 and later.
    Y2008,
}

impl Namespace {
    /// By the header `SOAPAction`, or the operation where there is none.
    fn of(action: Option<&str>, call: &Call) -> Self {
        let newer = Self::Y2008.uri();
        let named = action.map(|action| action.trim().trim_matches('"')).filter(|action| !action.is_empty());
        let named = named.or_else(|| call.operation().attribute("xmlns"));
        if named.is_some_and(|named| named.starts_with(newer)) { Self::Y2008 } else { Self::W10 }
    }

    /// The namespace itself.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::W10 => "http://www.msn.com/webservices/storage/w10",
            Self::Y2008 => "http://www.msn.com/webservices/storage/2008",
        }
    }
}

/// The header of a call.
#[derive(Clone, Eq, PartialEq)]
pub struct Header {
    /// The namespace.
    pub namespace: Namespace,
    /// What the client was told to send back, at most 256 bytes of it.
    cache_key: Option<String>,
    /// The ticket as it was shown.
    token: Option<String>,
}

const MAX_CACHE_KEY: usize = 256;
const MAX_TOKEN: usize = 1024;

impl Header {
    /// Reads it. `action` is the value of the header `SOAPAction`.
    pub fn read(action: Option<&str>, call: &Call) -> Self {
        let text = |path: &[&str], most| {
            let text = call.header(path)?.text().trim();
            (1..=most).contains(&text.len()).then(|| text.to_owned())
        };
        Self {
            namespace: Namespace::of(action, call),
            cache_key: text(&["AffinityCacheHeader", "CacheKey"], MAX_CACHE_KEY),
            token: text(&["StorageUserHeader", "TicketToken"], MAX_TOKEN),
        }
    }

    /// The ticket in the header, without its dress.
    pub fn ticket(call: &Call) -> Option<Cow<'_, str>> {
        ticket_in(call.header(&["StorageUserHeader", "TicketToken"])?)
    }

    /// An answer. Both headers go back as they came; a client without a key is given one.
    pub fn answer(&self, cid: u64, name: &str, inside: impl FnOnce(&mut Writer)) -> String {
        let namespace = [("xmlns", self.namespace.uri())];
        let mut header = Writer::new();
        header.element_with("AffinityCacheHeader", &namespace, |w| match &self.cache_key {
            Some(key) => w.text("CacheKey", key),
            None => w.text("CacheKey", format_args!("{cid:016x}")),
        });
        header.element_with("StorageUserHeader", &namespace, |w| {
            for name in ["Puid", "Cid", "ApplicationId", "DeviceId"] {
                w.text(name, 0);
            }
            w.text("IsTrustedDevice", false);
            w.text("IsStrongAuth", false);
            w.optional("TicketToken", self.token.as_deref());
            w.text("IsAdmin", false);
            w.text("LanguagePreference", 0);
            w.empty("Claims");
        });
        let mut result = Writer::new();
        result.element_with(&format!("{name}Response"), &namespace, inside);
        answer(Some(&header), &result)
    }
}

/// Without the ticket.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_is_that_of_the_request() {
        let call = |namespace: &str| {
            let body = format!("<Envelope><Body><GetProfile xmlns=\"{namespace}\"/></Body></Envelope>");
            Call::parse(body.as_bytes()).unwrap()
        };
        let (old, new) = (call(Namespace::W10.uri()), call(Namespace::Y2008.uri()));
        let namespace = |action, call| Header::read(action, call).namespace;
        assert_eq!((namespace(None, &old), namespace(None, &new)), (Namespace::W10, Namespace::Y2008));
        let action = "\"http://www.msn.com/webservices/storage/2008/GetProfile\"";
        assert_eq!(namespace(Some(action), &old), Namespace::Y2008);
        assert_eq!(namespace(Some("\"\""), &new), Namespace::Y2008);
    }

    #[test]
    fn debug_shows_no_ticket() {
        let call = Call::parse(include_bytes!("../../tests/samples/GetProfile.request.xml")).unwrap();
        assert_eq!(Header::ticket(&call).as_deref(), Some("EwAgTicketExample0001"));
        assert!(!format!("{:?}", Header::read(None, &call)).contains("Ewag"));
    }
}
