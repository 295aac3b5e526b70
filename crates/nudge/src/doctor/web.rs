//! Do the services answer over HTTP, plain or in TLS?

use std::net::SocketAddr;

use nudge_reach::Generation;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::finding::Trouble;
use super::http::{Answer, ask};
use super::{Finding, PATIENCE};

pub(super) const NEXUS_OVER_HTTP: &str = "nexus over HTTP";

/// What MSN Messenger 5.0 to 7.0 looks for, and in no other spelling (reference 10 §2).
const PASSPORT_URLS: &str = "PassportURLs";

/// What a client asks first, over HTTPS.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum First {
    /// Where to sign in. MSN Messenger 5.0 to 7.0, and others that learned it from there.
    Nexus,
    /// Whether the login host, which it knows already, is there. MSN Messenger 7.5 and later.
    LoginHost(&'static str),
}

/// Where MSN Messenger 7.5 asks for tickets.
pub(super) const LOGINNET: &str = "loginnet.passport.com";

/// Where Windows Live Messenger does.
pub(super) const LOGIN: &str = "login.live.com";

impl First {
    pub(super) fn of(client: Option<Generation>) -> Self {
        match client {
            Some(Generation::Msn75) => Self::LoginHost(LOGINNET),
            Some(Generation::Wlm80 | Generation::Wlm85 | Generation::Wlm2009) => Self::LoginHost(LOGIN),
            Some(
                Generation::Msn1To4
                | Generation::WindowsMessenger
                | Generation::Msn5
                | Generation::Msn6
                | Generation::Msn70
                | Generation::Mac
                | Generation::ThirdParty,
            )
            | None => Self::Nexus,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nexus => "nexus",
            Self::LoginHost(_) => "login host",
        }
    }

    pub(super) fn host(self) -> &'static str {
        match self {
            Self::Nexus => "nexus.passport.com",
            Self::LoginHost(host) => host,
        }
    }

    fn request(self) -> String {
        let host = self.host();
        match self {
            Self::Nexus => format!(
                "GET /rdr/pprdr.asp HTTP/1.1\r\nUser-Agent: MSMSGS\r\nHost: {host}\r\n\
                 Connection: close\r\nCache-Control: no-cache\r\n\r\n"
            ),
            // Reference 10 §2.10.
            Self::LoginHost(_) => format!(
                "POST / HTTP/1.1\r\nUser-Agent: MSMSGS\r\nHost: {host}\r\n\
                 Content-Length: 0\r\nConnection: close\r\n\r\n"
            ),
        }
    }

    /// Asks it, and says what came of it.
    pub(super) async fn ask(
        self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
    ) -> Result<String, Trouble> {
        let answer = match timeout(PATIENCE, ask(&mut stream, &self.request())).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                return Err(Trouble::new(format!("no answer that is HTTP ({error})"), ANOTHER_SERVER));
            }
            Err(_) => return Err(Trouble::new("it does not answer", ANOTHER_SERVER)),
        };
        match self {
            Self::Nexus => nexus_says(&answer),
            Self::LoginHost(_) if answer.status == 200 => Ok("it is there".to_owned()),
            Self::LoginHost(_) => {
                Err(Trouble::new(format!("the answer is {}", answer.status), ANOTHER_SERVER))
            }
        }
    }
}

/// Asks the nexus over plain HTTP.
pub(super) async fn nexus(at: SocketAddr, tell: &mut dyn FnMut(Finding)) {
    let outcome = match timeout(PATIENCE, TcpStream::connect(at)).await {
        Ok(Ok(stream)) => First::Nexus.ask(stream).await,
        Ok(Err(error)) => Err(Trouble::new(error.to_string(), ANOTHER_SERVER)),
        Err(_) => Err(Trouble::new("it does not answer", ANOTHER_SERVER)),
    };
    tell(Finding::of(NEXUS_OVER_HTTP, outcome));
}

fn nexus_says(answer: &Answer) -> Result<String, Trouble> {
    let status = answer.status;
    match answer.header(PASSPORT_URLS) {
        Some((PASSPORT_URLS, value)) if status == 200 => {
            let login = value.split(',').find_map(|part| part.trim().strip_prefix("DALogin="));
            match login {
                Some(login) => Ok(format!("clients sign in at {login}")),
                None => Err(Trouble::new("it does not say where to sign in (DALogin)", ANOTHER_SERVER)),
            }
        }
        Some((spelled, _)) if status == 200 => Err(Trouble::new(
            format!("the header is spelled {spelled}, and clients know it only as {PASSPORT_URLS}"),
            "Take the proxy in between away, or teach it to leave headers as they are.",
        )),
        Some(_) | None => {
            Err(Trouble::new(format!("the answer is {status}, without {PASSPORT_URLS}"), ANOTHER_SERVER))
        }
    }
}

const ANOTHER_SERVER: &str = "Another web server answers there: stop it, or give it another port.";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(answer: &str) -> Result<String, Trouble> {
        nexus_says(&Answer::parse(answer.as_bytes()).unwrap().unwrap())
    }

    #[test]
    fn the_header_has_to_be_spelled_as_clients_know_it() {
        let right =
            "HTTP/1.1 200 OK\r\nPassportURLs: DARealm=Passport.Net,DALogin=a.example/login2.srf\r\n\r\n";
        assert_eq!(found(right), Ok("clients sign in at a.example/login2.srf".to_owned()));
        let spelled = found(&right.replace("PassportURLs", "passporturls")).unwrap_err();
        assert!(spelled.found.starts_with("the header is spelled passporturls"), "{spelled}");
        assert!(spelled.remedy.contains("proxy"));
    }

    #[test]
    fn whatever_else_answers_is_another_server() {
        for (answer, what) in [
            ("HTTP/1.1 404 Not Found\r\n\r\n", "the answer is 404, without PassportURLs"),
            (
                "HTTP/1.1 302 Found\r\nPassportURLs: DALogin=a\r\n\r\n",
                "the answer is 302, without PassportURLs",
            ),
            (
                "HTTP/1.1 200 OK\r\nPassportURLs: nothing\r\n\r\n",
                "it does not say where to sign in (DALogin)",
            ),
        ] {
            assert_eq!(found(answer).unwrap_err().found, what);
        }
    }
}
