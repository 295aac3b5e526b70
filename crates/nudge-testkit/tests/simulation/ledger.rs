//! Who has said what, and who has heard it.

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::Instant;

/// What a client asks for with a message (reference 03: `U`, `N`, `A`, `D`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asked {
    Nothing,
    Refusals,
    Always,
    /// Like `Always`; for data.
    Data,
}

impl Asked {
    pub(crate) const ALL: [Self; 4] = [Self::Nothing, Self::Refusals, Self::Always, Self::Data];

    pub(crate) fn letter(self) -> char {
        match self {
            Self::Nothing => 'U',
            Self::Refusals => 'N',
            Self::Always => 'A',
            Self::Data => 'D',
        }
    }
}

/// A connection to the switchboard: whose, and which.
pub(crate) type Seat = (usize, u64);

#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) seat: Seat,
    pub(crate) trid: u32,
    pub(crate) number: u64,
    pub(crate) asked: Asked,
    pub(crate) at: Instant,
    /// Whether it was acknowledged (`ACK`) or not delivered to somebody (`NAK`).
    pub(crate) answer: Option<bool>,
}

/// What is known of a connection.
#[derive(Debug, Default)]
pub(crate) struct Sitting {
    /// Which conversation it is in.
    pub(crate) conversation: String,
    /// When the client knew that it is in.
    pub(crate) since: Option<Instant>,
    pub(crate) is_over: bool,
    /// What it has heard: from whom, and the number.
    pub(crate) heard: Vec<(usize, u64)>,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) said: Vec<Said>,
    pub(crate) sittings: BTreeMap<Seat, Sitting>,
}

impl Ledger {
    pub(crate) fn sitting(&mut self, seat: Seat) -> &mut Sitting {
        self.sittings.entry(seat).or_default()
    }

    pub(crate) fn answered(&mut self, seat: Seat, trid: u32, answer: bool) {
        let said = self.said.iter_mut().find(|said| said.seat == seat && said.trid == trid);
        let said = said.unwrap_or_else(|| panic!("an answer to nothing that was said: {trid}"));
        assert_eq!(said.answer, None, "two answers to {said:?}");
        let expected = match said.asked {
            Asked::Nothing => false,
            Asked::Refusals => !answer,
            Asked::Always | Asked::Data => true,
        };
        assert!(expected, "an answer ({answer}) that nobody asked for: {said:?}");
        said.answer = Some(answer);
    }

    /// How many messages were heard, and how many acknowledged.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let heard = self.sittings.values().map(|sitting| sitting.heard.len()).sum();
        (heard, self.said.iter().filter(|said| said.answer == Some(true)).count())
    }

    pub(crate) fn check(&self) {
        for (seat, sitting) in &self.sittings {
            let mut last: BTreeMap<usize, u64> = BTreeMap::new();
            for (from, number) in &sitting.heard {
                let before = last.insert(*from, *number);
                assert!(before < Some(*number), "{seat:?} heard {number} of {from} after {before:?}");
            }
        }
        for said in &self.said {
            let from = &self.sittings[&said.seat];
            // Whoever has called nobody is alone.
            if from.is_over || from.conversation.is_empty() {
                continue;
            }
            let must_be_answered = matches!(said.asked, Asked::Always | Asked::Data);
            assert!(!must_be_answered || said.answer.is_some(), "never answered: {said:?}");
            if said.answer == Some(false) {
                continue;
            }
            for (seat, sitting) in &self.sittings {
                let is_listener = *seat != said.seat
                    && sitting.conversation == from.conversation
                    && !sitting.is_over
                    && sitting.since.is_some_and(|since| since < said.at);
                let has_heard = sitting.heard.contains(&(said.seat.0, said.number));
                assert!(!is_listener || has_heard, "{seat:?} has not heard {said:?}: {sitting:?}");
            }
        }
        let all: BTreeSet<(usize, u64)> = self.said.iter().map(|said| (said.seat.0, said.number)).collect();
        for sitting in self.sittings.values() {
            assert!(
                sitting.heard.iter().all(|heard| all.contains(heard)),
                "heard what nobody has said: {sitting:?}"
            );
        }
    }
}
