//! Pages: what can be read is the same after having been written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::payload::page::Page;

fuzz_target!(|payload: &[u8]| {
    if let Ok(page) = Page::parse(payload) {
        let written = page.to_bytes();
        assert_eq!(Page::parse(&written), Ok(page));
    }
});
