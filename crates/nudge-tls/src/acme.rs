//! Certificates by ACME (RFC 8555), proved by answers over plain HTTP (`http-01`).
//!
//! ```text
//! folder/acme-account.json   the account's key, and with whom it is
//!        acme.pem            key and chain
//! ```

use std::collections::HashMap;
use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use instant_acme::{
    Account, AccountCredentials, AuthorizationState, AuthorizationStatus, ChallengeType, Error, Identifier,
    NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::error::ErrorStack;
use openssl::x509::X509;
use rustls::pki_types::ServerName;
use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;
use tokio::time::timeout;

use crate::authority::{seconds, write_secret};
use crate::error::TlsError;
use crate::modern::Identity;
use crate::names::Names;
use crate::settings::AcmeSettings;

/// No certificate was obtained. Each says who has to do something.
#[derive(Debug, ThisError)]
pub enum AcmeError {
    /// The network, or the authority's server, or the setting with its address.
    #[error("the certificate authority at {directory} cannot be talked to: {what}")]
    Unreachable {
        /// The authority.
        directory: String,
        /// What happened.
        what: String,
    },
    /// The authority does not want to, for example because it was asked too often.
    #[error("the certificate authority refuses: {0}")]
    Refused(String),
    /// The name does not lead to this server, or nothing answers on its port 80.
    #[error("the certificate authority did not find this server at http://{name}/: {what}")]
    NotFound {
        /// The name.
        name: String,
        /// What the authority says.
        what: String,
    },
    /// The authority wants a proof that we do not give.
    #[error("the certificate authority does not take a proof over HTTP for {name}")]
    NoHttp {
        /// The name.
        name: String,
    },
    /// It took too long.
    #[error("the certificate authority has not issued the certificate in time")]
    TooSlow,
    /// What was issued is of no use.
    #[error("what the certificate authority issued cannot be used: {0}")]
    Unusable(String),
    /// The account that was kept cannot be read.
    #[error("the account in {path} cannot be read ({what}); delete it to make a new one", path = path.display())]
    Account {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Ours: names, files, libraries.
    #[error(transparent)]
    Own(#[from] TlsError),
}

/// What an authority asks for, over plain HTTP at `/.well-known/acme-challenge/TOKEN`. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Challenges(Arc<Mutex<HashMap<String, String>>>);

impl Challenges {
    /// What to answer, as `application/octet-stream`; nothing if nobody is to ask for that.
    pub fn answer(&self, token: &str) -> Option<String> {
        self.all().get(token).cloned()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that is there until the order is over.
struct Answer {
    challenges: Challenges,
    token: String,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.challenges.all().remove(&self.token);
    }
}

/// Obtains certificates.
pub(crate) struct Acme {
    settings: AcmeSettings,
    folder: PathBuf,
    challenges: Challenges,
}

/// An account, and with whom.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptAccount {
    directory: String,
    credentials: AccountCredentials,
}

impl Acme {
    /// Obtains nothing yet. The folder is there.
    pub(crate) fn new(settings: AcmeSettings, folder: PathBuf) -> Result<Self, TlsError> {
        // Checked now, and not when the first certificate ends.
        Names::new(&settings.names)?;
        Ok(Self { settings, folder, challenges: Challenges::default() })
    }

    pub(crate) fn challenges(&self) -> Challenges {
        self.challenges.clone()
    }

    /// What was obtained before. What cannot be used is as if it were not there, and obtained again.
    pub(crate) fn load(&self) -> Result<Option<Identity>, TlsError> {
        let Some(pem) = self.read(CERTIFICATE)? else { return Ok(None) };
        match Identity::from_pem(&pem, &pem) {
            Ok(identity) => Ok(Some(identity)),
            Err(what) => {
                tracing::warn!(tls.file = CERTIFICATE, %what, "a certificate was damaged, and will be obtained anew");
                Ok(None)
            }
        }
    }

    /// Whether it is time to obtain one.
    pub(crate) fn is_due(&self, now: SystemTime) -> Result<bool, TlsError> {
        let (Some(identity), Some(pem)) = (self.load()?, self.read(CERTIFICATE)?) else { return Ok(true) };
        if !self.covers_all(&identity) {
            return Ok(true);
        }
        let certificate = X509::from_pem(&pem)?;
        let (start, end) = (unix(certificate.not_before())?, unix(certificate.not_after())?);
        Ok(seconds(now) >= end - (end - start) / 3)
    }

    /// Proves that the names are ours, and brings the certificate.
    pub(crate) async fn obtain(&self) -> Result<Identity, AcmeError> {
        timeout(PATIENCE, self.order()).await.unwrap_or(Err(AcmeError::TooSlow))
    }

    async fn order(&self) -> Result<Identity, AcmeError> {
        let failed = |error| self.failed(&error);
        let account = self.account().await?;
        let names: Vec<Identifier> = self.settings.names.iter().cloned().map(Identifier::Dns).collect();
        let mut order = account.new_order(&NewOrder::new(&names)).await.map_err(failed)?;
        // Taken away again when they go, however this ends.
        let mut answers = Vec::new();
        if let Some(error) = self.prove(&mut order, &mut answers).await? {
            return Err(self.why_not(&mut order, Some(error)).await);
        }
        let retries = RetryPolicy::new().timeout(PATIENCE);
        match order.poll_ready(&retries).await {
            Ok(OrderStatus::Ready) => {}
            Ok(_) => return Err(self.why_not(&mut order, None).await),
            Err(error) => return Err(self.why_not(&mut order, Some(error)).await),
        }
        drop(answers);
        let key = order.finalize().await.map_err(failed)?;
        let chain = order.poll_certificate(&retries).await.map_err(failed)?;
        let pem = [key.as_bytes(), chain.as_bytes()].concat();
        let identity = Identity::from_pem(&pem, &pem).map_err(AcmeError::Unusable)?;
        if !self.covers_all(&identity) {
            return Err(AcmeError::Unusable("it is for other names".into()));
        }
        write_secret(&self.folder.join(CERTIFICATE), &pem)?;
        tracing::info!(tls.names = self.settings.names.len(), "obtained a certificate by ACME");
        Ok(identity)
    }

    /// The account, made on first use.
    async fn account(&self) -> Result<Account, AcmeError> {
        let failed = |error| self.failed(&error);
        let builder = match &self.settings.root {
            Some(root) => Account::builder_with_root(root),
            None => Account::builder(),
        };
        let builder = builder.map_err(failed)?;
        if let Some(kept) = self.read(ACCOUNT)? {
            let kept: KeptAccount = serde_json::from_slice(&kept).map_err(|error| AcmeError::Account {
                path: self.folder.join(ACCOUNT),
                // Its text could quote the key.
                what: format!("line {}, column {}", error.line(), error.column()),
            })?;
            if kept.directory == self.settings.directory {
                return builder.from_credentials(kept.credentials).await.map_err(failed);
            }
        }
        let contact: Vec<&str> = self.settings.contact.iter().map(String::as_str).collect();
        let new =
            NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let directory = self.settings.directory.clone();
        let (account, credentials) = builder.create(&new, directory.clone(), None).await.map_err(failed)?;
        let kept = KeptAccount { directory, credentials };
        let kept = serde_json::to_vec_pretty(&kept)
            .map_err(|error| AcmeError::Unusable(format!("the account: {error}")))?;
        write_secret(&self.folder.join(ACCOUNT), &kept)?;
        Ok(account)
    }

    /// Lays out the answers, and says that they may be asked for. Brings the authority's error if it asked at once and was
    /// not content.
    async fn prove(&self, order: &mut Order, answers: &mut Vec<Answer>) -> Result<Option<Error>, AcmeError> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization.map_err(|error| self.failed(&error))?;
            // Proved not long ago.
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let name = authorization.identifier().to_string();
            let mut challenge =
                authorization.challenge(ChallengeType::Http01).ok_or(AcmeError::NoHttp { name })?;
            let token = challenge.token.clone();
            let answer = challenge.key_authorization().as_str().to_owned();
            self.challenges.all().insert(token.clone(), answer);
            answers.push(Answer { challenges: self.challenges(), token });
            if let Err(error) = challenge.set_ready().await {
                return Ok(Some(error));
            }
        }
        Ok(None)
    }

    /// Looks for the name that was not proved.
    async fn why_not(&self, order: &mut Order, error: Option<Error>) -> AcmeError {
        let mut authorizations = order.authorizations();
        while let Some(Ok(mut authorization)) = authorizations.next().await {
            if let Some(found) = authorization.refresh().await.ok().and_then(not_proved) {
                return found;
            }
        }
        match error {
            Some(error) => self.failed(&error),
            None => AcmeError::Refused("the order is invalid".into()),
        }
    }

    fn failed(&self, error: &Error) -> AcmeError {
        if let Error::Api(problem) = error {
            return AcmeError::Refused(problem.to_string());
        }
        if let Error::Timeout(_) = error {
            return AcmeError::TooSlow;
        }
        // The outermost says "client error", and the innermost why.
        let mut what = error.to_string();
        let mut inner = error.source();
        while let Some(error) = inner {
            what = format!("{what}: {error}");
            inner = error.source();
        }
        AcmeError::Unreachable { directory: self.settings.directory.clone(), what }
    }

    fn covers_all(&self, identity: &Identity) -> bool {
        let covers =
            |name: &String| ServerName::try_from(name.as_str()).is_ok_and(|name| identity.covers(&name));
        self.settings.names.iter().all(covers)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, TlsError> {
        let path = self.folder.join(name);
        match std::fs::read(&path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(TlsError::disk(&path, error)),
        }
    }
}

/// Which name it is that was not proved, if it is this one.
fn not_proved(state: &AuthorizationState) -> Option<AcmeError> {
    if state.status != AuthorizationStatus::Invalid {
        return None;
    }
    let problem = state.challenges.iter().find_map(|challenge| challenge.error.as_ref());
    let what = problem.map_or_else(|| "it does not say why".to_owned(), ToString::to_string);
    Some(AcmeError::NotFound { name: state.identifier().to_string(), what })
}

/// Seconds since 1970.
fn unix(moment: &Asn1TimeRef) -> Result<i64, ErrorStack> {
    let since = Asn1Time::from_unix(0)?.diff(moment)?;
    Ok(i64::from(since.days) * 24 * 60 * 60 + i64::from(since.secs))
}

const ACCOUNT: &str = "acme-account.json";
const CERTIFICATE: &str = "acme.pem";

/// How long the whole may take. Authorities look at a name from several places, one after the other.
const PATIENCE: Duration = Duration::from_mins(5);
