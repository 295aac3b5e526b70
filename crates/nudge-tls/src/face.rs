//! Which of the two stacks answers a client.

use std::fmt;

use crate::hello::{Framing, Hello, Version};

/// Which of the two stacks answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Face {
    /// rustls: TLS 1.2 and 1.3, for all that can.
    Modern,
    /// OpenSSL: SSL 3.0 to TLS 1.2 with the ciphers of the era. What is said here can be read by others.
    Legacy,
}

impl fmt::Display for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Modern => "modern",
            Self::Legacy => "legacy",
        })
    }
}

/// What the modern stack can do with one certificate. All numbers are those on the wire.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Abilities {
    /// Suites of TLS 1.3.
    pub(crate) suites13: Vec<u16>,
    /// Suites of TLS 1.2 that fit the certificate's key.
    pub(crate) suites12: Vec<u16>,
    /// Signatures that the key can make in TLS 1.3.
    pub(crate) signatures13: Vec<u16>,
    /// Signatures that the key can make in TLS 1.2.
    pub(crate) signatures12: Vec<u16>,
    /// Groups for the exchange of keys.
    pub(crate) groups: Vec<u16>,
}

impl Face {
    /// The modern one for everybody with whom it would come to terms, the legacy one for the rest.
    pub(crate) fn choose(hello: &Hello, abilities: &Abilities) -> Self {
        let (suites, signatures) = if hello.newest >= Version::TLS13 {
            // Who offers TLS 1.3 gets it or nothing: rustls does not go back to 1.2 when they have no suite in common.
            (&abilities.suites13, &abilities.signatures13)
        } else if hello.newest == Version::TLS12 && hello.plain_points {
            (&abilities.suites12, &abilities.signatures12)
        } else {
            return Self::Legacy;
        };
        let offered = hello.signatures.as_deref().unwrap_or_default();
        if hello.framing == Framing::Tls
            && common(&hello.suites, suites)
            && common(&hello.groups, &abilities.groups)
            && common(offered, signatures)
        {
            Self::Modern
        } else {
            Self::Legacy
        }
    }
}

/// Whether a client can check signatures with SHA-2 on an RSA certificate.
pub(crate) fn knows_sha2(hello: &Hello) -> bool {
    hello.newest >= Version::TLS12
        && hello.signatures.iter().flatten().any(|signature| SHA2_WITH_RSA.contains(signature))
}

fn common(offered: &[u16], ours: &[u16]) -> bool {
    offered.iter().any(|number| ours.contains(number))
}

/// `rsa_pkcs1_sha256`, `…384` and `…512`.
const SHA2_WITH_RSA: [u16; 3] = [0x0401, 0x0501, 0x0601];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn abilities() -> Abilities {
        Abilities {
            suites13: vec![0x1301],
            suites12: vec![0xC02F],
            signatures13: vec![0x0804],
            signatures12: vec![0x0401, 0x0804],
            groups: vec![29, 23],
        }
    }

    fn hello(newest: Version) -> Hello {
        Hello {
            framing: Framing::Tls,
            newest,
            server_name: None,
            suites: vec![0x1301, 0xC02F, 0x002F],
            signatures: Some(vec![0x0804, 0x0401, 0x0201]),
            groups: vec![29],
            plain_points: true,
            protocols: Vec::new(),
        }
    }

    #[test]
    fn what_rustls_could_not_serve_goes_to_openssl() {
        let choose = |change: &dyn Fn(&mut Hello), version| {
            let mut hello = hello(version);
            change(&mut hello);
            Face::choose(&hello, &abilities())
        };
        for version in [Version::TLS12, Version::TLS13] {
            assert_eq!(choose(&|_| {}, version), Face::Modern, "{version}");
            assert_eq!(choose(&|hello| hello.suites = vec![0x002F, 0x0005], version), Face::Legacy);
            assert_eq!(choose(&|hello| hello.signatures = Some(vec![0x0201]), version), Face::Legacy);
            assert_eq!(choose(&|hello| hello.signatures = None, version), Face::Legacy);
            assert_eq!(choose(&|hello| hello.groups = vec![30], version), Face::Legacy);
        }
        // A suite of the one version is none of the other.
        assert_eq!(choose(&|hello| hello.suites = vec![0x1301], Version::TLS12), Face::Legacy);
        assert_eq!(choose(&|hello| hello.suites = vec![0xC02F], Version::TLS13), Face::Legacy);
        assert_eq!(choose(&|hello| hello.plain_points = false, Version::TLS12), Face::Legacy);
    }

    #[test]
    fn sha2_counts_from_tls_1_2() {
        assert!(knows_sha2(&hello(Version::TLS12)));
        assert!(!knows_sha2(&hello(Version::TLS10)));
        assert!(!knows_sha2(&Hello { signatures: Some(vec![0x0201]), ..hello(Version::TLS12) }));
        assert!(!knows_sha2(&Hello { signatures: None, ..hello(Version::TLS12) }));
    }

    proptest! {
        #[test]
        fn nothing_before_tls_1_2_reaches_the_modern_stack(version in 0_u16..0x0303) {
            prop_assert_eq!(Face::choose(&hello(Version(version)), &abilities()), Face::Legacy);
        }
    }
}
