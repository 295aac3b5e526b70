//! msnp-client
