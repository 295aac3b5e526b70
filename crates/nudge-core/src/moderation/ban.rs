//! Who is not let in.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use crate::{Handle, Refusal, Timestamp};

/// The number of a ban.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct BanId(pub i64);

/// Whom a ban is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Banned {
    /// One address, whether it has an account or not.
    Account(Handle),
    /// Every address that matches a pattern, as `*@spam.example`.
    Email(EmailPattern),
    /// Whoever comes from an address or a network, as `192.0.2.0/24`.
    Network(IpNet),
}

/// A pattern of addresses: `*` stands for any part, letters are of either case. 3 to 129 characters, one `@`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailPattern(String);

/// A ban to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewBan {
    /// Whom it is about.
    pub whom: Banned,
    /// Why, for administrators.
    pub reason: String,
    /// Until when; for ever, if it does not say.
    pub expires: Option<Timestamp>,
}

/// A ban.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ban {
    /// Its number.
    pub id: BanId,
    /// What it says.
    pub ban: NewBan,
    /// Who made it, in words.
    pub by: String,
    /// When.
    pub made: Timestamp,
}

impl Banned {
    /// The kind and the rest, as they are stored.
    pub fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Account(handle) => ("account", handle.to_string()),
            Self::Email(pattern) => ("email", pattern.0.clone()),
            Self::Network(network) => ("network", network.to_string()),
        }
    }

    /// Reads what [`Banned::parts`] gave, or somebody typed. Anything else is [`Refusal::InvalidBan`].
    pub fn from_parts(kind: &str, text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        match kind {
            "account" => Handle::new(text).map(Self::Account),
            "email" => text.parse().map(Self::Email),
            "network" => text
                .parse()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map(|network: IpNet| Self::Network(network.trunc()))
                .map_err(|_| Refusal::InvalidBan),
            _ => Err(Refusal::InvalidBan),
        }
    }

    /// Whether it is about that address.
    pub fn covers_handle(&self, handle: &Handle) -> bool {
        match self {
            Self::Account(banned) => banned == handle,
            Self::Email(pattern) => pattern.matches(handle.as_str()),
            Self::Network(_) => false,
        }
    }

    /// Whether it is about whoever comes from there.
    pub fn covers_origin(&self, from: IpAddr) -> bool {
        matches!(self, Self::Network(network) if network.contains(&from.to_canonical()))
    }
}

impl EmailPattern {
    /// Whether the address is of the pattern.
    pub fn matches(&self, handle: &str) -> bool {
        let (pattern, text) = (self.0.as_bytes(), handle.as_bytes());
        let (mut at, mut from) = (0, 0);
        // Where to go on when what follows the last star does not fit: one further in the text.
        let mut star: Option<(usize, usize)> = None;
        while from < text.len() {
            match (pattern.get(at), text.get(from)) {
                (Some(b'*'), _) => {
                    star = Some((at + 1, from));
                    at += 1;
                }
                (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {
                    at += 1;
                    from += 1;
                }
                _ => match &mut star {
                    Some((after, tried)) => {
                        *tried += 1;
                        (at, from) = (*after, *tried);
                    }
                    None => return false,
                },
            }
        }
        pattern.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
    }
}

impl FromStr for EmailPattern {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let fits = (3..=129).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && text.bytes().filter(|byte| *byte == b'@').count() == 1
            // A pattern that everybody matches would lock the one who made it out, too.
            && text.bytes().any(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(Refusal::InvalidBan) }
    }
}

impl fmt::Display for EmailPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ban {
    /// Whether it holds at that moment.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.ban.expires.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(kind: &str, text: &str, handle: &str) -> bool {
        Banned::from_parts(kind, text).unwrap().covers_handle(&Handle::new(handle).unwrap())
    }

    #[test]
    fn patterns_match_whole_addresses_in_any_case() {
        for (pattern, handle, is) in [
            ("*@spam.example", "a@spam.example", true),
            ("*@SPAM.example", "A@Spam.Example", true),
            ("*@spam.example", "a@notspam.example", false),
            ("*@*spam.example", "a@notspam.example", true),
            ("a*b@x.example", "ab@x.example", true),
            ("a*b@x.example", "axxbxb@x.example", true),
            ("a*b@x.example", "axxbx@x.example", false),
            ("bot*@*", "bot17@anything.example", true),
        ] {
            assert_eq!(covers("email", pattern, handle), is, "{pattern} {handle}");
        }
        assert!(covers("account", "Alice@Example.com", "alice@example.com"));
    }

    #[test]
    fn networks_are_of_either_version_and_mapped_addresses_count_as_what_they_are() {
        let covers = |text: &str, from: &str| {
            Banned::from_parts("network", text).unwrap().covers_origin(from.parse().unwrap())
        };
        assert!(covers("192.0.2.0/24", "192.0.2.77") && covers("192.0.2.7", "::ffff:192.0.2.7"));
        assert!(covers("2001:db8::/32", "2001:db8:1::1") && !covers("2001:db8::/32", "192.0.2.1"));
        assert!(!covers("192.0.2.7", "192.0.2.8"));
    }

    #[test]
    fn what_everybody_matches_or_nobody_is_refused() {
        for (kind, text) in
            [("email", "*@*"), ("email", "spam"), ("email", "a b@c"), ("network", "x"), ("x", "y")]
        {
            assert_eq!(Banned::from_parts(kind, text).err(), Some(Refusal::InvalidBan), "{kind} {text}");
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for (kind, text) in [("account", "a@b.example"), ("email", "*@b.example"), ("network", "10.0.0.0/8")]
        {
            let ban = Banned::from_parts(kind, text).unwrap();
            assert_eq!(ban.parts(), (kind, text.to_owned()));
        }
    }
}
