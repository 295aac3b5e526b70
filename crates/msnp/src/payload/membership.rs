//! Lists of contacts: the XML of `ADL`, `RML` and `FQY` (reference 20 §5).
//!
//! ```text
//! <ml l="1"><d n="example.com"><c n="bob" l="3" t="1"/></d><t><c n="tel:+15551234" l="3"/></t></ml>
//! ```
//!
//! The domain of an address is told once for all who follow. `l` is the lists, as bits; `t` the network; `f` a percent-encoded
//! name and `actual` another address, in what a server says.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use crate::line::Word as _;
use crate::value::{Friendly, Handle, ListBits, Network};

/// More contacts than this are in no list. A client sends less than 200 at a time.
pub const MAX_ENTRIES: usize = 4096;

/// A list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Membership {
    /// What stands at the beginning: 1 on the list that a client tells after having signed in, 2 on a question.
    pub mark: Option<u32>,
    /// Who is on it, in order.
    pub entries: Vec<Entry>,
}

/// Somebody on a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// An address, or a telephone ([`Handle::telephone`]), which is written without a domain.
    pub handle: Handle,
    /// The network; [`Network::MESSENGER`] is meant where there is none.
    pub network: Option<Network>,
    /// The lists.
    pub lists: Option<ListBits>,
    /// A name.
    pub name: Option<Friendly>,
    /// The address that this one is another form of.
    pub actual: Option<Handle>,
}

impl Entry {
    /// Somebody of whom no more is said.
    pub fn new(handle: Handle) -> Self {
        Self { handle, network: None, lists: None, name: None, actual: None }
    }
}

/// Why a payload is no list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotAList {
    /// It is no XML, of another kind, or has a value that cannot be.
    #[error("not a list of contacts")]
    Malformed,
    /// A domain has no name.
    #[error("a domain without a name")]
    EmptyDomain,
}

const INITIAL: u32 = 1;

impl Membership {
    /// Whether it is what a client tells after having signed in, and not a change.
    pub fn is_initial(&self) -> bool {
        self.mark == Some(INITIAL)
    }

    /// Reads a payload. Blanks between the tags are passed over, which the service was said to refuse.
    pub fn parse(payload: &[u8]) -> Result<Self, NotAList> {
        let xml = std::str::from_utf8(payload).map_err(|_| NotAList::Malformed)?;
        let mut reader = Reader::from_str(xml);
        reader.config_mut().enable_all_checks(true);
        let mut read = Reading::default();
        loop {
            match reader.read_event().map_err(|_| NotAList::Malformed)? {
                Event::Start(element) => read.opens(&element)?,
                Event::Empty(element) => {
                    read.opens(&element)?;
                    read.closes();
                }
                Event::End(_) => read.closes(),
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                Event::Decl(_) if !read.has_root => {}
                Event::Eof if read.has_root && read.place == Place::Outside => return Ok(read.list),
                Event::Eof
                | Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::PI(_)
                | Event::Decl(_)
                | Event::DocType(_) => return Err(NotAList::Malformed),
            }
        }
    }

    /// Writes the payload, in one line and without blanks.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::from("<ml");
        attribute(&mut out, "l", self.mark.map(|mark| mark.to_string()).as_deref());
        out.push('>');
        let mut open = Group::None;
        for entry in &self.entries {
            let address = entry.handle.as_str();
            let (group, local) = if entry.handle.telephone().is_some() {
                (Group::Telephones, address)
            } else {
                let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
                (Group::Domain(domain), local)
            };
            if open != group {
                open.close(&mut out);
                group.open(&mut out);
                open = group;
            }
            entry.write(local, &mut out);
        }
        open.close(&mut out);
        out.push_str("</ml>");
        out.into_bytes()
    }
}

impl Entry {
    fn write(&self, local: &str, out: &mut String) {
        out.push_str("<c");
        attribute(out, "n", Some(local));
        attribute(out, "t", self.network.map(|network| network.to_string()).as_deref());
        attribute(out, "l", self.lists.map(|lists| lists.to_string()).as_deref());
        attribute(out, "f", self.name.as_ref().map(Friendly::as_str));
        attribute(out, "actual", self.actual.as_ref().map(Handle::as_str));
        out.push_str("/>");
    }
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        // Writing to a String cannot fail.
        let _infallible = write!(out, " {name}=\"{}\"", escape(value));
    }
}

/// What entries stand together in.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Group<'a> {
    None,
    Domain(&'a str),
    Telephones,
}

impl Group<'_> {
    fn open(self, out: &mut String) {
        match self {
            Self::None => {}
            Self::Domain(domain) => {
                out.push_str("<d");
                attribute(out, "n", Some(domain));
                out.push('>');
            }
            Self::Telephones => out.push_str("<t>"),
        }
    }

    fn close(self, out: &mut String) {
        out.push_str(match self {
            Self::None => "",
            Self::Domain(_) => "</d>",
            Self::Telephones => "</t>",
        });
    }
}

/// A list that is being read.
#[derive(Default)]
struct Reading {
    list: Membership,
    has_root: bool,
    place: Place,
    /// The domain, while one is open.
    domain: String,
}

/// Which element is open.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Place {
    #[default]
    Outside,
    List,
    Domain,
    Telephones,
    /// A contact of a domain.
    Contact,
    /// A contact that is a telephone.
    Telephone,
}

impl Reading {
    fn opens(&mut self, element: &BytesStart<'_>) -> Result<(), NotAList> {
        let attributes = Attributes::of(element)?;
        let name = element.name();
        self.place = match (self.place, name.as_ref()) {
            (Place::Outside, "ml") if !self.has_root => {
                self.has_root = true;
                self.list.mark = attributes.lists.as_deref().map(number).transpose()?;
                Place::List
            }
            (Place::List, "d") => {
                self.domain = attributes.name.filter(|name| !name.is_empty()).ok_or(NotAList::EmptyDomain)?;
                if self.domain.contains('@') {
                    return Err(NotAList::Malformed);
                }
                Place::Domain
            }
            (Place::List, "t") => Place::Telephones,
            (Place::Domain, "c") => {
                let local = attributes.name.as_deref().filter(|name| !name.is_empty() && !name.contains('@'));
                let local = local.ok_or(NotAList::Malformed)?;
                let address = format!("{local}@{}", self.domain);
                self.add(&address, &attributes)?;
                Place::Contact
            }
            (Place::Telephones, "c") => {
                let number = attributes.name.as_deref().ok_or(NotAList::Malformed)?;
                let handle = Handle::new(number).map_err(|_| NotAList::Malformed)?;
                handle.telephone().ok_or(NotAList::Malformed)?;
                self.add(number, &attributes)?;
                Place::Telephone
            }
            _ => return Err(NotAList::Malformed),
        };
        Ok(())
    }

    fn closes(&mut self) {
        self.place = match self.place {
            Place::Contact => Place::Domain,
            Place::Telephone => Place::Telephones,
            Place::Domain | Place::Telephones => Place::List,
            Place::List | Place::Outside => Place::Outside,
        };
    }

    fn add(&mut self, address: &str, attributes: &Attributes) -> Result<(), NotAList> {
        let malformed = NotAList::Malformed;
        if self.list.entries.len() == MAX_ENTRIES {
            return Err(malformed);
        }
        let word =
            |text: &Option<String>| text.as_deref().map(Handle::new).transpose().map_err(|_| malformed);
        let lists =
            attributes.lists.as_deref().map(|bits| ListBits::parse(bits).ok_or(malformed)).transpose()?;
        let network = attributes.network.as_deref().map(number).transpose()?.map(Network);
        let friendly = attributes.friendly.as_deref().filter(|name| !name.is_empty());
        self.list.entries.push(Entry {
            handle: Handle::new(address).map_err(|_| malformed)?,
            network,
            lists,
            name: friendly.map(Friendly::new).transpose().map_err(|_| malformed)?,
            actual: word(&attributes.actual)?,
        });
        Ok(())
    }
}

fn number(text: &str) -> Result<u32, NotAList> {
    u32::parse(text).ok_or(NotAList::Malformed)
}

/// The attributes that elements have; others are passed over.
#[derive(Default)]
struct Attributes {
    name: Option<String>,
    lists: Option<String>,
    network: Option<String>,
    friendly: Option<String>,
    actual: Option<String>,
}

impl Attributes {
    fn of(element: &BytesStart<'_>) -> Result<Self, NotAList> {
        let mut read = Self::default();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| NotAList::Malformed)?;
            let place = match attribute.key.as_ref() {
                "n" => &mut read.name,
                "l" => &mut read.lists,
                "t" => &mut read.network,
                "f" => &mut read.friendly,
                "actual" => &mut read.actual,
                _ => continue,
            };
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| NotAList::Malformed)?;
            *place = Some(value.into_owned());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(xml: &str) -> Membership {
        Membership::parse(xml.as_bytes()).unwrap()
    }

    fn written(list: &Membership) -> String {
        String::from_utf8(list.to_bytes()).unwrap()
    }

    #[test]
    fn the_samples_of_the_reference_are_read() {
        let initial = list(
            "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/><c n=\"carol\" l=\"5\" t=\"1\"/></d>\
             <d n=\"yahoo.com\"><c n=\"dave\" l=\"3\" t=\"32\"/></d></ml>",
        );
        assert!(initial.is_initial());
        let rows: Vec<_> = initial
            .entries
            .iter()
            .map(|entry| (entry.handle.as_str(), entry.lists.unwrap().bits(), entry.network.unwrap().0))
            .collect();
        assert_eq!(rows, [("bob@example.com", 3, 1), ("carol@example.com", 5, 1), ("dave@yahoo.com", 3, 32)]);

        let telephone = list("<ml><t><c n=\"tel:+15551234\" l=\"3\"/></t></ml>");
        assert_eq!(telephone.entries[0].handle.telephone(), Some("+15551234"));
        assert_eq!((telephone.entries[0].network, telephone.is_initial()), (None, false));

        let question = list("<ml l=\"2\"><d n=\"example.com\"><c n=\"bob\"/></d></ml>");
        assert_eq!((question.mark, question.entries[0].lists), (Some(2), None));
        assert_eq!(list("<ml l='1'/>"), Membership { mark: Some(1), entries: vec![] });
    }

    #[test]
    fn what_a_server_says_has_the_form_of_the_reference() {
        let erin = Entry {
            network: Some(Network::MESSENGER),
            lists: Some(ListBits::REVERSE),
            name: Some(Friendly::new("Erin%20Display").unwrap()),
            ..Entry::new(Handle::new("erin@example.com").unwrap())
        };
        let pushed = Membership { mark: None, entries: vec![erin] };
        let xml = "<ml><d n=\"example.com\"><c n=\"erin\" t=\"1\" l=\"8\" f=\"Erin%20Display\"/></d></ml>";
        assert_eq!(written(&pushed), xml);
        assert_eq!(list(xml), pushed);
        let alias = "<ml l=\"2\"><d n=\"a.b\"><c n=\"x\" t=\"1\" actual=\"y@a.b\"/></d><t><c n=\"tel:1\" t=\"4\"/></t></ml>";
        assert_eq!(written(&list(alias)), alias);
        assert_eq!(written(&Membership::default()), "<ml></ml>");
    }

    #[test]
    fn blanks_and_unknown_attributes_do_no_harm() {
        let spaced = "<?xml version=\"1.0\"?>\r\n<ml l=\"1\" x=\"y\">\r\n <d n=\"a.b\"> <c n=\"x\" l=\"3\" t=\"1\" z=\"\"></c> </d>\n</ml>\r\n";
        assert_eq!(written(&list(spaced)), "<ml l=\"1\"><d n=\"a.b\"><c n=\"x\" t=\"1\" l=\"3\"/></d></ml>");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for bad in [
            "",
            "hello",
            "<ml>",
            "<ml/><ml/>",
            "<ml></ml>x",
            "<d n=\"a.b\"/>",
            "<ml><c n=\"x\"/></ml>",
            "<ml><d n=\"a.b\"><d n=\"c.d\"/></d></ml>",
            "<ml><d n=\"a.b\"><c/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x y\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x\" l=\"32\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x\" l=\"-1\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x\" t=\"\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x\" n=\"y\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"&bomb;\"/></d></ml>",
            "<ml><d n=\"a.b\"><c n=\"x\"><c n=\"y\"/></c></d></ml>",
            "<ml><t><c n=\"15551234\"/></t></ml>",
            "<ml l=\"x\"></ml>",
            "<ml>text</ml>",
            "<!DOCTYPE ml><ml/>",
            "<ml><!-- c --></ml>",
        ] {
            assert_eq!(Membership::parse(bad.as_bytes()), Err(NotAList::Malformed), "{bad}");
        }
        for bad in ["<ml><d><c n=\"x\"/></d></ml>", "<ml><d n=\"\"><c n=\"x\"/></d></ml>"] {
            assert_eq!(Membership::parse(bad.as_bytes()), Err(NotAList::EmptyDomain), "{bad}");
        }
        assert_eq!(Membership::parse(b"<ml><d n=\"\xff\"/></ml>"), Err(NotAList::Malformed));
        let many = format!("<ml><d n=\"a.b\">{}</d></ml>", "<c n=\"x\"/>".repeat(MAX_ENTRIES + 1));
        assert_eq!(Membership::parse(many.as_bytes()), Err(NotAList::Malformed));
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let handle = prop_oneof!["[!-?A-~\u{e9}]{1,8}@[a-z.<&]{1,6}", "tel:[+0-9]{1,6}"];
        let name = proptest::option::of("[!-~]{1,8}".prop_map(|name| Friendly::new(&name).unwrap()));
        let other =
            proptest::option::of("[a-z]{1,4}@[a-z]{1,4}".prop_map(|text| Handle::new(&text).unwrap()));
        let network = proptest::option::of(any::<u32>().prop_map(Network));
        let lists = proptest::option::of((0..32u8).prop_map(|bits| ListBits::from_bits(bits).unwrap()));
        (handle, network, lists, name, other).prop_map(|(handle, network, lists, name, actual)| Entry {
            handle: Handle::new(&handle).unwrap(),
            network,
            lists,
            name,
            actual,
        })
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(mark: Option<u32>, entries in proptest::collection::vec(entry(), 0..6)) {
            let list = Membership { mark, entries };
            prop_assert_eq!(Membership::parse(&list.to_bytes()), Ok(list));
        }

        #[test]
        fn nothing_makes_it_panic(xml in "(</?(ml|d|t|c)( [nltf]=\"[a-z0-9&;]{0,4}\")*/?>|[a ]){0,12}") {
            if let Ok(list) = Membership::parse(xml.as_bytes()) {
                prop_assert_eq!(Membership::parse(&list.to_bytes()), Ok(list));
            }
        }
    }
}
