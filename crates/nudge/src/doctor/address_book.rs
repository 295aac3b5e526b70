//! Does the address book answer? From MSNP13 on, clients have their contacts from there (reference 11).

use msnp::xml::{Element, escape};
use nudge_tls::Face;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::PATIENCE;
use super::finding::Trouble;
use super::http::ask_whole;
use super::tls::Secure;

/// How a client shows its ticket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Dress {
    /// In a cookie: Windows Live Messenger 8.0.
    Cookie,
    /// In the envelope: all later ones.
    Header,
}

/// The service, as the ticket for it is named, and its host.
pub(super) const CONTACTS: &str = "contacts.msn.com";

const LOG: &str = "Look at the server's log.";

/// Asks who is on which list, as clients do first of all.
pub(super) async fn ask(secure: &Secure, face: Face, dress: Dress, ticket: &str) -> Result<String, Trouble> {
    let (stream, _) = secure.connect(face, CONTACTS, 443).await?;
    let trouble = |found: String| Trouble::new(found, LOG);
    let answer = match timeout(PATIENCE, ask_whole(stream, &request(dress, ticket))).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(trouble(format!("no answer that can be read ({error})"))),
        Err(_) => return Err(trouble("it does not answer".to_owned())),
    };
    read(answer.status, answer.body())
}

fn request(dress: Dress, ticket: &str) -> Zeroizing<String> {
    let bare = ticket.strip_prefix("t=").unwrap_or(ticket);
    let bare = bare.split_once("&p=").map_or(bare, |(ticket, _)| ticket);
    let (cookie, token) = match dress {
        Dress::Cookie => (format!("Cookie: MSPAuth={bare}\r\n"), String::new()),
        Dress::Header => (String::new(), format!("<TicketToken>{}</TicketToken>", escape(ticket))),
    };
    let (cookie, token) = (Zeroizing::new(cookie), Zeroizing::new(token));
    let body = Zeroizing::new(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope \
         xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header>\
         <ABApplicationHeader xmlns=\"{NAMESPACE}\"><ApplicationId>CFE80F9D-180F-4399-82AB-413F33A1FA11</ApplicationId>\
         <IsMigration>false</IsMigration><PartnerScenario>Initial</PartnerScenario></ABApplicationHeader>\
         <ABAuthHeader xmlns=\"{NAMESPACE}\"><ManagedGroupRequest>false</ManagedGroupRequest>{}</ABAuthHeader>\
         </soap:Header><soap:Body><FindMembership xmlns=\"{NAMESPACE}\"><serviceFilter><Types>\
         <ServiceType>Messenger</ServiceType></Types></serviceFilter><View>Full</View><deltasOnly>false</deltasOnly>\
         </FindMembership></soap:Body></soap:Envelope>",
        *token
    ));
    Zeroizing::new(format!(
        "POST /abservice/SharingService.asmx HTTP/1.1\r\nSOAPAction: \"{NAMESPACE}/FindMembership\"\r\n\
         Content-Type: text/xml; charset=utf-8\r\n{}Host: {CONTACTS}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-cache\r\n\r\n{}",
        *cookie,
        body.len(),
        *body
    ))
}

const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";

/// What an answer says.
fn read(status: u16, body: &[u8]) -> Result<String, Trouble> {
    let trouble = |found: &str| Trouble::new(found, LOG);
    let Ok(envelope) = Element::parse(body) else {
        return Err(Trouble::new(
            format!("the answer is no XML (status {status})"),
            "Another web server answers for the host of the address book: let the names of the era lead to this server.",
        ));
    };
    let Some(body) = envelope.child("Body") else { return Err(trouble("the answer is no SOAP")) };
    if let Some(fault) = body.child("Fault") {
        let text = |name| fault.child(name).map_or("", Element::text).trim();
        return Err(trouble(&format!("the server says {}: {}", text("faultcode"), text("faultstring"))));
    }
    let services = body.at(&["FindMembershipResponse", "FindMembershipResult", "Services"]);
    // Everybody has the service, however empty the lists are.
    let service = services.and_then(|services| services.child("Service"));
    let memberships = service.and_then(|service| service.child("Memberships"));
    let memberships = memberships.ok_or_else(|| trouble("there are no lists in the answer"))?.children();
    let allowed = memberships.iter().filter(|of| of.child("MemberRole").map(Element::text) == Some("Allow"));
    let allowed: usize = allowed.filter_map(|of| of.child("Members")).map(|of| of.children().len()).sum();
    Ok(match allowed {
        1 => "it has the lists of the account, with 1 person on the allow list".to_owned(),
        allowed => format!("it has the lists of the account, with {allowed} people on the allow list"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = include_str!("../../../nudge-soap/tests/samples/FindMembership.response.xml");

    #[test]
    fn the_sample_of_the_reference_is_read() {
        let found = read(200, ANSWER.as_bytes()).unwrap();
        assert!(
            found.starts_with("it has the lists of the account, with ") && !found.contains(" 0 "),
            "{found}"
        );
    }

    #[test]
    fn what_is_none_is_told_apart() {
        let fault = "<Envelope><Body><Fault><faultcode>soap:Client</faultcode><faultstring>Passport Authentication Fail\
                     </faultstring></Fault></Body></Envelope>";
        let found = |body: &str| read(500, body.as_bytes()).unwrap_err();
        assert!(found(fault).found.contains("soap:Client: Passport Authentication Fail"));
        assert!(found("").remedy.contains("names of the era"));
        assert_ne!(found("<a/>"), found("<Envelope><Body/></Envelope>"));
    }

    #[test]
    fn a_ticket_is_shown_in_one_place() {
        let header = request(Dress::Header, "t=abc&p=");
        assert!(header.contains("<TicketToken>t=abc&amp;p=</TicketToken>") && !header.contains("Cookie"));
        let cookie = request(Dress::Cookie, "t=abc&p=");
        assert!(cookie.contains("\r\nCookie: MSPAuth=abc\r\n") && !cookie.contains("TicketToken"));
    }
}
