//! What a root may sign for: the extension `nameConstraints` of RFC 5280 section 4.2.1.10.
//!
//! Who gets hold of the root's key cannot make a certificate for a bank with it. The extension is not critical, because
//! systems that do not know it, as all before Windows XP, would refuse the root otherwise.
//!
//! Windows XP (since its third service pack) wants every kind of name that a certificate has to be permitted, its subject
//! too; rustls rejects everything below a root that speaks of subjects. Hence two forms of one root.

use openssl::asn1::{Asn1Object, Asn1OctetString};
use openssl::x509::{X509, X509Extension};
use x509_cert::Certificate;
use x509_cert::der::asn1::{Ia5String, OctetString};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name as Distinguished;

use super::root::ORGANISATION;
use crate::error::TlsError;
use crate::names::{Name, Names};

/// The names that a root permits.
pub(crate) struct Permitted(Option<NameConstraints>);

impl Permitted {
    /// Reads them from a root. One without the extension permits everything.
    pub(crate) fn of(root: &X509) -> Result<Self, TlsError> {
        let root = Certificate::from_der(&root.to_der()?)?;
        let constraints = root.tbs_certificate().get_extension::<NameConstraints>()?;
        Ok(Self(constraints.map(|(_, constraints)| constraints)))
    }

    /// Whether a certificate for that name would be accepted.
    pub(crate) fn covers(&self, name: &Name) -> bool {
        let Some(constraints) = &self.0 else { return true };
        constraints.permitted_subtrees.iter().flatten().any(|subtree| match (name, &subtree.base) {
            (Name::Host(host), GeneralName::DnsName(base)) => {
                let rest = host.strip_suffix(base.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            (Name::Address(_), GeneralName::IpAddress(range)) => {
                address(name).is_some_and(|ours| ours == *range)
            }
            _ => false,
        })
    }

    /// Whether it says which subjects are permitted, which rustls does not take.
    pub(crate) fn speaks_of_subjects(&self) -> bool {
        let is_subject = |subtree: &GeneralSubtree| matches!(subtree.base, GeneralName::DirectoryName(_));
        let permitted = self.0.iter().flat_map(|constraints| &constraints.permitted_subtrees);
        permitted.flatten().any(is_subject)
    }
}

/// The extension that permits those names and what is below them, and the subjects that we give.
pub(crate) fn extension(names: &Names) -> Result<X509Extension, TlsError> {
    let mut bases = Vec::new();
    for name in &names.all {
        bases.push(match name {
            Name::Host(host) => GeneralName::DnsName(Ia5String::new(host)?),
            Name::Address(_) => GeneralName::IpAddress(address(name).ok_or(TlsError::NoNames)?),
        });
    }
    bases.push(GeneralName::DirectoryName(format!("O={ORGANISATION}").parse::<Distinguished>()?));
    let subtrees = |bases: Vec<_>| {
        bases.into_iter().map(|base| GeneralSubtree { base, minimum: 0, maximum: None }).collect()
    };
    // A kind of name of which nothing is permitted is not limited at all (RFC 5280 section 4.2.1.10).
    let has_addresses = bases.iter().any(|base| matches!(base, GeneralName::IpAddress(_)));
    let excluded = if has_addresses { None } else { Some(subtrees(every_address()?)) };
    written(&NameConstraints { permitted_subtrees: Some(subtrees(bases)), excluded_subtrees: excluded })
}

/// Both kinds, with a mask that leaves everything.
fn every_address() -> Result<Vec<GeneralName>, TlsError> {
    let all = |bytes| OctetString::new(vec![0; bytes]).map(GeneralName::IpAddress);
    Ok(vec![all(2 * 4)?, all(2 * 16)?])
}

impl Permitted {
    /// The extension that permits the same, and says nothing of subjects. None if everything is permitted.
    pub(crate) fn without_subjects(self) -> Result<Option<X509Extension>, TlsError> {
        let Some(mut constraints) = self.0 else { return Ok(None) };
        if let Some(subtrees) = &mut constraints.permitted_subtrees {
            subtrees.retain(|subtree| !matches!(subtree.base, GeneralName::DirectoryName(_)));
        }
        written(&constraints).map(Some)
    }
}

fn written(constraints: &NameConstraints) -> Result<X509Extension, TlsError> {
    let content = Asn1OctetString::new_from_bytes(&constraints.to_der()?)?;
    Ok(X509Extension::new_from_der(Asn1Object::from_str("nameConstraints")?.as_ref(), false, &content)?)
}

/// An address and the mask that leaves nothing else.
fn address(name: &Name) -> Option<OctetString> {
    let Name::Address(address) = name else { return None };
    let mut bytes = match address {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets().to_vec(),
    };
    bytes.resize(bytes.len() * 2, 0xFF);
    OctetString::new(bytes).ok()
}
