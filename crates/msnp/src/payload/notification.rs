//! The XML of `NOT` (alerts) and `IPG` (pages that came in): reference 02 §12, 41 §1.2.

use quick_xml::escape::escape;

use super::xml_text::XmlText;

/// The number under which Microsoft's mobile service sent pages.
const PAGES_SITE: u32 = 111_100_400;

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
