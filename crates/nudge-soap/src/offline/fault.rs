//! Why a message could not be left, or not be fetched (reference 12 §2, §5). Clients compare codes with their prefix.

use super::{Flavour, RSI};
use crate::envelope::{Fault, FaultCode, SERVER};
use crate::writer::Writer;

/// Why a message could not be left.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StoreFault {
    /// The key to this challenge is wanted.
    LockKey {
        /// The challenge.
        challenge: String,
    },
    /// The ticket is none, or too old.
    Ticket {
        /// Whether the client is one that gets its tickets from the login page of Passport 1.4.
        tweener: bool,
        /// A challenge, where a key is wanted too.
        challenge: Option<String>,
    },
    /// The receiver does not exist, does not want it, or has no room; which of them is not told.
    Unavailable,
    /// Too many in too short a time.
    TooFast,
    /// What was to be left is no text in a form that is known.
    InvalidContent,
    /// It is too long.
    TooLarge,
}

/// Who says so. Clients know no other name.
const ACTOR: &str = "https://ows.messenger.msn.com/OimWS/oim.asmx";

/// What the original said, whatever it was about.
const TEXT: &str = "Exception of type 'System.Web.Services.Protocols.SoapException' was thrown.";

/// What a client of MSN Messenger 7.5 or Windows Live Messenger 8.0 asks Passport for.
const TWEENER: &str = "ct=1,rver=1,wp=FS_40SEC_0_COMPACT,lc=1,id=1";

/// What later clients ask it for.
const POLICY: &str = "MBI_SSL";

impl StoreFault {
    /// Writes it. It goes with the status 500.
    pub fn to_xml(&self, flavour: Flavour) -> String {
        let namespace = flavour.namespace();
        let mut detail = Writer::new();
        let mut say = |name: &str, text: &str| detail.text_with(name, &[("xmlns", namespace)], text);
        let name = match self {
            Self::LockKey { challenge } => {
                // Without the policy: Pidgin would renew its ticket and forget about the key.
                say("LockKeyChallenge", challenge);
                "AuthenticationFailed"
            }
            Self::Ticket { tweener, challenge } => {
                say("RequiredAuthPolicy", POLICY);
                if *tweener {
                    say("TweenerChallenge", TWEENER);
                }
                if let Some(challenge) = challenge {
                    say("LockKeyChallenge", challenge);
                }
                "AuthenticationFailed"
            }
            Self::Unavailable => "SystemUnavailable",
            Self::TooFast => "SenderThrottleLimitExceeded",
            Self::InvalidContent => "InvalidContent",
            Self::TooLarge => "MessageTooLarge",
        };
        let code = FaultCode::Qualified { namespace, name };
        Fault { code, text: TEXT, actor: Some(ACTOR), detail: Some(detail) }.to_xml()
    }
}

/// The ticket with which somebody wants to fetch messages is none, or too old. The code has no prefix.
pub fn bad_ticket() -> String {
    let mut detail = Writer::new();
    detail.text_with("RequiredAuthPolicy", &[("xmlns", RSI)], POLICY);
    let code = FaultCode::Plain("AuthenticationFailed");
    Fault { code, text: "Authentication failed", actor: None, detail: Some(detail) }.to_xml()
}

/// The request is none.
pub fn malformed() -> String {
    Fault::malformed().to_xml()
}

/// There is no such message, or no such operation.
pub fn no_such_message() -> String {
    Fault::malformed().to_xml()
}

/// The server failed.
pub fn failed() -> String {
    Fault { code: SERVER, text: "The server failed. Try again later.", actor: None, detail: None }.to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;
    use crate::xml::Element;

    #[test]
    fn faults_are_the_samples() {
        let challenge = "1850937852".to_owned();
        let store2 = |fault: StoreFault| fault.to_xml(Flavour::Store2);
        for (fault, sample) in [
            (
                StoreFault::LockKey { challenge: challenge.clone() },
                include_str!("../../tests/samples/Store2.AuthenticationFailed.LockKey.response.xml"),
            ),
            (
                StoreFault::Ticket { tweener: false, challenge: Some(challenge) },
                include_str!("../../tests/samples/Store2.AuthenticationFailed.response.xml"),
            ),
            (
                StoreFault::Unavailable,
                include_str!("../../tests/samples/Store2.SystemUnavailable.response.xml"),
            ),
            (
                StoreFault::TooFast,
                include_str!("../../tests/samples/Store2.SenderThrottleLimitExceeded.response.xml"),
            ),
            (
                StoreFault::InvalidContent,
                include_str!("../../tests/samples/Store2.InvalidContent.response.xml"),
            ),
        ] {
            assert_eq!(store2(fault), in_one_line(sample));
        }
    }

    #[test]
    fn an_old_client_is_told_in_its_namespace_and_may_renew_its_way() {
        let xml = StoreFault::Ticket { tweener: true, challenge: None }.to_xml(Flavour::Store);
        assert!(xml.contains(
            "<faultcode xmlns:q0=\"http://messenger.msn.com/ws/2004/09/oim/\">q0:AuthenticationFailed</faultcode>"
        ));
        let detail =
            Element::parse(xml.as_bytes()).unwrap().at(&["Body", "Fault", "detail"]).cloned().unwrap();
        let names: Vec<_> = detail.children().iter().map(Element::name).collect();
        assert_eq!(names, ["RequiredAuthPolicy", "TweenerChallenge"]);
        assert!(StoreFault::TooLarge.to_xml(Flavour::Store).contains(">q0:MessageTooLarge</faultcode>"));
    }

    #[test]
    fn the_code_of_a_bad_ticket_has_no_prefix_where_messages_are_fetched() {
        assert!(bad_ticket().contains("<faultcode>AuthenticationFailed</faultcode>"));
        assert!(bad_ticket().contains("<RequiredAuthPolicy "));
        assert!(no_such_message().contains("<faultstring>Schema validation error</faultstring>"));
        assert!(failed().contains("<faultcode>soap:Server</faultcode>"));
    }
}
