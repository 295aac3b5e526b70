//! Messages with headers to be routed by: what can be read is the same after having been written and read again, but for the
//! length, which is then right.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::payload::routed::Routed;

fuzz_target!(|payload: &[u8]| {
    if let Ok(message) = Routed::parse(payload) {
        let once = message.to_bytes();
        let again = Routed::parse(&once).expect("what was written can be read");
        assert_eq!(again.to_bytes(), once);
        assert_eq!((again.routing, again.body), (message.routing, message.body));
    }
});
