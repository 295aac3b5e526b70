//! TLS that both today's browsers and Windows 98 accept.
//!
//! One port, two faces. The hello is read ahead: a client with which today's stack (rustls) would come to terms is given to
//! it, and everybody else to one of the era (OpenSSL, with what it has long switched off). So no modern client ever touches
//! the weak stack, and no old one is turned away.
//!
//! ```text
//! TCP ──► hello::sniff ──► Face ──► modern: TLS 1.2, 1.3    operator's certificate, ACME's, or the private SHA-256 one
//!                            └────► legacy: SSL 3.0 ... 1.2   private SHA-1 one, or SHA-256 for those that say they can
//! ```
//!
//! [`client`] is the other end of both, to try them with.
//!
//! What is said over the legacy face can be read by whoever tries. [`Accepted::face`] tells the front ends, which serve
//! nothing there that is not of the era.
//!
//! Keys, serial numbers and session secrets come from OpenSSL's and ring's own generators, which the system seeds. The
//! time comes in as an argument.

mod acceptor;
mod acme;
mod authority;
pub mod client;
mod error;
mod face;
pub mod hello;
mod legacy;
mod metered;
mod modern;
mod names;
mod operator;
mod settings;
mod stream;

pub use acceptor::{Accepted, Acceptor, Tended};
pub use acme::{AcmeError, Challenges};
pub use error::{AcceptError, TlsError};
pub use face::Face;
pub use hello::Version;
pub use settings::{AcmeSettings, CertificateFiles, LETS_ENCRYPT, Settings};
pub use stream::{Rewound, Stream};
