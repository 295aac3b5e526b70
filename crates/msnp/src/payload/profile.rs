//! The profile message: what the server tells a client about its user after sign-in (reference 01 §6.1).

use std::fmt::Write;

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
    /// The ticket that a client hands to the service's pages.
    pub ticket: String,
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
            self.particulars(&mut out);
        }
        out.push_str("\r\n");
        out.into_bytes()
    }

    fn particulars(&self, out: &mut String) {
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
            ("Flags", "1027"),
            ("sid", "507"),
            ("kv", "4"),
            ("MSPAuth", &self.ticket),
        ];
        for (name, value) in rows {
            // A value can never end its own line.
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            // Writing to a String cannot fail.
            let _infallible = write!(out, "{name}: {value}\r\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_value_cannot_add_a_header() {
        let profile = Profile { country: "US\r\nKid: 1".into(), ..Profile::default() };
        let text = String::from_utf8(profile.to_bytes(Dialect::Msnp7)).unwrap();
        assert!(text.contains("country: USKid: 1\r\n"));
    }
}
