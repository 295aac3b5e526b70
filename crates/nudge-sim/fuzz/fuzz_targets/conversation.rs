//! Whole conversations: whatever people say, the server does what it must, and goes on.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nudge_sim::People;
use nudge_sim::conversation::{Conversation, people, play};

/// Who takes part; made once.
static ALL: LazyLock<People> = LazyLock::new(|| people().expect("people"));

fuzz_target!(|conversation: Conversation| {
    if let Err(wrong) = play(&ALL, &conversation) {
        panic!("{wrong:?}\n{conversation:#?}");
    }
});
