//! What a client says to a switchboard.

#![no_main]

msnp_fuzz::vocabulary_target!(msnp::switchboard::FromClient);
