//! Calls of the roaming storage, contact cards, What's New and profiles: whatever they say, it stays within limits and can be answered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::directory::Get;
use nudge_soap::envelope::Call;
use nudge_soap::spaces::CardRequest;
use nudge_soap::storage::{Header, MAX_PICTURE, MAX_REQUEST, Operation};
use nudge_soap::whats_new::Asked;
use nudge_soap::xml::Element;

fuzz_target!(|body: &[u8]| {
    let Ok(call) = Call::parse_within(body, MAX_REQUEST) else { return };
    let _ = (CardRequest::read(&call), CardRequest::ticket(&call), Asked::read(&call), Asked::ticket(&call));
    let _ = (Get::read(&call), Get::ticket(&call), Header::ticket(&call));
    let Ok(operation) = Operation::read(&call) else { return };
    if let Operation::CreateDocument(Ok(document)) | Operation::UpdateDocument(Ok(document)) = &operation {
        assert!(document.picture.len() <= MAX_PICTURE);
    }
    let answer = Header::read(None, &call).answer(1, operation.name(), |_| {});
    Element::parse(answer.as_bytes()).expect("an answer can be read");
});
