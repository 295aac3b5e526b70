//! What a notification server says to a client.

#![no_main]

msnp_fuzz::vocabulary_target!(msnp::notification::FromServer);
