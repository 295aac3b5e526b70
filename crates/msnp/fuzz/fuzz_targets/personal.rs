//! Personal messages: what can be read is the same after having been written and read again, and has no markup in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::Dialect;
use msnp::payload::XmlText;
use msnp::payload::personal::{PersonalMessage, Shown, Told};

fuzz_target!(|payload: &[u8]| {
    if let Ok(told) = Told::parse(payload, Dialect::Msnp18) {
        assert_eq!(Told::parse(&told.to_bytes(), Dialect::Msnp18), Ok(told));
    }
    if let Ok(shown) = Shown::parse(payload) {
        assert_eq!(Shown::parse(&shown.to_bytes(Dialect::Msnp18)), Ok(shown));
    }
    if let Ok(message) = PersonalMessage::parse(payload) {
        let written = message.to_bytes();
        assert_eq!(PersonalMessage::parse(&written), Ok(message.clone()));
        for text in [message.text, message.media].into_iter().flatten() {
            assert!(!text.as_escaped().contains('<'));
            assert_eq!(XmlText::of(&text.text()).text(), text.text());
            assert_eq!(XmlText::from_escaped(text.as_escaped()), Ok(text));
        }
    }
});
