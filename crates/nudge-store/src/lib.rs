//! nudge-store
