//! The ticket with which a client says on the notification server which circles it is in (reference 10 §9). Clients of 2009 and
//! later want one even if they are in none.

use super::circle::CircleRow;
use super::moment::Stamp;
use crate::writer::Writer;

/// The account's circles, for the server itself to read again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CircleTicket<'a> {
    /// The owner's number.
    pub cid: i64,
    /// The GUIDs of the circles.
    pub circles: &'a [String],
    /// Until when it is good. The official service wrote year 0.
    pub until: Stamp,
}

/// Nothing is encoded as what it says: clients take it apart as little as this.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-16\"?>";

const NAMESPACES: [(&str, &str); 2] = [
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
];

impl CircleTicket<'_> {
    /// What is signed.
    pub fn document(&self) -> String {
        let mut w = Writer::new();
        w.element_with("Ticket", &NAMESPACES, |w| {
            for circle in self.circles {
                w.element_with("Circle", &[("Id", circle), ("HostedDomain", "live.com")], |_| {});
            }
            w.text("TS", self.until.in_utc());
            w.text("CID", self.cid);
        });
        format!("{DECLARATION}\r\n{}", w.finish())
    }

    /// What stands in `CircleResult`: the circles, and the ticket of a document and its signature, both in Base64.
    pub fn result(circles: &[CircleRow<'_>], document: &str, signature: &str) -> Writer {
        let mut ticket = Writer::new();
        let attributes = [NAMESPACES[0], NAMESPACES[1], ("ver", "1"), ("keyVer", "1")];
        ticket.element_with("SignedTicket", &attributes, |w| {
            w.text("Data", document);
            w.text("Sig", signature);
        });
        let mut w = Writer::new();
        if !circles.is_empty() {
            w.element("Circles", |w| circles.iter().for_each(|circle| circle.write(w)));
        }
        w.text("CircleTicket", format_args!("{DECLARATION}{}", ticket.finish()));
        w
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;
    use crate::xml::Element;

    #[test]
    fn the_ticket_is_that_of_the_sample() {
        let sample = in_one_line(include_str!("../../tests/samples/ABFindContactsPaged.response.xml"));
        let result = CircleTicket::result(&[], "RVhBTVBMRQ==", "RVhBTVBMRQ==").finish();
        assert!(sample.contains(&result), "{result}");
    }

    #[test]
    fn what_is_signed_says_whose_it_is() {
        let circles = ["00000000-0000-0000-0009-0123456789ab".to_owned()];
        let document = CircleTicket { cid: 7, circles: &circles, until: Stamp(1_767_323_045_999) }.document();
        let ticket = Element::parse(document.as_bytes()).unwrap();
        assert_eq!(ticket.child("CID").unwrap().text(), "7");
        assert_eq!(ticket.child("TS").unwrap().text(), "2026-01-02T03:04:05");
        assert_eq!(ticket.child("Circle").unwrap().attribute("Id"), Some(circles[0].as_str()));
    }
}
