//! What the answerer counts. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;

use metrics::{Counter, counter};

use super::judge::Verdict;

/// The handles of the answerer.
pub(super) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    questions: VERDICTS.map(|verdict| counter!("nudge_dns_questions_total", "verdict" => verdict)),
    upstream_failures: counter!("nudge_dns_upstream_failures_total"),
    connections_full: limit("dns_connections"),
    forwards_full: limit("dns_forwards"),
});

fn limit(limit: &'static str) -> Counter {
    counter!("nudge_limits_hit_total", "limit" => limit)
}

/// What the answerer counts.
pub(super) struct Metered {
    questions: [Counter; VERDICTS.len()],
    /// Questions that were passed on and have found no answer.
    pub(super) upstream_failures: Counter,
    /// Connections that there was no place for.
    pub(super) connections_full: Counter,
    /// Questions that could not be passed on because too many waited for the upstream server.
    pub(super) forwards_full: Counter,
}

const VERDICTS: [&str; 6] = ["answered", "refused", "error", "forwarded", "dropped", PACED];

/// A question too many from one address.
pub(super) const PACED: &str = "paced";

impl Metered {
    /// Counts a question by what became of it.
    pub(super) fn judged(&self, verdict: &Verdict) {
        self.question(match verdict {
            Verdict::Drop => "dropped",
            Verdict::Forward => "forwarded",
            Verdict::Answer(answer) => code(answer),
        });
    }

    /// Counts a question.
    pub(super) fn question(&self, verdict: &str) {
        let verdicts = VERDICTS.iter().zip(&self.questions).filter(|(known, _)| **known == verdict);
        verdicts.for_each(|(_, counter)| counter.increment(1));
    }
}

/// What the code in an answer's header means.
fn code(answer: &[u8]) -> &'static str {
    match answer.get(3).map(|byte| byte & 0x0f) {
        Some(0) => "answered",
        Some(5) => "refused",
        Some(_) | None => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_counted_by_its_code() {
        assert_eq!(code(&[0, 1, 0x85, 0x80]), "answered");
        assert_eq!(code(&[0, 1, 0x81, 0x85]), "refused");
        assert_eq!((code(&[0, 1, 0x81, 0x82]), code(&[])), ("error", "error"));
    }
}
