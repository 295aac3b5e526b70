use std::fmt;

use super::packed::Packed;
use super::{Lists, Privacy, lists};
use crate::{AccountId, Serial};

/// Who stands where, in two to four bytes per contact: what every signed-in principal keeps in memory.
#[derive(Clone, Eq, PartialEq)]
pub struct Relations {
    /// The account's number, and its lists in the lowest bits. No entry without a list.
    entries: Packed,
    /// What holds for those on neither the allow nor the block list.
    pub privacy: Privacy,
    /// The version of the lists.
    pub serial: Serial,
}

impl Relations {
    /// Builds the compact form. Entries of the same account are joined.
    pub fn new(
        serial: Serial,
        privacy: Privacy,
        entries: impl IntoIterator<Item = (AccountId, Lists)>,
    ) -> Self {
        let mut packed: Vec<u64> = entries
            .into_iter()
            .filter(|(_, lists)| !lists.is_empty())
            .map(|(id, lists)| pack(id, lists))
            .collect();
        packed.sort_unstable();
        packed.dedup_by(|later, kept| {
            let same = *later >> LIST_BITS == *kept >> LIST_BITS;
            if same {
                *kept |= *later & LIST_MASK;
            }
            same
        });
        Self { entries: Packed::new(&packed), privacy, serial }
    }

    /// The lists that account is on.
    pub fn lists(&self, id: AccountId) -> Lists {
        let entry = self.entries.first_from(pack(id, Lists::NONE)).map(unpack);
        entry.filter(|(found, _)| *found == id).map_or(Lists::NONE, |(_, lists)| lists)
    }

    /// Puts that account on exactly those lists. Writes all entries anew: contacts are added rarely.
    pub fn set(&mut self, id: AccountId, lists: Lists) {
        let others = self.iter().filter(|(other, _)| *other != id);
        *self = Self::new(self.serial, self.privacy, others.chain([(id, lists)]));
    }

    /// Whether the owner lets that account see and call them.
    pub fn permits(&self, id: AccountId) -> bool {
        lists::permits(self.privacy, self.lists(id))
    }

    /// Those who have the owner as their contact and may see them: the audience of every change of presence.
    pub fn audience(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.iter()
            .filter(|(_, on)| on.contains(Lists::REVERSE) && lists::permits(self.privacy, *on))
            .map(|(id, _)| id)
    }

    /// The owner's contacts.
    pub fn forward(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.iter().filter(|(_, on)| on.contains(Lists::FORWARD)).map(|(id, _)| id)
    }

    /// Everybody on any list, by account number.
    pub fn iter(&self) -> impl Iterator<Item = (AccountId, Lists)> + '_ {
        self.entries.iter().map(unpack)
    }

    /// How many accounts are on any list.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody is on any list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Relations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relations(serial {}, {:?}) ", self.serial, self.privacy)?;
        f.debug_map().entries(self.iter()).finish()
    }
}

fn pack(id: AccountId, lists: Lists) -> u64 {
    (id.get().cast_unsigned() << LIST_BITS) | u64::from(lists.bits())
}

/// The other way. Of the lowest byte, [`Lists`] keeps only the bits of lists.
fn unpack(entry: u64) -> (AccountId, Lists) {
    let [lowest, ..] = entry.to_le_bytes();
    (AccountId::new((entry >> LIST_BITS).cast_signed()), Lists::from_bits(lowest))
}

/// There are four lists.
const LIST_BITS: u32 = 4;
const LIST_MASK: u64 = (1 << LIST_BITS) - 1;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn id(number: i64) -> AccountId {
        AccountId::new(number)
    }

    #[test]
    fn the_audience_is_reverse_and_permitted() {
        let relations = Relations::new(
            Serial::FIRST,
            Privacy::BlockByDefault,
            [
                (id(1), Lists::REVERSE),
                (id(2), Lists::REVERSE | Lists::ALLOW),
                (id(3), Lists::ALLOW),
                (id(4), Lists::FORWARD),
                (id(5), Lists::REVERSE | Lists::BLOCK),
            ],
        );
        assert_eq!(relations.audience().collect::<Vec<_>>(), [id(2)]);
        assert_eq!(relations.forward().collect::<Vec<_>>(), [id(4)]);
        assert!(relations.permits(id(3)) && !relations.permits(id(99)));
    }

    #[test]
    fn entries_of_one_account_are_joined() {
        let entries =
            [(id(7), Lists::REVERSE), (id(3), Lists::BLOCK), (id(7), Lists::FORWARD), (id(9), Lists::NONE)];
        let relations = Relations::new(Serial::FIRST, Privacy::AllowByDefault, entries);
        assert_eq!(relations.len(), 2);
        assert_eq!(relations.lists(id(7)), Lists::FORWARD | Lists::REVERSE);
    }

    proptest! {
        #[test]
        fn behaves_like_a_map(
            start in prop::collection::vec((1i64..20, 1u8..16), 0..10),
            changes in prop::collection::vec((1i64..(1 << 55), 0u8..16).prop_union((1i64..20, 0u8..16)), 0..40),
        ) {
            let mut model = BTreeMap::new();
            for (number, bits) in &start {
                *model.entry(id(*number)).or_insert(Lists::NONE) |= Lists::from_bits(*bits);
            }
            let entries = start.iter().map(|(number, bits)| (id(*number), Lists::from_bits(*bits)));
            let mut relations = Relations::new(Serial::FIRST, Privacy::AllowByDefault, entries);
            for (number, bits) in changes {
                relations.set(id(number), Lists::from_bits(bits));
                model.insert(id(number), Lists::from_bits(bits));
                model.retain(|_, lists| !lists.is_empty());
                prop_assert_eq!(relations.lists(id(number)), Lists::from_bits(bits));
            }
            prop_assert_eq!(relations.iter().collect::<Vec<_>>(), model.into_iter().collect::<Vec<_>>());
        }
    }
}
