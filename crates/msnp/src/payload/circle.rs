//! What is told of a circle in `NFY`: who is there, and what it is called (reference 21 §7.4 and §7.5).

use std::fmt::Write as _;

use quick_xml::escape::escape;

use crate::value::{Handle, Network};

/// The type of such content.
pub const TYPE: &str = "application/circles+xml";

/// What a circle as a whole is.
pub const CIRCLE: &str = "/circle";

/// Who is there; nothing at all if nobody is.
pub fn roster<'a>(there: impl IntoIterator<Item = &'a Handle>) -> String {
    let mut users = String::new();
    for who in there {
        // Writing to a String cannot fail.
        let _infallible =
            write!(users, "<user><id>{}:{}</id></user>", Network::MESSENGER, escape(who.as_str()));
    }
    if users.is_empty() { users } else { format!("<circle><roster><id>IM</id>{users}</roster></circle>") }
}

/// What it is called.
pub fn properties(name: &str) -> String {
    format!(
        "<circle><props><presence dtype=\"xml\"><Data><UTL></UTL><MFN>{}</MFN><PSM></PSM>\
         <CurrentMedia></CurrentMedia></Data></presence></props></circle>",
        escape(name)
    )
}

/// What somebody who is there is.
pub fn user(who: &Handle) -> String {
    format!("{CIRCLE}/roster(IM)/user({}:{who})", Network::MESSENGER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_reference() {
        let there = ["alice@example.com", "bob@example.com"].map(|who| Handle::new(who).unwrap());
        let text = "<circle><roster><id>IM</id><user><id>1:alice@example.com</id></user>\
                    <user><id>1:bob@example.com</id></user></roster></circle>";
        assert_eq!(roster(&there), text);
        assert_eq!(roster(&there[..0]), "");
        assert_eq!(user(&there[1]), "/circle/roster(IM)/user(1:bob@example.com)");
        assert!(properties("A & <B>").contains("<MFN>A &amp; &lt;B&gt;</MFN>"));
    }
}
