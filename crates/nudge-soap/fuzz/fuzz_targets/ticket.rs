//! Tickets in whatever dress: what was handed out comes back, and nothing else breaks anything.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::passport::{DeviceAdd, dressed, ticket_in_cookies, undressed};

fuzz_target!(|bytes: &[u8]| {
    let _ = DeviceAdd::parse(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let bare = undressed(text);
    let _ = ticket_in_cookies(text);
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
        assert_eq!(undressed(&dressed(&bare)), bare);
    }
});
