//! The client configuration (reference 14 §1): what is left out is switched off in the client, without a word.

use super::tabs::{MOST_TABS, Tab, tab_data};
use crate::xml::escape;

/// The configuration for one client.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MsgrConfig<'a> {
    /// For which clients.
    pub generation: Generation,
    /// The market, such as `en-US`.
    pub market: &'a str,
    /// The host whose pages may script the client. Nobody else's belongs here.
    pub trusted_host: &'a str,
    /// The tabs beside the contact list. msnp11-sdk wants one at least.
    pub tabs: &'a [Tab],
    /// The page that opens after sign-in ("MSN Today").
    pub today_url: &'a str,
    /// Where the address book is: Windows Live Messenger goes there instead of to the address that is built into it.
    pub address_book_url: &'a str,
    /// Where each tab of Windows Live Messenger 2009 is described, as a document of its own ([`tab_ad`](super::tab_ad)).
    pub tab_urls: &'a [String],
}

/// For which clients a configuration is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Generation {
    /// MSN Messenger 6.0 to 7.5.
    Messenger,
    /// Windows Live Messenger 8.0, 8.1 and 8.5.
    Live,
    /// Windows Live Messenger 2009 and later, which are 14 and more.
    Live2009,
}

impl Generation {
    /// By the version that a client gives in its request; none is given by MSN Messenger 6 and 7. What is no number is
    /// passed over.
    pub fn of_version(version: Option<&str>) -> Self {
        let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        match major {
            Some(14..) => Self::Live2009,
            Some(8..) => Self::Live,
            Some(_) | None => Self::Messenger,
        }
    }

    /// The oldest Flash player that its pages are made for.
    const fn flash(self) -> &'static str {
        match self {
            Self::Messenger => "MajorVersion=\"7\" MinorVersion=\"0\" BuildNumber=\"60\"",
            Self::Live | Self::Live2009 => "MajorVersion=\"9\" MinorVersion=\"0\" BuildNumber=\"28\"",
        }
    }
}

/// Sign-in failures that a client would explain with a web page of Microsoft's, were they not listed with action 3.
const LOGIN_FAILURES: [&str; 5] = ["0x81000306", "0x80072EFD", "0x80048820", "0x80048821", "0x80048823"];

impl MsgrConfig<'_> {
    /// Writes it without an XML declaration, as it stands in the SOAP answer.
    pub fn to_xml(&self) -> String {
        let (flash, market) = (self.generation.flash(), escape(self.market));
        let (trusted, today) = (escape(self.trusted_host), escape(self.today_url));
        let (tabs, count) = (tab_data(self.tabs), self.tabs.len());
        let failures = LOGIN_FAILURES.join("\" action=\"3\"/><Entry hr=\"");
        let unknown = "<GetItemVersionForUnknown>false</GetItemVersionForUnknown>";
        let delay = "<P2PConfig><ObjectStore><SendDelay>1</SendDelay></ObjectStore></P2PConfig>";
        let address_book = escape(self.address_book_url);
        let address_book = format!("<AbchCfg><abchconfig><url>{address_book}</url></abchconfig></AbchCfg>");
        // Tabs stand beside the address book, or as addresses with the other texts of a market.
        let tabs = format!(
            "<TabConfig>{tabs}<msntabsettings><oemdisplaylimit>{count}</oemdisplaylimit>\
             <oemtotallimit>{count}</oemtotallimit></msntabsettings></TabConfig>"
        );
        let (more, elsewhere, slots) = match self.generation {
            Generation::Messenger => (String::new(), tabs, String::new()),
            Generation::Live => (unknown.to_owned(), tabs + &address_book, String::new()),
            Generation::Live2009 => (format!("{unknown}{delay}"), address_book, slots(self.tab_urls)),
        };
        format!(
            "<MsgrConfig><Simple><Config><ExpiresInDays>0</ExpiresInDays></Config>\
             <DisablePhoneDialer>1</DisablePhoneDialer><MinFlashPlayer {flash}/>\
             <Relay><Enabled>0</Enabled><MaxCallLength>0</MaxCallLength></Relay>\
             <TrustedDomains><domain name=\"{trusted}\"/></TrustedDomains>\
             <ErrorResponseTable><Feature type=\"0\" name=\"Login\">\
             <Entry hr=\"{failures}\" action=\"3\"/></Feature></ErrorResponseTable>{more}</Simple>\
             {elsewhere}<LocalizedConfig Market=\"{market}\">{slots}<MsnTodayConfig><MsnTodaySiteID>0</MsnTodaySiteID>\
             <MsnTodayURL>{today}</MsnTodayURL></MsnTodayConfig></LocalizedConfig></MsgrConfig>"
        )
    }

    /// Writes it as a document of its own, as the answer to a `GET`.
    pub fn to_document(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", self.to_xml())
    }
}

/// The tabs of Windows Live Messenger 2009, numbered from 1.
fn slots(urls: &[String]) -> String {
    let slot = |(index, url): (usize, &String)| format!("<URL id=\"{}\">{}</URL>", index + 1, escape(url));
    let slots: String = urls.iter().take(MOST_TABS).enumerate().map(slot).collect();
    format!("<TabConfig><slots>{slots}</slots></TabConfig>")
}

/// The answer to a SOAP request: the document, quoted whole.
pub fn soap_response(config: &MsgrConfig<'_>) -> String {
    // Everything in it that is not ours has been escaped, so the quotation cannot end early.
    let config = config.to_xml();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
         <soap:Body><GetClientConfigResponse xmlns=\"http://www.msn.com/webservices/Messenger/Client\">\
         <GetClientConfigResult><![CDATA[{config}]]></GetClientConfigResult></GetClientConfigResponse></soap:Body>\
         </soap:Envelope>"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tabs::tests::sample;
    use super::*;
    use crate::xml::Element;

    fn config<'a>(tabs: &'a [Tab], host: &'a str) -> MsgrConfig<'a> {
        MsgrConfig {
            generation: Generation::Messenger,
            market: "en-US",
            trusted_host: host,
            tabs,
            today_url: "http://www.example.net/today",
            address_book_url: "https://contacts.msn.com/abservice/abservice.asmx",
            tab_urls: &[],
        }
    }

    /// The names on the way to each element.
    fn paths(element: &Element, above: &str, into: &mut Vec<String>) {
        let path = format!("{above}/{}", element.name());
        for child in element.children() {
            paths(child, &path, into);
        }
        into.push(path);
    }

    #[test]
    fn all_that_is_in_it_is_where_the_sample_has_it() {
        let in_one_line: String =
            include_str!("../../tests/samples/MsgrConfig.get.response.xml").lines().map(str::trim).collect();
        let sample_document = Element::parse(in_one_line.as_bytes()).unwrap();
        let tabs = [sample()];
        let written = Element::parse(config(&tabs, "example.net").to_document().as_bytes()).unwrap();
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        paths(&sample_document, "", &mut expected);
        paths(&written, "", &mut found);
        for path in found {
            assert!(expected.contains(&path), "{path}");
        }
        let tab = |document: &Element| document.at(&["TabConfig", "msntabdata", "tab"]).cloned();
        assert_eq!(tab(&written), tab(&sample_document));
    }

    #[test]
    fn windows_live_messenger_is_told_where_the_address_book_is_and_msn_messenger_is_not() {
        let tabs = [sample()];
        let urls = ["http://www.example.net/tab?a&b".to_owned()];
        let of = |generation| {
            let config = MsgrConfig { generation, tab_urls: &urls, ..config(&tabs, "example.net") };
            Element::parse(config.to_document().as_bytes()).unwrap()
        };
        let text = |document: &Element, path: &[&str]| document.at(path).map(|it| it.text().to_owned());
        let book = ["AbchCfg", "abchconfig", "url"];
        let sample =
            Element::parse(include_bytes!("../../tests/samples/MsgrConfig.get.response.xml")).unwrap();
        assert_eq!(text(&of(Generation::Messenger), &book), None);
        for generation in [Generation::Live, Generation::Live2009] {
            assert_eq!(text(&of(generation), &book), text(&sample, &book), "{generation:?}");
        }
        let tab = ["TabConfig", "msntabdata", "tab", "name"];
        assert_eq!(text(&of(Generation::Live), &tab).as_deref(), Some("Home"));
        let newest = of(Generation::Live2009);
        assert_eq!(text(&newest, &tab), None);
        let slot = newest.at(&["LocalizedConfig", "TabConfig", "slots", "URL"]).unwrap();
        assert_eq!((slot.attribute("id"), slot.text()), (Some("1"), urls[0].as_str()));
        assert_eq!(text(&newest, &["Simple", "P2PConfig", "ObjectStore", "SendDelay"]).as_deref(), Some("1"));
    }

    #[test]
    fn the_soap_answer_quotes_the_document() {
        let evil = "]]><x y=\"&'";
        let config = config(&[], evil);
        let answer = Element::parse(soap_response(&config).as_bytes()).unwrap();
        let quoted = answer.at(&["Body", "GetClientConfigResponse", "GetClientConfigResult"]).unwrap();
        assert_eq!(quoted.text(), config.to_xml());
        let document = Element::parse(quoted.text().as_bytes()).unwrap();
        let domain = document.at(&["Simple", "TrustedDomains", "domain"]).unwrap();
        assert_eq!(domain.attribute("name"), Some(evil));
        let sample = include_str!("../../tests/samples/GetClientConfig.response.xml");
        let frame = |answer: &str| {
            let (before, rest) = answer.split_once("<MsgrConfig>").unwrap();
            (before.replace('\n', ""), rest.split_once("</MsgrConfig>").unwrap().1.to_owned())
        };
        assert_eq!(frame(&soap_response(&config)), frame(sample.trim_end()));
    }

    #[test]
    fn the_version_tells_the_generation() {
        for version in ["8.0.0812", "8.1.0178", "8.5.1302", "9", "13.9"] {
            assert_eq!(Generation::of_version(Some(version)), Generation::Live);
        }
        for version in ["14.0.8117", "15", "16.4.3528"] {
            assert_eq!(Generation::of_version(Some(version)), Generation::Live2009);
        }
        for version in [None, Some("7.5.0324"), Some(""), Some("x.y"), Some("-8"), Some("99999999999")] {
            assert_eq!(Generation::of_version(version), Generation::Messenger);
        }
    }
}
