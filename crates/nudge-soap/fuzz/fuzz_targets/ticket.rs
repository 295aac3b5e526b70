//! Tickets: one that has been undressed is as bare as it gets, and dressing it again changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::passport::{dressed, undressed};

fuzz_target!(|shown: &str| {
    if let Some(ticket) = undressed(shown) {
        assert_eq!(undressed(&ticket).as_deref(), Some(&*ticket));
        assert_eq!(undressed(&dressed(&ticket)).as_deref(), Some(&*ticket));
    }
});
