//! The ticket of circles: what can be read is the same after having been written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::auth::circles::{CircleTicket, SignedTicket};

fuzz_target!(|text: &str| {
    if let Ok(signed) = SignedTicket::parse(text) {
        assert_eq!(SignedTicket::parse(&signed.to_word()), Ok(signed));
    }
    if let Ok(ticket) = CircleTicket::parse(text.as_bytes()) {
        assert_eq!(CircleTicket::parse(&ticket.to_bytes()), Ok(ticket));
    }
});
