//! The legacy face: OpenSSL as it was, for programs that know nothing newer.
//!
//! | | RC4-MD5 | RC4-SHA | 3DES | AES-CBC | ECDHE |
//! |---|---|---|---|---|---|
//! | SSL 3.0 | yes | yes | yes | yes | |
//! | TLS 1.0, 1.1 | yes | yes | yes | yes | yes |
//! | TLS 1.2 | yes | yes | yes | yes | yes |
//!
//! A hello in a record of SSL 2.0 is answered with SSL 3.0 or newer. SSL 2.0 itself, single DES and 40-bit keys are gone
//! from every OpenSSL that can be had.

use openssl::error::ErrorStack;
use openssl::provider::Provider;
use openssl::ssl::{
    Ssl, SslCipherRef, SslContext, SslContextBuilder, SslMethod, SslMode, SslOptions, SslRef,
    SslSessionCacheMode, SslVersion,
};

use crate::authority::{Authority, Pair};
use crate::face::knows_sha2;
use crate::hello::{Hello, UNNAMED, Version};

/// What answers old clients.
pub(crate) struct Legacy {
    sha1: SslContext,
    sha2: SslContext,
    /// RC4 lives in it, and goes with it.
    _ciphers: Provider,
}

impl Legacy {
    /// Takes the certificates as they are now.
    pub(crate) fn new(authority: &Authority) -> Result<Self, ErrorStack> {
        // Without the fallback to the default provider, this one would be alone.
        let ciphers = Provider::try_load(None, "legacy", true)?;
        Ok(Self {
            sha1: context(authority, authority.legacy())?,
            sha2: context(authority, authority.modern())?,
            _ciphers: ciphers,
        })
    }

    /// A new session for whoever said that.
    pub(crate) fn session(&self, hello: &Hello) -> Result<Ssl, ErrorStack> {
        Ssl::new(if knows_sha2(hello) { &self.sha2 } else { &self.sha1 })
    }
}

/// The version and the suite that were agreed on.
pub(crate) fn spoken(ssl: &SslRef) -> (Version, String) {
    let spoken = ssl.version2();
    let version = VERSIONS.iter().find(|(theirs, _)| Some(*theirs) == spoken).map(|(_, ours)| *ours);
    let cipher = ssl.current_cipher().and_then(SslCipherRef::standard_name);
    (version.unwrap_or(Version(0)), cipher.unwrap_or(UNNAMED).to_owned())
}

fn context(authority: &Authority, pair: &Pair) -> Result<SslContext, ErrorStack> {
    let mut builder = SslContextBuilder::new(SslMethod::tls_server())?;
    // Any higher, and TLS 1.0, SHA-1 and 1024 bits are refused.
    builder.set_security_level(0);
    builder.set_min_proto_version(Some(SslVersion::SSL3))?;
    builder.set_max_proto_version(Some(SslVersion::TLS1_2))?;
    builder.set_cipher_list(CIPHERS)?;
    builder.set_options(
        // "All" the workarounds; one of them leaves out the empty fragments that old stacks choke on.
        SslOptions::ALL
            | SslOptions::CIPHER_SERVER_PREFERENCE
            | SslOptions::NO_COMPRESSION
            | SslOptions::NO_RENEGOTIATION
            // A client that knows tickets only half gets none; sessions are resumed by their number.
            | SslOptions::NO_TICKET,
    );
    // Idle connections give their buffers back.
    builder.set_mode(SslMode::RELEASE_BUFFERS);
    builder.set_session_id_context(b"nudge")?;
    builder.set_session_cache_mode(SslSessionCacheMode::SERVER);
    builder.set_session_cache_size(SESSIONS);
    builder.set_certificate(&pair.certificate)?;
    builder.set_private_key(&pair.key)?;
    // A browser that does not know the root can show it, and offer to install it.
    builder.add_extra_chain_cert(authority.root().clone())?;
    builder.check_private_key()?;
    Ok(builder.build())
}

/// In our order: the strongest that the client has. Of DHE old Windows has only the kind for DSS keys.
const CIPHERS: &str = "ECDHE+AESGCM:ECDHE+CHACHA20:AESGCM:AES:3DES:RC4-SHA:RC4-MD5:\
                       !kDHE:!PSK:!SRP:!aNULL:!eNULL:!EXP:@SECLEVEL=0";

/// How many sessions can be resumed. A slow machine is spared the exponentiation of an RSA key.
const SESSIONS: i32 = 4096;

const VERSIONS: [(SslVersion, Version); 4] = [
    (SslVersion::SSL3, Version::SSL3),
    (SslVersion::TLS1, Version::TLS10),
    (SslVersion::TLS1_1, Version::TLS11),
    (SslVersion::TLS1_2, Version::TLS12),
];
