//! Lists of contacts: what can be read is the same after having been written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::payload::membership::Membership;

fuzz_target!(|payload: &[u8]| {
    if let Ok(list) = Membership::parse(payload) {
        assert_eq!(Membership::parse(&list.to_bytes()), Ok(list));
    }
});
