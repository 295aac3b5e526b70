//! What the acceptor counts. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;
use std::time::Duration;

use metrics::{Counter, Histogram, counter, histogram};

use crate::error::AcceptError;
use crate::face::Face;
use crate::hello::Version;

/// The handles of the acceptor.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    handshakes: SPOKEN.map(|(face, version)| {
        let (face, version) = (face.to_string(), version.to_string());
        counter!("nudge_tls_handshakes_total", "face" => face, "version" => version)
    }),
    failures: REASONS.map(|reason| counter!("nudge_tls_handshake_failures_total", "reason" => reason)),
    seconds: FACES.map(|face| histogram!("nudge_tls_handshake_seconds", "face" => face.to_string())),
});

/// What the acceptor counts.
pub(crate) struct Metered {
    handshakes: [Counter; SPOKEN.len()],
    failures: [Counter; REASONS.len()],
    seconds: [Histogram; FACES.len()],
}

const FACES: [Face; 2] = [Face::Modern, Face::Legacy];

/// What either face can come to terms in.
const SPOKEN: [(Face, Version); 6] = [
    (Face::Modern, Version::TLS13),
    (Face::Modern, Version::TLS12),
    (Face::Legacy, Version::TLS12),
    (Face::Legacy, Version::TLS11),
    (Face::Legacy, Version::TLS10),
    (Face::Legacy, Version::SSL3),
];

const REASONS: [&str; 6] = ["not_tls", "closed", "too_slow", "modern", "legacy", "broken"];

impl Metered {
    /// Counts a handshake that took so long.
    pub(crate) fn shaken(&self, face: Face, version: Version, took: Duration) {
        let spoken = SPOKEN.iter().zip(&self.handshakes).filter(|(spoken, _)| **spoken == (face, version));
        spoken.for_each(|(_, counter)| counter.increment(1));
        let faces = FACES.iter().zip(&self.seconds).filter(|(known, _)| **known == face);
        faces.for_each(|(_, histogram)| histogram.record(took));
    }

    /// Counts one that came to nothing.
    pub(crate) fn failed(&self, error: &AcceptError) {
        let reason = reason(error);
        let reasons = REASONS.iter().zip(&self.failures).filter(|(known, _)| **known == reason);
        reasons.for_each(|(_, counter)| counter.increment(1));
    }
}

fn reason(error: &AcceptError) -> &'static str {
    match error {
        AcceptError::NotTls => "not_tls",
        AcceptError::Closed => "closed",
        AcceptError::TooSlow(_) => "too_slow",
        AcceptError::Handshake { face: Face::Modern, .. } => "modern",
        AcceptError::Handshake { face: Face::Legacy, .. } => "legacy",
        AcceptError::Io(_) | AcceptError::Setup(_) => "broken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_reason_that_is_counted() {
        let handshake = |face| AcceptError::Handshake { face, what: String::new() };
        let errors = [
            AcceptError::NotTls,
            AcceptError::Closed,
            AcceptError::TooSlow(Duration::ZERO),
            handshake(Face::Modern),
            handshake(Face::Legacy),
            AcceptError::Io(std::io::ErrorKind::BrokenPipe.into()),
        ];
        assert_eq!(errors.map(|error| reason(&error)), REASONS);
    }
}
