//! The request for security tokens: who asks, and for which services (reference 10 §6.2, §6.6 and §7).

use std::fmt;

use zeroize::Zeroizing;

use super::Moment;
use crate::xml::{Element, NotRead};

/// A request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RstRequest {
    /// Who asks; `None` where nothing of the kind is in it.
    pub asker: Option<Asker>,
    /// When it was made, by the clock of the client.
    pub created: Option<Moment>,
    /// What for, in the order of the request; at least one, at most 32.
    pub wanted: Vec<Wanted>,
    /// Whether the request stands alone in the body, and not among others in `RequestMultipleSecurityTokens`.
    pub is_single: bool,
}

/// How somebody shows who they are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Asker {
    /// By address and password.
    Password(Credentials),
    /// By Passport's own token, which they have of an earlier request: a renewal.
    Token(Cipher),
}

/// The `CipherValue` of such a token, as it came. `Debug` shows nothing of it.
#[derive(Clone, Eq, PartialEq)]
pub struct Cipher(Zeroizing<String>);

impl Cipher {
    /// The text, in Base64.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

/// Who asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Credentials {
    /// The address of the account.
    pub username: String,
    /// The password, or an access token.
    pub password: Password,
}

/// A password: wiped when dropped, and `Debug` shows nothing of it.
#[derive(Clone, Eq, PartialEq)]
pub struct Password(Zeroizing<String>);

impl Password {
    pub(super) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// One token that is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// The n of `Id="RSTn"`. The answer carries it on: clients find their tokens by it (reference 50, sign-in 1).
    pub number: u32,
    /// The service that it is for.
    pub service: Service,
    /// The `URI` of the policy.
    pub policy: Option<String>,
}

/// A service, named in one of two ways.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Service {
    /// `wsa:EndpointReference/wsa:Address`.
    Address(String),
    /// `wsa:EndpointReference/wsa:ServiceName`.
    Name(String),
}

impl Service {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Address(name) | Self::Name(name) => name,
        }
    }

    /// Whether it is Passport itself, whose token renews the others.
    pub fn is_passport(&self) -> bool {
        self.as_str().eq_ignore_ascii_case("http://Passport.NET/tb")
    }
}

/// The request is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Invalid {
    /// No XML that is taken.
    #[error(transparent)]
    NotRead(#[from] NotRead),
    /// XML of something else.
    #[error("no request for security tokens")]
    NotRst,
    /// More tokens than any client asks for, or something longer than it can be.
    #[error("a request beyond a limit")]
    TooMuch,
}

/// Tokens in one request. The greediest known client asks for seven.
const MAX_TOKENS: usize = 32;

/// Bytes of an address, a service or a policy.
const MAX_TEXT: usize = 1024;

/// The highest n of `RSTn`.
const MAX_NUMBER: u32 = 999;

impl RstRequest {
    /// Reads a request.
    pub fn parse(body: &[u8]) -> Result<Self, Invalid> {
        let envelope = Element::parse(body)?;
        let body = envelope.child("Body").filter(|_| envelope.name() == "Envelope").ok_or(Invalid::NotRst)?;
        let several = body.child("RequestMultipleSecurityTokens");
        let requests = several.unwrap_or(body);
        let mut wanted = Vec::new();
        let tokens = requests.children().iter().filter(|child| child.name() == "RequestSecurityToken");
        for (index, token) in tokens.enumerate() {
            if wanted.len() == MAX_TOKENS {
                return Err(Invalid::TooMuch);
            }
            wanted.push(Wanted::read(token, index)?);
        }
        if wanted.is_empty() {
            return Err(Invalid::NotRst);
        }
        let security = envelope.at(&["Header", "Security"]);
        let asker = security.map(Asker::read).transpose()?.flatten();
        let created = security.and_then(|security| security.at(&["Timestamp", "Created"]));
        let created = created.and_then(|created| Moment::parse(created.text()));
        Ok(Self { asker, created, wanted, is_single: several.is_none() })
    }
}

impl Asker {
    fn read(security: &Element) -> Result<Option<Self>, Invalid> {
        if let Some(user) = security.child("UsernameToken") {
            return Credentials::read(user).map(Self::Password).map(Some);
        }
        let cipher = security.at(&["EncryptedData", "CipherData", "CipherValue"]);
        let cipher = cipher.map(|cipher| limited(cipher.text().trim())).transpose()?;
        Ok(cipher.map(|cipher| Self::Token(Cipher(Zeroizing::new(cipher.to_owned())))))
    }
}

impl Credentials {
    fn read(user: &Element) -> Result<Self, Invalid> {
        let text = |name| limited(user.child(name).map_or("", Element::text));
        let username = text("Username")?.trim().to_owned();
        Ok(Self { username, password: Password::new(text("Password")?.to_owned()) })
    }
}

impl Wanted {
    fn read(token: &Element, index: usize) -> Result<Self, Invalid> {
        let number = token.attribute("Id").and_then(|id| id.strip_prefix("RST")?.parse().ok());
        let number = number.unwrap_or_else(|| u32::try_from(index).unwrap_or(u32::MAX));
        if number > MAX_NUMBER {
            return Err(Invalid::TooMuch);
        }
        let endpoint = token.at(&["AppliesTo", "EndpointReference"]).ok_or(Invalid::NotRst)?;
        let service = |name| endpoint.child(name).map(|service| service.text().trim());
        let service = match (service("Address"), service("ServiceName")) {
            (Some(address), _) => Service::Address(limited(address)?.to_owned()),
            (None, Some(name)) => Service::Name(limited(name)?.to_owned()),
            (None, None) => return Err(Invalid::NotRst),
        };
        let policy = token.child("PolicyReference").and_then(|policy| policy.attribute("URI"));
        Ok(Self { number, service, policy: policy.map(limited).transpose()?.map(str::to_owned) })
    }
}

fn limited(text: &str) -> Result<&str, Invalid> {
    if text.len() > MAX_TEXT { Err(Invalid::TooMuch) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SAMPLE: &str = include_str!("../../tests/samples/RST.request.xml");
    const SAMPLE2: &str = include_str!("../../tests/samples/RST2.request.xml");

    fn credentials(request: &RstRequest) -> (&str, &str) {
        match &request.asker {
            Some(Asker::Password(who)) => (&who.username, who.password.expose()),
            other => panic!("{other:?}"),
        }
    }

    fn one(id: &str, body: &str) -> String {
        format!(
            "<Envelope><Header><Security><UsernameToken><Username> a@b.c\n</Username><Password> x &lt;</Password>\
             </UsernameToken></Security></Header><Body><RequestSecurityToken{id}>{body}</RequestSecurityToken></Body></Envelope>"
        )
    }

    const ADDRESS: &str =
        "<AppliesTo><EndpointReference><Address>messenger.msn.com</Address></EndpointReference></AppliesTo>";

    #[test]
    fn the_request_of_a_client_is_read() {
        let request = RstRequest::parse(SAMPLE.as_bytes()).unwrap();
        assert_eq!(credentials(&request), ("alice@example.com", "secret16"));
        assert_eq!((request.created, request.is_single), (None, false));
        let services: Vec<_> = request.wanted.iter().map(|wanted| wanted.service.as_str()).collect();
        assert_eq!(
            services,
            [
                "http://Passport.NET/tb",
                "messengerclear.live.com",
                "messenger.msn.com",
                "contacts.msn.com",
                "messengersecure.live.com",
                "spaces.live.com",
                "storage.msn.com"
            ]
        );
        assert!(request.wanted.iter().map(|wanted| wanted.number).eq(0..7));
        let policies: Vec<_> = request.wanted.iter().map(|wanted| wanted.policy.as_deref()).collect();
        assert_eq!(policies[0], None);
        assert_eq!(&policies[3..], [Some("MBI"), Some("MBI_SSL"), Some("MBI"), Some("MBI")]);
        assert!(request.wanted[0].service.is_passport() && !request.wanted[1].service.is_passport());
    }

    #[test]
    fn a_single_request_may_stand_in_the_body() {
        let request = RstRequest::parse(one(" Id='RST3'", ADDRESS).as_bytes()).unwrap();
        assert_eq!(request.wanted[0].number, 3);
        // A space may be part of a password, never of an address.
        assert_eq!(credentials(&request), ("a@b.c", " x <"));
        assert!(request.is_single);
        let request = RstRequest::parse(one("", ADDRESS).as_bytes()).unwrap();
        assert_eq!(request.wanted[0].number, 0);
        let name = ADDRESS.replace("Address>", "ServiceName>");
        let request = RstRequest::parse(one("", &name).as_bytes()).unwrap();
        assert_eq!(request.wanted[0].service, Service::Name("messenger.msn.com".to_owned()));
    }

    #[test]
    fn the_request_of_the_second_edition_is_read() {
        let request = RstRequest::parse(SAMPLE2.as_bytes()).unwrap();
        assert_eq!(credentials(&request), ("alice@example.com", "secret16"));
        assert_eq!(request.created, Some(Moment(1_767_323_045)));
        let services: Vec<_> = request.wanted.iter().map(|wanted| wanted.service.as_str()).collect();
        assert_eq!(services.len(), 7);
        assert_eq!(services[5..], ["sup.live.com", "directory.services.live.com"]);
    }

    /// After reference 10 §6.6.
    pub(super) const RENEWAL: &str = include_str!("../../tests/samples/own/RST.renewal.request.xml");

    #[test]
    fn a_token_in_place_of_the_password_is_a_renewal() {
        let request = RstRequest::parse(RENEWAL.as_bytes()).unwrap();
        let Some(Asker::Token(cipher)) = &request.asker else { panic!("{request:?}") };
        assert_eq!(cipher.expose(), "b3BhcXVlLXNlc3Npb24taGFuZGxlLWV4YW1wbGU=");
        assert_eq!(request.created, Some(Moment(1_767_323_045)));
        assert!(request.is_single);
        assert_eq!((request.wanted[0].number, request.wanted[0].service.as_str()), (3, "contacts.msn.com"));
        assert!(!format!("{request:?}").contains("b3Bh"));
        let neither = SAMPLE.replace("UsernameToken", "DerivedKeyToken");
        assert_eq!(RstRequest::parse(neither.as_bytes()).unwrap().asker, None);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let endless = one("", ADDRESS).replace("a@b.c", &"a".repeat(MAX_TEXT + 1));
        let greedy =
            one("", &format!("{ADDRESS}</RequestSecurityToken><RequestSecurityToken>").repeat(MAX_TOKENS));
        for (body, why) in [
            ("", Invalid::NotRead(NotRead::Malformed)),
            ("<Envelope/>", Invalid::NotRst),
            ("<Envelope><Body/></Envelope>", Invalid::NotRst),
            ("<Other><Body><RequestSecurityToken/></Body></Other>", Invalid::NotRst),
            (&one("", ""), Invalid::NotRst),
            (&one(" Id='RST1000'", ADDRESS), Invalid::TooMuch),
            (&endless, Invalid::TooMuch),
        ] {
            assert_eq!(RstRequest::parse(body.as_bytes()), Err(why), "{body}");
        }
        assert!(RstRequest::parse(greedy.as_bytes()).is_err());
    }

    #[test]
    fn debug_shows_no_password() {
        let shown = format!("{:?}", RstRequest::parse(SAMPLE.as_bytes()).unwrap());
        assert!(shown.contains("alice@example.com") && !shown.contains("secret16"), "{shown}");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(at in 0..SAMPLE.len(), length in 0..40_usize, other in "[<>/a-zA-Z\"= &;]{0,10}") {
            let mut changed = SAMPLE.as_bytes().to_vec();
            let end = (at + length).min(changed.len());
            changed.splice(at..end, other.bytes());
            let _ = RstRequest::parse(&changed);
        }

        #[test]
        fn nothing_makes_a_renewal_panic(at in 0..RENEWAL.len(), length in 0..40_usize, other in "[<>/a-zA-Z\"= &;]{0,10}") {
            let mut changed = RENEWAL.as_bytes().to_vec();
            let end = (at + length).min(changed.len());
            changed.splice(at..end, other.bytes());
            let _ = RstRequest::parse(&changed);
        }
    }
}
