//! A listener's other half: takes a connection, and gives back a stream that is safe to read.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::time::timeout;
use tokio_openssl::SslStream;
use tokio_rustls::TlsAcceptor;

use crate::acme::{Acme, AcmeError, Challenges};
use crate::authority::Authority;
use crate::error::{AcceptError, TlsError};
use crate::face::Face;
use crate::hello::{Hello, Sniff, Version, sniff};
use crate::legacy::{self, Legacy};
use crate::metered::METERED;
use crate::modern::{self, Certificates, Identity, Modern};
use crate::names::Names;
use crate::operator::Operator;
use crate::settings::Settings;
use crate::stream::{Rewound, Side, Stream};

/// Accepts connections of every age.
pub struct Acceptor {
    modern: Modern,
    legacy: RwLock<Arc<Legacy>>,
    keeping: Mutex<Keeping>,
    acme: Option<Acme>,
    handshake_timeout: Duration,
}

/// What has to be looked after. Locked only by that, never during a handshake.
struct Keeping {
    authority: Authority,
    operator: Option<Operator>,
}

/// An accepted connection.
#[derive(Debug)]
pub struct Accepted<S> {
    /// What the client says and hears.
    pub stream: Stream<S>,
    /// Which stack answered. What comes over the legacy one may be read, and changed, by others.
    pub face: Face,
    /// The version that was agreed on.
    pub version: Version,
    /// The cipher suite that was agreed on, by the name in IANA's registry.
    pub cipher: String,
    /// The host that the client says it wants to reach, in lower case.
    pub server_name: Option<String>,
}

/// What [`Acceptor::tend`] did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tended {
    /// A certificate of the private root was about to end, and there is a new one.
    pub renewed: bool,
    /// The operator's certificate had changed, and was read again.
    pub reloaded: bool,
}

impl Acceptor {
    /// Reads the folder, and makes a root and certificates where there are none.
    ///
    /// That takes seconds the first time, and blocks.
    pub fn open(settings: Settings, now: SystemTime) -> Result<Self, TlsError> {
        LazyLock::force(&METERED);
        if !KEY_BITS.contains(&settings.legacy_key_bits) {
            return Err(TlsError::KeyBits(settings.legacy_key_bits));
        }
        let names = Names::new(settings.era_hosts.iter().chain(&settings.own_names))?;
        let authority = Authority::open(&settings.folder, &names, settings.legacy_key_bits, now)?;
        let (operator, own) = settings.certificate.map(Operator::open).transpose()?.unzip();
        let private = Identity::from_pair(authority.modern())?;
        let acme = settings.acme.map(|acme| Acme::new(acme, settings.folder)).transpose()?;
        let obtained = acme.as_ref().map(Acme::load).transpose()?.flatten();
        Ok(Self {
            modern: Modern::new(Certificates { operator: own, acme: obtained, private })?,
            legacy: RwLock::new(Arc::new(Legacy::new(&authority)?)),
            keeping: Mutex::new(Keeping { authority, operator }),
            acme,
            handshake_timeout: settings.handshake_timeout,
        })
    }

    /// Finds out what the client can do, and shakes hands with it.
    pub async fn accept<S>(&self, stream: S) -> Result<Accepted<S>, AcceptError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (handshake, started) = (self.handshake(stream), Instant::now());
        let accepted = timeout(self.handshake_timeout, handshake)
            .await
            .unwrap_or(Err(AcceptError::TooSlow(self.handshake_timeout)));
        match &accepted {
            Ok(accepted) => METERED.shaken(accepted.face, accepted.version, started.elapsed()),
            Err(error) => METERED.failed(error),
        }
        accepted
    }

    /// Renews what is about to end, and reads the operator's files again if they have changed.
    ///
    /// To be called at the start of every hour or so. Blocks for as long as it takes to make a key. After an error all
    /// goes on with the certificates that there were.
    pub fn tend(&self, now: SystemTime) -> Result<Tended, TlsError> {
        let mut keeping = self.keeping();
        let renewed = keeping.authority.renew(now)?;
        if renewed {
            let private = Identity::from_pair(keeping.authority.modern())?;
            let legacy = Arc::new(Legacy::new(&keeping.authority)?);
            self.modern.show(|shown| shown.private = private);
            *self.legacy.write().unwrap_or_else(PoisonError::into_inner) = legacy;
        }
        let reloaded = self.reload_operator(&mut keeping, false)?;
        Ok(Tended { renewed, reloaded })
    }

    /// Reads the operator's files again, whether they look changed or not. Says whether there are any.
    pub fn reload(&self) -> Result<bool, TlsError> {
        self.reload_operator(&mut self.keeping(), true)
    }

    /// Obtains a certificate by ACME if there is none for the names, or if the one there is has lived for two thirds of its
    /// time. Says whether one was obtained.
    ///
    /// To be called by one task, at the start and every few hours; meanwhile [`Acceptor::challenges`] must be answered on
    /// port 80. After an error all goes on with the certificate that there was. Takes minutes at most.
    pub async fn renew_acme(&self, now: SystemTime) -> Result<bool, AcmeError> {
        let Some(acme) = &self.acme else { return Ok(false) };
        if !acme.is_due(now)? {
            return Ok(false);
        }
        let identity = acme.obtain().await?;
        self.modern.show(|shown| shown.acme = Some(identity));
        Ok(true)
    }

    /// What the authority will ask for at `/.well-known/acme-challenge/` on port 80. Without ACME it stays empty.
    pub fn challenges(&self) -> Challenges {
        self.acme.as_ref().map(Acme::challenges).unwrap_or_default()
    }

    /// The private root in DER, which is what a `.cer` file holds (`application/x-x509-ca-cert`). For every client but
    /// those of rustls.
    pub fn root_der(&self) -> Result<Vec<u8>, TlsError> {
        Ok(self.keeping().authority.root().to_der()?)
    }

    /// The same root, key and name in the form for programs that use rustls, such as bots: they reject everything below a
    /// root that speaks of subjects, and Windows XP everything below one that does not.
    pub fn modern_root_der(&self) -> Result<Vec<u8>, TlsError> {
        Ok(self.keeping().authority.modern_root()?.to_der()?)
    }

    /// Names that the private root does not permit, because they were added after it was made. Clients find no certificate
    /// for them until the file [`Acceptor::root_file`] is deleted, and the new root installed.
    pub fn refused_names(&self) -> Vec<String> {
        self.keeping().authority.refused().iter().map(ToString::to_string).collect()
    }

    /// Where the private root and its key are.
    pub fn root_file(&self) -> PathBuf {
        self.keeping().authority.root_file()
    }

    fn reload_operator(&self, keeping: &mut Keeping, always: bool) -> Result<bool, TlsError> {
        let Some(operator) = &mut keeping.operator else { return Ok(false) };
        let Some(identity) = operator.reload(always)? else { return Ok(false) };
        self.modern.show(|shown| shown.operator = Some(identity));
        Ok(true)
    }

    async fn handshake<S>(&self, mut stream: S) -> Result<Accepted<S>, AcceptError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (hello, heard) = listen(&mut stream).await?;
        let face = Face::choose(&hello, &self.modern.abilities(hello.server_name.as_deref()));
        let stream = Rewound::new(heard, stream);
        let (stream, version, cipher) = match face {
            Face::Modern => self.modern_handshake(stream).await?,
            Face::Legacy => self.legacy_handshake(stream, &hello).await?,
        };
        Ok(Accepted { stream: Stream(stream), face, version, cipher, server_name: hello.server_name })
    }

    async fn modern_handshake<S>(&self, stream: Rewound<S>) -> Result<Shaken<S>, AcceptError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.modern.config));
        let stream = acceptor.accept(stream).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(inner) => AcceptError::Handshake { face: Face::Modern, what: inner.to_string() },
                None => AcceptError::Io(error),
            }
        })?;
        let (version, cipher) = modern::spoken(stream.get_ref().1);
        Ok((Side::Modern(Box::new(stream)), version, cipher))
    }

    async fn legacy_handshake<S>(&self, stream: Rewound<S>, hello: &Hello) -> Result<Shaken<S>, AcceptError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let legacy = Arc::clone(&self.legacy.read().unwrap_or_else(PoisonError::into_inner));
        let mut stream = Box::new(SslStream::new(legacy.session(hello)?, stream)?);
        Pin::new(stream.as_mut()).accept().await.map_err(|error| match error.into_io_error() {
            Ok(error) => AcceptError::Io(error),
            Err(error) => AcceptError::Handshake { face: Face::Legacy, what: error.to_string() },
        })?;
        let (version, cipher) = legacy::spoken(stream.ssl());
        Ok((Side::Legacy(stream), version, cipher))
    }

    fn keeping(&self) -> MutexGuard<'_, Keeping> {
        self.keeping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a handshake ends with: the stream, the version and the cipher suite.
type Shaken<S> = (Side<S>, Version, String);

/// Reads until the hello is whole. Gives it back with all that was read.
async fn listen<S: AsyncRead + Unpin>(stream: &mut S) -> Result<(Hello, Vec<u8>), AcceptError> {
    let mut heard = Vec::with_capacity(USUAL_HELLO);
    loop {
        match sniff(&heard) {
            Sniff::Hello(hello) => return Ok((hello, heard)),
            Sniff::NotTls => return Err(AcceptError::NotTls),
            Sniff::NeedMore { bytes } => {
                while heard.len() < bytes {
                    if stream.read_buf(&mut heard).await? == 0 {
                        return Err(AcceptError::Closed);
                    }
                }
            }
        }
    }
}

/// The sizes of key that old clients take, and that are any use.
const KEY_BITS: [u32; 2] = [1024, 2048];

/// Room for most hellos; for the others it grows.
const USUAL_HELLO: usize = 1024;
