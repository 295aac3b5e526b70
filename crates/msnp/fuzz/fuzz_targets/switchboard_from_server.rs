//! What a switchboard says to a client.

#![no_main]

msnp_fuzz::vocabulary_target!(msnp::switchboard::FromServer);
