//! The answer with the security tokens (reference 10 §6.4, §6.6 and §7), in one line: white space between the answers to two
//! requests crashes Pidgin. The prefixes are part of it: aMSN compares them.

use data_encoding::BASE64;

use super::derived_key::{DerivedKey, KEY_BYTES};
use super::edition::{Edition, FAULT, SAML, UTILITY};
use super::{Moment, Service};
use crate::writer::Writer;

/// An answer.
#[derive(Clone, Debug)]
pub struct RstResponse<'a> {
    /// How it is written.
    pub edition: Edition,
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
    /// By what `RST2.srf` lets its tokens be referred to, in Base64. Nobody is known to look at it.
    pub reference: &'a str,
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

/// What an answer to a renewal is sealed with.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    /// The secret of the token that was shown.
    pub secret: &'a [u8; KEY_BYTES],
    /// Random, and new for each answer.
    pub nonce: &'a [u8; KEY_BYTES],
    /// Whether the request stood alone in the body; its answer then does, too.
    pub is_single: bool,
}

impl RstResponse<'_> {
    /// Writes it.
    pub fn to_xml(&self) -> String {
        let [trust, security, utility, saml, policy] = self.namespaces();
        let namespaces = match self.edition {
            Edition::Rst => vec![trust, security, utility, saml, policy, ("xmlns:psf", FAULT)],
            // Its envelope has declared the others.
            Edition::Rst2 => vec![trust, saml, policy],
        };
        self.envelope(None, |w| self.passport(w), |w| self.collection(&namespaces, w))
    }

    /// Writes it for somebody who has shown a token in place of the password: all that says something is encrypted with a key
    /// that only the one can make who was told the secret of the token. So a token that somebody has picked up on the way is
    /// worth nothing.
    pub fn to_sealed_xml(&self, sealing: &Sealing<'_>) -> String {
        let key = DerivedKey::new(sealing.secret, sealing.nonce);
        let (mut about, mut tokens) = (Writer::new(), Writer::new());
        self.passport(&mut about);
        match self.issued {
            [one] if sealing.is_single => self.token(one, &self.namespaces(), &mut tokens),
            _ => self.collection(&self.namespaces(), &mut tokens),
        }
        let encrypted = |id: &str, plain: Writer, w: &mut Writer| {
            encrypted_data(id, &BASE64.encode(&key.encrypt(&plain.finish())), w);
        };
        let header = |w: &mut Writer| {
            w.element_with("psf:EncryptedPP", &[("xmlns:psf", FAULT)], |w| encrypted("EncPsf", about, w));
        };
        self.envelope(Some(sealing.nonce), header, |w| encrypted("RSTR", tokens, w))
    }

    /// The envelope around it. `nonce` is what the key is made from of an answer that is encrypted.
    fn envelope(
        &self,
        nonce: Option<&[u8; KEY_BYTES]>,
        header: impl FnOnce(&mut Writer),
        body: impl FnOnce(&mut Writer),
    ) -> String {
        let edition = self.edition;
        let own = ("xmlns:S", edition.envelope());
        let [_, security, utility, ..] = self.namespaces();
        let namespaces = match (edition, nonce) {
            (Edition::Rst, None) => vec![own],
            (Edition::Rst, Some(_)) => vec![own, security],
            (Edition::Rst2, _) => vec![own, security, utility, ("xmlns:wsa", edition.addressing())],
        };
        let mut w = Writer::new();
        w.element_with("S:Envelope", &namespaces, |w| {
            w.element("S:Header", |w| {
                let key = |w: &mut Writer| nonce.into_iter().for_each(|nonce| self.key(nonce, w));
                match edition {
                    Edition::Rst if nonce.is_some() => w.element("wsse:Security", key),
                    Edition::Rst => {}
                    Edition::Rst2 => self.addressing(key, w),
                }
                header(w);
            });
            w.element("S:Body", body);
        });
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", w.finish())
    }

    /// Out of what a client makes the key that opens the answer, as Pidgin looks for it.
    fn key(&self, nonce: &[u8; KEY_BYTES], w: &mut Writer) {
        let attributes = [("Id", "EncKey"), ("xmlns:wssc", self.edition.conversation())];
        w.element_with("wssc:DerivedKeyToken", &attributes, |w| {
            w.text("wssc:Nonce", BASE64.encode(nonce));
        });
    }

    /// What every message of the second edition begins with.
    fn addressing(&self, more: impl FnOnce(&mut Writer), w: &mut Writer) {
        let must = ("S:mustUnderstand", "1");
        let action = "http://schemas.xmlsoap.org/ws/2005/02/trust/RSTR/Issue";
        w.text_with("wsa:Action", &[("wsu:Id", "Action"), must], action);
        let to = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
        w.text_with("wsa:To", &[("wsu:Id", "To"), must], to);
        w.element_with("wsse:Security", &[must], |w| {
            w.element_with("wsu:Timestamp", &[("wsu:Id", "TS")], |w| {
                w.text("wsu:Created", self.now);
                w.text("wsu:Expires", Moment(self.now.0.saturating_add(MESSAGE_SECONDS)));
            });
            more(w);
        });
    }

    fn passport(&self, w: &mut Writer) {
        let Holder { id, address, first_name, last_name, country, language, ip } = self.holder;
        w.element_with("psf:pp", &[("xmlns:psf", FAULT)], |w| {
            w.text("psf:serverVersion", 1);
            w.text("psf:PUID", format_args!("{id:016X}"));
            w.text("psf:configVersion", "3.0.869.0");
            w.text("psf:uiVersion", "3.0.869.0");
            w.text("psf:authstate", "0x48803");
            w.text("psf:reqstatus", "0x0");
            server_info(self.server, self.now, w);
            w.empty("psf:cookies");
            w.empty("psf:browserCookies");
            let cid = format!("{id:016x}");
            let language = language.to_string();
            // Those that look like constants are: what they mean is not known, and clients send the first one back.
            let properties = [
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
            ];
            w.element("psf:credProperties", |w| {
                for (name, value) in properties {
                    w.text_with("psf:credProperty", &[("Name", name)], value);
                }
            });
            w.element("psf:extProperties", |w| w.text_with("psf:extProperty", &[("Name", "CID")], &cid));
            w.empty("psf:response");
        });
    }

    /// The namespaces that tokens need.
    fn namespaces(&self) -> [(&'static str, &'static str); 5] {
        let edition = self.edition;
        [
            ("xmlns:wst", edition.trust()),
            ("xmlns:wsse", edition.security()),
            ("xmlns:wsu", UTILITY),
            ("xmlns:saml", SAML),
            ("xmlns:wsp", edition.policy()),
        ]
    }

    fn collection(&self, namespaces: &[(&str, &str)], w: &mut Writer) {
        w.element_with("wst:RequestSecurityTokenResponseCollection", namespaces, |w| {
            for issued in self.issued {
                self.token(issued, &[], w);
            }
        });
    }

    fn token(&self, issued: &Issued<'_>, namespaces: &[(&str, &str)], w: &mut Writer) {
        let (edition, number) = (self.edition, issued.number);
        w.element_with("wst:RequestSecurityTokenResponse", namespaces, |w| {
            w.text("wst:TokenType", issued.kind.token_type());
            let (tag, service) = match issued.service {
                Service::Address(service) => ("wsa:Address", service),
                Service::Name(service) => ("wsa:ServiceName", service),
            };
            w.element_with("wsp:AppliesTo", &[("xmlns:wsa", edition.addressing())], |w| {
                w.element("wsa:EndpointReference", |w| w.text(tag, service));
            });
            w.element(edition.lifetime(), |w| {
                w.text("wsu:Created", self.now);
                w.text("wsu:Expires", self.expires);
            });
            let (id, value_type, secret) = match issued.kind {
                Kind::Legacy { secret, .. } => {
                    (format!("BinaryDAToken{number}"), "urn:passport", Some(secret))
                }
                Kind::Compact { secret, .. } => (format!("Compact{number}"), "urn:passport:compact", secret),
            };
            w.element("wst:RequestedSecurityToken", |w| match issued.kind {
                Kind::Legacy { cipher, .. } => encrypted_data(&id, cipher, w),
                Kind::Compact { ticket, .. } => {
                    w.text_with("wsse:BinarySecurityToken", &[("Id", &id)], ticket);
                }
            });
            match edition {
                Edition::Rst => w.element("wst:RequestedTokenReference", |w| {
                    w.element_with("wsse:KeyIdentifier", &[("ValueType", value_type)], |_| {});
                    w.element_with("wsse:Reference", &[("URI", &format!("#{id}"))], |_| {});
                }),
                Edition::Rst2 => {
                    for name in ["wst:RequestedAttachedReference", "wst:RequestedUnattachedReference"] {
                        w.element(name, |w| {
                            w.element("wsse:SecurityTokenReference", |w| {
                                w.element_with("wsse:Reference", &[("URI", self.reference)], |_| {});
                            });
                        });
                    }
                }
            }
            if let Some(secret) = secret {
                w.element("wst:RequestedProofToken", |w| w.text("wst:BinarySecret", secret));
            }
        });
    }
}

impl Kind<'_> {
    const fn token_type(self) -> &'static str {
        match self {
            Self::Legacy { .. } => "urn:passport:legacy",
            Self::Compact { .. } => "urn:passport:compact",
        }
    }
}

/// How long a message of the second edition is good for. Its tokens have times of their own.
const MESSAGE_SECONDS: i64 = 300;

fn encrypted_data(id: &str, cipher: &str, w: &mut Writer) {
    let attributes = [
        ("xmlns", "http://www.w3.org/2001/04/xmlenc#"),
        ("Id", id),
        ("Type", "http://www.w3.org/2001/04/xmlenc#Element"),
    ];
    w.element_with("EncryptedData", &attributes, |w| {
        let algorithm = [("Algorithm", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")];
        w.element_with("EncryptionMethod", &algorithm, |_| {});
        let signature = [("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")];
        w.element_with("ds:KeyInfo", &signature, |w| w.text("ds:KeyName", "http://Passport.NET/STS"));
        w.element("CipherData", |w| w.text("CipherValue", cipher));
    });
}

/// The server and its time, as every answer has them.
pub(super) fn server_info(server: &str, now: Moment, w: &mut Writer) {
    let now = now.to_string();
    let attributes = [
        ("Path", "Live1"),
        ("RollingUpgradeState", "ExclusiveNew"),
        ("LocVersion", "0"),
        ("ServerTime", now.as_str()),
    ];
    w.text_with("psf:serverInfo", &attributes, server);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passport::RstRequest;
    use crate::passport::derived_key::tests::{decrypt, decrypt_bytes};
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

    const TB: Kind<'static> = Kind::Legacy {
        cipher: "b3BhcXVlLXNlc3Npb24taGFuZGxlLWV4YW1wbGU=",
        secret: "GBkaGxwdHh8gISIjJCUmJygpKissLS4v",
    };

    /// The answer to a sample, with the tickets of the samples.
    fn answer(edition: Edition, request: &[u8], sealing: Option<&Sealing<'_>>) -> String {
        let request = RstRequest::parse(request).unwrap();
        let tickets: Vec<_> = (0..10).map(|n| format!("t=EwAgTicketExample{n:04}&p=")).collect();
        let issued: Vec<_> = request
            .wanted
            .iter()
            .map(|wanted| {
                let ticket = &tickets[usize::try_from(wanted.number).unwrap()];
                let kind = match wanted.number {
                    0 => TB,
                    1 => Kind::Compact { ticket, secret: Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX") },
                    _ => Kind::Compact { ticket, secret: None },
                };
                Issued { number: wanted.number, service: &wanted.service, kind }
            })
            .collect();
        let response = RstResponse {
            edition,
            holder: alice(),
            server: "EXAMPLESTS01 2026.01.01",
            now: NOW,
            expires: Moment(NOW.0 + 86_400),
            issued: &issued,
            reference: "ZXhhbXBsZS1yZWYtMDAwMDAwMDA=",
        };
        sealing.map_or_else(|| response.to_xml(), |sealing| response.to_sealed_xml(sealing))
    }

    #[test]
    fn the_answers_are_the_samples_letter_by_letter() {
        let request = include_bytes!("../../tests/samples/RST.request.xml");
        let written = answer(Edition::Rst, request, None);
        assert_eq!(written, include_str!("../../tests/samples/RST.response.xml"));
        let request = include_bytes!("../../tests/samples/RST2.request.xml");
        let written = answer(Edition::Rst2, request, None);
        assert_eq!(written, include_str!("../../tests/samples/RST2.response.xml"));
    }

    #[test]
    fn a_renewal_is_read_by_who_has_the_secret_and_by_nobody_else() {
        let (secret, nonce) = (&[7; KEY_BYTES], &[9; KEY_BYTES]);
        let renewal = include_bytes!("../../tests/samples/own/RST.renewal.request.xml");
        for edition in [Edition::Rst, Edition::Rst2] {
            for (is_single, root) in
                [(true, "RequestSecurityTokenResponse"), (false, "RequestSecurityTokenResponseCollection")]
            {
                let sealing = Sealing { secret, nonce, is_single };
                let written = answer(edition, renewal, Some(&sealing));
                assert!(!written.contains("alice") && !written.contains("Ticket"), "{written}");
                // As Pidgin looks for it.
                let envelope = Element::parse(written.as_bytes()).unwrap();
                let key = envelope.at(&["Header", "Security", "DerivedKeyToken"]).unwrap();
                assert_eq!(key.attribute("Id"), Some("EncKey"));
                assert_eq!(key.at(&["Nonce"]).unwrap().text(), BASE64.encode(nonce));
                let opened = |path: &[&str], with: &[u8; KEY_BYTES]| {
                    let sealed = envelope.at(path).unwrap().text();
                    decrypt(with, nonce, &BASE64.decode(sealed.as_bytes()).unwrap())
                };
                let body = ["Body", "EncryptedData", "CipherData", "CipherValue"];
                let tokens = opened(&body, secret);
                assert!(tokens.starts_with('<'), "{tokens}");
                let tokens = Element::parse(tokens.as_bytes()).unwrap();
                assert_eq!(tokens.name(), root);
                let token = if is_single { &tokens } else { &tokens.children()[0] };
                let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
                assert_eq!(ticket.attribute("Id"), Some("Compact3"));
                assert_eq!(ticket.text(), "t=EwAgTicketExample0003&p=");
                let about = ["Header", "EncryptedPP", "EncryptedData", "CipherData", "CipherValue"];
                assert_eq!(Element::parse(opened(&about, secret).as_bytes()).unwrap().name(), "pp");
                let sealed = envelope.at(&body).unwrap().text();
                let garbled =
                    decrypt_bytes(&[8; KEY_BYTES], nonce, &BASE64.decode(sealed.as_bytes()).unwrap());
                assert!(Element::parse(&garbled).is_err());
            }
        }
    }

    #[test]
    fn what_an_account_or_a_client_says_cannot_break_out() {
        let evil = "</x>&\"'<y>\u{1}";
        let service = Service::Name(evil.to_owned());
        let kind = Kind::Compact { ticket: "t=X&p=", secret: None };
        let issued = [Issued { number: 5, service: &service, kind }];
        let holder = Holder { first_name: evil, last_name: evil, country: evil, address: evil, ..alice() };
        for edition in [Edition::Rst, Edition::Rst2] {
            let response = RstResponse {
                edition,
                holder,
                server: evil,
                now: NOW,
                expires: NOW,
                issued: &issued,
                reference: evil,
            };
            let written = Element::parse(response.to_xml().as_bytes()).unwrap();
            let tokens = written.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap();
            assert_eq!(tokens.children().len(), 1);
            let token = &tokens.children()[0];
            let name = token.at(&["AppliesTo", "EndpointReference", "ServiceName"]).unwrap();
            assert_eq!(name.text(), evil.replace('\u{1}', "\u{fffd}"));
            let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
            assert_eq!((ticket.attribute("Id"), ticket.text()), (Some("Compact5"), "t=X&p="));
        }
    }

    #[test]
    fn debug_shows_no_ticket() {
        let service = Service::Name("x".to_owned());
        let kind = Kind::Compact { ticket: "hunter2", secret: Some("hunter3") };
        let shown = format!("{:?}", Issued { number: 1, service: &service, kind });
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
