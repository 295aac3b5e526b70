//! What the operator can switch and limit, and what it does then.

mod addresses;
mod challenges;
mod circles;
mod content;
mod conversations;
mod directory;
mod elsewhere;
mod later_dialects;
mod limits;
mod membership;
mod notices;
mod old_ways;
mod outside;
mod places;
mod presence;
mod single_sign_on;
mod telephones;
