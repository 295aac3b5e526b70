//! `RST.srf`: how MSN Messenger 7.5 exchanges the password for a ticket (reference 10 §6).

use nudge_core::{Handle, Secret};
use nudge_soap::xml::{Element, escape};
use nudge_tls::Face;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::PATIENCE;
use super::finding::Trouble;
use super::http::ask_whole;
use super::tls::Secure;

/// Why there is no ticket.
#[derive(Debug)]
pub(super) enum NoTicket {
    /// The password was refused, with these words.
    Refused(String),
    /// It has not come that far.
    Trouble(Trouble),
}

/// More login hosts than this in a row are a loop.
const MOST_REDIRECTS: usize = 3;

/// Where a client that nothing was changed in asks.
const LOGIN_HOST: &str = "loginnet.passport.com";

/// The service whose ticket the notification server takes.
const SERVICE: &str = "messenger.msn.com";

/// Asks for a ticket for the notification server.
pub(super) async fn ticket(
    secure: &Secure,
    face: Face,
    (handle, secret): &(Handle, Secret),
) -> Result<Secret, NoTicket> {
    let mut place = Place { host: LOGIN_HOST.to_owned(), port: 443, path: "/RST.srf".to_owned() };
    for _ in 0..=MOST_REDIRECTS {
        match read(&post(secure, face, &place, &request(handle, secret)).await?) {
            Says::Ticket(ticket) => return Ok(ticket),
            Says::Refused(text) => return Err(NoTicket::Refused(text)),
            Says::Elsewhere(url) => place = Place::parse(&url).ok_or_else(|| elsewhere(&url))?,
            Says::Other(what) => {
                return Err(NoTicket::Trouble(Trouble::new(what, "Look at the server's log.")));
            }
        }
    }
    Err(elsewhere("one login host after the other"))
}

fn elsewhere(url: &str) -> NoTicket {
    let found = format!("the server sends clients to {url}");
    NoTicket::Trouble(Trouble::new(found, "Correct the server's setting web.login_host."))
}

async fn post(secure: &Secure, face: Face, place: &Place, body: &str) -> Result<Vec<u8>, NoTicket> {
    let Place { host, port, path } = place;
    let (stream, _) = secure.connect(face, host, *port).await.map_err(NoTicket::Trouble)?;
    let host = if *port == 443 { host.clone() } else { format!("{host}:{port}") };
    let request = Zeroizing::new(format!(
        "POST {path} HTTP/1.1\r\nAccept: text/*\r\nUser-Agent: MSMSGS\r\nContent-Type: text/xml\r\nHost: {host}\r\n\
         Content-Length: {}\r\nConnection: close\r\nCache-Control: no-cache\r\n\r\n{body}",
        body.len()
    ));
    let trouble = |what: String| NoTicket::Trouble(Trouble::new(what, "Look at the server's log."));
    let answer = match timeout(PATIENCE, ask_whole(stream, &request)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(trouble(format!("no answer that can be read ({error})"))),
        Err(_) => return Err(trouble("it does not answer".to_owned())),
    };
    Ok(answer.body().to_vec())
}

/// Passport's own token, without which no client asks for another, and the one that is wanted.
fn request(handle: &Handle, secret: &Secret) -> Zeroizing<String> {
    let secret = Zeroizing::new(escape(secret.expose()).into_owned());
    Zeroizing::new(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:wsse=\"http://schemas.xmlsoap.org/ws/2003/06/secext\" \
         xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2002/12/policy\" \
         xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/03/addressing\" \
         xmlns:wst=\"http://schemas.xmlsoap.org/ws/2004/04/trust\"><Header>\
         <ps:AuthInfo xmlns:ps=\"http://schemas.microsoft.com/Passport/SoapServices/PPCRL\" Id=\"PPAuthInfo\">\
         <ps:HostingApp>{{7108E71A-9926-4FCB-BCC9-9A9D3F32E423}}</ps:HostingApp><ps:BinaryVersion>3</ps:BinaryVersion>\
         <ps:UIVersion>1</ps:UIVersion><ps:Cookies/><ps:RequestParams>AQAAAAIAAABsYwQAAAAxMDMz</ps:RequestParams>\
         </ps:AuthInfo><wsse:Security><wsse:UsernameToken Id=\"user\"><wsse:Username>{}</wsse:Username>\
         <wsse:Password>{}</wsse:Password></wsse:UsernameToken></wsse:Security></Header><Body>\
         <ps:RequestMultipleSecurityTokens \
         xmlns:ps=\"http://schemas.microsoft.com/Passport/SoapServices/PPCRL\" Id=\"RSTS\">{}{}\
         </ps:RequestMultipleSecurityTokens></Body></Envelope>",
        escape(handle.as_str()),
        *secret,
        wanted(0, "http://Passport.NET/tb", ""),
        wanted(1, SERVICE, "<wsse:PolicyReference URI=\"?id=507\"/>"),
    ))
}

fn wanted(number: u32, service: &str, policy: &str) -> String {
    format!(
        "<wst:RequestSecurityToken Id=\"RST{number}\">\
         <wst:RequestType>http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue</wst:RequestType>\
         <wsp:AppliesTo><wsa:EndpointReference><wsa:Address>{service}</wsa:Address></wsa:EndpointReference>\
         </wsp:AppliesTo>{policy}</wst:RequestSecurityToken>"
    )
}

/// What an answer says.
enum Says {
    Ticket(Secret),
    Refused(String),
    Elsewhere(String),
    Other(String),
}

fn read(body: &[u8]) -> Says {
    let Ok(envelope) = Element::parse(body) else { return Says::Other("the answer is no XML".to_owned()) };
    // Directly in the envelope, where clients look for it (reference 10 §6.5).
    if let Some(fault) = envelope.child("Fault") {
        let text = |name| fault.child(name).map_or("", Element::text).trim();
        return match text("faultcode") {
            "wsse:FailedAuthentication" => Says::Refused(text("faultstring").to_owned()),
            "psf:Redirect" => Says::Elsewhere(text("redirectUrl").to_owned()),
            code => Says::Other(format!("the server says {code}: {}", text("faultstring"))),
        };
    }
    let answers = envelope.at(&["Body", "RequestSecurityTokenResponseCollection"]);
    let mut answers = answers.map(Element::children).unwrap_or_default().iter();
    let ours = answers.find(|answer| {
        let service = answer.at(&["AppliesTo", "EndpointReference", "Address"]);
        service.is_some_and(|service| service.text().trim() == SERVICE)
    });
    match ours.and_then(|answer| answer.at(&["RequestedSecurityToken", "BinarySecurityToken"])) {
        Some(token) => Says::Ticket(Secret::new(token.text().to_owned())),
        None => Says::Other(format!("there is no ticket for {SERVICE} in the answer")),
    }
}

/// A page behind TLS.
#[derive(Debug, Eq, PartialEq)]
struct Place {
    host: String,
    port: u16,
    path: String,
}

impl Place {
    /// Reads an address, which must be one of `https`: nobody else gets the password.
    fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://")?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, 443),
        };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/?=&%".contains(&byte);
        let plain = !host.is_empty() && rest.bytes().all(|byte| is_plain(byte) || byte == b':');
        let path = if path.is_empty() { "/" } else { path };
        plain.then(|| Self { host: host.to_owned(), port, path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use nudge_soap::passport::{Asker, Edition, FaultCode, Moment, RstRequest, fault, redirect};

    use super::*;

    #[test]
    fn what_is_asked_is_what_the_server_reads() {
        let handle = Handle::new("alice@example.com").unwrap();
        let request = request(&handle, &Secret::new("a<b&c".to_owned()));
        let request = RstRequest::parse(request.as_bytes()).unwrap();
        let Some(Asker::Password(who)) = &request.asker else { panic!("{request:?}") };
        assert_eq!((who.username.as_str(), who.password.expose()), ("alice@example.com", "a<b&c"));
        let services: Vec<_> = request.wanted.iter().map(|wanted| wanted.service.as_str()).collect();
        assert_eq!(services, ["http://Passport.NET/tb", SERVICE]);
    }

    #[test]
    fn faults_are_told_apart() {
        let fault = |code| fault(Edition::Rst, code, "No.", "S", Moment(0));
        let failed = fault(FaultCode::FailedAuthentication);
        assert!(matches!(read(failed.as_bytes()), Says::Refused(text) if text == "No."));
        let other = fault(FaultCode::Server);
        assert!(matches!(read(other.as_bytes()), Says::Other(what) if what.contains("S:Server")));
        let redirect = redirect(Edition::Rst, "https://a.example/RST.srf");
        assert!(matches!(read(redirect.as_bytes()), Says::Elsewhere(url) if url.ends_with("/RST.srf")));
        for body in ["", "<html/>", "<Envelope><Body/></Envelope>"] {
            assert!(matches!(read(body.as_bytes()), Says::Other(_)), "{body}");
        }
    }

    #[test]
    fn only_a_secure_place_gets_the_password() {
        let place = |host: &str, port, path: &str| Some(Place { host: host.into(), port, path: path.into() });
        assert_eq!(Place::parse("https://a.example/RST.srf"), place("a.example", 443, "/RST.srf"));
        assert_eq!(Place::parse("https://a.example:8443"), place("a.example", 8443, "/"));
        for bad in
            ["http://a.example/", "a.example/RST.srf", "https:///", "https://a\r\nb/", "https://u:p@a/"]
        {
            assert_eq!(Place::parse(bad), None, "{bad}");
        }
    }
}
