//! What a ticket looks like from outside: `t=X&p=`, where `X` is the ticket itself (reference 10 §3).

/// The ticket as it is handed out. `p` is always there, though empty: Pidgin and aMSN want both.
///
/// ```
/// assert_eq!(nudge_soap::passport::dressed("X"), "t=X&p=");
/// ```
pub fn dressed(ticket: &str) -> String {
    format!("t={ticket}&p=")
}
