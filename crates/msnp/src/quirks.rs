//! What single clients do otherwise than all others.

use crate::Dialect;
use crate::command::ClientVersion;

/// The peculiarities of a client, as its `CVR` gives it away. A client that says nothing has none.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Quirks {
    /// Expects a field before the name in the answers about groups: `ADG trid x name guid`, `REG trid x name guid`,
    /// `RMG trid x guid`. aMSN and msn-pecan, which worked with the official service, expect none.
    ///
    /// The library `msnp11-sdk` 0.13. The name and version in its `CVR` are those of the program that uses it; but it calls
    /// its system `winnt` of version `10`, which no client of the era does, and its code base `msmsgs` in lower case. Source
    /// of the library; reference 50, notification server, 6.
    pub group_answers_carry_a_number: bool,
    /// Puts somebody on the block list while they are on the allow list, and takes them off that one only afterwards; the
    /// same the other way round. It waits for ever for an answer that it knows, and 219 is none. Official clients remove
    /// first.
    ///
    /// The same library.
    pub removes_after_adding: bool,
}

impl Quirks {
    /// Recognises a client.
    pub fn of(version: &ClientVersion, dialect: Dialect) -> Self {
        let code_base = version.code_base.as_ref().map(crate::value::Text::as_str);
        let is_msnp11_sdk = dialect == Dialect::Msnp11
            && version.os.as_str() == "winnt"
            && version.os_version.as_str() == "10"
            && code_base == Some("msmsgs");
        Self { group_answers_carry_a_number: is_msnp11_sdk, removes_after_adding: is_msnp11_sdk }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use crate::notification::FromClient;

    fn quirks(line: &str, dialect: Dialect) -> Quirks {
        let command = FromClient::decode(Frame { line: line.as_bytes(), payload: None }, dialect).unwrap();
        let FromClient::Cvr(version) = command else { panic!("{line}") };
        Quirks::of(&version, dialect)
    }

    #[test]
    fn the_library_is_known_by_its_cvr_and_nobody_else_is() {
        let sdk = "CVR 2 0x0409 winnt 10 i386 msmsgs 5.0.0544 msmsgs alice@example.com";
        assert!(quirks(sdk, Dialect::Msnp11).group_answers_carry_a_number);
        assert_eq!(quirks(sdk, Dialect::Msnp12), Quirks::default());
        for other in [
            "CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0813 MSMSGS alice@example.com",
            "CVR 2 0x0409 winnt 10 i386 MSNMSGR 7.0.0813 MSMSGS alice@example.com",
            "CVR 2 0x0409 winnt 10.0 i386 MSNMSGR 7.0.0813 msmsgs alice@example.com",
            "CVR 2 0x0409 linux 10 i386 MSNMSGR 7.0.0813 msmsgs alice@example.com",
            "CVR 2 0x0409 winnt 10 i386 MSNMSGR 7.0.0813",
        ] {
            assert_eq!(quirks(other, Dialect::Msnp11), Quirks::default(), "{other}");
        }
    }

    /// The library speaks one dialect; in another it is somebody else.
    #[test]
    fn the_library_is_known_in_its_own_dialect_only() {
        let sdk = "CVR 2 0x0409 winnt 10 i386 icedm 0.9 msmsgs alice@example.com";
        for dialect in Dialect::ALL {
            let Quirks { group_answers_carry_a_number, removes_after_adding } = quirks(sdk, dialect);
            let expected = dialect == Dialect::Msnp11;
            assert_eq!(
                (group_answers_carry_a_number, removes_after_adding),
                (expected, expected),
                "{dialect}"
            );
        }
    }

    /// What the clients of the era say of themselves, in every dialect that they have.
    #[test]
    fn the_clients_of_the_era_have_no_quirks() {
        for client in [
            "CVR 2 0x0409 win 4.10 i386 MSMSGS 1.0.0863",
            "CVR 2 0x0409 win 4.10 i386 MSMSGS 4.5.0127 MSMSGS",
            "CVR 2 0x0409 winnt 5.1 i386 MSMSGS 5.0.0544 MSMSGS alice@example.com",
            "CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 6.2.0137 MSMSGS alice@example.com",
            "CVR 2 0x0409 winnt 10.0 i386 MSNMSGR 7.5.0324 msmsgs alice@example.com",
            // Every word of the library's but one.
            "CVR 2 0x0409 winnt 10 i386 icedm 0.9 MSMSGS alice@example.com",
            "CVR 2 0x0409 WINNT 10 i386 icedm 0.9 msmsgs alice@example.com",
            "CVR 2 0x0409 winnt 1 i386 icedm 0.9 msmsgs alice@example.com",
            "CVR 2 0x0409 winnt 100 i386 icedm 0.9 msmsgs alice@example.com",
            "CVR 2 0x0409 winnt 10 i386 icedm 0.9",
            "CVR 2 0x0409 winnt 10 i386 msmsgs msmsgs",
        ] {
            for dialect in Dialect::ALL {
                assert_eq!(quirks(client, dialect), Quirks::default(), "{client} in {dialect}");
            }
        }
    }
}
