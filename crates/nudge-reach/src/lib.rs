//! nudge-reach
