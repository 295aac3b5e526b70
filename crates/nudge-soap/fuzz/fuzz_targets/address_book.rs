//! Calls of the address book: whatever is asked for can be answered, and nothing that a client says breaks out of the answer.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::address_book::{
    NoRequest, Request, ServiceHeader, Stamp, Trouble, answer, bad_context_token, ticket,
};
use nudge_soap::envelope::Call;
use nudge_soap::xml::{Element, MAX_BYTES};

/// What is longer than what is read need not be read.
fn is_read(text: &str) {
    if text.len() <= MAX_BYTES {
        Element::parse(text.as_bytes()).expect("an answer can be read");
    }
}

fuzz_target!(|body: &[u8]| {
    if let Ok(text) = std::str::from_utf8(body)
        && let Ok(stamp) = text.parse::<Stamp>()
    {
        let _ = stamp.to_string();
    }
    let Ok(call) = Call::parse(body) else { return };
    let operation = call.operation().name();
    let shown = ticket(&call).unwrap_or_default();
    is_read(&bad_context_token(operation));
    match Request::parse(&call) {
        Ok(_) => {
            let header = ServiceHeader { cache_key: shown, preferred_host: Some(shown), session: shown };
            is_read(&answer(&header, operation, |w| w.text("guid", shown)));
        }
        Err(NoRequest::Unknown) => is_read(&Trouble::Forbidden(operation).to_xml(operation)),
        Err(NoRequest::Incomplete) => is_read(&Trouble::InvalidArgument(operation).to_xml(operation)),
    }
});
