//! What goes wrong: everything that a client must not do, and what the server does then (references 01 §2.5 and 04).

mod address_book;
mod anything;
mod arguments;
mod calls;
mod clock;
mod framing;
mod groups;
mod lists;
mod passport;
mod personal;
mod privacy;
mod properties;
mod sign_in;
mod slow;
mod sync;
mod tickets;
mod timers;
