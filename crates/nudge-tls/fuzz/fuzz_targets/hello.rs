//! First bytes of a connection: they are answered, and what is missing is neither nothing nor without bound.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_tls::hello::{MAX_HELLO, Sniff, sniff};

fuzz_target!(|bytes: &[u8]| {
    let found = sniff(bytes);
    if let Sniff::NeedMore { bytes: needed } = found {
        assert!(needed > bytes.len() && needed <= MAX_HELLO);
        // Whatever is said of the whole, its beginning was not refused too early.
        if let Some(shorter) = bytes.len().checked_sub(1).and_then(|end| bytes.get(..end)) {
            assert!(matches!(sniff(shorter), Sniff::NeedMore { .. }));
        }
    }
    if let Sniff::Hello(hello) = found {
        // A hello stays one, whatever follows it.
        let longer = [bytes, &[0]].concat();
        assert_eq!(sniff(&longer), Sniff::Hello(hello));
    }
});
