//! The profile message: what the server tells a client about its user after sign-in (reference 01 §6.1).

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

use crate::{Cap, Dialect};

/// The type of the message.
pub const CONTENT_TYPE: &str = "text/x-msmsgsprofile; charset=UTF-8";

/// A member's particulars.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Profile {
    /// When the member signed in, in seconds since 1970.
    pub login_time: i64,
    /// Whether there is a mailbox.
    pub email_enabled: bool,
    /// The member's number. Its halves are written as signed 32-bit numbers.
    pub member_id: u64,
    /// Language, as a decimal LCID: 1033 is English.
    pub language: u16,
    /// The member's address.
    pub preferred_email: String,
    /// Two letters, or empty.
    pub country: String,
    /// Empty if unknown.
    pub postal_code: String,
    /// `m`, `f` or empty.
    pub gender: String,
    /// In years; empty if unknown.
    pub age: Option<u16>,
    /// The ticket that a client hands to the service's pages. Where sign-in is by ticket, that one's `t`.
    pub ticket: String,
    /// Where the server sees the client.
    pub client: Option<SocketAddr>,
    /// Whether the member may be signed in at several places, for clients that can.
    pub several_places: bool,
}

impl Profile {
    /// The whole payload. MSNP2 has only the time; every header of the others is there even if its value is not,
    /// with the space that some clients wait for.
    pub fn to_bytes(&self, dialect: Dialect) -> Vec<u8> {
        let mut out = format!(
            "MIME-Version: 1.0\r\nContent-Type: {CONTENT_TYPE}\r\nLoginTime: {}\r\n",
            self.login_time
        );
        if dialect.has(Cap::FullProfile) {
            self.particulars(dialect, &mut out);
        }
        if dialect.has(Cap::ProfileClientAddress) {
            self.client_address(&mut out);
        }
        if dialect.has(Cap::ProfileAddressBook) {
            header(&mut out, "ABCHMigrated", "1");
        }
        if dialect.has(Cap::ProfileEndpoints) {
            let several = self.several_places && dialect.has(Cap::Endpoints);
            header(&mut out, "MPOPEnabled", if several { "1" } else { "0" });
        }
        out.push_str("\r\n");
        out.into_bytes()
    }

    fn particulars(&self, dialect: Dialect, out: &mut String) {
        let high = (self.member_id >> 32).to_le_bytes();
        let low = self.member_id.to_le_bytes();
        let half = |bytes: [u8; 8]| bytes.first_chunk().copied().map_or(0, i32::from_le_bytes).to_string();
        let age = self.age.map(|years| years.to_string()).unwrap_or_default();
        let language = self.language.to_string();
        let rows: [(&str, &str); 17] = [
            ("EmailEnabled", if self.email_enabled { "1" } else { "0" }),
            ("MemberIdHigh", &half(high)),
            ("MemberIdLow", &half(low)),
            ("lang_preference", &language),
            ("preferredEmail", &self.preferred_email),
            ("country", &self.country),
            ("PostalCode", &self.postal_code),
            ("Gender", &self.gender),
            ("Kid", "0"),
            ("Age", &age),
            ("BDayPre", ""),
            ("Birthday", ""),
            ("Wallet", "0"),
            ("Flags", if dialect.has(Cap::MembershipLists) { "536872513" } else { "1027" }),
            ("sid", "507"),
            ("kv", "4"),
            ("MSPAuth", &self.ticket),
        ];
        for (name, value) in rows {
            header(out, name, value);
        }
    }

    /// The port with its two bytes exchanged, as the original wrote it. An address of IPv6 is left empty: no client of the
    /// era knows what it is, and Twisted ends a session for its colons.
    fn client_address(&self, out: &mut String) {
        let address = self.client.map(|at| at.ip().to_canonical()).filter(IpAddr::is_ipv4);
        header(out, "ClientIP", &address.map(|address| address.to_string()).unwrap_or_default());
        let port = self.client.map(|at| at.port().swap_bytes().to_string());
        header(out, "ClientPort", &port.unwrap_or_default());
    }
}

fn header(out: &mut String, name: &str, value: &str) {
    // A value can never end its own line.
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    // Writing to a String cannot fail.
    let _infallible = write!(out, "{name}: {value}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers after the ticket.
    fn tail(dialect: Dialect) -> String {
        let client = Some("10.0.0.7:1863".parse().unwrap());
        let profile = Profile { ticket: "abc".into(), client, ..Profile::default() };
        let text = String::from_utf8(profile.to_bytes(dialect)).unwrap();
        text.split_once("MSPAuth: abc\r\n").unwrap().1.to_owned()
    }

    #[test]
    fn later_dialects_have_more_headers() {
        // 1863 is 0x0747; 0x4707 is 18183.
        let address = "ClientIP: 10.0.0.7\r\nClientPort: 18183\r\n";
        assert_eq!(tail(Dialect::Msnp7), "\r\n");
        assert_eq!(tail(Dialect::Msnp8), format!("{address}\r\n"));
        assert_eq!(tail(Dialect::Msnp9), format!("{address}\r\n"));
        assert_eq!(tail(Dialect::Msnp10), format!("{address}ABCHMigrated: 1\r\n\r\n"));
        assert_eq!(tail(Dialect::Msnp11), tail(Dialect::Msnp10));
        assert_eq!(tail(Dialect::Msnp12), format!("{address}ABCHMigrated: 1\r\nMPOPEnabled: 0\r\n\r\n"));
    }

    #[test]
    fn several_places_are_for_those_who_have_a_name_for_each() {
        let text = |dialect| {
            let profile = Profile { several_places: true, ..Profile::default() };
            String::from_utf8(profile.to_bytes(dialect)).unwrap()
        };
        for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::ProfileEndpoints)) {
            let flag = u8::from(dialect.has(Cap::Endpoints));
            assert!(
                text(dialect).contains(&format!("\r\nABCHMigrated: 1\r\nMPOPEnabled: {flag}\r\n")),
                "{dialect}"
            );
        }
        assert!(text(Dialect::Msnp13).contains("\r\nFlags: 536872513\r\n"));
    }

    #[test]
    fn an_unknown_address_leaves_its_headers_empty() {
        let text = String::from_utf8(Profile::default().to_bytes(Dialect::Msnp8)).unwrap();
        assert!(text.ends_with("\r\nClientIP: \r\nClientPort: \r\n\r\n"), "{text}");
    }

    #[test]
    fn the_oldest_dialect_gets_three_lines() {
        let profile = Profile { login_time: 1_011_252_477, ..Profile::default() };
        let text = String::from_utf8(profile.to_bytes(Dialect::Msnp2)).unwrap();
        assert_eq!(
            text,
            "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\r\nLoginTime: 1011252477\r\n\r\n"
        );
    }

    #[test]
    fn halves_of_the_member_id_are_signed_and_empty_values_keep_their_space() {
        let profile = Profile { member_id: (84736 << 32) + 2_860_237_905, ..Profile::default() };
        let text = String::from_utf8(profile.to_bytes(Dialect::Msnp7)).unwrap();
        assert!(text.contains("\r\nMemberIdHigh: 84736\r\nMemberIdLow: -1434729391\r\n"), "{text}");
        assert!(text.contains("\r\nPostalCode: \r\n"));
        assert!(text.ends_with("MSPAuth: \r\n\r\n"));
    }

    #[test]
    fn an_address_that_no_client_knows_is_left_empty() {
        for (client, line) in [
            ("[2001:db8::1]:1863", "\r\nClientIP: \r\n"),
            ("[::ffff:10.0.0.7]:1863", "\r\nClientIP: 10.0.0.7\r\n"),
        ] {
            let profile = Profile { client: Some(client.parse().unwrap()), ..Profile::default() };
            let text = String::from_utf8(profile.to_bytes(Dialect::Msnp8)).unwrap();
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn a_value_cannot_add_a_header() {
        let profile = Profile { country: "US\r\nKid: 1".into(), ..Profile::default() };
        let text = String::from_utf8(profile.to_bytes(Dialect::Msnp7)).unwrap();
        assert!(text.contains("country: USKid: 1\r\n"));
    }
}
