//! nudge-load
fn main() {}
