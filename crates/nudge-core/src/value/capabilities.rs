use std::fmt;

/// What a client can do, as two words of 32 bits that clients tell each other; those of earlier dialects know the first only.
/// The server passes them on and looks at none of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub struct Capabilities {
    bits: u32,
    extended: u32,
}

impl Capabilities {
    /// Of a client that has said nothing about itself.
    pub const NONE: Self = Self::from_bits(0);

    /// The capabilities with those bits, of a client that knows one word only.
    pub const fn from_bits(bits: u32) -> Self {
        Self::new(bits, 0)
    }

    /// The capabilities with those bits in the first and in the second word.
    pub const fn new(bits: u32, extended: u32) -> Self {
        Self { bits, extended }
    }

    /// The bits of the first word.
    pub const fn bits(self) -> u32 {
        self.bits
    }

    /// The bits of the second word.
    pub const fn extended(self) -> u32 {
        self.extended
    }
}

/// Both words, with a colon between them.
impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.bits, self.extended)
    }
}
