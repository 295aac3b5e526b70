//! A root certificate as somebody has it who was given the file.

use std::fmt::Write as _;

use openssl::hash::MessageDigest;
use openssl::x509::X509;
use thiserror::Error;

use crate::authority::Permitted;

/// A root certificate. [`Acceptor::root_der`](crate::Acceptor::root_der) says which two forms there are.
#[derive(Clone, Debug)]
pub struct Root {
    pub(super) certificate: X509,
    thumbprint: String,
    speaks_of_subjects: bool,
}

/// The bytes are no certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Error)]
#[error("it is no certificate, neither in DER nor in PEM")]
pub struct NotACertificate;

impl Root {
    /// Reads a certificate: DER, which is what a `.cer` file holds, or PEM.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotACertificate> {
        let certificate = X509::from_der(bytes).or_else(|_| X509::from_pem(bytes));
        let certificate = certificate.map_err(|_| NotACertificate)?;
        let digest = certificate.digest(MessageDigest::sha1()).map_err(|_| NotACertificate)?;
        let permitted = Permitted::of(&certificate).map_err(|_| NotACertificate)?;
        let mut thumbprint = String::with_capacity(2 * digest.len());
        for byte in &*digest {
            // Writing to a string cannot fail.
            let _ = write!(thumbprint, "{byte:02x}");
        }
        Ok(Self { certificate, thumbprint, speaks_of_subjects: permitted.speaks_of_subjects() })
    }

    /// The digest by which Windows and the Keychain show a certificate: SHA-1, in 40 lower-case digits.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Whether it is in the form that programs with rustls take.
    pub fn is_for_rustls(&self) -> bool {
        !self.speaks_of_subjects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        for bytes in [&b""[..], b"<html>", b"\x30\x82 DER", b"-----BEGIN CERTIFICATE-----\nAAAA\n"] {
            assert_eq!(Root::parse(bytes).unwrap_err(), NotACertificate);
        }
    }
}
