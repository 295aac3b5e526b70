//! What goes wrong: everything that a client must not do, and what the server does then (references 01 §2.5 and 04).

mod arguments;
mod calls;
mod framing;
mod groups;
mod lists;
mod privacy;
mod sign_in;
mod slow;
mod tickets;
mod timers;
