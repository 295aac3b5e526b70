//! What people tell of themselves and of their machines: the XML of `UUX` and `UBX` (reference 02 §7, 21 §3).
//!
//! `UUX` has one of three documents:
//!
//! - `<Data><PSM>text</PSM><CurrentMedia>media</CurrentMedia>…</Data>`: a personal message and, from MSNP13 on, more that is
//!   passed on unread;
//! - `<EndpointData><Capabilities>c:cx</Capabilities></EndpointData>` (MSNP16 and later);
//! - `<PrivateEndpointData>…</PrivateEndpointData>`, for the own endpoints only (MSNP16 and later).
//!
//! In each, an element that is missing leaves what was there, and an empty one is a value. `UBX` has a `<Data>` with the
//! other two inside, once for each endpoint, each with its GUID.

use super::xml_text::XmlText;
use super::xml_tree::{Element, is_name};
use crate::line::Word as _;
use crate::value::{ClientCaps, EndpointId, Status};
use crate::{Cap, Dialect};

pub use super::xml_tree::NotXml;

/// What one `UUX` tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
    /// What contacts see below the name.
    Personal(PersonalMessage),
    /// What the program can do.
    Endpoint(EndpointData),
    /// What the own endpoints show of each other.
    Private(PrivateEndpointData),
}

/// What a principal says of themselves, as far as a payload says it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PersonalMessage {
    /// The personal message; `None` if the payload has none.
    pub text: Option<XmlText>,
    /// What music plays, or which game is on, in fields separated by a literal `\0`; `None` if the payload does not say.
    pub media: Option<XmlText>,
    /// What else there is.
    pub details: Details,
}

/// Elements that nobody but clients reads, each once: `MachineGuid`, `SignatureSound`, `DDP`, `Scene`, `ColorScheme` and whatever
/// else they may think of, at most [`Details::MAX`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Details(Vec<(String, XmlText)>);

/// What a program can do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct EndpointData {
    /// The capabilities; `None` if the payload does not say.
    pub caps: Option<ClientCaps>,
}

/// What the own endpoints show of each other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PrivateEndpointData {
    /// `EpName`: what the machine is called.
    pub name: Option<XmlText>,
    /// `Idle`: whether nobody sits there.
    pub idle: Option<bool>,
    /// `ClientType`: 1 for a computer, 2 for a web page, 3 for a telephone, 4 for an Xbox.
    pub client_type: Option<u32>,
    /// `State`: what the principal is doing there.
    pub state: Option<Status>,
}

/// What one `UBX` shows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Shown {
    /// What contacts see below the name.
    pub message: PersonalMessage,
    /// The endpoints that have a GUID.
    pub endpoints: Vec<ShownEndpoint>,
}

/// One of the programs that somebody is signed in with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShownEndpoint {
    /// Which.
    pub id: EndpointId,
    /// What it can do.
    pub caps: ClientCaps,
    /// What only the own endpoints are shown.
    pub private: Option<PrivateEndpointData>,
}

const DATA: &str = "Data";
const ENDPOINT: &str = "EndpointData";
const PRIVATE: &str = "PrivateEndpointData";
const TEXT: &str = "PSM";
const MEDIA: &str = "CurrentMedia";

impl Told {
    /// Reads what a client tells. An empty payload says that there is neither message nor media; so does a document of another
    /// kind (reference 02, clarifications).
    pub fn parse(payload: &[u8], dialect: Dialect) -> Result<Self, NotXml> {
        if payload.is_empty() {
            return Ok(Self::Personal(PersonalMessage::EMPTY));
        }
        let root = Element::parse(payload)?;
        Ok(match root.name.as_str() {
            ENDPOINT if dialect.has(Cap::Endpoints) => Self::Endpoint(EndpointData::of(&root)),
            PRIVATE if dialect.has(Cap::Endpoints) => Self::Private(PrivateEndpointData::of(&root)),
            _ => Self::Personal(PersonalMessage::of(root)),
        })
    }

    /// Writes the payload.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Personal(message) => message.to_bytes(),
            Self::Endpoint(data) => data.to_xml("").into_bytes(),
            Self::Private(data) => data.to_xml("").into_bytes(),
        }
    }
}

impl PersonalMessage {
    /// Neither a message nor media.
    pub const EMPTY: Self =
        Self { text: Some(XmlText::EMPTY), media: Some(XmlText::EMPTY), details: Details(Vec::new()) };

    /// Reads a payload. An empty one says that there is neither message nor media; so does a document of another kind
    /// (reference 02, clarifications). Elements inside of elements are left out with all that is in them.
    ///
    /// What XML 1.0 forbids in a text is left out, because a receiver would refuse the whole document for it; a payload
    /// that is no UTF-8 is read with the bad bytes replaced.
    pub fn parse(payload: &[u8]) -> Result<Self, NotXml> {
        if payload.is_empty() { Ok(Self::EMPTY) } else { Element::parse(payload).map(Self::of) }
    }

    fn of(root: Element) -> Self {
        if root.name != DATA {
            return Self::EMPTY;
        }
        let mut read = Self::default();
        for Element { name, text, .. } in root.children {
            match name.as_str() {
                TEXT => read.text = Some(text),
                MEDIA => read.media = Some(text),
                ENDPOINT | PRIVATE => {}
                _ => read.details.set(name, text),
            }
        }
        read
    }

    /// Writes the payload: an element for each that is there, as received.
    pub fn to_bytes(&self) -> Vec<u8> {
        format!("<{DATA}>{}</{DATA}>", self.elements(true)).into_bytes()
    }

    fn elements(&self, with_details: bool) -> String {
        let own = [(TEXT, &self.text), (MEDIA, &self.media)];
        let own = own.into_iter().filter_map(|(name, text)| text.as_ref().map(|text| element(name, text)));
        let details = self.details.0.iter().filter(|_| with_details);
        own.chain(details.map(|(name, text)| element(name, text))).collect()
    }
}

impl Details {
    /// As many as there may be.
    pub const MAX: usize = 32;

    /// Reads details that [`Self::to_xml`] has written.
    pub fn parse(xml: &str) -> Result<Self, NotXml> {
        let message = PersonalMessage::parse(format!("<{DATA}>{xml}</{DATA}>").as_bytes())?;
        Ok(message.details)
    }

    /// One element after the other, as received.
    pub fn to_xml(&self) -> String {
        self.0.iter().map(|(name, text)| element(name, text)).collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What one of them says.
    pub fn get(&self, name: &str) -> Option<&XmlText> {
        self.0.iter().find(|(there, _)| there == name).map(|(_, text)| text)
    }

    /// Takes over what another message says; what it does not say stays.
    pub fn update(&mut self, with: Self) {
        for (name, text) in with.0 {
            self.set(name, text);
        }
    }

    /// A name that a strict reader would stumble over is left out, and so is one too many.
    fn set(&mut self, name: String, text: XmlText) {
        let is_room = self.0.len() < Self::MAX;
        match self.0.iter_mut().find(|(there, _)| *there == name) {
            Some((_, old)) => *old = text,
            None if is_room && is_name(&name) => self.0.push((name, text)),
            None => {}
        }
    }
}

impl EndpointData {
    fn of(element: &Element) -> Self {
        Self {
            caps: element
                .child("Capabilities")
                .and_then(|child| ClientCaps::parse(child.text.text().trim_ascii())),
        }
    }

    fn to_xml(self, attributes: &str) -> String {
        let caps = self.caps.map(|caps| format!("<Capabilities>{caps}</Capabilities>")).unwrap_or_default();
        format!("<{ENDPOINT}{attributes}>{caps}</{ENDPOINT}>")
    }
}

impl PrivateEndpointData {
    fn of(element: &Element) -> Self {
        let text = |name: &str| element.child(name).map(|child| child.text.text());
        Self {
            name: element.child("EpName").map(|child| child.text.clone()),
            idle: text("Idle").and_then(|idle| idle.trim_ascii().to_ascii_lowercase().parse().ok()),
            client_type: text("ClientType").and_then(|number| u32::parse(number.trim_ascii())),
            state: text("State").and_then(|state| Status::parse(state.trim_ascii())),
        }
    }

    fn to_xml(&self, attributes: &str) -> String {
        let Self { name, idle, client_type, state } = self;
        let part = |name: &str, text: Option<String>| {
            text.map_or_else(String::new, |text| format!("<{name}>{text}</{name}>"))
        };
        let parts = [
            part("EpName", name.as_ref().map(|name| name.as_escaped().to_owned())),
            part("Idle", idle.map(|idle| idle.to_string())),
            part("ClientType", client_type.map(|number| number.to_string())),
            part("State", state.map(|state| state.to_string())),
        ];
        format!("<{PRIVATE}{attributes}>{}</{PRIVATE}>", parts.concat())
    }

    /// Takes over what another one says; what it does not say stays.
    pub fn update(&mut self, with: Self) {
        self.name = with.name.or(self.name.take());
        self.idle = with.idle.or(self.idle);
        self.client_type = with.client_type.or(self.client_type);
        self.state = with.state.or(self.state);
    }
}

impl Shown {
    /// Reads what a server shows. An empty payload shows that there is nothing.
    pub fn parse(payload: &[u8]) -> Result<Self, NotXml> {
        if payload.is_empty() {
            return Ok(Self { message: PersonalMessage::EMPTY, endpoints: Vec::new() });
        }
        let root = Element::parse(payload)?;
        let mut endpoints: Vec<ShownEndpoint> = Vec::new();
        for child in &root.children {
            let Some(id) = child.id.as_deref().and_then(EndpointId::parse) else { continue };
            let at = endpoints.iter().position(|endpoint| endpoint.id == id).unwrap_or_else(|| {
                endpoints.push(ShownEndpoint { id, caps: ClientCaps::default(), private: None });
                endpoints.len() - 1
            });
            let Some(endpoint) = endpoints.get_mut(at) else { continue };
            match child.name.as_str() {
                ENDPOINT => endpoint.caps = EndpointData::of(child).caps.unwrap_or_default(),
                PRIVATE => endpoint.private = Some(PrivateEndpointData::of(child)),
                _ => {}
            }
        }
        Ok(Self { message: PersonalMessage::of(root), endpoints })
    }

    /// Writes the payload, as far as clients of the dialect know what is in it.
    pub fn to_bytes(&self, dialect: Dialect) -> Vec<u8> {
        let mut out = format!("<{DATA}>{}", self.message.elements(dialect.has(Cap::PersonalDetails)));
        if dialect.has(Cap::Endpoints) {
            let id = |endpoint: &ShownEndpoint| format!(" id=\"{}\"", endpoint.id);
            for endpoint in &self.endpoints {
                out.push_str(&EndpointData { caps: Some(endpoint.caps) }.to_xml(&id(endpoint)));
            }
            for endpoint in &self.endpoints {
                let private = endpoint.private.as_ref().map(|private| private.to_xml(&id(endpoint)));
                out.push_str(&private.unwrap_or_default());
            }
        }
        out.push_str("</Data>");
        out.into_bytes()
    }
}

fn element(name: &str, text: &XmlText) -> String {
    format!("<{name}>{text}</{name}>")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The two texts, as they are written.
    fn read(payload: &str) -> [Option<String>; 2] {
        let message = PersonalMessage::parse(payload.as_bytes()).unwrap();
        [message.text, message.media].map(|text| text.map(|text| text.as_escaped().to_owned()))
    }

    fn owned(text: Option<&str>) -> Option<String> {
        text.map(str::to_owned)
    }

    #[test]
    fn what_the_transcripts_send_comes_out_as_it_was() {
        for (text, length) in [("at work", 60), ("new &amp; shiny", 68), ("home", 57), ("", 53)] {
            let payload = format!("<Data><PSM>{text}</PSM><CurrentMedia></CurrentMedia></Data>");
            assert_eq!(payload.len(), length);
            assert_eq!(read(&payload), [Some(text), Some("")].map(owned));
            assert_eq!(PersonalMessage::parse(payload.as_bytes()).unwrap().to_bytes(), payload.as_bytes());
        }
    }

    #[test]
    fn missing_is_unchanged_and_empty_is_cleared() {
        assert_eq!(read("<Data><PSM>a</PSM></Data>"), [Some("a"), None].map(owned));
        assert_eq!(read("<Data><PSM/></Data>"), [Some(""), None].map(owned));
        assert_eq!(read("<Data><CurrentMedia/><PSM></PSM></Data>"), [Some(""), Some("")].map(owned));
        assert_eq!(read("<Data/>"), [None, None].map(owned));
        assert_eq!(read("<Data></Data>"), [None, None].map(owned));
        assert_eq!(read(""), [Some(""), Some("")].map(owned));
        assert_eq!(PersonalMessage::EMPTY.to_bytes().len(), 53);
    }

    #[test]
    fn another_document_clears_both() {
        assert_eq!(read("<Date><PSM>a</PSM></Date>"), [Some(""), Some("")].map(owned));
        assert_eq!(read("<data/>"), [Some(""), Some("")].map(owned));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let payload = "\u{feff}<?xml version='1.0'?> <Data a='1'>x<!-- c --><Y>z</Y><PSM>a<b>c<d/></b>e</PSM>&lt;</Data> \n";
        assert_eq!(read(payload), [Some("ae"), None].map(owned));
        assert_eq!(read("<Data><PSM>a<![CDATA[<&]]>b</PSM></Data>"), [Some("a&lt;&amp;b"), None].map(owned));
        assert_eq!(read("<Data><X><PSM>a</PSM></X></Data>"), [None, None].map(owned));
        assert_eq!(read("<Data><PSM>a<PSM>b</PSM>c</PSM></Data>"), [Some("ac"), None].map(owned));
    }

    #[test]
    fn what_only_clients_know_is_kept_as_it_was_written() {
        let payload = "<Data><PSM>a</PSM><MachineGuid>&#x7B;F26D1F07&#x7D;</MachineGuid><DDP></DDP><Scene>&#x3C;msnobj/&#x3E;</Scene></Data>";
        let message = PersonalMessage::parse(payload.as_bytes()).unwrap();
        assert_eq!(message.details.get("MachineGuid").unwrap().as_escaped(), "&#x7B;F26D1F07&#x7D;");
        assert_eq!(message.details.get("DDP"), Some(&XmlText::EMPTY), "an empty element is a value");
        assert_eq!(String::from_utf8(message.to_bytes()).unwrap(), payload);

        let mut details = message.details;
        let update =
            PersonalMessage::parse(b"<Data><Scene/><ColorScheme>-1</ColorScheme></Data>").unwrap().details;
        details.update(update);
        let all = "<MachineGuid>&#x7B;F26D1F07&#x7D;</MachineGuid><DDP></DDP><Scene></Scene><ColorScheme>-1</ColorScheme>";
        assert_eq!(details.to_xml(), all);
    }

    #[test]
    fn details_are_bounded_and_have_names() {
        let many: Vec<String> = (0..40).map(|n| format!("<d{n}/>")).collect();
        let many = many.concat();
        assert_eq!(Details::parse(&many).unwrap().0.len(), Details::MAX);
        assert!(
            Details::parse("<a\"b/><1/><a&/>").is_err() || Details::parse("<a\"b/><1/>").unwrap().is_empty()
        );
    }

    /// The bytes of reference 21 §3.
    #[test]
    fn a_machine_tells_of_itself() {
        let endpoint = "<EndpointData><Capabilities>2751496224:48</Capabilities></EndpointData>";
        let private = "<PrivateEndpointData><EpName>HOMEPC</EpName><Idle>false</Idle><ClientType>1</ClientType><State>NLN</State>\
                       </PrivateEndpointData>";
        assert_eq!((endpoint.len(), private.len()), (71, 128));
        for (xml, dialect) in [(endpoint, Dialect::Msnp16), (private, Dialect::Msnp18)] {
            let told = Told::parse(xml.as_bytes(), dialect).unwrap();
            assert!(!matches!(told, Told::Personal(_)), "{told:?}");
            assert_eq!(String::from_utf8(told.to_bytes()).unwrap(), xml);
            let before = Told::parse(xml.as_bytes(), Dialect::Msnp15).unwrap();
            assert_eq!(
                before,
                Told::Personal(PersonalMessage::EMPTY),
                "another document, to a dialect without endpoints"
            );
        }
        let Told::Private(mut data) = Told::parse(private.as_bytes(), Dialect::Msnp18).unwrap() else {
            panic!()
        };
        data.update(PrivateEndpointData { idle: Some(true), ..PrivateEndpointData::default() });
        assert_eq!((data.idle, data.client_type, data.state), (Some(true), Some(1), Some(Status::Online)));
    }

    #[test]
    fn endpoints_are_shown_to_those_who_know_them() {
        let xml = "<Data><PSM>a</PSM><CurrentMedia></CurrentMedia><Scene>s</Scene>\
                   <EndpointData id=\"{a11ce000-0000-4000-8000-00000000000a}\"><Capabilities>1:48</Capabilities></EndpointData>\
                   <PrivateEndpointData id=\"{a11ce000-0000-4000-8000-00000000000a}\"><EpName>PC</EpName></PrivateEndpointData></Data>";
        let shown = Shown::parse(xml.as_bytes()).unwrap();
        assert_eq!((shown.endpoints.len(), shown.endpoints[0].caps.extended), (1, 48));
        let written = |dialect| String::from_utf8(shown.to_bytes(dialect)).unwrap();
        assert_eq!(written(Dialect::Msnp16), xml);
        assert_eq!(
            written(Dialect::Msnp15),
            "<Data><PSM>a</PSM><CurrentMedia></CurrentMedia><Scene>s</Scene></Data>"
        );
        assert_eq!(written(Dialect::Msnp12), "<Data><PSM>a</PSM><CurrentMedia></CurrentMedia></Data>");
        assert_eq!(Shown::parse(b"").unwrap().message, PersonalMessage::EMPTY);
    }

    #[test]
    fn media_keeps_its_separators() {
        let media = r"\0Music\01\0{0} - {1}\0Title &amp; more\0Artist\0\0";
        assert_eq!(
            read(&format!("<Data><CurrentMedia>{media}</CurrentMedia></Data>")),
            [None, Some(media)].map(owned)
        );
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for bad in [
            " ",
            "hello",
            "<Data>",
            "<Data><PSM></Data></PSM>",
            "</Data>",
            "<Data/><Data/>",
            "<Data/>x",
            "<Data/>&lt;",
            "<Data><![CDATA[x]]>",
            "<![CDATA[x]]><Data/>",
            "<Data><PSM>a & b</PSM></Data>",
            "<Data><PSM>&bomb;</PSM></Data>",
            "<Data>&bomb;</Data>",
            "<Data><PSM>a < b</PSM></Data>",
            "<Data a='1' a='2'/>",
            "<!DOCTYPE Data [<!ENTITY bomb 'x'>]><Data/>",
            "<Data/><?xml version='1.0'?>",
            "<Data",
        ] {
            assert_eq!(PersonalMessage::parse(bad.as_bytes()), Err(NotXml), "{bad}");
        }
        let deep = format!("{}{}", "<Data>".repeat(17), "</Data>".repeat(17));
        assert_eq!(PersonalMessage::parse(deep.as_bytes()), Err(NotXml));
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(text in proptest::option::of(".{0,40}"), media in proptest::option::of(".{0,40}"), detail in ".{0,20}") {
            let details = Details(vec![("DDP".to_owned(), XmlText::of(&detail)), ("Scene".to_owned(), XmlText::EMPTY)]);
            let message = PersonalMessage {
                text: text.as_deref().map(XmlText::of),
                media: media.as_deref().map(XmlText::of),
                details,
            };
            prop_assert_eq!(Details::parse(&message.details.to_xml()), Ok(message.details.clone()));
            prop_assert_eq!(PersonalMessage::parse(&message.to_bytes()), Ok(message));
        }

        #[test]
        fn what_is_read_can_be_read_again(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("<Data>"), Just("</Data>"), Just("<PSM>"), Just("</PSM>"), Just("<PSM/>"), Just("<CurrentMedia>"),
                    Just("</CurrentMedia>"), Just("&amp;"), Just("&#1;"), Just("]]>"), Just("<![CDATA["), Just("a\u{1}"),
                    Just("<!--"), Just("-->"), Just("&"), Just("<b>"), Just("</b>"),
                ],
                0..12,
            ),
        ) {
            if let Ok(message) = PersonalMessage::parse(pieces.concat().as_bytes()) {
                prop_assert_eq!(PersonalMessage::parse(&message.to_bytes()), Ok(message));
            }
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = PersonalMessage::parse(&bytes);
            let _ = Told::parse(&bytes, Dialect::Msnp18);
            let _ = Shown::parse(&bytes);
        }
    }
}
