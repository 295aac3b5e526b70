//! msnp
