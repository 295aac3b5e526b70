//! The client configuration (reference 14 §1): what is left out is switched off in the client, without a word.

use super::tabs::{Tab, tab_data};
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
}

/// For which clients a configuration is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Generation {
    /// MSN Messenger 6.0 to 7.5.
    Messenger,
    /// Windows Live Messenger.
    Live,
}

impl Generation {
    /// By the version that a client gives in its request; none is given by MSN Messenger 6 and 7. What is no number is
    /// passed over.
    pub fn of_version(version: Option<&str>) -> Self {
        let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        if major.is_some_and(|major| major >= 8) { Self::Live } else { Self::Messenger }
    }

    /// The oldest Flash player that its pages are made for.
    const fn flash(self) -> &'static str {
        match self {
            Self::Messenger => "MajorVersion=\"7\" MinorVersion=\"0\" BuildNumber=\"60\"",
            Self::Live => "MajorVersion=\"9\" MinorVersion=\"0\" BuildNumber=\"28\"",
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
        format!(
            "<MsgrConfig><Simple><Config><ExpiresInDays>0</ExpiresInDays></Config>\
             <DisablePhoneDialer>1</DisablePhoneDialer><MinFlashPlayer {flash}/>\
             <Relay><Enabled>0</Enabled><MaxCallLength>0</MaxCallLength></Relay>\
             <TrustedDomains><domain name=\"{trusted}\"/></TrustedDomains>\
             <ErrorResponseTable><Feature type=\"0\" name=\"Login\">\
             <Entry hr=\"{failures}\" action=\"3\"/></Feature></ErrorResponseTable></Simple>\
             <TabConfig>{tabs}<msntabsettings><oemdisplaylimit>{count}</oemdisplaylimit>\
             <oemtotallimit>{count}</oemtotallimit></msntabsettings></TabConfig>\
             <LocalizedConfig Market=\"{market}\"><MsnTodayConfig><MsnTodaySiteID>0</MsnTodaySiteID>\
             <MsnTodayURL>{today}</MsnTodayURL></MsnTodayConfig></LocalizedConfig></MsgrConfig>"
        )
    }

    /// Writes it as a document of its own, as the answer to a `GET`.
    pub fn to_document(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", self.to_xml())
    }
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
        for version in ["8.5.1302", "14.0.8117", "9"] {
            assert_eq!(Generation::of_version(Some(version)), Generation::Live);
        }
        for version in [None, Some("7.5.0324"), Some(""), Some("x.y"), Some("-8"), Some("99999999999")] {
            assert_eq!(Generation::of_version(version), Generation::Messenger);
        }
    }
}
