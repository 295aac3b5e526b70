//! The gateway's query and header: anything is read or refused, and what is read says the same when it is written again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::gateway::{Query, Told};

fuzz_target!(|text: &str| {
    if let Ok(query) = Query::parse(text) {
        let written = query.to_string();
        assert_eq!(Query::parse(&written), Ok(query));
    }
    if let Ok(told) = Told::parse(text) {
        let written = told.to_string();
        assert_eq!(Told::parse(&written), Ok(told));
    }
});
