//! What contacts and groups are called by: a handle or a number in the older dialects, a GUID from MSNP10 on.

use std::fmt;

use super::{GroupNumber, Handle};
use crate::Cap;
use crate::Problem;
use crate::line::{Args, Field, Line, Word};

/// A GUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12, without braces. Written in lower case, read in either.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Guid(pub u128);

impl Guid {
    /// Where the hyphens are.
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    /// How long it is.
    const LENGTH: usize = 36;
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.0 & 0xFFFF_FFFF_FFFF, self.0 >> 48);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{low:012x}",
            high >> 48,
            high >> 32 & 0xFFFF,
            high >> 16 & 0xFFFF,
            high & 0xFFFF
        )
    }
}

impl Word for Guid {
    fn parse(word: &str) -> Option<Self> {
        if word.len() != Self::LENGTH {
            return None;
        }
        word.bytes()
            .enumerate()
            .try_fold(0u128, |number, (at, byte)| {
                if Self::HYPHENS.contains(&at) {
                    return (byte == b'-').then_some(number);
                }
                char::from(byte).to_digit(16).map(|digit| number << 4 | u128::from(digit))
            })
            .map(Self)
    }
}

/// Which group: by number from MSNP7 to MSNP9, by GUID from MSNP10 on.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum GroupId {
    /// By number.
    Number(GroupNumber),
    /// By GUID.
    Guid(Guid),
}

impl GroupId {
    /// Reads one as the dialect has it.
    pub(crate) fn parse(word: &str, dialect: crate::Dialect) -> Option<Self> {
        if dialect.has(Cap::AddressBook) {
            Guid::parse(word).map(Self::Guid)
        } else {
            GroupNumber::parse(word).map(Self::Number)
        }
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Guid(guid) => guid.fmt(f),
        }
    }
}

impl Field for GroupId {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let word = args.word().ok_or(Problem::Missing(what))?;
        Self::parse(word, args.dialect()).ok_or(Problem::Malformed(what))
    }

    fn write(&self, line: &mut Line<'_>) {
        line.word(self);
    }
}

impl Field for Option<GroupId> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        if args.is_empty() { Ok(None) } else { GroupId::read(args, what).map(Some) }
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(group) = self {
            group.write(line);
        }
    }
}

/// Whom a `REM` means: somebody by address, or a contact on the forward list by GUID (MSNP10 and later).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ContactId {
    /// By address.
    Handle(Handle),
    /// By GUID.
    Guid(Guid),
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handle(handle) => handle.fmt(f),
            Self::Guid(guid) => guid.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SAMPLE: &str = "f60efbe7-94af-4b16-b926-e4e10878d329";

    #[test]
    fn either_case_is_read_and_lower_case_written() {
        let guid = Guid::parse(SAMPLE).unwrap();
        assert_eq!(guid, Guid(0xf60e_fbe7_94af_4b16_b926_e4e1_0878_d329));
        assert_eq!(Guid::parse(&SAMPLE.to_uppercase()), Some(guid));
        assert_eq!(guid.to_string(), SAMPLE);
        assert_eq!(Guid(1).to_string(), "00000000-0000-0000-0000-000000000001");
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for bad in [
            "",
            "{f60efbe7-94af-4b16-b926-e4e10878d329}",
            "f60efbe7-94af-4b16-b926-e4e10878d32",
            "f60efbe7-94af-4b16-b926-e4e10878d3290",
            "f60efbe794af-4b16-b926-e4e10878d3290",
            "g60efbe7-94af-4b16-b926-e4e10878d329",
            "f60efbe7-94af-4b16-b926-e4e10878d3+9",
            "f60efbe7-94af-4b16-b926-e4e10878d3\u{e9}",
        ] {
            assert_eq!(Guid::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(number in any::<u128>()) {
            prop_assert_eq!(Guid::parse(&Guid(number).to_string()), Some(Guid(number)));
        }

        #[test]
        fn nothing_makes_it_panic(word in ".{0,40}") {
            Guid::parse(&word);
        }
    }
}
