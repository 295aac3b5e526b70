//! The envelopes of SOAP 1.1, for all services but Passport's, which has forms of its own.
//!
//! Every service reads its calls with [`Call::parse`] and answers with [`answer`] or [`Fault::to_xml`]; there is no other place
//! that knows what an envelope looks like. Clients resolve namespaces, compare prefixed names or ignore both, so prefixes
//! are part of the form (reference 10 §2.6): `soap:` for the envelope, none for what is in it.

use crate::writer::Writer;
use crate::xml::{Element, NotRead};

/// What a client asks for: one operation of one service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    header: Option<Element>,
    operation: Element,
}

/// Why a body is no call. It is answered with [`Fault::malformed`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoCall {
    /// No XML that is taken.
    #[error(transparent)]
    NotRead(#[from] NotRead),
    /// XML of something else, or an envelope with nothing or several things in its body.
    #[error("no SOAP envelope with one operation in it")]
    NotSoap,
}

impl Call {
    /// Reads the body of a `POST`.
    pub fn parse(body: &[u8]) -> Result<Self, NoCall> {
        Self::of(Element::parse(body)?)
    }

    /// Reads one of at most so many bytes.
    pub fn parse_within(body: &[u8], most: usize) -> Result<Self, NoCall> {
        Self::of(Element::parse_within(body, most)?)
    }

    fn of(envelope: Element) -> Result<Self, NoCall> {
        if envelope.name() != "Envelope" {
            return Err(NoCall::NotSoap);
        }
        let (mut header, mut operations) = (None, Vec::new());
        for part in envelope.into_children() {
            match part.name() {
                "Header" => header = Some(part),
                "Body" => operations.extend(part.into_children()),
                _ => {}
            }
        }
        match <[Element; 1]>::try_from(operations) {
            Ok([operation]) => Ok(Self { header, operation }),
            Err(_) => Err(NoCall::NotSoap),
        }
    }

    /// What the client wants done: the element in the body, whose name says which operation it is. It is what counts, also
    /// where the header `SOAPAction` says something else or is missing (reference 11 §1).
    pub const fn operation(&self) -> &Element {
        &self.operation
    }

    /// An element of the header: `call.header(&["ABAuthHeader", "TicketToken"])`.
    pub fn header(&self, path: &[&str]) -> Option<&Element> {
        self.header.as_ref()?.at(path)
    }
}

/// An answer: what goes into the header, if anything does, and the result.
pub fn answer(header: Option<&Writer>, result: &Writer) -> String {
    envelope(|w| {
        if let Some(header) = header {
            w.element("soap:Header", |w| w.part(header));
        }
        w.element("soap:Body", |w| w.part(result));
    })
}

/// Why there is no answer. It goes with the status 500 (reference 11 §9).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault<'a> {
    /// What kind of fault it is.
    pub code: FaultCode<'a>,
    /// What it is about, for people. Pidgin shows it, and `MSNPSharp` looks for words in it.
    pub text: &'a str,
    /// The operation or the service that was asked, as an address.
    pub actor: Option<&'a str>,
    /// What goes into `detail`, which is left out if there is nothing.
    pub detail: Option<Writer>,
}

/// The code of a fault, which clients compare letter by letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FaultCode<'a> {
    /// As it stands: `soap:Client`, or `AuthenticationFailed` without any prefix.
    Plain(&'a str),
    /// A name of a namespace, written with the prefix `q0`, which clients compare too.
    Qualified {
        /// The namespace.
        namespace: &'a str,
        /// The name.
        name: &'a str,
    },
}

/// The client asked for something that cannot be.
pub const CLIENT: FaultCode<'static> = FaultCode::Plain("soap:Client");

/// The server failed.
pub const SERVER: FaultCode<'static> = FaultCode::Plain("soap:Server");

impl Fault<'_> {
    /// The answer to what is no [`Call`].
    pub const fn malformed() -> Fault<'static> {
        Fault { code: CLIENT, text: "Schema validation error", actor: None, detail: None }
    }

    /// Writes it.
    pub fn to_xml(&self) -> String {
        envelope(|w| {
            w.element("soap:Body", |w| {
                w.element("soap:Fault", |w| {
                    match self.code {
                        FaultCode::Plain(code) => w.text("faultcode", code),
                        FaultCode::Qualified { namespace, name } => {
                            w.text_with("faultcode", &[("xmlns:q0", namespace)], format_args!("q0:{name}"));
                        }
                    }
                    w.text("faultstring", self.text);
                    w.optional("faultactor", self.actor);
                    if let Some(detail) = &self.detail {
                        w.element("detail", |w| w.part(detail));
                    }
                });
            });
        })
    }
}

fn envelope(inside: impl FnOnce(&mut Writer)) -> String {
    let mut w = Writer::new();
    let namespaces = [
        ("xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ];
    w.element_with("soap:Envelope", &namespaces, inside);
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", w.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn a_call_is_known_by_what_is_in_the_body() {
        let call = Call::parse(include_bytes!("../tests/samples/ABContactAdd.request.xml")).unwrap();
        assert_eq!(call.operation().name(), "ABContactAdd");
        assert!(call.operation().at(&["contacts", "Contact", "contactInfo", "passportName"]).is_some());
        let ticket = call.header(&["ABAuthHeader", "TicketToken"]).unwrap();
        assert_eq!(ticket.text(), "t=EwAgTicketExample0001&p=");
        assert_eq!(call.header(&["ABAuthHeader", "Other"]), None);
    }

    #[test]
    fn what_is_no_call_is_said_to_be_none() {
        for (body, why) in [
            ("", NoCall::NotRead(NotRead::Malformed)),
            ("<Envelope/>", NoCall::NotSoap),
            ("<Envelope><Body/></Envelope>", NoCall::NotSoap),
            ("<Envelope><Body><a/><b/></Body></Envelope>", NoCall::NotSoap),
            ("<Other><Body><a/></Body></Other>", NoCall::NotSoap),
        ] {
            assert_eq!(Call::parse(body.as_bytes()), Err(why), "{body}");
        }
    }

    #[test]
    fn an_answer_is_the_sample() {
        let mut header = Writer::new();
        header.element_with(
            "SequenceAcknowledgment",
            &[("xmlns", "http://schemas.xmlsoap.org/ws/2003/03/rm")],
            |w| {
                let utility = [("xmlns", "http://schemas.xmlsoap.org/ws/2002/07/utility")];
                w.text_with("Identifier", &utility, "http://messenger.msn.com");
                w.element_with("AcknowledgmentRange", &[("Upper", "1"), ("Lower", "1")], |_| {});
            },
        );
        let mut result = Writer::new();
        let oim = [("xmlns", "http://messenger.live.com/ws/2006/09/oim/")];
        result.element_with("StoreResponse", &oim, |w| w.text("PointsConsumed", 0));
        let sample = include_str!("../tests/samples/Store2.response.xml");
        assert_eq!(answer(Some(&header), &result), in_one_line(sample));
    }

    #[test]
    fn faults_are_the_samples() {
        let namespace = "http://www.msn.com/webservices/AddressBook";
        let mut detail = Writer::new();
        detail.text_with("errorcode", &[("xmlns", namespace)], "PassportAuthFail");
        detail.text_with("errorstring", &[("xmlns", namespace)], "Authentication failed");
        let fault = Fault {
            code: FaultCode::Qualified {
                namespace: "http://schemas.xmlsoap.org/ws/2003/06/secext",
                name: "BadContextToken",
            },
            text: "Authentication failed",
            actor: Some("http://www.msn.com/webservices/AddressBook/ABFindAll"),
            detail: Some(detail),
        };
        let sample = include_str!("../tests/samples/Fault.BadContextToken.response.xml");
        assert_eq!(fault.to_xml(), in_one_line(sample));
        assert!(Fault::malformed().to_xml().contains("<faultcode>soap:Client</faultcode>"));
    }
}
