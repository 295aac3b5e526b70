//! The request, in one line and with the prefixes of the original.

use std::fmt::{self, Write as _};

use zeroize::Zeroizing;

use super::edition::{Edition, UTILITY};
use crate::payload::mail_data::received;
use crate::xml::escape;

/// Passport itself. Every client asks for its token first, and for no other without it.
pub const PASSPORT: &str = "http://Passport.NET/tb";

/// Whose tokens, and for what.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// In which form.
    pub edition: Edition,
    /// The address that it is sent to, which the second edition repeats.
    pub to: &'a str,
    /// Who signs in.
    pub handle: &'a str,
    /// With which password.
    pub secret: &'a str,
    /// For which services, besides [`PASSPORT`].
    pub wanted: &'a [Wanted<'a>],
    /// When, in seconds since 1970-01-01T00:00:00Z; the second edition tells it.
    pub now: i64,
}

/// A service that a ticket is wanted for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wanted<'a> {
    /// Its name, as `messengerclear.live.com`.
    pub service: &'a str,
    /// How good the ticket has to be, as `MBI_SSL`.
    pub policy: &'a str,
}

/// Without the secret.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { edition, to, handle, wanted, now, secret: _ } = self;
        let mut shown = f.debug_struct("Request");
        shown.field("edition", edition).field("to", to).field("handle", handle);
        shown.field("wanted", wanted).field("now", now).finish_non_exhaustive()
    }
}

/// For how many seconds a message is good.
const MESSAGE_SECONDS: i64 = 300;

/// Who asks: Messenger.
const HOSTING_APP: &str = "{7108E71A-9926-4FCB-BCC9-9A9D3F32E423}";

/// `lc=1033`, as the clients packed it.
const PARAMETERS: &str = "AQAAAAIAAABsYwQAAAAxMDMz";

impl Request<'_> {
    /// Writes it. The password is in it, so what is written is wiped when it is dropped.
    pub fn to_xml(&self) -> Zeroizing<String> {
        let edition = self.edition;
        let mut out = Zeroizing::new(String::with_capacity(4096));
        // Writing to a String cannot fail.
        let _infallible = write!(
            out,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{}\" \
             xmlns:ps=\"http://schemas.microsoft.com/Passport/SoapServices/PPCRL\" xmlns:wst=\"{}\" xmlns:wsp=\"{}\" \
             xmlns:wsse=\"{}\" xmlns:wsu=\"{UTILITY}\" xmlns:wsa=\"{}\"><s:Header>",
            edition.envelope(),
            edition.trust(),
            edition.policy(),
            edition.security(),
            edition.addressing(),
        );
        let (version, user_id) = match edition {
            Edition::Rst => (4, "Id"),
            Edition::Rst2 => {
                self.write_addressing(&mut out);
                (5, "wsu:Id")
            }
        };
        let secret = Zeroizing::new(escape(self.secret).into_owned());
        let _infallible = write!(
            out,
            "<ps:AuthInfo Id=\"PPAuthInfo\"><ps:HostingApp>{HOSTING_APP}</ps:HostingApp>\
             <ps:BinaryVersion>{version}</ps:BinaryVersion><ps:UIVersion>1</ps:UIVersion><ps:Cookies/>\
             <ps:RequestParams>{PARAMETERS}</ps:RequestParams></ps:AuthInfo><wsse:Security>\
             <wsse:UsernameToken {user_id}=\"user\"><wsse:Username>{}</wsse:Username>\
             <wsse:Password>{}</wsse:Password></wsse:UsernameToken>",
            escape(self.handle),
            *secret,
        );
        if edition == Edition::Rst2 {
            let _infallible = write!(
                out,
                "<wsu:Timestamp wsu:Id=\"Timestamp\"><wsu:Created>{}</wsu:Created><wsu:Expires>{}</wsu:Expires>\
                 </wsu:Timestamp>",
                moment(self.now),
                moment(self.now.saturating_add(MESSAGE_SECONDS)),
            );
        }
        out.push_str("</wsse:Security></s:Header><s:Body><ps:RequestMultipleSecurityTokens Id=\"RSTS\">");
        let passport = Wanted { service: PASSPORT, policy: "" };
        for (number, wanted) in std::iter::once(&passport).chain(self.wanted).enumerate() {
            wanted.write(number, edition, &mut out);
        }
        out.push_str("</ps:RequestMultipleSecurityTokens></s:Body></s:Envelope>");
        out
    }

    /// What every message of the second edition begins with.
    fn write_addressing(&self, out: &mut String) {
        let _infallible = write!(
            out,
            "<wsa:Action s:mustUnderstand=\"1\">http://schemas.xmlsoap.org/ws/2005/02/trust/RST/Issue</wsa:Action>\
             <wsa:To s:mustUnderstand=\"1\">{}</wsa:To><wsa:MessageID>{}</wsa:MessageID>",
            escape(self.to),
            self.now,
        );
    }
}

impl Wanted<'_> {
    fn write(&self, number: usize, edition: Edition, out: &mut String) {
        let _infallible = write!(
            out,
            "<wst:RequestSecurityToken Id=\"RST{number}\"><wst:RequestType>{}</wst:RequestType><wsp:AppliesTo>\
             <wsa:EndpointReference><wsa:Address>{}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>",
            edition.request_type(),
            escape(self.service),
        );
        if !self.policy.is_empty() {
            let _infallible = write!(out, "<wsse:PolicyReference URI=\"{}\"/>", escape(self.policy));
        }
        out.push_str("</wst:RequestSecurityToken>");
    }
}

/// `2026-01-02T03:04:05Z`.
fn moment(seconds: i64) -> String {
    received(seconds.saturating_mul(1000)).replace(".000Z", "Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Element;

    /// What real clients ask for, in the samples of the reference.
    const WANTED: [Wanted<'static>; 2] = [
        Wanted { service: "messengerclear.live.com", policy: "MBI_KEY_OLD" },
        Wanted { service: "messenger.msn.com", policy: "?id=507&fs=1" },
    ];

    fn request(edition: Edition) -> Request<'static> {
        Request {
            edition,
            to: "HTTPS://login.live.com:443//RST2.srf",
            handle: "alice@example.com",
            secret: "a<b&'\"c",
            wanted: &WANTED,
            now: 1_767_323_045,
        }
    }

    #[test]
    fn it_is_read_as_it_was_meant() {
        for edition in [Edition::Rst, Edition::Rst2] {
            let xml = request(edition).to_xml();
            assert!(!xml.contains('\n') && !xml.contains("> <"), "{}", *xml);
            let envelope = Element::parse(xml.as_bytes()).unwrap();
            let user = envelope.at(&["Header", "Security", "UsernameToken"]).unwrap();
            assert_eq!(user.child("Username").unwrap().text(), "alice@example.com");
            assert_eq!(user.child("Password").unwrap().text(), "a<b&'\"c");
            let created = envelope.at(&["Header", "Security", "Timestamp", "Created"]).map(Element::text);
            assert_eq!(created, (edition == Edition::Rst2).then_some("2026-01-02T03:04:05Z"));
            let tokens = envelope.at(&["Body", "RequestMultipleSecurityTokens"]).unwrap().children();
            let asked: Vec<_> = tokens
                .iter()
                .map(|token| {
                    let policy = token.child("PolicyReference").and_then(|policy| policy.attribute("URI"));
                    let service = token.at(&["AppliesTo", "EndpointReference", "Address"]).unwrap().text();
                    (token.attribute("Id").unwrap(), service, policy)
                })
                .collect();
            assert_eq!(
                asked,
                [
                    ("RST0", PASSPORT, None),
                    ("RST1", "messengerclear.live.com", Some("MBI_KEY_OLD")),
                    ("RST2", "messenger.msn.com", Some("?id=507&fs=1")),
                ]
            );
        }
    }

    #[test]
    fn the_second_edition_is_the_sample_of_the_reference() {
        let sample = include_str!("../../../nudge-soap/tests/samples/RST2.request.xml");
        let sample: String = sample.lines().map(str::trim).collect();
        let (head, _) =
            sample.split_once("</wst:RequestSecurityToken><wst:RequestSecurityToken Id=\"RST2\">").unwrap();
        let ours = Request { secret: "secret16", ..request(Edition::Rst2) }.to_xml();
        assert!(ours.starts_with(head), "{}", *ours);
    }

    #[test]
    fn the_secret_is_not_in_the_debug_output() {
        assert!(!format!("{:?}", request(Edition::Rst)).contains("a<b"));
    }
}
