//! Faults: whatever happens to the server or its machine, what it has acknowledged is there afterwards, exactly once, and it
//! says what is wrong.

mod damage;
mod descriptors;
mod disk;
pub(crate) mod kills;
mod view;
