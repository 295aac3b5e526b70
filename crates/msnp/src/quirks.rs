//! What single clients do otherwise than all others.

use crate::Dialect;
use crate::command::ClientVersion;

/// The peculiarities of a client, as its `CVR` gives it away. A client that says nothing has none.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Quirks {
    /// Expects a field before the name in the answers about groups: `ADG trid x name guid`, `REG trid x name guid`,
    /// `RMG trid x guid`. aMSN and msn-pecan, which worked with the official service, expect none.
    ///
    /// The library `msnp11-sdk` 0.13. It copies its `CVR` from MSN Messenger 7.0, but writes the code base in lower case and
    /// no version of Windows had: `winnt`, `10`, `msmsgs`. Source of the library; reference 50, notification server, 6.
    pub group_answers_carry_a_number: bool,
}

impl Quirks {
    /// Recognises a client.
    pub fn of(version: &ClientVersion, dialect: Dialect) -> Self {
        let code_base = version.code_base.as_ref().map(crate::value::Text::as_str);
        let is_msnp11_sdk = dialect == Dialect::Msnp11
            && version.os.as_str() == "winnt"
            && version.os_version.as_str() == "10"
            && code_base == Some("msmsgs");
        Self { group_answers_carry_a_number: is_msnp11_sdk }
    }
}
