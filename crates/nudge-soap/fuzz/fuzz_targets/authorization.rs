//! The header of Passport 1.4: whatever it says, reading it ends, and nothing of the password is shown.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::passport::Authorization;

fuzz_target!(|value: &str| {
    if let Some(read) = Authorization::parse(value) {
        assert!(read.sign_in.len() <= value.len() && read.password.expose().len() <= value.len());
        let shown = format!("{:?}", read.password);
        assert_eq!(shown, "Password");
    }
});
