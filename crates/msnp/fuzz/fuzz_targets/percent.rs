//! Percent-encoding: anything can be decoded, and encoding is undone by it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::percent;
use msnp::value::Friendly;

fuzz_target!(|text: &str| {
    let decoded = percent::decode(text);
    for name in [text, &decoded] {
        let encoded = percent::encode(name);
        assert!(encoded.bytes().all(|b| b.is_ascii_graphic()));
        assert_eq!(percent::decode(&encoded), name);
        assert_eq!(Friendly::encode(name).is_ok(), !name.is_empty());
    }
});
