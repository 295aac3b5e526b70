//! nudge-testkit
