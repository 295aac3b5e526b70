//! Why something is not done (reference 13 §1). papyon looks for the namespace of the code, exactly so; `MSNPSharp` for words
//! in the text.

use crate::envelope::{CLIENT, Fault, FaultCode};
use crate::writer::Writer;

/// What is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// There is no such thing, or the client may not see it.
    ItemDoesNotExist,
    /// It is there already.
    ItemAlreadyExists,
    /// What is meant cannot be.
    InvalidObjectHandle,
    /// It is somebody else's.
    AccessDenied,
    /// The picture is none, or too large.
    InvalidDocument,
    /// More than is allowed in so short a time, or the server failed.
    Busy,
}

impl Trouble {
    const fn code(self) -> &'static str {
        match self {
            Self::ItemDoesNotExist => "ItemDoesNotExist",
            Self::ItemAlreadyExists => "ItemAlreadyExists",
            Self::InvalidObjectHandle => "InvalidObjectHandle",
            Self::AccessDenied => "AccessDenied",
            Self::InvalidDocument => "InvalidDocument",
            Self::Busy => "ServerBusy",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::ItemDoesNotExist => "Item does not exist",
            Self::ItemAlreadyExists => "Item already exists",
            Self::InvalidObjectHandle => "Invalid object handle",
            Self::AccessDenied => "Access denied",
            Self::InvalidDocument => "The document cannot be stored",
            Self::Busy => "The server is busy",
        }
    }
}

/// Of both namespaces.
const NAMESPACE: &str = "http://www.msn.com/webservices/storage/v1";

const ACTOR: &str = "https://storage.msn.com/storageservice/SchematizedStore.asmx";

/// Writes a fault.
pub fn fault(trouble: Trouble) -> String {
    let detail = Some(detail(trouble.code(), trouble.text()));
    Fault { code: CLIENT, text: trouble.text(), actor: Some(ACTOR), detail }.to_xml()
}

/// The fault upon which clients get themselves another ticket.
pub fn not_authenticated() -> String {
    let code = FaultCode::Qualified {
        namespace: "http://schemas.xmlsoap.org/ws/2003/06/secext",
        name: "BadContextToken",
    };
    let text = "Authentication failed";
    Fault { code, text, actor: Some(ACTOR), detail: Some(detail("AccessDenied", text)) }.to_xml()
}

fn detail(code: &str, text: &str) -> Writer {
    let mut w = Writer::new();
    w.text_with("errorcode", &[("xmlns", NAMESPACE)], code);
    w.text_with("errorstring", &[("xmlns", NAMESPACE)], text);
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn a_fault_is_the_sample() {
        let sample = include_str!("../../tests/samples/Fault.ItemDoesNotExist.response.xml");
        assert_eq!(fault(Trouble::ItemDoesNotExist), in_one_line(sample));
        assert!(not_authenticated().contains(">q0:BadContextToken<"));
    }
}
