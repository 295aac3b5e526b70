use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, StrExt as _};

use crate::Refusal;

/// The address a principal signs in with: `local "@" domain`.
///
/// At most 129 bytes; no spaces or control characters; exactly one `@`; a domain of at least two dot-separated,
/// non-empty labels. The spelling is kept as written, but `Alice@Example.com` and `alice@example.com` are equal: ASCII
/// letters compare without case, others as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle(SmolStr);

impl Handle {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 129;

    /// Checks an address. Anything else is [`Refusal::InvalidAddress`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if is_address(text) { Ok(Self(SmolStr::new(text))) } else { Err(Refusal::InvalidAddress) }
    }

    /// Whether no account can have it: it is the service's own.
    pub fn is_reserved(&self) -> bool {
        self.domain().eq_ignore_ascii_case(SERVICE_DOMAIN)
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with ASCII letters in lower case: the form that is unique.
    #[must_use]
    pub fn folded(&self) -> SmolStr {
        self.0.to_ascii_lowercase_smolstr()
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Where the service itself has its address. `.invalid` is nobody's (RFC 6761 section 6.4).
const SERVICE_DOMAIN: &str = "nudge.invalid";

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= Handle::MAX_BYTES
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && !local.is_empty()
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Handle {}

impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        state.write_u8(0xff);
    }
}

impl Ord for Handle {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.0.bytes().map(|byte| byte.to_ascii_lowercase());
        left.cmp(other.0.bytes().map(|byte| byte.to_ascii_lowercase()))
    }
}

impl PartialOrd for Handle {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Handle {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::new(text)
    }
}

impl TryFrom<String> for Handle {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::new(&text)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0.into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_addresses_and_keeps_their_spelling() {
        for text in ["a@b.c", "Alice.Smith+msn@Mail.Example.com", "é@exämple.org"] {
            assert_eq!(Handle::new(text).unwrap().as_str(), text);
        }
        let longest = format!("{}@example.com", "a".repeat(Handle::MAX_BYTES - 12));
        assert!(Handle::new(&longest).is_ok());
        assert_eq!(Handle::new(&format!("a{longest}")), Err(Refusal::InvalidAddress));
    }

    #[test]
    fn refuses_what_is_no_address() {
        for text in [
            "", "a", "a@", "@b.c", "a@b", "a@@b.c", "a@b@c.d", "a b@c.d", "a@b..c", "a@.b", "a@b.", "a\r@b.c",
        ] {
            assert_eq!(Handle::new(text), Err(Refusal::InvalidAddress), "{text:?}");
        }
    }

    #[test]
    fn the_parts_are_around_the_sign() {
        let handle = Handle::new("Alice@Example.com").unwrap();
        assert_eq!((handle.local(), handle.domain()), ("Alice", "Example.com"));
    }

    proptest! {
        #[test]
        fn case_never_makes_a_difference(text in "[a-zA-Z]{1,8}@[a-zA-Z]{1,8}\\.[a-zA-Z]{2,3}") {
            let (handle, upper) = (Handle::new(&text).unwrap(), Handle::new(&text.to_uppercase()).unwrap());
            prop_assert_eq!(&handle, &upper);
            prop_assert_eq!(handle.cmp(&upper), Ordering::Equal);
            prop_assert_eq!(handle.folded(), upper.folded());
            prop_assert_eq!(HashSet::from([handle, upper]).len(), 1);
        }

        #[test]
        fn any_text_is_an_answer_not_a_crash(text in "\\PC*@?\\PC*\\.?\\PC*") {
            if let Ok(handle) = Handle::new(&text) {
                prop_assert!(!handle.local().is_empty() && handle.domain().contains('.'));
            }
        }
    }
}
