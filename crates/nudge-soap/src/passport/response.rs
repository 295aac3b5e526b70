//! The answer with the security tokens (reference 10 §6.4), in one line: white space between the answers to two requests
//! crashes Pidgin. The prefixes are part of it: aMSN compares them.

use std::fmt::Write as _;

use super::{Moment, Service};
use crate::xml::escape;

/// An answer.
#[derive(Clone, Debug)]
pub struct RstResponse<'a> {
    /// Whose tokens they are.
    pub holder: Holder<'a>,
    /// How the server names itself.
    pub server: &'a str,
    /// When it was made, which tells clients how far their clocks are wrong.
    pub now: Moment,
    /// When the tokens end.
    pub expires: Moment,
    /// The tokens, in the order of the request.
    pub issued: &'a [Issued<'a>],
}

/// What the answer says about the account.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// Its number, which is both `PUID` and `CID`.
    pub id: u64,
    /// Its address.
    pub address: &'a str,
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// Two letters.
    pub country: &'a str,
    /// The number of the language in Windows.
    pub language: u32,
    /// Where the request came from.
    pub ip: &'a str,
}

/// A token.
#[derive(Clone, Copy)]
pub struct Issued<'a> {
    /// The number of the request that it answers.
    pub number: u32,
    /// The service, as it was asked for.
    pub service: &'a Service,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a token is.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// Passport's own: opaque bytes in Base64, and 24 secret ones.
    Legacy {
        /// The bytes.
        cipher: &'a str,
        /// The secret.
        secret: &'a str,
    },
    /// A ticket, and for services that want proof 24 secret bytes in Base64.
    Compact {
        /// The ticket, `t=X&p=`.
        ticket: &'a str,
        /// The secret.
        secret: Option<&'a str>,
    },
}

impl std::fmt::Debug for Issued<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What it is, is secret.
        f.debug_struct("Issued")
            .field("number", &self.number)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl RstResponse<'_> {
    /// Writes it.
    pub fn to_xml(&self) -> String {
        let mut out = String::with_capacity(2048 + 1024 * self.issued.len());
        out.push_str(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
             <S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Header>",
        );
        self.header(&mut out);
        out.push_str(
            "</S:Header><S:Body><wst:RequestSecurityTokenResponseCollection \
             xmlns:wst=\"http://schemas.xmlsoap.org/ws/2004/04/trust\" \
             xmlns:wsse=\"http://schemas.xmlsoap.org/ws/2003/06/secext\" \
             xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" \
             xmlns:saml=\"urn:oasis:names:tc:SAML:1.0:assertion\" \
             xmlns:wsp=\"http://schemas.xmlsoap.org/ws/2002/12/policy\" \
             xmlns:psf=\"http://schemas.microsoft.com/Passport/SoapServices/SOAPFault\">",
        );
        for issued in self.issued {
            self.token(issued, &mut out);
        }
        out.push_str("</wst:RequestSecurityTokenResponseCollection></S:Body></S:Envelope>");
        out
    }

    fn header(&self, out: &mut String) {
        let Holder { id, address, first_name, last_name, country, language, ip } = self.holder;
        write(
            out,
            format_args!(
                "<psf:pp xmlns:psf=\"http://schemas.microsoft.com/Passport/SoapServices/SOAPFault\">\
                 <psf:serverVersion>1</psf:serverVersion><psf:PUID>{id:016X}</psf:PUID>\
                 <psf:configVersion>3.0.869.0</psf:configVersion><psf:uiVersion>3.0.869.0</psf:uiVersion>\
                 <psf:authstate>0x48803</psf:authstate><psf:reqstatus>0x0</psf:reqstatus>{server}\
                 <psf:cookies/><psf:browserCookies/><psf:credProperties>",
                server = server_info(self.server, self.now),
            ),
        );
        let cid = format!("{id:016x}");
        let language = language.to_string();
        // Those that look like constants are: what they mean is not known, and clients send the first one back.
        for (name, value) in [
            ("MainBrandID", "MSFT"),
            ("BrandIDList", ""),
            ("IsWinLiveUser", "true"),
            ("CID", &cid),
            ("AuthMembername", address),
            ("Country", country),
            ("Language", &language),
            ("FirstName", first_name),
            ("LastName", last_name),
            ("ChildFlags", "00000001"),
            ("Flags", "40100643"),
            ("FlagsV2", "00000000"),
            ("IP", ip),
        ] {
            if value.is_empty() {
                write(out, format_args!("<psf:credProperty Name=\"{name}\"/>"));
            } else {
                let value = escape(value);
                write(out, format_args!("<psf:credProperty Name=\"{name}\">{value}</psf:credProperty>"));
            }
        }
        write(
            out,
            format_args!(
                "</psf:credProperties><psf:extProperties><psf:extProperty Name=\"CID\">{cid}</psf:extProperty>\
                 </psf:extProperties><psf:response/></psf:pp>"
            ),
        );
    }

    fn token(&self, issued: &Issued<'_>, out: &mut String) {
        let (created, expires, number) = (self.now, self.expires, issued.number);
        let token_type = match issued.kind {
            Kind::Legacy { .. } => "urn:passport:legacy",
            Kind::Compact { .. } => "urn:passport:compact",
        };
        let (tag, service) = match issued.service {
            Service::Address(service) => ("Address", escape(service)),
            Service::Name(service) => ("ServiceName", escape(service)),
        };
        write(
            out,
            format_args!(
                "<wst:RequestSecurityTokenResponse><wst:TokenType>{token_type}</wst:TokenType>\
                 <wsp:AppliesTo xmlns:wsa=\"http://schemas.xmlsoap.org/ws/2004/03/addressing\"><wsa:EndpointReference>\
                 <wsa:{tag}>{service}</wsa:{tag}></wsa:EndpointReference></wsp:AppliesTo>\
                 <wst:LifeTime><wsu:Created>{created}</wsu:Created><wsu:Expires>{expires}</wsu:Expires></wst:LifeTime>\
                 <wst:RequestedSecurityToken>"
            ),
        );
        let (value_type, id, secret) = match issued.kind {
            Kind::Legacy { cipher, secret } => {
                let id = format!("BinaryDAToken{number}");
                write(
                    out,
                    format_args!(
                        "<EncryptedData xmlns=\"http://www.w3.org/2001/04/xmlenc#\" Id=\"{id}\" \
                         Type=\"http://www.w3.org/2001/04/xmlenc#Element\">\
                         <EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#tripledes-cbc\"/>\
                         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
                         <ds:KeyName>http://Passport.NET/STS</ds:KeyName></ds:KeyInfo><CipherData>\
                         <CipherValue>{cipher}</CipherValue></CipherData></EncryptedData>"
                    ),
                );
                ("urn:passport", id, Some(secret))
            }
            Kind::Compact { ticket, secret } => {
                let (id, ticket) = (format!("Compact{number}"), escape(ticket));
                write(
                    out,
                    format_args!("<wsse:BinarySecurityToken Id=\"{id}\">{ticket}</wsse:BinarySecurityToken>"),
                );
                ("urn:passport:compact", id, secret)
            }
        };
        write(
            out,
            format_args!(
                "</wst:RequestedSecurityToken><wst:RequestedTokenReference>\
                 <wsse:KeyIdentifier ValueType=\"{value_type}\"/><wsse:Reference URI=\"#{id}\"/>\
                 </wst:RequestedTokenReference>"
            ),
        );
        if let Some(secret) = secret {
            write(
                out,
                format_args!(
                    "<wst:RequestedProofToken><wst:BinarySecret>{secret}</wst:BinarySecret>\
                     </wst:RequestedProofToken>"
                ),
            );
        }
        out.push_str("</wst:RequestSecurityTokenResponse>");
    }
}

/// The server and its time, as every answer has them.
pub(super) fn server_info(server: &str, now: Moment) -> String {
    format!(
        "<psf:serverInfo Path=\"Live1\" RollingUpgradeState=\"ExclusiveNew\" LocVersion=\"0\" \
         ServerTime=\"{now}\">{}</psf:serverInfo>",
        escape(server)
    )
}

fn write(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passport::RstRequest;
    use crate::xml::Element;

    const NOW: Moment = Moment(1_767_323_045);

    fn alice() -> Holder<'static> {
        Holder {
            id: 0x1234_5678_9ABC_DEF0,
            address: "alice@example.com",
            first_name: "Alice",
            last_name: "Example",
            country: "US",
            language: 1033,
            ip: "192.0.2.10",
        }
    }

    #[test]
    fn the_answer_is_the_sample_letter_by_letter() {
        let request = RstRequest::parse(include_bytes!("../../tests/samples/RST.request.xml")).unwrap();
        let tickets: Vec<_> = (0..7).map(|n| format!("t=EwAgTicketExample{n:04}&p=")).collect();
        let issued: Vec<_> = request
            .wanted
            .iter()
            .zip(&tickets)
            .map(|(wanted, ticket)| Issued {
                number: wanted.number,
                service: &wanted.service,
                kind: match wanted.number {
                    0 => Kind::Legacy {
                        cipher: "b3BhcXVlLXNlc3Npb24taGFuZGxlLWV4YW1wbGU=",
                        secret: "GBkaGxwdHh8gISIjJCUmJygpKissLS4v",
                    },
                    1 => Kind::Compact { ticket, secret: Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX") },
                    _ => Kind::Compact { ticket, secret: None },
                },
            })
            .collect();
        let response = RstResponse {
            holder: alice(),
            server: "EXAMPLESTS01 2026.01.01",
            now: NOW,
            expires: Moment(NOW.0 + 86_400),
            issued: &issued,
        };
        assert_eq!(response.to_xml(), include_str!("../../tests/samples/RST.response.xml"));
    }

    #[test]
    fn what_an_account_or_a_client_says_cannot_break_out() {
        let evil = "</x>&\"'<y>\u{1}";
        let service = Service::Name(evil.to_owned());
        let kind = Kind::Compact { ticket: "t=X&p=", secret: None };
        let issued = [Issued { number: 5, service: &service, kind }];
        let holder = Holder { first_name: evil, last_name: evil, country: evil, address: evil, ..alice() };
        let response = RstResponse { holder, server: evil, now: NOW, expires: NOW, issued: &issued };
        let written = Element::parse(response.to_xml().as_bytes()).unwrap();
        let tokens = written.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap();
        assert_eq!(tokens.children().len(), 1);
        let token = &tokens.children()[0];
        let name = token.at(&["AppliesTo", "EndpointReference", "ServiceName"]).unwrap();
        assert_eq!(name.text(), evil.replace('\u{1}', "\u{fffd}"));
        let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
        assert_eq!((ticket.attribute("Id"), ticket.text()), (Some("Compact5"), "t=X&p="));
    }

    #[test]
    fn debug_shows_no_ticket() {
        let service = Service::Name("x".to_owned());
        let kind = Kind::Compact { ticket: "hunter2", secret: Some("hunter3") };
        let shown = format!("{:?}", Issued { number: 1, service: &service, kind });
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
