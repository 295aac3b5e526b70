//! The names that certificates are made for.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::error::TlsError;

/// Host names and addresses, each once, the one that old clients look at first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Names {
    /// The one in the subject: some clients of the era look nowhere else.
    pub(crate) common: Name,
    /// All of them, and `common` too.
    pub(crate) all: BTreeSet<Name>,
}

/// What a certificate can be made for.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub(crate) enum Name {
    /// A host name, in lower case.
    Host(String),
    /// An address.
    Address(IpAddr),
}

impl Names {
    /// The names as they were configured. The first is the common name.
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a String>) -> Result<Self, TlsError> {
        let names: Vec<Name> = names.into_iter().map(|name| Name::parse(name)).collect::<Result<_, _>>()?;
        let common = names.first().ok_or(TlsError::NoNames)?.clone();
        if !common.fits_a_subject() {
            return Err(TlsError::LongCommonName(common.to_string()));
        }
        Ok(Self { common, all: names.into_iter().collect() })
    }
}

impl Name {
    fn parse(name: &str) -> Result<Self, TlsError> {
        if let Ok(address) = name.parse() {
            return Ok(Self::Address(address));
        }
        let host = name.to_ascii_lowercase();
        if !is_host_name(&host) {
            return Err(TlsError::InvalidName(name.to_owned()));
        }
        Ok(Self::Host(host))
    }

    /// Whether it can be a common name.
    pub(crate) fn fits_a_subject(&self) -> bool {
        self.to_string().len() <= MAX_COMMON
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Host(host) => f.write_str(host),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// Whether that is a host name in lower case: labels of letters, digits and inner hyphens, and the last one no number.
pub(crate) fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253
        && name.split('.').all(label)
        && !name.rsplit('.').next().is_none_or(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The longest common name (`ub-common-name` in RFC 5280).
const MAX_COMMON: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_told_from_everything_else() {
        for good in ["login.live.com", "localhost", "xn--bcher-kva.example", "a-b.1.c0"] {
            assert!(is_host_name(good), "{good}");
        }
        let long = "a".repeat(64);
        for bad in ["", ".", "a.", ".a", "a..b", "-a.b", "a-.b", "A.b", "a_b", "*.a", "1.2.3.4", "a b", &long]
        {
            assert!(!is_host_name(bad), "{bad}");
        }
    }

    #[test]
    fn names_are_kept_once_and_the_first_is_the_common_one() {
        let given = ["Login.Live.com", "b.example", "10.0.0.1", "login.live.com"].map(str::to_owned);
        let names = Names::new(&given).unwrap();
        assert_eq!(names.common, Name::Host("login.live.com".into()));
        assert_eq!(names.all.len(), 3);
        assert!(matches!(Names::new(&[]), Err(TlsError::NoNames)));
        assert!(matches!(Names::new(&["a b".to_owned()]), Err(TlsError::InvalidName(_))));
        let long = format!("{}.example", "a".repeat(60));
        assert!(matches!(Names::new(&[long]), Err(TlsError::LongCommonName(_))));
    }
}
