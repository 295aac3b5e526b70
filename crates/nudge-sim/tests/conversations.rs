//! Conversations as the fuzzer has them: what people who behave say, what once went wrong, and random ones.
//!
//! `NUDGE_SEED` has the same ones again, and `NUDGE_CONVERSATIONS` says how many.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use arbitrary::{Arbitrary as _, Unstructured};
use nudge_sim::conversation::{
    Begins, Body, Change, Command, Conversation, Deed, Played, Text, Turn, Who, Word, people, play,
};
use nudge_sim::dice::{Dice, asked, seed};

/// How many random ones.
const COUNT: u64 = 300;

/// Of how many bytes one is made.
const BYTES: usize = 4_000;

/// Panics of tasks, which the runtime would swallow.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn count_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        before(info);
    }));
}

fn now(who: Who, deed: Deed) -> Turn {
    Turn { who, deed, hurries: false }
}

/// Alice calls Bob, they talk, and she blocks him: the fuzzer's own words do what they are for.
#[test]
fn people_who_behave_are_served() {
    let people = people().unwrap();
    for dialect in 0..17 {
        let turns = vec![
            now(Who::Alice, Deed::SignsIn { dialect, halts: 255 }),
            now(Who::Bob, Deed::SignsIn { dialect: 16 - dialect, halts: 255 }),
            now(Who::Alice, Deed::Opens),
            now(Who::Alice, Deed::Calls(Who::Bob)),
            now(Who::Bob, Deed::Answers),
            now(Who::Alice, Deed::EveMoves),
            now(
                Who::Alice,
                Deed::Talks {
                    acknowledgement: 2,
                    body: Body::Text(Text { kind: 0, text: "hello".to_owned() }),
                },
            ),
            now(Who::Alice, Deed::Edits(Change { removes: true, list: 1, whom: Who::Bob })),
            now(Who::Alice, Deed::Edits(Change { removes: false, list: 2, whom: Who::Bob })),
        ];
        let played =
            play(&people, &Conversation { challenges: true, begins: Begins::Empty, dialects: [0; 4], turns })
                .unwrap();
        assert_eq!(
            (played.seats, played.messages, played.refusals),
            (2, 1, 0),
            "dialect {dialect}: {played:?}"
        );
    }
}

/// It was said twice in the answer, in a line that was longer than any may be.
#[test]
fn a_long_version_does_not_come_back_longer() {
    let people = people().unwrap();
    for name in 0..40 {
        for at in 1..8 {
            let command =
                Command { name, words: vec![(at, Word::Long(92, 7_701))], leaves_out: 0, body: None };
            let turns = vec![now(Who::Carol, Deed::Says(command))];
            let dialects = [0, 0, 0, 10];
            play(&people, &Conversation { challenges: false, begins: Begins::Online, dialects, turns })
                .unwrap();
        }
    }
}

#[test]
fn whatever_is_said_the_server_goes_on() {
    count_panics();
    let (first, people) = (seed(), people().unwrap());
    println!("NUDGE_SEED={first}");
    let mut all = Played::default();
    for number in 0..asked("NUDGE_CONVERSATIONS").unwrap_or(COUNT) {
        let seed = first.wrapping_add(number);
        let mut dice = Dice::new(seed);
        let bytes: Vec<u8> = (0..BYTES / 8).flat_map(|_| dice.draw().to_le_bytes()).collect();
        let mut bytes = Unstructured::new(&bytes);
        let mut conversation = Conversation::arbitrary(&mut bytes).unwrap();
        while !bytes.is_empty() {
            conversation.turns.extend(Turn::arbitrary(&mut bytes));
        }
        match play(&people, &conversation) {
            Ok(played) => all.add(played),
            Err(wrong) => panic!("NUDGE_SEED={seed}: {wrong:?}\n{conversation:#?}"),
        }
        assert_eq!(PANICS.load(Ordering::SeqCst), 0, "something has panicked with NUDGE_SEED={seed}");
    }
    println!("{all:?}");
    assert!(
        all.refusals > 0 && all.seats > 0 && all.messages > 0,
        "too little has happened to say anything: {all:?}"
    );
}
