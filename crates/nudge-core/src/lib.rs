//! nudge-core
