//! The ticket that says which circles somebody is in (reference 10 §9).
//!
//! The address book service hands out a document, `<SignedTicket>` with the ticket and a signature in Base64. A client shows
//! it with `USR SHA A`, the whole in Base64 once more, and reads nothing of it. Only the service checks the signature, and
//! so how it is made is the service's own affair.

use std::fmt;

use data_encoding::BASE64;
use quick_xml::escape::{escape, unescape};

use crate::value::Guid;

/// What a ticket says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleTicket {
    /// Which circles.
    pub circles: Vec<Guid>,
    /// Until when, as `2026-01-02T03:04:05`; the service wrote `0000-01-01T00:00:00`, for ever.
    pub until: String,
    /// Whose: the number of the account.
    pub cid: i64,
}

/// A ticket with its signature.
#[derive(Clone, Eq, PartialEq)]
pub struct SignedTicket {
    /// What is signed, byte for byte.
    pub data: Vec<u8>,
    /// By whom.
    pub signature: Vec<u8>,
}

/// The text is no such document.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the ticket of the circles")]
pub struct NotATicket;

/// Under which domain all circles are.
pub const DOMAIN: &str = "live.com";

/// More circles than this are in no ticket: it would not fit into a line.
pub const MAX_CIRCLES: usize = 30;

const NAMESPACES: &str =
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-16\"?>";

impl CircleTicket {
    /// The bytes to sign.
    pub fn to_bytes(&self) -> Vec<u8> {
        let circles =
            self.circles.iter().map(|id| format!("  <Circle Id=\"{id}\" HostedDomain=\"{DOMAIN}\" />\r\n"));
        let (circles, until) = (circles.collect::<String>(), escape(&self.until));
        format!(
            "{DECLARATION}\r\n<Ticket {NAMESPACES}>\r\n{circles}  <TS>{until}</TS>\r\n  <CID>{}</CID>\r\n</Ticket>",
            self.cid
        )
        .into_bytes()
    }

    /// Reads bytes that [`Self::to_bytes`] has written.
    pub fn parse(data: &[u8]) -> Result<Self, NotATicket> {
        let text = std::str::from_utf8(data).map_err(|_| NotATicket)?;
        let mut circles = Vec::new();
        for row in text.split("<Circle ").skip(1) {
            let id = between(row, "Id=\"", "\"").and_then(<Guid as crate::line::Word>::parse);
            circles.push(id.ok_or(NotATicket)?);
            if circles.len() > MAX_CIRCLES {
                return Err(NotATicket);
            }
        }
        let until =
            between(text, "<TS>", "</TS>").and_then(|until| unescape(until).ok()).ok_or(NotATicket)?;
        let cid = between(text, "<CID>", "</CID>").and_then(|cid| cid.parse().ok()).ok_or(NotATicket)?;
        Ok(Self { circles, until: until.into_owned(), cid })
    }
}

impl SignedTicket {
    /// The document, as the address book service hands it out.
    pub fn to_xml(&self) -> String {
        let (data, signature) = (BASE64.encode(&self.data), BASE64.encode(&self.signature));
        format!(
            "{DECLARATION}<SignedTicket {NAMESPACES} ver=\"1\" keyVer=\"1\"><Data>{data}</Data><Sig>{signature}</Sig></SignedTicket>"
        )
    }

    /// The document in the form of `USR SHA A`.
    pub fn to_word(&self) -> String {
        BASE64.encode(self.to_xml().as_bytes())
    }

    /// Reads what a client shows. The signature is still to be checked.
    pub fn parse(word: &str) -> Result<Self, NotATicket> {
        let xml = BASE64.decode(word.as_bytes()).map_err(|_| NotATicket)?;
        let xml = String::from_utf8(xml).map_err(|_| NotATicket)?;
        let element = |name: &str| {
            let text = between(&xml, &format!("<{name}>"), &format!("</{name}>"));
            text.and_then(|text| BASE64.decode(text.as_bytes()).ok()).ok_or(NotATicket)
        };
        Ok(Self { data: element("Data")?, signature: element("Sig")? })
    }
}

/// Without the ticket, which opens circles.
impl fmt::Debug for SignedTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedTicket(..)")
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ticket_has_the_form_of_the_reference() {
        let ticket = CircleTicket {
            circles: vec![Guid(0x0009_0000_0000_0123)],
            until: "0000-01-01T00:00:00".into(),
            cid: -7,
        };
        let text = String::from_utf8(ticket.to_bytes()).unwrap();
        assert!(
            text.starts_with("<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<Ticket xmlns:xsi="),
            "{text}"
        );
        assert!(
            text.contains("<Circle Id=\"00000000-0000-0000-0009-000000000123\" HostedDomain=\"live.com\" />"),
            "{text}"
        );
        assert!(text.contains("<TS>0000-01-01T00:00:00</TS>") && text.contains("<CID>-7</CID>"), "{text}");
        let signed = SignedTicket { data: ticket.to_bytes(), signature: vec![1, 2, 3] };
        let xml = signed.to_xml();
        assert!(
            xml.contains(" ver=\"1\" keyVer=\"1\"><Data>") && xml.ends_with("<Sig>AQID</Sig></SignedTicket>"),
            "{xml}"
        );
        assert_eq!(format!("{signed:?}"), "SignedTicket(..)");
    }

    #[test]
    fn the_longest_ticket_fits_into_a_line() {
        let ticket = CircleTicket {
            circles: vec![Guid(u128::MAX); MAX_CIRCLES],
            until: "0000-01-01T00:00:00".into(),
            cid: i64::MIN,
        };
        let signed = SignedTicket { data: ticket.to_bytes(), signature: vec![0; 64] };
        assert!(
            signed.to_word().len() < crate::frame::Limits::default().line - 100,
            "{}",
            signed.to_word().len()
        );
        assert_eq!(CircleTicket::parse(&ticket.to_bytes()), Ok(ticket.clone()));
        let more = CircleTicket { circles: vec![Guid(1); MAX_CIRCLES + 1], ..ticket };
        assert_eq!(CircleTicket::parse(&more.to_bytes()), Err(NotATicket));
    }

    #[test]
    fn what_is_no_ticket_is_refused() {
        for bad in [
            "",
            "!",
            "AAAA",
            &BASE64.encode(b"<Data>AQID</Data>"),
            &BASE64.encode(b"<Data>*</Data><Sig></Sig>"),
        ] {
            assert_eq!(SignedTicket::parse(bad), Err(NotATicket), "{bad}");
        }
        for bad in ["", "<TS></TS>", "<TS></TS><CID>x</CID>", "<Circle Id=\"x\"/><TS></TS><CID>1</CID>"] {
            assert_eq!(CircleTicket::parse(bad.as_bytes()), Err(NotATicket), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(
            circles in proptest::collection::vec(any::<u128>().prop_map(Guid), 0..5),
            until in "[ -~\u{e9}]{0,20}",
            cid: i64,
            signature in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let ticket = CircleTicket { circles, until, cid };
            let signed = SignedTicket { data: ticket.to_bytes(), signature };
            prop_assert_eq!(SignedTicket::parse(&signed.to_word()), Ok(signed.clone()));
            prop_assert_eq!(CircleTicket::parse(&signed.data), Ok(ticket));
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = SignedTicket::parse(&String::from_utf8_lossy(&bytes));
            let _ = CircleTicket::parse(&bytes);
        }
    }
}
