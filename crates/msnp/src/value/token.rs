//! Values that are one opaque word: addresses, names, cookies.

use std::fmt;

use smol_str::SmolStr;

use crate::line::Word;
use crate::percent;

/// The text has a space or a control character, or nothing at all: it cannot be one argument of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("empty, or has a space or a control character in it")]
pub struct NotAWord;

pub(super) fn is_word(text: &str) -> bool {
    // Nearly all are plain, which is seen without taking characters apart.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    !text.is_empty() && (is_plain || !text.chars().any(|c| c == ' ' || c.is_control()))
}

/// Defines a newtype over a word.
macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(SmolStr);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: &str) -> Result<Self, NotAWord> {
                if is_word(text) { Ok(Self(text.into())) } else { Err(NotAWord) }
            }

            /// The text, as it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Defines that a token may be shown in a log.
macro_rules! shown {
    ($($name:ident),*) => { $(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }
    )* };
}

/// Defines that a token is read as it stands.
macro_rules! read_as_it_stands {
    ($($name:ident),*) => { $(
        impl Word for $name {
            fn parse(word: &str) -> Option<Self> {
                Self::new(word).ok()
            }

            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.0.as_bytes());
            }
        }
    )* };
}

token! {
    /// The address by which a principal signs in, as the peer spelled it. Compared by the domain, which folds case.
    Handle
}

token! {
    /// A display name or a group's name, in its percent-encoded form: kept as received, so that an echo is exact.
    Friendly
}

token! {
    /// A one-time ticket to a switchboard. Its `Debug` shows nothing of it.
    Cookie
}

token! {
    /// `host:port`, or only a host.
    Address
}

token! {
    /// Any other word.
    Text
}

read_as_it_stands!(Friendly, Cookie, Address, Text);
shown!(Handle, Friendly, Address, Text);

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(..)")
    }
}

impl Word for Handle {
    /// A few clients write `%40` for the `@` (reference 01 §2.4).
    fn parse(word: &str) -> Option<Self> {
        if word.contains("%40") { Self::new(&word.replace("%40", "@")).ok() } else { Self::new(word).ok() }
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }
}

impl Handle {
    /// The number of a contact that is a telephone, as in `tel:15551111222` (MSNP11 and later). It may be none; but what has
    /// an `@` is an address like others.
    pub fn telephone(&self) -> Option<&str> {
        self.0.strip_prefix("tel:").filter(|number| !number.contains('@'))
    }
}

impl Friendly {
    /// Encodes a name. An empty one has no form on the wire.
    pub fn encode(name: &str) -> Result<Self, NotAWord> {
        if name.is_empty() { Err(NotAWord) } else { Ok(Self(SmolStr::new(percent::encode(name)))) }
    }

    /// The name itself.
    pub fn decode(&self) -> String {
        percent::decode(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_may_come_percent_encoded() {
        assert_eq!(Handle::parse("alice%40example.com").unwrap().as_str(), "alice@example.com");
    }

    #[test]
    fn a_handle_may_be_a_telephone() {
        assert_eq!(Handle::new("tel:15551111222").unwrap().telephone(), Some("15551111222"));
        for address in ["tel@example.com", "tel:1@example.com"] {
            assert_eq!(Handle::new(address).unwrap().telephone(), None);
        }
    }

    #[test]
    fn no_value_can_break_out_of_its_line() {
        for bad in ["", "a b", "a\r\nOUT", "a\0", "\n"] {
            assert_eq!(Text::new(bad), Err(NotAWord), "{bad:?}");
        }
        assert_eq!(Friendly::encode("a\r\nOUT").unwrap().as_str(), "a%0D%0AOUT");
    }
}
