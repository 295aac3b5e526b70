//! The root: made once, kept for as long as old systems can count.

use openssl::asn1::{Asn1Integer, Asn1IntegerRef, Asn1Time, Asn1Type};
use openssl::bn::{BigNum, MsbOption};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, KeyUsage, SubjectKeyIdentifier};
use openssl::x509::{X509, X509Extension, X509Name, X509NameRef};

use super::constraints::Permitted;
use super::folder::{Folder, Kept};
use super::{END_OF_TIME, LONG_AGO, Pair, constraints, is_after};
use crate::error::TlsError;
use crate::names::Names;

/// Where the root is kept.
pub(crate) const FILE: &str = "root.pem";

/// The `O` of every subject. The root permits no other.
pub(crate) const ORGANISATION: &str = "Nudge";

/// Reads the root, or makes one that permits those names.
pub(crate) fn load_or_make(folder: &Folder, names: &Names, now: i64) -> Result<Pair, TlsError> {
    let root = match folder.load(FILE)? {
        Kept::Pair(root) => root,
        Kept::Damaged(what) => return Err(TlsError::DamagedRoot { path: folder.path(FILE), what }),
        Kept::Nothing => {
            let root = make(names)?;
            folder.store(FILE, &root)?;
            tracing::info!(tls.names = names.all.len(), "made a private root certificate");
            root
        }
    };
    check_time(&root, folder, now)?;
    Ok(root)
}

/// A root outside its time can sign nothing that anybody accepts.
pub(crate) fn check_time(root: &Pair, folder: &Folder, now: i64) -> Result<(), TlsError> {
    if is_after(root.certificate.not_before(), now)? || !is_after(root.certificate.not_after(), now)? {
        return Err(TlsError::RootNotValid { path: folder.path(FILE) });
    }
    Ok(())
}

fn make(names: &Names) -> Result<Pair, TlsError> {
    let key = PKey::from_rsa(Rsa::generate(2048)?)?;
    let serial = serial()?;
    // Two servers' roots must not have one name, or a client takes the one for the other.
    let mark: String = serial.to_bn()?.to_hex_str()?.chars().take(8).collect();
    let subject = subject(&format!("Nudge private root {mark}"))?;
    let constraints = constraints::extension(names)?;
    let certificate = sign(&key, &serial, &subject, Some(constraints), MessageDigest::sha1())?;
    Ok(Pair { key, certificate })
}

/// The other form of a root, for today's programs: the same name and key, so that it stands above the same certificates.
pub(crate) fn modern_form(root: &Pair) -> Result<X509, TlsError> {
    // No two certificates of one issuer may have one number.
    let mut serial = root.certificate.serial_number().to_bn()?;
    serial.add_word(1)?;
    let constraints = Permitted::of(&root.certificate)?.without_subjects()?;
    let subject = root.certificate.subject_name();
    sign(&root.key, serial.to_asn1_integer()?.as_ref(), subject, constraints, MessageDigest::sha256())
}

fn sign(
    key: &PKey<Private>,
    serial: &Asn1IntegerRef,
    subject: &X509NameRef,
    constraints: Option<X509Extension>,
    digest: MessageDigest,
) -> Result<X509, TlsError> {
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(serial)?;
    builder.set_subject_name(subject)?;
    builder.set_issuer_name(subject)?;
    builder.set_pubkey(key)?;
    builder.set_not_before(Asn1Time::from_unix(LONG_AGO)?.as_ref())?;
    builder.set_not_after(Asn1Time::from_unix(END_OF_TIME)?.as_ref())?;
    builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
    builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build()?)?;
    let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None))?;
    builder.append_extension(identifier)?;
    if let Some(constraints) = constraints {
        builder.append_extension(constraints)?;
    }
    builder.sign(key, digest)?;
    Ok(builder.build())
}

/// `O=Nudge, CN=…`, in the kind of string that the oldest clients can show.
pub(crate) fn subject(common: &str) -> Result<X509Name, ErrorStack> {
    let mut name = X509Name::builder()?;
    for (field, value) in [(Nid::ORGANIZATIONNAME, ORGANISATION), (Nid::COMMONNAME, common)] {
        let field = field.short_name()?;
        name.append_entry_by_text_with_type(field, value, Asn1Type::PRINTABLESTRING)?;
    }
    Ok(name.build())
}

/// A number that nobody else has given.
pub(crate) fn serial() -> Result<Asn1Integer, ErrorStack> {
    let mut number = BigNum::new()?;
    // The highest bit is set, so that none has fewer digits.
    number.rand(127, MsbOption::ONE, false)?;
    number.to_asn1_integer()
}
