//! Requests to leave and to fetch messages: reading them ends, and no more comes out than went in.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::offline::{RsiCall, StoreRequest};

fuzz_target!(|body: &[u8]| {
    if let Ok(request) = StoreRequest::parse(body) {
        assert!(request.content.len() + request.ticket.len() <= body.len());
    }
    if let Ok((ticket, _)) = RsiCall::parse(body) {
        assert!(ticket.len() <= body.len());
    }
});
