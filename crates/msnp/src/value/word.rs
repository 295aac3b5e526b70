//! Arguments that are always the same, and the way to define enums that are one word each.

use crate::line::{Args, Field, Line};
use crate::{Cap, Problem};

/// Defines an enum whose values are fixed words, upper case and compared exactly.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($values:tt)* }) => {
        $crate::value::word_enum! { $(#[$doc])* $name { $($values)* } }

        impl crate::line::Word for $name {
            fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }

            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }
        }
    };
}
pub(crate) use words;

/// The same, of which not every dialect has every word: the type says how it is read.
macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $( $(#[$value_doc:meta])* $value:ident = $word:literal ),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum $name { $( $(#[$value_doc])* $value, )* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$( Self::$value ),*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$value => $word ),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use word_enum;

/// A `0` without a known meaning after the names and numbers of groups. Written where groups have numbers; a few clients
/// of later dialects write it too. Not missed, and not looked at, when read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Zero;

impl Field for Zero {
    fn read(args: &mut Args<'_>, _: &'static str) -> Result<Self, Problem> {
        args.word();
        Ok(Self)
    }

    fn write(&self, line: &mut Line<'_>) {
        if line.dialect().has(Cap::GroupNumbers) {
            line.word('0');
        }
    }
}
