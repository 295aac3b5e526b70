//! nudge-net
