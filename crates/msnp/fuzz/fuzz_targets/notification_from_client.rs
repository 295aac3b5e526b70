//! What a client says to a notification server.

#![no_main]

msnp_fuzz::vocabulary_target!(msnp::notification::FromClient);
