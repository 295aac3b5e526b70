//! Answers to requests for tokens: nothing makes reading panic, and what was read is what a request could have been made of.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::passport::{Answer, Edition, Request, Wanted};
use msnp::xml::Element;

fuzz_target!(|body: &[u8]| {
    let Ok(answer) = Answer::parse(body) else { return };
    assert!(!format!("{answer:?}").is_empty());
    let Answer::Tokens(tokens) = &answer else { return };
    let wanted: Vec<_> =
        tokens.iter().map(|token| Wanted { service: &token.service, policy: &token.ticket }).collect();
    for edition in [Edition::Rst, Edition::Rst2] {
        let request = Request { edition, to: "", handle: "", secret: "", wanted: &wanted, now: 0 }.to_xml();
        // Many long names may make a request that is longer than what is read.
        if request.len() <= msnp::xml::MAX_BYTES {
            Element::parse(request.as_bytes()).expect("a request can be read");
        }
    }
});
