//! The servers in memory, on a clock that passes only when nothing else can happen.
//!
//! The front ends, the domain and the database are the real ones; instead of sockets there are streams in memory, all of it is
//! one thread, and chance comes from a seed. So whatever happens, happens again in the same way.
//!
//! - [`People`]: who takes part, and the database that each run begins with;
//! - [`Stage`]: a server for one run;
//! - [`Listener`]: hears what a server says, as strictly as can be;
//! - [`conversation`]: what the fuzzer says, and what must be so whatever it was;
//! - [`forms`]: every command in the form that the reference gives it;
//! - [`dice`]: chance that can be had again;
//! - [`wording`]: the same requests and notices, in each dialect;
//! - [`words`]: what means something somewhere.

mod chance;
pub mod conversation;
pub mod dice;
pub mod forms;
mod listener;
mod people;
mod stage;
pub mod wording;
pub mod words;

pub use listener::{Heard, Listener, NUMBERS};
pub use people::{NOON, PEOPLE, Papers, People, SECRET};
pub use stage::Stage;
