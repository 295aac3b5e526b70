use std::fmt;

/// What a client can do, as 32 bits that clients tell each other. The server passes them on and looks at none of them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub struct Capabilities(u32);

impl Capabilities {
    /// Of a client that has said nothing about itself.
    pub const NONE: Self = Self(0);

    /// The capabilities with those bits.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The bits.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
