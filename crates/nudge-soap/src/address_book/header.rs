//! What is in the headers of calls and answers (reference 11 §1).

use super::NAMESPACE;
use crate::envelope::{self, Call};
use crate::writer::Writer;

/// The ticket that a call shows, if it shows one here: clients of MSNP13 and MSNP14 have it in a cookie.
pub fn ticket(call: &Call) -> Option<&str> {
    let ticket = call.header(&["ABAuthHeader", "TicketToken"])?.text().trim();
    (!ticket.is_empty()).then_some(ticket)
}

/// `ServiceHeader` of every answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServiceHeader<'a> {
    /// Something opaque that a client gives back.
    pub cache_key: &'a str,
    /// The host, without a port, that the client asks from then on: aMSN over HTTPS, and for ever.
    pub preferred_host: Option<&'a str>,
    /// A GUID.
    pub session: &'a str,
}

impl ServiceHeader<'_> {
    fn write(&self) -> Writer {
        let mut w = Writer::new();
        w.element_with("ServiceHeader", &[("xmlns", NAMESPACE)], |w| {
            w.text("Version", "15.01.1408.0000");
            w.text("CacheKey", self.cache_key);
            w.text("CacheKeyChanged", true);
            w.optional("PreferredHostName", self.preferred_host);
            w.text("SessionId", self.session);
        });
        w
    }
}

/// The answer to an operation: `<XResponse>` with what is in it, `<XResponse/>` if that is nothing.
pub fn answer(header: &ServiceHeader<'_>, operation: &str, inside: impl FnOnce(&mut Writer)) -> String {
    let mut result = Writer::new();
    result.element_with(&format!("{operation}Response"), &[("xmlns", NAMESPACE)], inside);
    envelope::answer(Some(&header.write()), &result)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::samples::in_one_line;

    /// The header of the samples.
    pub(crate) const SAMPLE: ServiceHeader<'static> = ServiceHeader {
        cache_key: "12r1:exampleCacheKey",
        preferred_host: Some("contacts.msn.com"),
        session: "11111111-2222-3333-4444-555555555555",
    };

    #[test]
    fn answers_without_a_result_are_the_samples() {
        for (operation, sample) in [
            ("ABContactDelete", include_str!("../../tests/samples/ABContactDelete.response.xml")),
            ("ABContactUpdate", include_str!("../../tests/samples/ABContactUpdate.response.xml")),
            ("ABGroupContactDelete", include_str!("../../tests/samples/ABGroupContactDelete.response.xml")),
            ("ABGroupDelete", include_str!("../../tests/samples/ABGroupDelete.response.xml")),
            ("ABGroupUpdate", include_str!("../../tests/samples/ABGroupUpdate.response.xml")),
            ("AddDynamicItem", include_str!("../../tests/samples/AddDynamicItem.response.xml")),
            ("AddMember", include_str!("../../tests/samples/AddMember.response.xml")),
            ("BreakConnection", include_str!("../../tests/samples/BreakConnection.response.xml")),
            ("DeleteContact", include_str!("../../tests/samples/DeleteContact.response.xml")),
            ("DeleteMember", include_str!("../../tests/samples/DeleteMember.response.xml")),
            ("UpdateDynamicItem", include_str!("../../tests/samples/UpdateDynamicItem.response.xml")),
        ] {
            assert_eq!(answer(&SAMPLE, operation, |_| {}), in_one_line(sample), "{operation}");
        }
    }

    #[test]
    fn the_ticket_is_in_the_header() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABFindAll.request.xml")).unwrap();
        assert_eq!(ticket(&call), Some("t=EwAgTicketExample0001&p="));
        let bare = Call::parse(b"<Envelope><Body><ABFindAll/></Body></Envelope>").unwrap();
        assert_eq!(ticket(&bare), None);
    }
}
