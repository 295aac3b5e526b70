//! What somebody leaves: whatever it says, it becomes a message with a text, and the letter made of that can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nudge_soap::offline::{Content, Letter};
use nudge_soap::xml::{Element, MAX_BYTES};

fuzz_target!(|content: &str| {
    let Ok(read) = Content::parse(content) else { return };
    assert!(!read.text.trim().is_empty());
    assert!(read.relayed().ends_with(read.text.as_bytes()));
    let letter = Letter {
        id: "0f5a1c2e-0000-4000-8000-00000000a001",
        sender: "a@b.c",
        name: Some(&read.text),
        receiver: "d@e.f",
        run: read.run.as_deref().unwrap_or_default(),
        sequence: read.sequence.unwrap_or_default(),
        millis: i64::from(read.sequence.unwrap_or_default()),
        text: &read.text,
    };
    let answer = letter.to_xml();
    if answer.len() <= MAX_BYTES {
        Element::parse(answer.as_bytes()).expect("an answer can be read");
    }
});
