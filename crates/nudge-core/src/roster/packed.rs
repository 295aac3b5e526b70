use std::fmt;

/// Numbers in ascending order, each in as few bytes as the greatest of them takes: two where a server has some four thousand
/// accounts, three up to a million, four up to 268 million.
///
/// One pointer and a length, for every signed-in principal has one of these.
#[derive(Clone, Default, Eq, PartialEq)]
pub(super) struct Packed(
    /// How many bytes each takes, then one after the other, the lowest byte of each first. Empty if there are none.
    Box<[u8]>,
);

impl Packed {
    /// Takes numbers that are in ascending order.
    pub(super) fn new(numbers: &[u64]) -> Self {
        let Some(greatest) = numbers.last() else { return Self::default() };
        let width = bytes_of(*greatest);
        // Whoever signs in builds one: no more than it takes, and at once.
        let mut bytes = Vec::with_capacity(1 + numbers.len() * usize::from(width));
        bytes.push(width);
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes().into_iter().take(width.into())));
        Self(bytes.into_boxed_slice())
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let (width, bytes) = self.parts();
        bytes.chunks_exact(width).map(number)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        let (width, bytes) = self.parts();
        bytes.len() / width
    }

    /// The first that is not below that one.
    pub(super) fn first_from(&self, least: u64) -> Option<u64> {
        let (width, bytes) = self.parts();
        let at = |index: usize| bytes.get(index * width..).and_then(|rest| rest.get(..width)).map(number);
        let (mut from, mut to) = (0, bytes.len() / width);
        while from < to {
            let middle = usize::midpoint(from, to);
            if at(middle)? < least {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        at(from)
    }

    /// How many bytes each takes, at least one, and the bytes.
    fn parts(&self) -> (usize, &[u8]) {
        self.0.split_first().map_or((1, &[]), |(width, bytes)| (usize::from(*width).max(1), bytes))
    }
}

/// How many bytes a number takes without the highest ones that are 0: 1 to 8.
fn bytes_of(number: u64) -> u8 {
    (1..8).find(|bytes| number >> (8 * bytes) == 0).unwrap_or(8)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |higher, byte| higher << 8 | u64::from(*byte))
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_the_greatest() {
        for (numbers, bytes) in [
            (&[][..], 0),
            (&[0], 1 + 1),
            (&[1, 255], 1 + 2),
            (&[1, 256], 1 + 4),
            (&[1, 2, 0xff_ffff], 1 + 9),
            (&[1, 2, 0x100_0000], 1 + 12),
            (&[u64::MAX], 1 + 8),
        ] {
            assert_eq!(Packed::new(numbers).0.len(), bytes, "{numbers:?}");
        }
    }

    proptest! {
        #[test]
        fn is_what_went_in(
            numbers in (0u32..64).prop_flat_map(|bits| prop::collection::btree_set(1..=u64::MAX >> bits, 0..60)),
            least in prop::num::u64::ANY,
        ) {
            let sorted: Vec<_> = numbers.iter().copied().collect();
            let packed = Packed::new(&sorted);
            prop_assert_eq!((packed.iter().collect::<Vec<_>>(), packed.len()), (sorted, numbers.len()));
            for least in [least, least >> 32, least >> 60] {
                prop_assert_eq!(packed.first_from(least), numbers.range(least..).next().copied());
            }
        }
    }
}
