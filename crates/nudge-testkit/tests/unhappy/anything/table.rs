//! Each argument of each command, wrong in each way, in each state: from the table of forms.
//!
//! A test run has one case in [`FEW`] of them, by a seed; `bin/faults words` has all, which takes some minutes.

use anyhow::Context as _;
use msnp::{Dialect, switchboard};
use nudge_sim::forms::{Form, notification_forms, switchboard_form};
use nudge_testkit::dice::{Dice, asked};

use super::Stage;
use super::said::Said;

/// One case in so many is part of a test run.
const FEW: usize = 100;

const STAGES: [Stage; 5] = [Stage::Connected, Stage::Greeted, Stage::Claimed, Stage::SignedIn, Stage::Online];

/// What an argument may be instead: numbers at their ends, words of other arguments, addresses that are none, bytes that are
/// written otherwise, and much.
const WRONG: [&str; 16] = [
    "0",
    "-1",
    "1.5",
    "4294967295",
    "4294967296",
    "x",
    "FL",
    "fl",
    "MSNP21",
    "nobody@example.com",
    "@",
    "a@b@c",
    "%zz%00%0d%0a",
    "\u{20ac}\u{301}",
    "<ml/>",
    "C=",
];

const LONG: [usize; 3] = [130, 4_000, 8_300];

/// What may follow instead.
fn payloads() -> [Vec<u8>; 4] {
    [Vec::new(), b"<".to_vec(), vec![0xFF; 40], vec![b'x'; 1_650]]
}

fn cases(name: &str, form: &Form) -> Vec<Said> {
    let right: Vec<String> = form.arguments.iter().map(|word| (*word).to_owned()).collect();
    let payload = form.payload.map(|payload| payload.as_bytes().to_vec());
    let mut cases = vec![Said::new(name, right.clone(), payload.clone())];
    let wrong: Vec<String> =
        WRONG.iter().map(|word| (*word).to_owned()).chain(LONG.map(|count| "x".repeat(count))).collect();
    for at in 0..right.len() {
        cases.extend(wrong.iter().map(|word| {
            let other = |(index, old): (usize, &String)| if index == at { word.clone() } else { old.clone() };
            Said::new(name, right.iter().enumerate().map(other).collect(), payload.clone())
        }));
        cases.push(Said::new(name, right.iter().take(at).cloned().collect(), payload.clone()));
    }
    cases.push(Said::new(name, [right.clone(), vec!["1".to_owned()]].concat(), payload.clone()));
    if payload.is_some() {
        cases.extend(payloads().map(|payload| Said::new(name, right.clone(), Some(payload))));
    }
    cases
}

fn some(mut cases: Vec<Said>, dice: &mut Dice) -> Vec<Said> {
    if asked("NUDGE_EVERY_WORD").is_none() {
        cases.retain(|_| dice.once_in(FEW));
    }
    cases
}

/// For the notification server. What is said before a dialect is agreed upon is said alone.
pub(super) fn scenes(dialect: Dialect, dice: &mut Dice) -> anyhow::Result<Vec<(Stage, Vec<Said>)>> {
    let forms = notification_forms(dialect)?;
    let mut scenes = Vec::new();
    for stage in STAGES {
        let cases = forms.iter().flat_map(|(name, form)| cases(name, form)).collect();
        let cases = some(cases, dice);
        if matches!(stage, Stage::Connected) {
            scenes.extend(cases.into_iter().map(|said| (stage, vec![said])));
        } else {
            scenes.push((stage, cases));
        }
    }
    Ok(scenes)
}

/// For the switchboard, in a conversation.
pub(super) fn to_switchboard(dialect: Dialect, dice: &mut Dice) -> anyhow::Result<Vec<Said>> {
    let mut all = Vec::new();
    for name in switchboard::FromClient::names(dialect) {
        all.extend(cases(name, &switchboard_form(name).context(name)?));
    }
    Ok(some(all, dice))
}
