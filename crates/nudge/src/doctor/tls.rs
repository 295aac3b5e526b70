//! Does HTTPS work for old clients and for new ones?

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use msnp_client::{Dialer, Dialing, Duplex};
use nudge_tls::Face;
use nudge_tls::client::{ConnectError, LegacyClient, ModernClient, SetupError};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::finding::Trouble;
use super::root::Roots;
use super::web::First;
use super::{Finding, PATIENCE};

/// Connections in TLS to the server, of both ages.
pub(super) struct Secure {
    legacy: Result<LegacyClient, SetupError>,
    /// Or why there is none.
    modern: Result<ModernClient, String>,
    from_page: bool,
    server: SocketAddr,
}

impl Secure {
    /// To the server at that address, at that time.
    pub(super) fn new(roots: &Roots, server: SocketAddr, now: SystemTime) -> Self {
        let modern = roots.for_rustls.as_ref().map_err(Clone::clone);
        let modern = modern.and_then(|root| ModernClient::new(root, now).map_err(|error| error.to_string()));
        Self { legacy: LegacyClient::new(&roots.any, now), modern, from_page: roots.from_page, server }
    }

    /// Asks the first question over both faces, and says over which of them clients get in, the old one first.
    pub(super) async fn both_faces(&self, first: First, tell: &mut dyn FnMut(Finding)) -> Option<Face> {
        let mut works = None;
        for face in [Face::Legacy, Face::Modern] {
            if let (Face::Modern, Err(why)) = (face, &self.modern) {
                tell(Finding::passed_over(check(first, face), why));
                continue;
            }
            let outcome = self.ask(face, first).await;
            if outcome.is_ok() {
                works = works.or(Some(face));
            }
            tell(Finding::of(check(first, face), outcome));
        }
        works
    }

    async fn ask(&self, face: Face, first: First) -> Result<String, Trouble> {
        let (stream, how) = self.connect(face, first.host(), HTTPS).await?;
        Ok(format!("{how}; {}", first.ask(stream).await?))
    }

    /// A connection to the host, which has been proven to be it, and how it is spoken to.
    ///
    /// The names of the era lead to the server here, whether they do so on this machine or not: that is a check of its own.
    pub(super) async fn connect(
        &self,
        face: Face,
        host: &str,
        port: u16,
    ) -> Result<(Box<dyn Duplex>, String), Trouble> {
        let at = if nudge_reach::is_era_host(host) && port == HTTPS {
            self.server
        } else {
            resolve(host, port).await?
        };
        let handshake = timeout(PATIENCE, self.handshake(face, host, at));
        handshake.await.unwrap_or_else(|_| {
            Err(Trouble::new(
                format!("{at}: the handshake takes longer than {PATIENCE:?}"),
                "Look at the server's log, and whether another program has the port.",
            ))
        })
    }

    async fn handshake(
        &self,
        face: Face,
        host: &str,
        at: SocketAddr,
    ) -> Result<(Box<dyn Duplex>, String), Trouble> {
        let stream = TcpStream::connect(at).await.map_err(|error| {
            Trouble::new(
                format!("{at}: {error}"),
                "Start the server there, and look at the firewalls on the way.",
            )
        })?;
        let refused = |error: ConnectError| self.trouble(&error, face);
        let setup =
            |error: &dyn std::fmt::Display| Trouble::new(error.to_string(), "Name another root with --root.");
        match face {
            Face::Legacy => {
                let client = self.legacy.as_ref().map_err(|error| setup(error))?;
                let met = client.connect(host, stream).await.map_err(refused)?;
                Ok((Box::new(met.stream), met.version.to_string()))
            }
            Face::Modern => {
                let client = self.modern.as_ref().map_err(|error| setup(error))?;
                let met = client.connect(host, stream).await.map_err(refused)?;
                Ok((Box::new(met.stream), met.version.to_string()))
            }
        }
    }

    fn trouble(&self, error: &ConnectError, face: Face) -> Trouble {
        Trouble::new(
            error.to_string(),
            match error {
                ConnectError::UnknownRoot if self.from_page => {
                    "Another program than the one that gave the root answers on the port of HTTPS, or a proxy in between shows a \
                 certificate of its own: stop it, or let it pass TLS on untouched."
                }
                ConnectError::UnknownRoot => {
                    "Get the root that the server has now (nudge client-config certificate, or http://SERVER/connect/root.cer), \
                 install it on the client, and name it here with --root."
                }
                ConnectError::WrongName(_) | ConnectError::NotPermitted => {
                    "Read what the server says about names when it starts; if its root does not permit this one, delete \
                 tls/root.pem in its data folder, start it again, and install the new root on every client."
                }
                ConnectError::Expired | ConnectError::NotYetValid => {
                    "Set the clocks of this machine and of the server right, then start the server again, which renews what is \
                 about to end."
                }
                ConnectError::NewSignature(_) => {
                    "A proxy in between shows a certificate of its own: let it pass TLS on untouched."
                }
                ConnectError::Handshake(_) => match face {
                    Face::Legacy => {
                        "What listens there speaks no TLS, or none that is old enough: let the server itself have the port \
                     (web.https), or have TLS passed on to it untouched."
                    }
                    Face::Modern => {
                        "What listens there speaks no TLS, or none of today: let the server itself have the port (web.https), or \
                     have TLS passed on to it untouched."
                    }
                },
                ConnectError::InvalidName(_) => "Correct the server's setting web.login_host.",
                ConnectError::Io(_) | ConnectError::Certificate(_) | ConnectError::Setup(_) => {
                    "Look at the server's log, and whether another program has the port."
                }
            },
        )
    }
}

/// What is said where HTTPS cannot be looked at.
pub(super) fn passed_over(first: First, why: &str, tell: &mut dyn FnMut(Finding)) {
    for face in [Face::Legacy, Face::Modern] {
        tell(Finding::passed_over(check(first, face), why));
    }
}

fn check(first: First, face: Face) -> String {
    let whose = match face {
        Face::Legacy => "as old Windows asks",
        Face::Modern => "as programs of today ask",
    };
    format!("{} over HTTPS, {whose}", first.name())
}

/// Where clients that nothing was changed in ask.
const HTTPS: u16 = 443;

/// A host that is none of the era's, as `web.login_host` may name one.
async fn resolve(host: &str, port: u16) -> Result<SocketAddr, Trouble> {
    let trouble = |why: &str| {
        let remedy = "Correct the server's setting web.login_host, or make the name known to this machine.";
        Trouble::new(format!("the server sends clients to {host}, and {why}"), remedy)
    };
    let found = match timeout(PATIENCE, lookup_host((host, port))).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => return Err(trouble("this machine does not know that name")),
        Err(_) => return Err(trouble("there is no answer from DNS")),
    };
    let mut found = found.filter(SocketAddr::is_ipv4);
    found.next().ok_or_else(|| trouble("it has no address of IPv4"))
}

/// Connects in the place of the client library, over one face.
pub(super) struct Over {
    pub(super) secure: Arc<Secure>,
    pub(super) face: Face,
}

impl Dialer for Over {
    fn dial(&self, host: String, port: u16, secure: bool) -> Dialing<'_> {
        Box::pin(async move {
            if !secure {
                return Err(io::Error::other("the password would go where others can read it"));
            }
            let connected = self.secure.connect(self.face, &host, port).await;
            // What to change travels along.
            connected.map(|(stream, _)| stream).map_err(io::Error::other)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Trusts nothing.
    fn secure(from_page: bool) -> Secure {
        let server = SocketAddr::from(([127, 0, 0, 1], 443));
        Secure { legacy: Err(SetupError::OtherForm), modern: Err(String::new()), from_page, server }
    }

    #[test]
    fn what_is_wrong_with_a_certificate_has_a_remedy_of_its_own() {
        let remedy = |error| secure(false).trouble(&error, Face::Legacy).remedy;
        let remedies = [
            ConnectError::UnknownRoot,
            ConnectError::WrongName("a".to_owned()),
            ConnectError::Expired,
            ConnectError::NewSignature("SHA-256".to_owned()),
            ConnectError::Handshake("no".to_owned()),
            ConnectError::InvalidName("a b".to_owned()),
            ConnectError::Certificate("no".to_owned()),
        ]
        .map(remedy);
        assert_eq!(remedies.iter().collect::<BTreeSet<_>>().len(), remedies.len());
        assert!(remedy(ConnectError::NotPermitted).contains("tls/root.pem"));
        assert!(remedy(ConnectError::NotYetValid).contains("clocks"));
        assert!(remedy(ConnectError::UnknownRoot).contains("nudge client-config certificate"));
        let from_page = secure(true).trouble(&ConnectError::UnknownRoot, Face::Modern);
        assert!(from_page.remedy.contains("proxy"), "the server gave the root itself");
    }
}
