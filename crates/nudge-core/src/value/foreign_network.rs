use std::fmt;

use crate::Refusal;

/// Another messenger's network, as the field numbers them: 2 Office Communicator, 8 mobile operators, 32 Yahoo!. The numbers
/// of our own accounts (1) and of telephones (4) are none.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct ForeignNetwork(u8);

impl ForeignNetwork {
    /// Yahoo! Messenger.
    pub const YAHOO: Self = Self(32);

    /// Checks a number. One that is no other network's is [`Refusal::InvalidAddress`].
    pub const fn new(number: u8) -> Result<Self, Refusal> {
        match number {
            0 | 1 | 4 => Err(Refusal::InvalidAddress),
            number => Ok(Self(number)),
        }
    }

    /// The number itself.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for ForeignNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_and_telephones_are_no_other_networks() {
        for number in [0, 1, 4] {
            assert_eq!(ForeignNetwork::new(number), Err(Refusal::InvalidAddress));
        }
        assert_eq!(ForeignNetwork::new(32), Ok(ForeignNetwork::YAHOO));
    }
}
