//! `Store` and `Store2`: leaving a message (reference 12 §2).

use crate::envelope::{Envelope, NoCall, answer};
use crate::writer::Writer;
use crate::xml::Element;

/// Which of the two it is. They differ in the namespace of the answer; requests mix it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flavour {
    /// MSN Messenger 7.5 to Windows Live Messenger 8.0, and early libraries.
    Store,
    /// Windows Live Messenger 8.1 and later.
    Store2,
}

impl Flavour {
    /// As the header `SOAPAction` says, for nothing in the body does. Where there is none, it is the later one.
    pub fn of_action(action: Option<&str>) -> Self {
        let action = action.unwrap_or_default().trim().trim_matches('"');
        if action.ends_with("/Store") { Self::Store } else { Self::Store2 }
    }

    /// The namespace of the answer.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Store => "http://messenger.msn.com/ws/2004/09/oim/",
            Self::Store2 => "http://messenger.live.com/ws/2006/09/oim/",
        }
    }
}

/// Who leaves what for whom. The name that the client gives its user is not read: the server knows it.
#[derive(Clone, Eq, PartialEq)]
pub struct StoreRequest {
    /// The sender's address.
    pub sender: String,
    /// The receiver's address.
    pub receiver: String,
    /// The ticket, as it stands there.
    pub ticket: String,
    /// Which product the client says that it is.
    pub product: String,
    /// The key to a challenge; empty, if the client has not been given one.
    pub lock_key: String,
    /// Which dialect the client says that it speaks: the number in `MSNP15`.
    pub dialect: Option<u32>,
    /// The number in the header.
    pub number: u32,
    /// What kind of message it is: `text`.
    pub kind: String,
    /// The message, as it stands there.
    pub content: String,
}

/// Why something is no [`StoreRequest`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotStore {
    /// No envelope.
    #[error(transparent)]
    NoCall(#[from] NoCall),
    /// Something is missing in it.
    #[error("the request says not who leaves what for whom")]
    Incomplete,
}

impl StoreRequest {
    /// Reads the body of a `POST`.
    pub fn parse(body: &[u8]) -> Result<Self, NotStore> {
        let envelope = Envelope::parse(body)?;
        let header = |name: &str| envelope.header(&[name]).ok_or(NotStore::Incomplete);
        let (from, to, ticket) = (header("From")?, header("To")?, header("Ticket")?);
        let attribute =
            |element: &Element, name: &str| element.attribute(name).unwrap_or_default().to_owned();
        let required = |element: &Element| {
            element.attribute("memberName").map(|name| name.trim().to_owned()).ok_or(NotStore::Incomplete)
        };
        let part = |name: &str| envelope.body().iter().find(|part| part.name() == name);
        let number = envelope.header(&["Sequence", "MessageNumber"]).map(Element::text);
        let dialect = from.attribute("msnpVer").and_then(|version| version.trim().strip_prefix("MSNP"));
        Ok(Self {
            sender: required(from)?,
            receiver: required(to)?,
            ticket: attribute(ticket, "passport"),
            product: attribute(ticket, "appid"),
            lock_key: attribute(ticket, "lockkey"),
            dialect: dialect.and_then(|number| number.parse().ok()),
            number: number.and_then(|number| number.trim().parse().ok()).unwrap_or(1),
            kind: part("MessageType").map_or_else(|| "text".to_owned(), |kind| kind.text().trim().to_owned()),
            content: part("Content").ok_or(NotStore::Incomplete)?.text().to_owned(),
        })
    }
}

/// Without ticket and message.
impl std::fmt::Debug for StoreRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreRequest")
            .field("sender", &self.sender)
            .field("receiver", &self.receiver)
            .field("product", &self.product)
            .field("dialect", &self.dialect)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The answer: the message with that number was taken.
pub fn stored(flavour: Flavour, number: u32) -> String {
    let mut header = Writer::new();
    let namespace = [("xmlns", "http://schemas.xmlsoap.org/ws/2003/03/rm")];
    header.element_with("SequenceAcknowledgment", &namespace, |w| {
        let utility = [("xmlns", "http://schemas.xmlsoap.org/ws/2002/07/utility")];
        w.text_with("Identifier", &utility, "http://messenger.msn.com");
        let number = number.to_string();
        w.element_with("AcknowledgmentRange", &[("Upper", &number), ("Lower", &number)], |_| {});
    });
    let mut result = Writer::new();
    // The same name in both (reference 12 §2).
    result.element_with("StoreResponse", &[("xmlns", flavour.namespace())], |w| w.text("PointsConsumed", 0));
    answer(Some(&header), &result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::Content;
    use crate::samples::in_one_line;

    #[test]
    fn the_sample_is_read() {
        let request = StoreRequest::parse(include_bytes!("../../tests/samples/Store2.request.xml")).unwrap();
        let expected = StoreRequest {
            sender: "alice@example.com".to_owned(),
            receiver: "bob@example.com".to_owned(),
            ticket: "t=EwAgTicketExample0001&p=".to_owned(),
            product: "PROD0119GSJUC$18".to_owned(),
            lock_key: "844559b18ac25f3affb9281fd729203c".to_owned(),
            dialect: Some(15),
            number: 1,
            kind: "text".to_owned(),
            content: request.content.clone(),
        };
        assert_eq!(request, expected);
        assert_eq!(Content::parse(&request.content).unwrap().text, "Hello from Alice");
        let shown = format!("{request:?}");
        assert!(!shown.contains("EwAg") && !shown.contains("SGVs"), "{shown}");
    }

    #[test]
    fn the_answer_is_the_sample_in_the_namespace_that_was_asked_for() {
        let sample = in_one_line(include_str!("../../tests/samples/Store2.response.xml"));
        assert_eq!(stored(Flavour::Store2, 1), sample);
        let old = sample.replace(Flavour::Store2.namespace(), Flavour::Store.namespace());
        assert_eq!(stored(Flavour::Store, 1), old);
    }

    #[test]
    fn the_action_tells_which_it_is() {
        for (action, flavour) in [
            (Some("\"http://messenger.msn.com/ws/2004/09/oim/Store\""), Flavour::Store),
            (Some("http://messenger.msn.com/ws/2004/09/oim/Store"), Flavour::Store),
            (Some("\"http://messenger.live.com/ws/2006/09/oim/Store2\""), Flavour::Store2),
            (Some(""), Flavour::Store2),
            (None, Flavour::Store2),
        ] {
            assert_eq!(Flavour::of_action(action), flavour, "{action:?}");
        }
    }

    #[test]
    fn what_says_not_who_leaves_what_for_whom_is_refused() {
        let sample = include_str!("../../tests/samples/Store2.request.xml");
        for missing in ["<From ", "<To ", "<Ticket ", "<Content "] {
            let without = sample.replace(missing, &missing.replace('<', "<X"));
            let without =
                if missing == "<Content " { without.replace("</Content>", "</XContent>") } else { without };
            assert_eq!(StoreRequest::parse(without.as_bytes()), Err(NotStore::Incomplete), "{missing}");
        }
        assert!(matches!(StoreRequest::parse(b"<a/>"), Err(NotStore::NoCall(_))));
    }
}
