//! A private certificate authority of the server's own.
//!
//! Nobody sells certificates for the host names of the era, so the first run makes a root that people install on their old
//! machines, and two certificates under it: one signed with SHA-256 for whoever can check that, one signed with SHA-1 for
//! the rest. They are renewed by themselves; the root never is.
//!
//! ```text
//! folder/root.pem      key and certificate, SHA-1 with RSA 2048; only the names of the first run are permitted
//!        modern.pem    key and certificate, SHA-256 with RSA 2048, 397 days
//!        legacy.pem    key and certificate, SHA-1 with RSA 2048 or 1024, years
//! ```
//!
//! The root's own signature is SHA-1 because Windows 98 looks at it. Who trusts a root does not have to check it, and
//! today's programs do not.

mod constraints;
mod folder;
mod leaf;
mod root;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::x509::X509;

pub(crate) use self::constraints::Permitted;
pub(crate) use self::folder::write_secret;

use self::folder::Folder;
use self::leaf::Leaf;
use crate::error::TlsError;
use crate::names::{Name, Names};

/// A certificate and its key.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) key: PKey<Private>,
    pub(crate) certificate: X509,
}

/// The root and what it has signed.
pub(crate) struct Authority {
    folder: Folder,
    /// What certificates are made for: the names that were asked for and that the root permits.
    names: Names,
    refused: BTreeSet<Name>,
    legacy_key_bits: u32,
    root: Pair,
    modern: Pair,
    legacy: Pair,
}

impl Authority {
    /// Reads the folder, and makes what is not there or does not fit. Making keys takes seconds.
    pub(crate) fn open(
        folder: &Path,
        names: &Names,
        legacy_key_bits: u32,
        now: SystemTime,
    ) -> Result<Self, TlsError> {
        let (folder, now) = (Folder::open(folder)?, seconds(now));
        let root = root::load_or_make(&folder, names, now)?;
        let (names, refused) = permitted(names, &Permitted::of(&root.certificate)?)
            .ok_or_else(|| TlsError::NothingPermitted { path: folder.path(root::FILE) })?;
        let modern = Leaf::modern(&names).load_or_issue(&folder, &root, now)?;
        let legacy = Leaf::legacy(&names, legacy_key_bits).load_or_issue(&folder, &root, now)?;
        Ok(Self { folder, names, refused, legacy_key_bits, root, modern, legacy })
    }

    /// Issues anew what is about to end. Says whether anything was.
    pub(crate) fn renew(&mut self, now: SystemTime) -> Result<bool, TlsError> {
        let now = seconds(now);
        root::check_time(&self.root, &self.folder, now)?;
        let mut any = false;
        for (leaf, pair) in [
            (Leaf::modern(&self.names), &mut self.modern),
            (Leaf::legacy(&self.names, self.legacy_key_bits), &mut self.legacy),
        ] {
            if !leaf.still_fits(pair, &self.root, now)? {
                *pair = leaf.issue(&self.folder, &self.root, now)?;
                any = true;
            }
        }
        Ok(any)
    }

    /// The certificate that people install.
    pub(crate) fn root(&self) -> &X509 {
        &self.root.certificate
    }

    /// The root's other form, which rustls takes.
    pub(crate) fn modern_root(&self) -> Result<X509, TlsError> {
        root::modern_form(&self.root)
    }

    /// Signed with SHA-256.
    pub(crate) fn modern(&self) -> &Pair {
        &self.modern
    }

    /// Signed with SHA-1.
    pub(crate) fn legacy(&self) -> &Pair {
        &self.legacy
    }

    /// Names that were asked for, and that the root does not permit because it is older than they are.
    pub(crate) fn refused(&self) -> &BTreeSet<Name> {
        &self.refused
    }

    /// The file with the root.
    pub(crate) fn root_file(&self) -> PathBuf {
        self.folder.path(root::FILE)
    }
}

impl Pair {
    fn signed_with(&self, digest: MessageDigest) -> bool {
        self.certificate
            .signature_algorithm()
            .object()
            .nid()
            .signature_algorithms()
            .is_some_and(|algorithms| algorithms.digest == digest.type_())
    }
}

/// Splits the names into those that the root permits and those that it does not. `None` if nothing is left.
///
/// One name too many in a certificate and a client that checks the root's permissions refuses it for every name.
fn permitted(names: &Names, permitted: &Permitted) -> Option<(Names, BTreeSet<Name>)> {
    let (all, refused): (BTreeSet<_>, BTreeSet<_>) =
        names.all.iter().cloned().partition(|name| permitted.covers(name));
    let common = all.get(&names.common).or_else(|| all.iter().find(|name| name.fits_a_subject()))?;
    Some((Names { common: common.clone(), all }, refused))
}

/// Whole seconds since 1970; a clock before that is as good as one at it.
pub(crate) fn seconds(moment: SystemTime) -> i64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Whether a moment in a certificate is later than that.
fn is_after(moment: &Asn1TimeRef, seconds: i64) -> Result<bool, ErrorStack> {
    Ok(*moment > *Asn1Time::from_unix(seconds)?)
}

const DAY: i64 = 24 * 60 * 60;

/// 1996-01-01: machines whose battery is empty live in the year that their BIOS was written.
const LONG_AGO: i64 = 820_454_400;

/// 2037-12-31T23:59:59Z: later dates overflow the time of old systems.
const END_OF_TIME: i64 = 2_145_916_799;

#[cfg(test)]
mod tests;
