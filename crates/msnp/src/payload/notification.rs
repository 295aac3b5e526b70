//! The XML of `NOT` (alerts) and `IPG` (pages that came in): reference 02 §12, 41 §1.2.

use quick_xml::escape::{escape, partial_escape};

use super::xml_text::XmlText;
use crate::value::Guid;

/// The number under which Microsoft's mobile service sent pages.
const PAGES_SITE: u32 = 111_100_400;

/// The number under which the address book told of changes.
const CONTACTS_SITE: u32 = 45_705;

/// Something that a client shows in a corner of the screen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notification<'a> {
    /// To whom: the address.
    pub to: &'a str,
    /// To whom: the member's number.
    pub member_id: u64,
    /// What it says.
    pub text: &'a str,
    /// From where.
    pub kind: Kind<'a>,
}

/// Where a notification comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind<'a> {
    /// An alert of a service, in `NOT`.
    Alert {
        /// The service's home page.
        site_url: &'a str,
        /// Where a click leads, below the home page.
        action_url: &'a str,
    },
    /// The principal's address book has changed, or a circle, in `NOT` from MSNP13 on: the client fetches it (reference 20 §5.5).
    /// The text is not shown.
    AddressBook {
        /// When, as `2026-01-02T03:04:05.0000000-08:00`.
        modified: &'a str,
        /// The circle that is meant, and not the address book.
        circle: Option<Guid>,
    },
    /// A page, in `IPG`.
    Page {
        /// Who sent it.
        from: &'a str,
    },
}

impl Notification<'_> {
    /// The whole payload.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (to, text) = (escape(self.to), escape(self.text));
        // The two halves of the number, in hexadecimal.
        let pid = format!("0x{:08X}:0x{:08X}", self.member_id >> 32, self.member_id & 0xFFFF_FFFF);
        match self.kind {
            Kind::Alert { site_url, action_url } => format!(
                "<NOTIFICATION ver=\"1\" id=\"0\" siteid=\"0\" siteurl=\"{}\"><TO pid=\"{pid}\" name=\"{to}\"/><MSG id=\"0\">\
                 <ACTION url=\"{action}\"/><SUBSCR url=\"{action}\"/><BODY lang=\"1033\" icon=\"\"><TEXT>{text}</TEXT></BODY>\
                 </MSG></NOTIFICATION>",
                escape(site_url),
                action = escape(action_url),
            ),
            Kind::AddressBook { modified, circle } => {
                let what = match circle {
                    None => format!(
                        "<Service>ABCHInternal</Service><CID>{}</CID><LastModifiedDate>{modified}</LastModifiedDate>\
                         <HasNewItem>false</HasNewItem>",
                        self.member_id,
                    ),
                    Some(circle) => format!("<HasNewItem>true</HasNewItem><CircleId>{circle}</CircleId>"),
                };
                let data = format!(
                    "<NotificationData xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
                     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{what}</NotificationData>"
                );
                // As the service wrote it: quotes need no escaping in a text.
                let data = partial_escape(&data);
                format!(
                    "<NOTIFICATION id=\"0\" siteid=\"{CONTACTS_SITE}\" siteurl=\"http://contacts.msn.com\"><TO pid=\"{pid}\" \
                     name=\"{to}\"><VIA agent=\"messenger\"/></TO><MSG id=\"0\"><SUBSCR url=\"s.htm\"/><ACTION url=\"a.htm\"/>\
                     <BODY>{data}</BODY></MSG></NOTIFICATION>"
                )
            }
            Kind::Page { from } => format!(
                "<NOTIFICATION id=\"0\" siteid=\"{PAGES_SITE}\" siteurl=\"http://mobile.msn.com/\"><TO name=\"{to}\">\
                 <VIA agent=\"mobile\"/></TO><FROM name=\"{}\"/><MSG pri=\"1\" id=\"1\"><CAT Id=\"110110001\"/>\
                 <ACTION url=\"2wayIM.asp\"/><SUBSCR url=\"2wayIM.asp\"/><BODY lcid=\"1033\"><TEXT>{text}</TEXT></BODY>\
                 </MSG></NOTIFICATION>",
                escape(from),
            ),
        }
        .into_bytes()
    }
}

/// What a notification says, for a client that shows no more of it: the content of the first `TEXT` element. `None`, if it has
/// none that could be read.
pub fn text_of(payload: &[u8]) -> Option<String> {
    let xml = std::str::from_utf8(payload).ok()?;
    let (_, rest) = xml.split_once("<TEXT>")?;
    let (raw, _) = rest.split_once("</TEXT>")?;
    XmlText::from_escaped(raw).ok().map(|text| text.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_form_of_the_reference() {
        let page = Notification {
            to: "alice@example.com",
            member_id: 1,
            text: "On my way",
            kind: Kind::Page { from: "tel:+15551234" },
        };
        assert_eq!(
            String::from_utf8(page.to_bytes()).unwrap(),
            "<NOTIFICATION id=\"0\" siteid=\"111100400\" siteurl=\"http://mobile.msn.com/\"><TO name=\"alice@example.com\">\
             <VIA agent=\"mobile\"/></TO><FROM name=\"tel:+15551234\"/><MSG pri=\"1\" id=\"1\"><CAT Id=\"110110001\"/>\
             <ACTION url=\"2wayIM.asp\"/><SUBSCR url=\"2wayIM.asp\"/><BODY lcid=\"1033\"><TEXT>On my way</TEXT></BODY></MSG>\
             </NOTIFICATION>"
        );
    }

    /// The samples of the reference, `NOT.ABCHInternal.xml` and `NOT.Circle.xml`, but for where their blanks are.
    #[test]
    fn a_change_of_the_address_book_has_the_form_of_the_reference() {
        let notice = |circle| {
            let modified = "2026-01-02T03:04:05.0000000-08:00";
            let (to, member_id) = ("alice@example.com", 0x1234_5678_9abc_def0);
            Notification { to, member_id, text: "", kind: Kind::AddressBook { modified, circle } }.to_bytes()
        };
        let around = |data: &str| {
            format!(
                "<NOTIFICATION id=\"0\" siteid=\"45705\" siteurl=\"http://contacts.msn.com\"><TO pid=\"0x12345678:0x9ABCDEF0\" \
                 name=\"alice@example.com\"><VIA agent=\"messenger\"/></TO><MSG id=\"0\"><SUBSCR url=\"s.htm\"/><ACTION \
                 url=\"a.htm\"/><BODY>&lt;NotificationData xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"&gt;{data}&lt;/NotificationData&gt;</BODY></MSG>\
                 </NOTIFICATION>"
            )
        };
        let changed = "&lt;Service&gt;ABCHInternal&lt;/Service&gt;&lt;CID&gt;1311768467463790320&lt;/CID&gt;\
                       &lt;LastModifiedDate&gt;2026-01-02T03:04:05.0000000-08:00&lt;/LastModifiedDate&gt;\
                       &lt;HasNewItem&gt;false&lt;/HasNewItem&gt;";
        assert_eq!(String::from_utf8(notice(None)).unwrap(), around(changed));
        let circle = "&lt;HasNewItem&gt;true&lt;/HasNewItem&gt;&lt;CircleId&gt;00000000-0000-0000-0009-0123456789ab&lt;/CircleId&gt;";
        let id = Guid(0x0009_0123_4567_89ab);
        assert_eq!(String::from_utf8(notice(Some(id))).unwrap(), around(circle));
    }

    #[test]
    fn what_says_nothing_has_no_text() {
        for payload in ["", "<TEXT>", "</TEXT><TEXT>", "<TEXT>a<b/></TEXT>"] {
            assert_eq!(text_of(payload.as_bytes()), None, "{payload}");
        }
        assert_eq!(text_of(b"<TEXT>\xff</TEXT>"), None);
    }

    #[test]
    fn text_cannot_become_markup() {
        let alert = Notification {
            to: "a@b.c",
            member_id: 0x0000_0001_0000_0002,
            text: "</TEXT>&",
            kind: Kind::Alert { site_url: "http://x/?a&\"", action_url: "/" },
        };
        let xml = String::from_utf8(alert.to_bytes()).unwrap();
        assert!(xml.contains("<TEXT>&lt;/TEXT&gt;&amp;</TEXT>"), "{xml}");
        assert!(xml.contains("siteurl=\"http://x/?a&amp;&quot;\""), "{xml}");
        assert!(xml.contains("pid=\"0x00000001:0x00000002\""), "{xml}");
        assert_eq!(text_of(xml.as_bytes()).unwrap(), "</TEXT>&");
    }
}
