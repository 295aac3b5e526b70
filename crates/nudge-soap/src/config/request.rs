//! The request for the client configuration (reference 14 §1).

use crate::xml::Element;

/// Who asks, as far as it says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClientInfo {
    /// The language of the program, as Windows numbers them, in hexadecimal.
    pub program_language: Option<String>,
}

impl ClientInfo {
    /// Reads the body of a `POST`; `None` if it is no request for the configuration.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let envelope = Element::parse(body).ok()?;
        let info = envelope.at(&["Body", "GetClientConfig"])?.child("clientinfo");
        let language = info.and_then(|info| info.child("PLCID"));
        Some(Self { program_language: language.map(|language| language.text().trim().to_owned()) })
    }
}

/// The market of a language number such as `0409`: what `LocalizedConfig` is named after. English where it is not known.
pub fn market(program_language: Option<&str>) -> &'static str {
    let number = program_language.and_then(|text| u16::from_str_radix(text, 16).ok());
    MARKETS.iter().find(|(known, _)| Some(*known) == number).map_or("en-US", |(_, market)| market)
}

/// The languages that MSN Messenger was published in.
const MARKETS: [(u16, &str); 26] = [
    (0x0404, "zh-TW"),
    (0x0405, "cs-CZ"),
    (0x0406, "da-DK"),
    (0x0407, "de-DE"),
    (0x0408, "el-GR"),
    (0x0409, "en-US"),
    (0x040a, "es-ES"),
    (0x040b, "fi-FI"),
    (0x040c, "fr-FR"),
    (0x040e, "hu-HU"),
    (0x0410, "it-IT"),
    (0x0411, "ja-JP"),
    (0x0412, "ko-KR"),
    (0x0413, "nl-NL"),
    (0x0414, "nb-NO"),
    (0x0415, "pl-PL"),
    (0x0416, "pt-BR"),
    (0x0419, "ru-RU"),
    (0x041d, "sv-SE"),
    (0x041f, "tr-TR"),
    (0x0804, "zh-CN"),
    (0x0809, "en-GB"),
    (0x080a, "es-MX"),
    (0x0816, "pt-PT"),
    (0x0c0a, "es-ES"),
    (0x0c0c, "fr-CA"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_the_program_is_read() {
        let sample = include_bytes!("../../tests/samples/GetClientConfig.request.xml");
        assert_eq!(ClientInfo::parse(sample).unwrap().program_language.as_deref(), Some("0409"));
        let bare = b"<e:Envelope xmlns:e='x'><e:Body><GetClientConfig/></e:Body></e:Envelope>";
        assert_eq!(ClientInfo::parse(bare), Some(ClientInfo::default()));
        for body in ["", "<a/>", "<Envelope><Body><Other/></Body></Envelope>"] {
            assert_eq!(ClientInfo::parse(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn an_unknown_language_is_english() {
        assert_eq!(market(Some("0407")), "de-DE");
        assert_eq!(market(Some("0C0A")), "es-ES");
        for language in [None, Some(""), Some("xyz"), Some("ffff"), Some("-1"), Some("99999")] {
            assert_eq!(market(language), "en-US");
        }
    }
}
