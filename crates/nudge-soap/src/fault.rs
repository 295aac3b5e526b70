//! The answer of a service that is not there any more.

/// A SOAP 1.1 fault that says so; clients go on without the service. It goes with the status 500 (reference 11 §9).
pub fn not_served() -> &'static str {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
     <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><soap:Fault>\
     <faultcode>soap:Client</faultcode><faultstring>This service is no longer supported</faultstring>\
     </soap:Fault></soap:Body></soap:Envelope>"
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
