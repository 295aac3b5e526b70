//! What is told of the way that letters take.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, Tokio1Executor};
use zeroize::Zeroizing;

use crate::carrier::Carrier;

/// Who writes, and how letters leave.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The sender: `nudge@example.net`, or `Nudge <nudge@example.net>`.
    pub from: String,
    /// How letters leave.
    pub way: Way,
}

/// How letters leave.
#[derive(Clone, Debug)]
pub enum Way {
    /// A relay takes them.
    Relay(Relay),
    /// Each becomes a file there, for tests and for looking at.
    Folder(PathBuf),
}

/// A server that takes mail for everywhere.
#[derive(Clone)]
pub struct Relay {
    /// Its name.
    pub host: String,
    /// Its port; the usual one of the encryption, if `None`.
    pub port: Option<u16>,
    /// How the way there is kept secret.
    pub encryption: Encryption,
    /// A name and a password, where it wants to know who comes.
    pub sign_in: Option<(String, Zeroizing<String>)>,
    /// A file with the root that its certificate is to lead to, and no other; the machine's own roots, if `None`.
    pub root: Option<PathBuf>,
}

/// How the way to a relay is kept secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encryption {
    /// From the first byte on (RFC 8314; port 465).
    Tls,
    /// After a greeting in clear, or not at all (RFC 3207; port 587).
    StartTls,
    /// Not at all: for a relay on the same machine (port 25).
    None,
}

/// Why letters cannot leave that way.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It is no address.
    #[error("the sender {0:?} is no mail address")]
    From(String, #[source] AddressError),
    /// The file cannot be read.
    #[error("cannot read the root certificate {path}", path = .0.display())]
    Root(PathBuf, #[source] io::Error),
    /// It is no certificate, or the machine has no roots.
    #[error("cannot check the certificate of the mail relay {0}")]
    Tls(String, #[source] smtp::Error),
    /// It cannot be made.
    #[error("cannot make the folder for mail {path}", path = .0.display())]
    Folder(PathBuf, #[source] io::Error),
}

impl Relay {
    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, SettingsError> {
        let tls = match self.encryption {
            Encryption::None => Tls::None,
            Encryption::StartTls => Tls::Required(self.tls()?),
            Encryption::Tls => Tls::Wrapper(self.tls()?),
        };
        let port = self.port.unwrap_or(match self.encryption {
            Encryption::None => smtp::SMTP_PORT,
            Encryption::StartTls => smtp::SUBMISSION_PORT,
            Encryption::Tls => smtp::SUBMISSIONS_PORT,
        });
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((name, password)) = &self.sign_in {
            transport = transport.credentials(Credentials::new(name.clone(), password.to_string()));
        }
        Ok(transport.build())
    }

    fn tls(&self) -> Result<TlsParameters, SettingsError> {
        let wrong = |error| SettingsError::Tls(self.host.clone(), error);
        let mut tls = TlsParameters::builder(self.host.clone());
        if let Some(root) = &self.root {
            let pem = fs::read(root).map_err(|error| SettingsError::Root(root.clone(), error))?;
            let root = Certificate::from_pem(&pem).map_err(wrong)?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(root);
        }
        tls.build_rustls().map_err(wrong)
    }
}

impl Settings {
    pub(crate) fn sender(&self) -> Result<Mailbox, SettingsError> {
        self.from.parse().map_err(|error| SettingsError::From(self.from.clone(), error))
    }

    pub(crate) fn carrier(&self) -> Result<Carrier, SettingsError> {
        match &self.way {
            Way::Relay(relay) => Ok(Carrier::Relay(Box::new(relay.transport()?))),
            Way::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|error| SettingsError::Folder(folder.clone(), error))?;
                Ok(Carrier::Folder(AsyncFileTransport::new(folder)))
            }
        }
    }
}

/// How long the relay may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// The password is shown to nobody.
impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .field("name", &self.sign_in.as_ref().map(|(name, _)| name))
            .field("root", &self.root)
            .finish()
    }
}
