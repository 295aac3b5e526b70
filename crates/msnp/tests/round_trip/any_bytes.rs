//! Whatever comes in: nothing panics, where the bytes are split makes no difference, and what can be read can be
//! written and read again.

use msnp::Dialect;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::spoken::{ALL, Spoken};

/// Bytes that look like commands often enough to be read as some.
fn stream(names: Vec<&'static str>) -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        4 => "[0-9]{1,2}".prop_map(String::into_bytes),
        4 => select(&["FL", "RL", "NLN", "OK", "S", "I", "NS", "SB", "CKI", "U", "ON", "A", "0", "0,1", "MSG"][..])
            .prop_map(|word| word.as_bytes().to_vec()),
        2 => select(&["N=a@b", "F=c", "C=", "PL", "TWN", "RCT", "null", "MFN", "tel:1"][..])
            .prop_map(|word| word.as_bytes().to_vec()),
        2 => "([FC]=)?f60efbe7-94af-4B16-b926-e4e10878d32[0-9a]".prop_map(String::into_bytes),
        2 => "[a-z@.%:=]{1,8}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..4),
    ];
    let line = (select(names), vec(word, 0..9), 0..24usize, select(&["\r\n", "\n", " \r\n", "\r"][..]));
    let command = line.prop_flat_map(|(name, words, length, end)| {
        vec(any::<u8>(), length).prop_map(move |payload| {
            let mut bytes = name.as_bytes().to_vec();
            for word in &words {
                bytes.push(b' ');
                bytes.extend(word);
            }
            // A length and a payload for those that want one, and for some that do not.
            if length > 0 {
                bytes.extend(format!(" {length}").bytes());
            }
            bytes.extend(end.bytes());
            bytes.extend(payload);
            bytes
        })
    });
    vec(command, 0..5).prop_map(|commands| commands.concat())
}

fn spoken_stream() -> impl Strategy<Value = (Spoken, Dialect, Vec<u8>)> {
    (0..ALL.len(), select(&Dialect::ALL[..])).prop_flat_map(|(at, dialect)| {
        let spoken = ALL[at];
        let mut names = (spoken.names)(dialect);
        names.extend(["???", "911", "217", "msg", ""]);
        (Just(spoken), Just(dialect), stream(names))
    })
}

impl std::fmt::Debug for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn nothing_panics(bytes in vec(any::<u8>(), 0..256)) {
        for spoken in ALL {
            for dialect in Dialect::ALL {
                (spoken.echo)(&[&bytes], dialect);
            }
        }
    }

    #[test]
    fn a_split_changes_nothing((spoken, dialect, bytes) in spoken_stream(), cuts in vec(any::<Index>(), 0..8)) {
        let mut borders: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        borders.extend([0, bytes.len()]);
        borders.sort_unstable();
        let pieces: Vec<&[u8]> = borders.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
        let singles: Vec<&[u8]> = bytes.chunks(1).collect();
        let whole = (spoken.echo)(&[&bytes], dialect);
        prop_assert_eq!(&(spoken.echo)(&pieces, dialect), &whole);
        prop_assert_eq!(&(spoken.echo)(&singles, dialect), &whole);
    }

    #[test]
    fn what_is_read_is_written_in_its_one_form((spoken, dialect, bytes) in spoken_stream()) {
        for written in (spoken.echo)(&[&bytes], dialect).0.into_iter().flatten() {
            let again = (spoken.echo)(&[&written], dialect);
            prop_assert_eq!(again, (vec![Ok(written)], None));
        }
    }
}
