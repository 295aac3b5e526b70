//! nudge-bus
