//! Profiles as others see them: `profile.asmx` (reference 13 §4). Of its operations only `Get` is known well enough to be
//! answered; it can be read, and changed nowhere but where names and pictures are kept.

use std::borrow::Cow;

use crate::envelope::{CLIENT, Call, Fault, FaultCode, answer};
use crate::passport::{Moment, ticket_in};
use crate::storage::{ResourceId, Thing, cid};
use crate::writer::Writer;

const NAMESPACE: &str = "http://profile.live.com/";

/// Whose profile, in which view.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Get {
    /// The view, at most 128 bytes.
    pub view: String,
    /// The number of the account.
    pub cid: u64,
}

const MAX_VIEW: usize = 128;

impl Get {
    /// Reads it; `None` if it is another operation, or names nobody by number.
    pub fn read(call: &Call) -> Option<Self> {
        let operation = Some(call.operation()).filter(|operation| operation.name() == "Get")?;
        let request = operation.child("request")?;
        let (namespace, value) = (request.at(&["Id", "Ns1"])?, request.at(&["Id", "V1"])?);
        if !namespace.text().trim().eq_ignore_ascii_case("Cid") {
            return None;
        }
        let view = request.child("ViewName").map_or("", |view| view.text().trim());
        let view = Some(view).filter(|view| view.len() <= MAX_VIEW)?;
        Some(Self { view: view.to_owned(), cid: cid(value.text())? })
    }

    /// The ticket in the header, without its dress.
    pub fn ticket(call: &Call) -> Option<Cow<'_, str>> {
        ticket_in(call.header(&["SOAPUserHeader", "TicketToken"])?)
    }
}

/// What is told of somebody.
#[derive(Clone, Copy, Debug)]
pub struct Public<'a> {
    /// The name that they show.
    pub name: &'a str,
    /// What stands below it.
    pub message: &'a str,
    /// Given and family name.
    pub names: (&'a str, &'a str),
    /// Where the picture is, if there is one.
    pub picture_url: Option<&'a str>,
    /// The page about them.
    pub page: &'a str,
    /// The number of their language in Windows.
    pub language: u16,
    /// Since when it is so.
    pub modified: Moment,
}

impl Public<'_> {
    /// Writes the answer.
    pub fn to_xml(&self, get: &Get) -> String {
        let id = |thing| ResourceId { cid: get.cid, thing }.to_string();
        let modified = self.modified.to_string();
        let mut attributes = vec![
            ("PublicProfile.ResourceId", "string", id(Thing::Profile)),
            ("PublicProfile.ProfilePage", "string", self.page.to_owned()),
            ("PublicProfile.LastModified", "dateTime", modified.clone()),
            ("PublicProfile.LCid", "int", self.language.to_string()),
            ("PublicProfile.DisplayName", "string", self.names.0.to_owned()),
            ("PublicProfile.DisplayLastName", "string", self.names.1.to_owned()),
            ("ExpressionProfile.ResourceId", "string", id(Thing::ExpressionProfile)),
            ("ExpressionProfile.DisplayName", "string", self.name.to_owned()),
            ("ExpressionProfile.DisplayName.LastModified", "dateTime", modified.clone()),
            ("ExpressionProfile.PersonalStatus", "string", self.message.to_owned()),
            ("ExpressionProfile.PersonalStatus.LastModified", "dateTime", modified),
        ];
        if let Some(url) = self.picture_url {
            attributes.push(("PublicProfile.UserTileStaticUrl", "string", url.to_owned()));
            attributes.push(("PictureProfile.UserTileStatic.ResourceId", "string", id(Thing::Picture)));
        }
        let mut w = Writer::new();
        w.element_with("GetResponse", &[("xmlns", NAMESPACE)], |w| {
            w.element("GetResult", |w| {
                w.element("CallStatistics", |w| {
                    w.text("ServerName", "NUDGE01");
                    w.text("ElapsedMilliseconds", 0);
                });
                w.element("Id", |w| {
                    w.text("Ns1", "Cid");
                    w.text("V1", get.cid);
                });
                w.element("View", |w| {
                    w.text("ViewName", &get.view);
                    w.text("ViewVersion", 1);
                    w.element("Attributes", |w| {
                        for (name, kind, value) in &attributes {
                            w.element("A", |w| {
                                w.text("N", name);
                                w.text_with("V", &[("xsi:type", &format!("xsd:{kind}"))], value);
                            });
                        }
                    });
                });
            });
        });
        answer(None, &w)
    }
}

/// The fault upon which clients get themselves another ticket.
pub fn not_authenticated() -> String {
    let code = FaultCode::Qualified {
        namespace: "http://schemas.xmlsoap.org/ws/2003/06/secext",
        name: "BadContextToken",
    };
    Fault { code, text: "Authentication failed", actor: None, detail: None }.to_xml()
}

/// The fault for whatever is not done here.
pub fn refused(text: &str) -> String {
    Fault { code: CLIENT, text, actor: None, detail: None }.to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Element;

    const REQUEST: &str = "<Envelope><Header><SOAPUserHeader><TicketToken>t=X&amp;p=</TicketToken></SOAPUserHeader></Header>\
        <Body><Get xmlns='http://profile.live.com/'><request><ViewName>WLX.DC.IncrementalView</ViewName><Id><Ns1>Cid</Ns1><V1>-1</V1>\
        <Ns2/><V2/></Id></request></Get></Body></Envelope>";

    #[test]
    fn a_profile_is_asked_for_by_number_and_told() {
        let call = Call::parse(REQUEST.as_bytes()).unwrap();
        assert_eq!(Get::ticket(&call).as_deref(), Some("X"));
        let get = Get::read(&call).unwrap();
        assert_eq!((get.view.as_str(), get.cid), ("WLX.DC.IncrementalView", u64::MAX));
        let public = Public {
            name: "Alice <3",
            message: "",
            names: ("Alice", "Example"),
            picture_url: Some("http://a/b"),
            page: "http://a/",
            language: 1033,
            modified: Moment(1_767_323_045),
        };
        let written = Element::parse(public.to_xml(&get).as_bytes()).unwrap();
        let view = written.at(&["Body", "GetResponse", "GetResult", "View"]).unwrap();
        let value = |name: &str| {
            let all = view.child("Attributes").unwrap().children();
            let it = all.iter().find(|one| one.child("N").unwrap().text() == name).unwrap();
            it.child("V").unwrap().text().to_owned()
        };
        assert_eq!(value("ExpressionProfile.DisplayName"), "Alice <3");
        assert_eq!(value("PublicProfile.LastModified"), "2026-01-02T03:04:05Z");
        assert_eq!(value("PictureProfile.UserTileStatic.ResourceId"), "ffffffffffffffff!205");
        let bare = Public { picture_url: None, ..public }.to_xml(&get);
        assert!(!bare.contains("UserTileStatic"), "{bare}");
    }

    #[test]
    fn anything_else_is_not() {
        for (from, to) in [("Get", "Set"), ("Cid", "Email"), ("-1", "x"), ("V1>", "V9>")] {
            let call = Call::parse(REQUEST.replace(from, to).as_bytes()).unwrap();
            assert_eq!(Get::read(&call), None, "{from}");
        }
        assert!(not_authenticated().contains(">q0:BadContextToken<") && refused("No.").contains("No."));
    }
}
