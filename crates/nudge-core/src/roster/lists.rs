use std::{
    fmt,
    ops::{BitOr, BitOrAssign},
};

/// A set of lists, as the field has always numbered them: forward 1, allow 2, block 4, reverse 8.
#[derive(Clone, Copy, Default, Eq, PartialEq, Hash)]
pub struct Lists(u8);

impl Lists {
    /// No list.
    pub const NONE: Self = Self(0);
    /// My contacts.
    pub const FORWARD: Self = Self(1);
    /// Those whom I let see me, whatever my default is.
    pub const ALLOW: Self = Self(2);
    /// Those whom I do not let see me, whatever my default is.
    pub const BLOCK: Self = Self(4);
    /// Those whose contact I am.
    pub const REVERSE: Self = Self(8);

    const ALL: u8 = 15;

    /// The set with those bits; bits that are no list are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL)
    }

    /// The bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether no list is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all those lists are in the set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The set without those lists.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Lists {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Lists {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [(Self::FORWARD, "FL"), (Self::ALLOW, "AL"), (Self::BLOCK, "BL"), (Self::REVERSE, "RL")];
        f.debug_set()
            .entries(named.iter().filter(|(list, _)| self.contains(*list)).map(|(_, name)| name))
            .finish()
    }
}

/// A list its owner may edit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum List {
    /// My contacts.
    Forward,
    /// Those whom I let see me.
    Allow,
    /// Those whom I do not let see me.
    Block,
}

impl List {
    /// The set with only this list.
    pub const fn bit(self) -> Lists {
        match self {
            Self::Forward => Lists::FORWARD,
            Self::Allow => Lists::ALLOW,
            Self::Block => Lists::BLOCK,
        }
    }

    /// The list that shares no entry with this one.
    pub const fn opposite(self) -> Option<Self> {
        match self {
            Self::Forward => None,
            Self::Allow => Some(Self::Block),
            Self::Block => Some(Self::Allow),
        }
    }
}

impl From<List> for Lists {
    fn from(list: List) -> Self {
        list.bit()
    }
}

/// What holds for those on neither the allow nor the block list.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum Privacy {
    /// They see me and may call me.
    #[default]
    AllowByDefault,
    /// They do not.
    BlockByDefault,
}

/// What the owner's client does when somebody makes them a contact. Kept, never interpreted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub enum ReversePrompt {
    /// It asks its user whether to allow or block them.
    #[default]
    Ask,
    /// It allows them silently.
    Silent,
}

/// Whether a principal with that default lets somebody on those of their lists see and call them.
pub const fn permits(privacy: Privacy, lists: Lists) -> bool {
    lists.contains(Lists::ALLOW)
        || (!lists.contains(Lists::BLOCK) && matches!(privacy, Privacy::AllowByDefault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_decide_and_the_default_fills_the_gap() {
        use Privacy::{AllowByDefault, BlockByDefault};
        for (privacy, lists, seen) in [
            (AllowByDefault, Lists::NONE, true),
            (AllowByDefault, Lists::FORWARD | Lists::REVERSE, true),
            (AllowByDefault, Lists::BLOCK, false),
            (AllowByDefault, Lists::ALLOW, true),
            (BlockByDefault, Lists::NONE, false),
            (BlockByDefault, Lists::FORWARD | Lists::REVERSE, false),
            (BlockByDefault, Lists::BLOCK, false),
            (BlockByDefault, Lists::ALLOW, true),
        ] {
            assert_eq!(permits(privacy, lists), seen, "{privacy:?} {lists:?}");
        }
    }

    #[test]
    fn unknown_bits_are_dropped_and_sets_show_their_names() {
        assert_eq!(Lists::from_bits(0xff).bits(), 15);
        assert_eq!(format!("{:?}", Lists::FORWARD | Lists::REVERSE), r#"{"FL", "RL"}"#);
        assert_eq!((Lists::FORWARD | Lists::BLOCK).without(Lists::BLOCK), Lists::FORWARD);
    }
}
