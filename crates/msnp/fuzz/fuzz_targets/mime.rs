//! MIME messages: what can be read is the same after having been written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::payload::mime::Message;

fuzz_target!(|payload: &[u8]| {
    if let Ok(message) = Message::parse(payload) {
        let _ = (message.content_type(), message.header("TypingUser"));
        let written = message.to_bytes();
        assert_eq!(Message::parse(&written), Ok(message));
    }
});
