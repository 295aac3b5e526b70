//! What a ticket looks like from outside, and the ticket in whatever dress a client shows it (reference 10 §3).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::xml::Element;

/// The ticket as it is handed out. `p` is always there, though empty: Pidgin and aMSN want both.
///
/// ```
/// assert_eq!(nudge_soap::passport::dressed("X"), "t=X&p=");
/// ```
pub fn dressed(ticket: &str) -> String {
    format!("t={ticket}&p=")
}

/// The ticket itself out of what a client shows: `t=X&p=Y`, `t=X`, `X&p=` or `X`, each percent-encoded or not. What comes out
/// may be anything: whether it is a ticket, is the domain's to say.
///
/// ```
/// assert_eq!(nudge_soap::passport::undressed("t%3DX%26p%3D"), "X");
/// ```
pub fn undressed(shown: &str) -> Cow<'_, str> {
    let shown = shown.trim();
    // A ticket of ours has no percent sign. What is encoded but no text is none.
    let decoded = if shown.contains('%') {
        percent_decode_str(shown).decode_utf8().unwrap_or_default()
    } else {
        Cow::Borrowed(shown)
    };
    match decoded {
        Cow::Borrowed(text) => Cow::Borrowed(bare(text)),
        Cow::Owned(text) => Cow::Owned(bare(&text).to_owned()),
    }
}

/// The ticket out of an element of a SOAP header: the text of it (`<TicketToken>t=X&amp;p=</TicketToken>`), or its child `t`
/// (`<PassportCookie><t>X</t><p>Y</p></PassportCookie>`). `None` if there is no text in either.
pub fn ticket_in(element: &Element) -> Option<Cow<'_, str>> {
    let shown = element.child("t").unwrap_or(element).text();
    Some(undressed(shown)).filter(|ticket| !ticket.is_empty())
}

/// The ticket out of a `Cookie` header, `MSPAuth=X; MSPProf=Y` or `RPSTAuth=X` among others.
pub fn ticket_in_cookies(header: &str) -> Option<Cow<'_, str>> {
    let cookie = header.split(';').filter_map(|cookie| cookie.split_once('='));
    let named = |name: &str| {
        let is_it = |(known, _): &(&str, &str)| known.trim().eq_ignore_ascii_case(name);
        cookie.clone().find(is_it).map(|(_, value)| undressed(value.trim().trim_matches('"')))
    };
    named("MSPAuth").or_else(|| named("RPSTAuth")).filter(|ticket| !ticket.is_empty())
}

/// Without `t=` before it, and whatever comes after it.
fn bare(shown: &str) -> &str {
    let shown = shown.strip_prefix("t=").unwrap_or(shown);
    shown.split_once('&').map_or(shown, |(ticket, _)| ticket)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ticket_is_found_in_every_dress() {
        for shown in
            ["t=X-y_1&p=Y", "t=X-y_1&p=", "t=X-y_1", "X-y_1", "X-y_1&p=", " t=X-y_1&p= ", "t%3dX-y_1%26p%3D"]
        {
            assert_eq!(undressed(shown), "X-y_1", "{shown}");
        }
        for shown in ["", "t=", "t=&p=", "&p=", "%", "%ff"] {
            assert!(!undressed(shown).contains('X'), "{shown}");
        }
    }

    #[test]
    fn a_ticket_is_found_in_a_header() {
        let read = |xml: &str| ticket_in(&Element::parse(xml.as_bytes()).unwrap()).map(Cow::into_owned);
        let found = Some("X".to_owned());
        assert_eq!(read("<TicketToken>t=X&amp;p=</TicketToken>"), found);
        assert_eq!(read("<PassportCookie xmlns='u'>\n<t>X</t>\n<p>Y</p></PassportCookie>"), found);
        for none in
            ["<TicketToken/>", "<TicketToken> </TicketToken>", "<PassportCookie><t/><p/></PassportCookie>"]
        {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_ticket_is_found_among_cookies() {
        for header in [
            "MSPAuth=X",
            "MSPAuth=X; MSPProf=Y",
            "MSPProf=Y;MSPAuth=X",
            "mspauth=X",
            "RPSTAuth=X",
            "a; RPSTAuth=\"t=X&p=\"; b=c",
            "RPSTAuth=Y; MSPAuth=X",
        ] {
            assert_eq!(ticket_in_cookies(header).as_deref(), Some("X"), "{header}");
        }
        for header in ["", "MSPAuth", "MSPAuth=", "MSPProf=X", "XMSPAuth=X"] {
            assert_eq!(ticket_in_cookies(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn what_was_handed_out_comes_back(ticket in "[A-Za-z0-9_-]{1,200}") {
            let dressed = dressed(&ticket);
            let encoded = percent_encoding::utf8_percent_encode(&dressed, percent_encoding::NON_ALPHANUMERIC).to_string();
            for shown in [&dressed, &encoded, &ticket] {
                prop_assert_eq!(undressed(shown), ticket.as_str());
            }
            let cookies = format!("a=b; MSPAuth={ticket}; MSPProf=");
            prop_assert_eq!(ticket_in_cookies(&cookies).unwrap(), ticket.as_str());
        }

        #[test]
        fn nothing_makes_it_panic(shown in any::<String>()) {
            let _ = undressed(&shown);
            let _ = ticket_in_cookies(&shown);
        }
    }
}
