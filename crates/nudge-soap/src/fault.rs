//! The answer of a service that is not there any more.

use crate::envelope::{CLIENT, Fault};

/// A SOAP 1.1 fault that says so; clients go on without the service. It goes with the status 500 (reference 11 §9).
pub fn not_served() -> String {
    Fault { code: CLIENT, text: "This service is no longer supported", actor: None, detail: None }.to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Element;

    #[test]
    fn it_is_a_fault() {
        let envelope = Element::parse(not_served().as_bytes()).unwrap();
        assert_eq!(envelope.at(&["Body", "Fault", "faultcode"]).unwrap().text(), "soap:Client");
    }
}
