//! What a ticket looks like from outside: `t=X&p=`, where `X` is the ticket itself (reference 10 §3).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The ticket as it is handed out. `p` is always there, though empty: Pidgin and aMSN want both.
pub fn dressed(ticket: &str) -> String {
    format!("t={ticket}&p=")
}

/// The ticket itself, from any of the forms that clients show it in:
///
/// ```
/// use nudge_soap::passport::undressed;
///
/// for shown in [
///     "t=X&p=", "t=X&p=Y", "X", "X&p=", "t%3DX%26p%3D", "<t>X</t><p>Y</p>", "t=X&amp;p=",
///     // msnp11-sdk takes all that follows in the header with it.
///     "t=X&p=,ru=http://messenger.msn.com",
///     "MSPAuth=X", "MSPAuth=t=X&p=", "MSPProf=Y; MSPAuth=X; lc=1033", "RPSTAuth=X",
/// ] {
///     assert_eq!(undressed(shown).as_deref(), Some("X"), "{shown}");
/// }
/// ```
///
/// `None` where there is none, or a character that no ticket has.
pub fn undressed(shown: &str) -> Option<Cow<'_, str>> {
    if shown.len() > LONGEST {
        return None;
    }
    let shown = match percent_decode_str(shown.trim()).decode_utf8().ok()? {
        Cow::Borrowed(text) => return bare(text).map(Cow::Borrowed),
        Cow::Owned(text) => text,
    };
    bare(&shown).map(|ticket| Cow::Owned(ticket.to_owned()))
}

/// Longer than every header or argument that a client can send one in.
const LONGEST: usize = 4096;

fn bare(shown: &str) -> Option<&str> {
    let of_cookie = |name| shown.split(';').find_map(|cookie| cookie.trim().strip_prefix(name));
    let shown = of_cookie("MSPAuth=").or_else(|| of_cookie("RPSTAuth=")).unwrap_or(shown);
    let ticket = match shown.strip_prefix("<t>") {
        Some(rest) => rest.split_once("</t>")?.0,
        None => shown.strip_prefix("t=").unwrap_or(shown),
    };
    let ticket = ticket.split('&').next()?.trim();
    let is_ticket = !ticket.is_empty()
        && ticket.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*!$+/.-_".contains(&byte));
    is_ticket.then_some(ticket)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_no_ticket_has_is_none() {
        for shown in [
            "",
            "t=",
            "t=&p=",
            "t=a b&p=",
            "<t>a",
            "<t></t><p></p>",
            "MSPAuth=",
            "t='x'",
            "%ff",
            "a,b",
            "a=b",
        ] {
            assert_eq!(undressed(shown), None, "{shown}");
        }
        assert_eq!(undressed(&"x".repeat(LONGEST + 1)), None);
    }

    proptest! {
        #[test]
        fn undressing_undoes_dressing(ticket in "[A-Za-z0-9*!$+/._-]{1,200}") {
            let shown = dressed(&ticket);
            prop_assert_eq!(undressed(&shown).unwrap(), ticket.as_str());
            let encoded = percent_encoding::utf8_percent_encode(&shown, percent_encoding::NON_ALPHANUMERIC).to_string();
            prop_assert_eq!(undressed(&encoded).unwrap(), ticket.as_str());
        }

        #[test]
        fn nothing_makes_it_panic(shown in any::<String>()) {
            if let Some(ticket) = undressed(&shown) {
                let again = undressed(&ticket);
                prop_assert_eq!(again.as_deref(), Some(&*ticket));
            }
        }
    }
}
