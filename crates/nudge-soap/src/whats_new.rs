//! What contacts did of late: `whatsnewservice.asmx`, from Windows Live Messenger 2009 on (reference 13 §3). Nothing of the kind
//! happens here, and "nothing new" is an answer.

use std::borrow::Cow;

use crate::envelope::{CLIENT, Call, Fault, FaultCode, SERVER, answer};
use crate::passport::ticket_in;
use crate::writer::Writer;

/// The service is one of the address book's.
const NAMESPACE: &str = "http://www.msn.com/webservices/AddressBook";

/// What a client asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Asked {
    /// What its contacts did.
    Contacts,
    /// What some of them did.
    Batch,
}

impl Asked {
    /// Reads it; `None` if it is another operation.
    pub fn read(call: &Call) -> Option<Self> {
        match call.operation().name() {
            "GetContactsRecentActivity" => Some(Self::Contacts),
            "GetBatchRecentActivity" => Some(Self::Batch),
            _ => None,
        }
    }

    /// The ticket in the header, without its dress.
    pub fn ticket(call: &Call) -> Option<Cow<'_, str>> {
        ticket_in(call.header(&["WNAuthHeader", "TicketToken"])?)
    }

    /// The answer that there is nothing new. `feed` is where people read more.
    pub fn nothing_new(self, feed: &str) -> String {
        let name = match self {
            Self::Contacts => "GetContactsRecentActivity",
            Self::Batch => "GetBatchRecentActivity",
        };
        let namespace = [("xmlns", NAMESPACE)];
        let mut header = Writer::new();
        header.element_with("WNServiceHeader", &namespace, |w| w.text("Version", "15.01.1408.0000"));
        let mut result = Writer::new();
        result.element_with(&format!("{name}Response"), &namespace, |w| {
            w.element(&format!("{name}Result"), |w| {
                w.empty("Activities");
                w.empty("Templates");
                w.text("FeedUrl", feed);
            });
        });
        answer(Some(&header), &result)
    }
}

/// The fault upon which clients get themselves another ticket.
pub fn not_authenticated() -> String {
    let code = FaultCode::Qualified {
        namespace: "http://schemas.xmlsoap.org/ws/2003/06/secext",
        name: "BadContextToken",
    };
    Fault { code, text: "Authentication failed", actor: None, detail: None }.to_xml()
}

/// The fault for what could not be answered now; another ticket would not help.
pub fn busy() -> String {
    Fault { code: SERVER, text: "The server is busy", actor: None, detail: None }.to_xml()
}

/// The fault for whatever else is asked.
pub fn not_known() -> String {
    let mut detail = Writer::new();
    detail.text_with("errorcode", &[("xmlns", NAMESPACE)], "Forbidden");
    Fault { code: CLIENT, text: "This operation is not supported", actor: None, detail: Some(detail) }
        .to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn the_samples_are_read_and_written() {
        let request = include_bytes!("../tests/samples/GetContactsRecentActivity.request.xml");
        let call = Call::parse(request).unwrap();
        assert_eq!(Asked::read(&call), Some(Asked::Contacts));
        assert_eq!(Asked::ticket(&call).as_deref(), Some("EwAgTicketExample0001"));
        let sample = include_str!("../tests/samples/GetContactsRecentActivity.response.xml");
        assert_eq!(Asked::Contacts.nothing_new("http://sup.live.com/feed"), in_one_line(sample));
        assert!(Asked::Batch.nothing_new("").contains("<GetBatchRecentActivityResult><Activities/>"));
    }

    #[test]
    fn other_operations_and_tickets_are_refused() {
        let call = Call::parse(b"<Envelope><Body><Other/></Body></Envelope>").unwrap();
        assert_eq!((Asked::read(&call), Asked::ticket(&call)), (None, None));
        assert!(not_authenticated().contains(">q0:BadContextToken<") && not_known().contains("Forbidden"));
        // Upon that one, no client would get itself another ticket.
        assert!(busy().contains(">soap:Server<") && !busy().contains("BadContextToken"));
    }
}
