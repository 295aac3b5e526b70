//! Connections from elsewhere.

use std::io;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};

/// Makes the connections for HTTP: for whoever speaks another TLS than this library, or knows better where a host is.
pub trait Dialer: Send + Sync {
    /// A connection on which HTTP can be spoken at once: where `secure`, over TLS, and with proof that it is the host.
    fn dial(&self, host: String, port: u16, secure: bool) -> Dialing<'_>;
}

/// A connection in the making.
pub type Dialing<'a> = Pin<Box<dyn Future<Output = io::Result<Box<dyn Duplex>>> + Send + 'a>>;

/// What can be read and written.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}
