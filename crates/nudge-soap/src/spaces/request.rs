//! Whose card.

use std::borrow::Cow;

use crate::envelope::Call;
use crate::passport::ticket_in;
use crate::storage::cid;

/// `GetXmlFeed`, the only operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CardRequest {
    /// The number of the account.
    pub cid: u64,
}

impl CardRequest {
    /// Reads it; `None` if it is another operation, or does not say whose.
    pub fn read(call: &Call) -> Option<Self> {
        let operation = Some(call.operation()).filter(|operation| operation.name() == "GetXmlFeed")?;
        let number = operation.at(&["refreshInformation", "cid"])?;
        Some(Self { cid: cid(number.text())? })
    }

    /// The ticket in the header, without its dress.
    pub fn ticket(call: &Call) -> Option<Cow<'_, str>> {
        ticket_in(call.header(&["AuthTokenHeader", "Token"])?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_read() {
        let call = Call::parse(include_bytes!("../../tests/samples/GetXmlFeed.request.xml")).unwrap();
        assert_eq!(CardRequest::read(&call), Some(CardRequest { cid: 1_311_768_467_463_790_321 }));
        assert_eq!(CardRequest::ticket(&call).as_deref(), Some("EwAgTicketExample0001"));
        for body in [
            "<Other/>",
            "<GetXmlFeed/>",
            "<GetXmlFeed><refreshInformation><cid>x</cid></refreshInformation></GetXmlFeed>",
        ] {
            let call = format!("<Envelope><Body>{body}</Body></Envelope>");
            assert_eq!(CardRequest::read(&Call::parse(call.as_bytes()).unwrap()), None, "{body}");
        }
    }
}
