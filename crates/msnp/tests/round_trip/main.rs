//! Every command of every vocabulary, in every dialect that has it: written and read back, in the exact form that the
//! protocol reference gives, and whatever else may come in.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod any_bytes;
mod client_rows;
mod forms;
mod reading_undoes_writing;
mod server_rows;
mod spoken;
mod strictness;
mod switchboard_rows;
mod transcripts;
mod values;
