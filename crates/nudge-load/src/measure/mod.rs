//! What is measured while a scenario runs: how long things took, how many there were, and what the processes used.

mod latency;
mod meter;
mod process;
mod progress;

pub(crate) use latency::Latencies;
pub(crate) use meter::{Meter, Usage};
pub(crate) use process::{Memory, Process};
pub(crate) use progress::{Progress, Series};
