//! Who has said what, and who has heard it.

use std::collections::{BTreeMap, BTreeSet};

use nudge_sim::PEOPLE;
use tokio::time::Instant;

use crate::person::account_of;

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
    /// Whether something that the server has said may not have been heard.
    pub(crate) is_cut: bool,
    /// Whose call it followed, and whose client it is; empty for a conversation of one's own.
    pub(crate) caller: String,
    /// What it has heard: from whom, and the number.
    pub(crate) heard: Vec<(usize, u64)>,
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) said: Vec<Said>,
    pub(crate) sittings: BTreeMap<Seat, Sitting>,
    /// The messages that were left: for whom, and the text.
    pub(crate) left: Vec<(usize, String)>,
    /// The same that were said later.
    pub(crate) said_later: BTreeSet<(usize, String)>,
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

    /// A message that was left is said to somebody.
    pub(crate) fn said_later(&mut self, who: &str, to: usize, text: &str) {
        let from = text.split(' ').next().and_then(|from| from.parse().ok()).map(account_of);
        assert_eq!(from.map(|from| PEOPLE[from]), Some(who), "what one has left comes from another: {text}");
        let said = (to, text.to_owned());
        assert!(self.left.contains(&said), "nobody has left {said:?}");
        self.said_later.insert(said);
    }

    /// Of the messages that were left, none may be gone that was not heard; unless a conversation in which it may have been said
    /// was cut. `waiting` are those that are still there.
    pub(crate) fn check_left(&self, waiting: &BTreeSet<(usize, String)>) {
        for left in &self.left {
            let (to, text) = left;
            let is_there = waiting.contains(left) || self.said_later.contains(left);
            let may_be_cut = || {
                let from = text.split(' ').next().and_then(|from| from.parse().ok()).map(account_of).unwrap();
                self.sittings.iter().any(|((voice, _), sitting)| {
                    sitting.is_cut && account_of(*voice) == *to && sitting.caller == PEOPLE[from]
                })
            };
            assert!(is_there || may_be_cut(), "left and lost: {left:?}");
        }
        for waits in waiting {
            assert!(self.left.contains(waits), "nobody has left {waits:?}");
        }
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
