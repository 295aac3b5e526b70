//! The namespaces of what only a server writes, beside those that depend on the edition.

pub use msnp::passport::Edition;
pub(super) use msnp::passport::UTILITY;

pub(super) const FAULT: &str = "http://schemas.microsoft.com/Passport/SoapServices/SOAPFault";
pub(super) const SAML: &str = "urn:oasis:names:tc:SAML:1.0:assertion";
