use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::Refusal;

/// The number of a contact group within its roster: 0 to 29.
///
/// Number 0 is "Other Contacts": it always exists, has no row anywhere, and holds whoever is in no other group.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct GroupId(u8);

impl GroupId {
    /// "Other Contacts".
    pub const OTHER: Self = Self(0);
    /// How many groups a roster has at most, number 0 included.
    pub const COUNT: u8 = 30;

    /// Checks a number. Beyond 29 it is [`Refusal::NoSuchGroup`].
    pub const fn new(number: u8) -> Result<Self, Refusal> {
        if number < Self::COUNT { Ok(Self(number)) } else { Err(Refusal::NoSuchGroup) }
    }

    /// The number itself.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Every number a new group may get, lowest first.
    pub fn assignable() -> impl Iterator<Item = Self> {
        (1..Self::COUNT).map(Self)
    }
}

impl TryFrom<u8> for GroupId {
    type Error = Refusal;

    fn try_from(number: u8) -> Result<Self, Refusal> {
        Self::new(number)
    }
}

impl From<GroupId> for u8 {
    fn from(id: GroupId) -> Self {
        id.0
    }
}

/// The name of a contact group, decoded: 1 to 127 bytes of UTF-8.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct GroupName(SmolStr);

impl GroupName {
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 127;

    /// Checks a name. Anything else is [`Refusal::InvalidGroupName`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if (1..=Self::MAX_BYTES).contains(&text.len()) {
            Ok(Self(SmolStr::new(text)))
        } else {
            Err(Refusal::InvalidGroupName)
        }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_numbers_exist() {
        assert_eq!(GroupId::new(0), Ok(GroupId::OTHER));
        assert_eq!(GroupId::new(29).map(GroupId::get), Ok(29));
        assert_eq!(GroupId::new(30), Err(Refusal::NoSuchGroup));
        assert_eq!(GroupId::assignable().count(), 29);
    }

    #[test]
    fn names_have_one_to_127_bytes() {
        assert!(GroupName::new(&"g".repeat(127)).is_ok());
        assert_eq!(GroupName::new(""), Err(Refusal::InvalidGroupName));
        assert_eq!(GroupName::new(&"g".repeat(128)), Err(Refusal::InvalidGroupName));
    }
}
