//! The modern face: rustls, and which certificate it shows.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{CommonState, ServerConfig, SignatureScheme, SupportedCipherSuite};

use crate::authority::Pair;
use crate::error::TlsError;
use crate::face::Abilities;
use crate::hello::{UNNAMED, Version};

/// What answers today's clients.
pub(crate) struct Modern {
    pub(crate) config: Arc<ServerConfig>,
    shelf: Arc<Shelf>,
}

/// The certificates that can be shown.
#[derive(Debug)]
struct Shelf(RwLock<Arc<Certificates>>);

/// Certificates for the modern face, in the order in which they are asked whether they fit.
#[derive(Clone, Debug)]
pub(crate) struct Certificates {
    /// The operator's own.
    pub(crate) operator: Option<Identity>,
    /// Obtained by ACME.
    pub(crate) acme: Option<Identity>,
    /// Signed by the private root: for the era's names, for unknown ones, and for who names none.
    pub(crate) private: Identity,
}

/// A certificate, its key, and what can be done with them.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    certified: Arc<CertifiedKey>,
    abilities: Arc<Abilities>,
}

impl Modern {
    pub(crate) fn new(certificates: Certificates) -> Result<Self, TlsError> {
        let shelf = Arc::new(Shelf(RwLock::new(Arc::new(certificates))));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shelf) as Arc<dyn ResolvesServerCert>);
        Ok(Self { config: Arc::new(config), shelf })
    }

    /// Shows other certificates from the next handshake on.
    pub(crate) fn show(&self, change: impl FnOnce(&mut Certificates)) {
        let mut held = self.shelf.0.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut held));
    }

    /// What can be done for a client that wants to reach that host.
    pub(crate) fn abilities(&self, host: Option<&str>) -> Arc<Abilities> {
        Arc::clone(&self.shelf.now().for_host(host).abilities)
    }
}

impl Shelf {
    fn now(&self) -> Arc<Certificates> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Shelf {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.now().for_host(hello.server_name()).certified))
    }
}

impl Certificates {
    fn for_host(&self, host: Option<&str>) -> &Identity {
        let host = host.and_then(|host| ServerName::try_from(host).ok());
        let own = [&self.operator, &self.acme].into_iter().flatten();
        host.and_then(|host| own.into_iter().find(|identity| identity.covers(&host))).unwrap_or(&self.private)
    }
}

impl Identity {
    /// From a chain and a key in PEM. The error is what an operator has to be told.
    pub(crate) fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, String> {
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| format!("the chain is not PEM: {error}"))?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("the key is not PEM: {error}"))?;
        if chain.is_empty() {
            return Err("there is no certificate in it".into());
        }
        Self::new(chain, key).map_err(|error| error.to_string())
    }

    /// From what the private authority issued.
    pub(crate) fn from_pair(pair: &Pair) -> Result<Self, TlsError> {
        let chain = vec![CertificateDer::from(pair.certificate.to_der()?)];
        let key = PrivatePkcs8KeyDer::from(pair.key.private_key_to_pkcs8()?);
        Ok(Self::new(chain, key.into())?)
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, rustls::Error> {
        let provider = ring::default_provider();
        let certified = CertifiedKey::from_der(chain, key, &provider)?;
        // Fails if the certificate cannot be read at all.
        ParsedCertificate::try_from(certified.end_entity_cert()?)?;
        let abilities = Arc::new(abilities(&provider, &certified));
        Ok(Self { certified: Arc::new(certified), abilities })
    }

    /// Whether the certificate is for that host.
    pub(crate) fn covers(&self, host: &ServerName<'_>) -> bool {
        let certificate = self.certified.end_entity_cert().and_then(ParsedCertificate::try_from);
        certificate.is_ok_and(|certificate| rustls::client::verify_server_name(&certificate, host).is_ok())
    }
}

/// The version and the suite that were agreed on, at either end.
pub(crate) fn spoken(session: &CommonState) -> (Version, String) {
    let version = session.protocol_version().map_or(0, u16::from);
    let cipher = session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
    // rustls has names of its own for those of TLS 1.3.
    (Version(version), cipher.unwrap_or(UNNAMED).replacen("TLS13_", "TLS_", 1))
}

/// Asks the stack itself, so that a new version of it needs no change here.
fn abilities(provider: &CryptoProvider, certified: &CertifiedKey) -> Abilities {
    let key = &certified.key;
    let mut abilities = Abilities {
        groups: provider.kx_groups.iter().map(|group| group.name().into()).collect(),
        ..Abilities::default()
    };
    for suite in &provider.cipher_suites {
        match suite {
            SupportedCipherSuite::Tls13(_) => abilities.suites13.push(suite.suite().into()),
            SupportedCipherSuite::Tls12(_) => {
                if suite.usable_for_signature_algorithm(key.algorithm()) {
                    abilities.suites12.push(suite.suite().into());
                }
            }
        }
    }
    for scheme in SCHEMES.iter().filter(|scheme| key.choose_scheme(&[**scheme]).is_some()) {
        abilities.signatures12.push((*scheme).into());
        if !PKCS1.contains(scheme) {
            abilities.signatures13.push((*scheme).into());
        }
    }
    abilities
}

/// TLS 1.3 signs with these no more.
const PKCS1: [SignatureScheme; 3] =
    [SignatureScheme::RSA_PKCS1_SHA256, SignatureScheme::RSA_PKCS1_SHA384, SignatureScheme::RSA_PKCS1_SHA512];

/// All that keys of servers sign with.
const SCHEMES: [SignatureScheme; 10] = [
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED25519,
];
