//! What the log says of connections that cannot be accepted.

use std::io;
use std::time::{Duration, Instant};

/// How long it says nothing after it has said something: whoever cannot accept tries again ten times a second.
const QUIET: Duration = Duration::from_mins(1);

/// `EMFILE` and `ENFILE`, as all systems of today have them.
const MANY_OF_OURS: i32 = 24;
const MANY_OF_ALL: i32 = 23;

/// Of one port: what went wrong with accepting, at once and then once a minute.
#[derive(Debug, Default)]
pub struct RefusedAccepts {
    said: Option<Instant>,
}

impl RefusedAccepts {
    /// What the operator is to be told of it now, if anything.
    pub fn say(&mut self, error: &io::Error, now: Instant) -> Option<&'static str> {
        if self.said.is_some_and(|said| now.saturating_duration_since(said) < QUIET) {
            return None;
        }
        self.said = Some(now);
        Some(match error.raw_os_error() {
            Some(MANY_OF_OURS) => {
                "no new connections are taken, for the system lets the server open no more files; those that there are \
                 go on, and others wait until some have ended. Raise the limit (LimitNOFILE in the unit of systemd, \
                 ulimit -n), or lower limits.connections and web.connections below it"
            }
            Some(MANY_OF_ALL) => {
                "no new connections are taken, for this machine has no more files to open (fs.file-max); those that \
                 there are go on, and others wait. Look which program has so many open"
            }
            _ => "accepting connections failed; trying again",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_at_once_and_then_once_a_minute() {
        let (mut refused, start) = (RefusedAccepts::default(), Instant::now());
        let error = io::Error::from_raw_os_error(MANY_OF_OURS);
        let said = refused.say(&error, start).unwrap();
        assert!(said.contains("LimitNOFILE") && said.contains("limits.connections"), "{said}");
        for millis in [0, 100, 59_999] {
            assert_eq!(refused.say(&error, start + Duration::from_millis(millis)), None);
        }
        assert_eq!(refused.say(&error, start + QUIET), Some(said));
    }

    #[test]
    fn whose_limit_it_is_makes_a_difference() {
        let said = |number| {
            RefusedAccepts::default().say(&io::Error::from_raw_os_error(number), Instant::now()).unwrap()
        };
        assert!(said(MANY_OF_ALL).contains("fs.file-max"));
        assert!(said(103).contains("trying again"));
    }
}
