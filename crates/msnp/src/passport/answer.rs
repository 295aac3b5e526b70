//! The answer: tokens, or why there are none. Servers put a fault directly into the envelope, or into its body; either is taken
//! from either edition.

use std::fmt;

use data_encoding::BASE64;
use zeroize::Zeroizing;

use crate::auth::sso::SECRET_BYTES;
use crate::xml::{Element, NotRead};

/// What a server answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// Tickets. A service of which there is none in the answer has got none.
    Tokens(Vec<Token>),
    /// Wrong address or password, in the server's words.
    Refused(String),
    /// Ask there.
    Elsewhere(String),
    /// It does not work for another reason.
    Fault {
        /// The code, without its prefix.
        code: String,
        /// In the server's words.
        text: String,
    },
}

/// A ticket for one service.
#[derive(Clone, Eq, PartialEq)]
pub struct Token {
    /// The name of the service, as it was asked for.
    pub service: String,
    /// The ticket, `t=…&p=…`. It is wiped when it is dropped.
    pub ticket: Zeroizing<String>,
    /// What the holder can be asked to prove: see [`crate::auth::sso::response`]. Not every ticket has one.
    pub secret: Option<Zeroizing<[u8; SECRET_BYTES]>>,
}

/// Without ticket and secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("service", &self.service).finish_non_exhaustive()
    }
}

/// What came is no answer to a request for tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoAnswer {
    /// No XML that is taken.
    #[error(transparent)]
    NotRead(#[from] NotRead),
    /// XML of something else.
    #[error("neither tokens nor a fault")]
    Other,
}

impl Answer {
    /// Reads the body of an answer, of at most [`crate::xml::MAX_BYTES`].
    pub fn parse(body: &[u8]) -> Result<Self, NoAnswer> {
        let envelope = Element::parse(body)?;
        if envelope.name() != "Envelope" {
            return Err(NoAnswer::Other);
        }
        let body = envelope.child("Body");
        if let Some(fault) = envelope.child("Fault").or_else(|| body?.child("Fault")) {
            return Ok(Self::of_fault(fault));
        }
        let body = body.ok_or(NoAnswer::Other)?;
        // One that was asked for alone is alone.
        let tokens = body.child("RequestSecurityTokenResponseCollection").unwrap_or(body).children();
        let mut tokens =
            tokens.iter().filter(|token| token.name() == "RequestSecurityTokenResponse").peekable();
        if tokens.peek().is_none() {
            return Err(NoAnswer::Other);
        }
        Ok(Self::Tokens(tokens.filter_map(Token::of).collect()))
    }

    fn of_fault(fault: &Element) -> Self {
        let text = |paths: [&[&str]; 2]| {
            let found = paths.iter().find_map(|path| fault.at(path));
            found.map_or("", Element::text).trim().to_owned()
        };
        let code = text([&["faultcode"], &["Code", "Subcode", "Value"]]);
        let code = code.rsplit(':').next().unwrap_or_default();
        match code {
            "FailedAuthentication" => Self::Refused(text([&["faultstring"], &["Reason", "Text"]])),
            "Redirect" => Self::Elsewhere(text([&["redirectUrl"], &["Detail", "redirectUrl"]])),
            code => {
                Self::Fault { code: code.to_owned(), text: text([&["faultstring"], &["Reason", "Text"]]) }
            }
        }
    }

    /// The ticket for a service, if there is one.
    pub fn token(&self, service: &str) -> Option<&Token> {
        match self {
            Self::Tokens(tokens) => tokens.iter().find(|token| token.service == service),
            Self::Refused(_) | Self::Elsewhere(_) | Self::Fault { .. } => None,
        }
    }
}

impl Token {
    /// `None` for what is no ticket, as Passport's own token, and where a secret is none.
    fn of(element: &Element) -> Option<Self> {
        let endpoint = element.at(&["AppliesTo", "EndpointReference"])?;
        let service = endpoint.child("Address").or_else(|| endpoint.child("ServiceName"))?.text().trim();
        let ticket = element.at(&["RequestedSecurityToken", "BinarySecurityToken"])?.text().trim();
        let secret = element.at(&["RequestedProofToken", "BinarySecret"]);
        let secret = match secret.map(|secret| BASE64.decode(secret.text().trim().as_bytes())) {
            None => None,
            Some(bytes) => Some(Zeroizing::new(<[u8; SECRET_BYTES]>::try_from(bytes.ok()?).ok()?)),
        };
        Some(Self { service: service.to_owned(), ticket: Zeroizing::new(ticket.to_owned()), secret })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RST: &str = include_str!("../../../nudge-soap/tests/samples/RST.response.xml");
    const RST2: &str = include_str!("../../../nudge-soap/tests/samples/RST2.response.xml");
    const FAILED: [&str; 2] = [
        include_str!("../../../nudge-soap/tests/samples/RST.failed.response.xml"),
        include_str!("../../../nudge-soap/tests/samples/RST2.failed.response.xml"),
    ];
    const REDIRECT: &str = include_str!("../../../nudge-soap/tests/samples/RST.redirect.response.xml");

    #[test]
    fn the_samples_of_the_reference_are_read() {
        for sample in [RST, RST2] {
            let answer = Answer::parse(sample.as_bytes()).unwrap();
            let clear = answer.token("messengerclear.live.com").unwrap();
            assert_eq!(*clear.ticket, "t=EwAgTicketExample0001&p=");
            let secret: [u8; SECRET_BYTES] = std::array::from_fn(|n| u8::try_from(n).unwrap());
            assert_eq!(clear.secret.as_deref(), Some(&secret));
            let contacts = answer.token("contacts.msn.com").unwrap();
            assert!(contacts.secret.is_none() && contacts.ticket.starts_with("t="));
            assert!(answer.token("http://Passport.NET/tb").is_none());
            assert!(!format!("{answer:?}").contains("EwAg"));
        }
    }

    #[test]
    fn faults_are_told_apart_in_both_editions() {
        for sample in FAILED {
            let answer = Answer::parse(sample.as_bytes()).unwrap();
            assert!(
                matches!(&answer, Answer::Refused(text) if text == "Authentication Failure"),
                "{answer:?}"
            );
            let expired = sample.replace("FailedAuthentication", "ExpiredData");
            let answer = Answer::parse(expired.as_bytes()).unwrap();
            assert!(matches!(&answer, Answer::Fault { code, .. } if code == "ExpiredData"), "{answer:?}");
            assert!(answer.token("contacts.msn.com").is_none());
        }
        let answer = Answer::parse(REDIRECT.as_bytes()).unwrap();
        assert!(matches!(&answer, Answer::Elsewhere(url) if url.starts_with("https://")), "{answer:?}");
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for body in [
            "<html/>",
            "<Envelope/>",
            "<Envelope><Body/></Envelope>",
            "<Envelope><Body><x/></Body></Envelope>",
        ] {
            assert_eq!(Answer::parse(body.as_bytes()), Err(NoAnswer::Other), "{body}");
        }
        for body in ["", "<Envelope>", "<!DOCTYPE x><Envelope/>"] {
            assert!(matches!(Answer::parse(body.as_bytes()), Err(NoAnswer::NotRead(_))), "{body}");
        }
    }

    #[test]
    fn a_ticket_with_a_secret_that_is_none_is_left_out() {
        for bad in ["AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", "!", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA=="] {
            let answer = RST2.replace("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", bad);
            let answer = Answer::parse(answer.as_bytes()).unwrap();
            assert!(answer.token("messengerclear.live.com").is_none(), "{bad}");
            assert!(answer.token("contacts.msn.com").is_some(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(at in 0usize..4000, with in "[<>/&a-zA-Z:=\"]{0,12}") {
            let mut text = RST2.to_owned();
            let at = text.floor_char_boundary(at);
            text.replace_range(at..(at + with.len()).min(text.len()), &with);
            let _ = Answer::parse(text.as_bytes());
        }
    }
}
