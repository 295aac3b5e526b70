//! Does HTTPS work for old clients and for new ones?

use std::net::SocketAddr;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use super::web::{ask, judge};
use super::{Finding, PATIENCE};

/// Somebody who speaks TLS as a client, and trusts the server's private root and nothing else.
pub(crate) trait TlsClient: Send + Sync {
    /// Connects, shakes hands as the generation does, and checks that the chain leads to the root and names the host. The
    /// error is a sentence without its end.
    fn connect(&self, face: Face, host: &'static str, at: SocketAddr) -> Connecting<'_>;
}

/// A connection in the making.
pub(crate) type Connecting<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Stream>, String>> + Send + 'a>>;

/// What is said in secret.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Who is imitated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Face {
    /// Windows of the era: TLS 1.0, no server name, RSA.
    Legacy,
    /// Programs of today.
    Modern,
}

impl Face {
    fn check(self) -> &'static str {
        match self {
            Self::Legacy => "nexus over HTTPS, as old Windows asks",
            Self::Modern => "nexus over HTTPS, as programs of today ask",
        }
    }
}

/// The name that old clients ask for first.
const HOST: &str = "nexus.passport.com";

/// Asks the nexus over both faces.
pub(super) async fn both_faces(
    client: Option<&dyn TlsClient>,
    open: bool,
    at: SocketAddr,
    tell: &mut dyn FnMut(Finding),
) {
    for face in [Face::Legacy, Face::Modern] {
        let finding = match client {
            None => Finding::passed_over(face.check(), "this program does not speak TLS itself"),
            Some(_) if !open => Finding::passed_over(face.check(), "nothing answers on that port"),
            Some(client) => one_face(client, face, at).await,
        };
        tell(finding);
    }
}

async fn one_face(client: &dyn TlsClient, face: Face, at: SocketAddr) -> Finding {
    const REMEDY: &str = "Look at the server's log; if another program has the port, stop it, and if the root certificate was \
                          made anew, install it again (nudge client-config certificate).";
    let stream = timeout(PATIENCE, client.connect(face, HOST, at));
    match stream.await.unwrap_or_else(|_| Err(format!("the handshake takes longer than {PATIENCE:?}"))) {
        Err(why) => Finding::fails(face.check(), why, REMEDY),
        Ok(stream) => {
            let answer = timeout(PATIENCE, ask(stream)).await;
            judge(face.check(), answer.unwrap_or(Err(std::io::ErrorKind::TimedOut.into())))
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::Outcome;
    use super::*;

    /// Shakes hands with programs of today only.
    struct Half;

    impl TlsClient for Half {
        fn connect(&self, face: Face, host: &'static str, _: SocketAddr) -> Connecting<'_> {
            Box::pin(async move {
                assert_eq!(host, "nexus.passport.com");
                match face {
                    Face::Legacy => Err("the server ends the handshake".to_owned()),
                    Face::Modern => {
                        let (ours, mut theirs) = tokio::io::duplex(4096);
                        tokio::spawn(async move {
                            theirs.read_u8().await.unwrap();
                            let answer = b"HTTP/1.1 200 OK\r\nPassportURLs: DALogin=a/b\r\n\r\n";
                            theirs.write_all(answer).await.unwrap();
                        });
                        Ok(Box::new(ours) as Box<dyn Stream>)
                    }
                }
            })
        }
    }

    async fn findings(client: Option<&dyn TlsClient>, open: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        both_faces(client, open, ([127, 0, 0, 1], 443).into(), &mut |finding| findings.push(finding)).await;
        findings
    }

    #[tokio::test]
    async fn each_face_is_examined_by_itself() {
        let findings = findings(Some(&Half), true).await;
        assert_eq!(findings[0].outcome, Outcome::Fails);
        assert_eq!(findings[0].found, "the server ends the handshake");
        assert_eq!(
            (findings[1].outcome, findings[1].found.as_str()),
            (Outcome::Ok, "clients sign in at a/b")
        );
    }

    #[tokio::test]
    async fn what_cannot_be_examined_is_not_said_to_work() {
        for (client, open) in [(None, true), (Some(&Half as &dyn TlsClient), false)] {
            for finding in findings(client, open).await {
                assert_eq!(finding.outcome, Outcome::NotChecked);
            }
        }
    }
}
