//! The certificates that are shown to clients.

use std::collections::BTreeSet;

use openssl::asn1::Asn1Time;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::X509;
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName,
    SubjectKeyIdentifier,
};

use super::folder::{Folder, Kept};
use super::{DAY, END_OF_TIME, LONG_AGO, Pair, is_after, root};
use crate::error::TlsError;
use crate::names::{Name, Names};

/// A certificate as it should be.
pub(crate) struct Leaf<'a> {
    names: &'a Names,
    file: &'static str,
    bits: u32,
    digest: MessageDigest,
    age: Age,
}

/// Since when, and for how long, a certificate is good.
enum Age {
    /// Since yesterday, and for as long as today's programs accept one at all, which is 398 days.
    Short,
    /// Since before there were clients, for years: old machines have wrong clocks, and put no limit.
    Long,
}

impl<'a> Leaf<'a> {
    /// For whoever can check SHA-256.
    pub(crate) fn modern(names: &'a Names) -> Self {
        Self { names, file: "modern.pem", bits: 2048, digest: MessageDigest::sha256(), age: Age::Short }
    }

    /// For whoever cannot.
    pub(crate) fn legacy(names: &'a Names, bits: u32) -> Self {
        Self { names, file: "legacy.pem", bits, digest: MessageDigest::sha1(), age: Age::Long }
    }

    /// Reads it, or issues it if there is none that fits.
    pub(crate) fn load_or_issue(
        &self,
        folder: &Folder,
        authority: &Pair,
        now: i64,
    ) -> Result<Pair, TlsError> {
        match folder.load(self.file)? {
            Kept::Pair(pair) if self.still_fits(&pair, authority, now)? => Ok(pair),
            Kept::Nothing | Kept::Pair(_) => self.issue(folder, authority, now),
            Kept::Damaged(what) => {
                tracing::warn!(tls.file = self.file, %what, "a certificate was damaged, and is issued anew");
                self.issue(folder, authority, now)
            }
        }
    }

    /// Whether that is this certificate, and not about to end.
    pub(crate) fn still_fits(&self, pair: &Pair, authority: &Pair, now: i64) -> Result<bool, TlsError> {
        let certificate = &pair.certificate;
        // Near the end of the root's time a new one would end no later.
        let soon = (now + RENEW_BEFORE).min(self.not_after(now) - 1);
        Ok(certificate.verify(authority.key.as_ref())?
            && pair.signed_with(self.digest)
            && pair.key.bits() == self.bits
            && certificate.subject_name().to_der()?
                == root::subject(&self.names.common.to_string())?.to_der()?
            && names(certificate) == self.names.all
            && !is_after(certificate.not_before(), now)?
            && is_after(certificate.not_after(), soon)?)
    }

    /// Makes it, with a key of its own, and keeps it.
    pub(crate) fn issue(&self, folder: &Folder, authority: &Pair, now: i64) -> Result<Pair, TlsError> {
        let pair = self.make(authority, now)?;
        folder.store(self.file, &pair)?;
        tracing::info!(tls.file = self.file, tls.names = self.names.all.len(), "issued a certificate");
        Ok(pair)
    }

    fn make(&self, authority: &Pair, now: i64) -> Result<Pair, ErrorStack> {
        let key = PKey::from_rsa(Rsa::generate(self.bits)?)?;
        let mut builder = X509::builder()?;
        builder.set_version(2)?;
        builder.set_serial_number(root::serial()?.as_ref())?;
        builder.set_subject_name(root::subject(&self.names.common.to_string())?.as_ref())?;
        builder.set_issuer_name(authority.certificate.subject_name())?;
        builder.set_pubkey(&key)?;
        builder.set_not_before(Asn1Time::from_unix(self.not_before(now))?.as_ref())?;
        builder.set_not_after(Asn1Time::from_unix(self.not_after(now))?.as_ref())?;
        // Where to ask about revocation is not said: WinINet would, and wait.
        builder.append_extension(BasicConstraints::new().build()?)?;
        builder
            .append_extension(KeyUsage::new().critical().digital_signature().key_encipherment().build()?)?;
        builder.append_extension(ExtendedKeyUsage::new().server_auth().build()?)?;
        let context = builder.x509v3_context(Some(&authority.certificate), None);
        let mut alternatives = SubjectAlternativeName::new();
        for name in &self.names.all {
            match name {
                Name::Host(host) => alternatives.dns(host),
                Name::Address(address) => alternatives.ip(&address.to_string()),
            };
        }
        let extensions = [
            SubjectKeyIdentifier::new().build(&context)?,
            AuthorityKeyIdentifier::new().keyid(true).build(&context)?,
            alternatives.build(&context)?,
        ];
        for extension in extensions {
            builder.append_extension(extension)?;
        }
        builder.sign(&authority.key, self.digest)?;
        Ok(Pair { key, certificate: builder.build() })
    }

    fn not_before(&self, now: i64) -> i64 {
        match self.age {
            Age::Short => now - DAY,
            Age::Long => LONG_AGO,
        }
    }

    fn not_after(&self, now: i64) -> i64 {
        let days = match self.age {
            Age::Short => 396,
            Age::Long => 5 * 365,
        };
        (now + days * DAY).min(END_OF_TIME)
    }
}

/// The names in a certificate.
fn names(certificate: &X509) -> BTreeSet<Name> {
    let alternatives = certificate.subject_alt_names();
    let name = |name: &openssl::x509::GeneralNameRef| {
        if let Some(host) = name.dnsname() {
            return Some(Name::Host(host.to_owned()));
        }
        let bytes = name.ipaddress()?;
        let short = || <[u8; 4]>::try_from(bytes).map(Into::into);
        let long = || <[u8; 16]>::try_from(bytes).map(Into::into);
        short().or_else(|_| long()).ok().map(Name::Address)
    };
    alternatives.iter().flatten().filter_map(name).collect()
}

/// How long before its end a certificate is replaced.
const RENEW_BEFORE: i64 = 30 * DAY;
