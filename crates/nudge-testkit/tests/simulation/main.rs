//! Some minutes at the server, simulated: people with clients of every dialect sign in, change their lists, talk, and lose their
//! connections, which deliver what they carry in pieces, late, and some of them not to the end.
//!
//! All of it is one thread, the time is tokio's, which passes when nothing else can happen, and chance comes from a seed: so the
//! same seed goes the same way, to the millisecond. The server's front ends and domain are the real ones, entered by the door
//! that the HTTP gateway uses, on the real database in memory. Connections are independent of each other, so that what is done first may
//! arrive last; within one, bytes keep their order, as TCP has them do.
//!
//! Once the network has been good for a while, it must be so that
//!
//! - everybody sees those, and only those, who are there, want to be seen and are on their list, as what they are;
//! - each message came at most once and in its order; those that were acknowledged came to everybody who was in the
//!   conversation before they were said and still is; and each is acknowledged or refused where the client asked for that;
//! - a message that was left for somebody waits, or was said to them;
//! - nothing that the server said was anything but a command of the dialect in the one form that it has;
//! - nothing has panicked; and when all have gone, no session, conversation or task is left.
//!
//! Some seeds are part of every test run, `bin/faults seeds 10000` is the long form. A seed that has failed is looked at with
//! `NUDGE_SEED=… NUDGE_TRACE=1 bin/faults seeds 1`, which shows all that was said and heard.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that panics has failed"
)]

mod conversation;
mod ledger;
mod link;
mod notification;
mod person;
mod world;

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use nudge_core::Lists;
use nudge_sim::People;
use nudge_testkit::dice::{asked, seed};

/// How many are simulated in the short form.
const SEEDS: u64 = 60;

/// One of so many is simulated twice.
const TWICE: u64 = 10;

static PANICS: AtomicUsize = AtomicUsize::new(0);

#[test]
fn seeds() {
    let count = asked("NUDGE_SEEDS");
    let first = seed();
    println!("NUDGE_SEED={first}");
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        before(info);
    }));
    let friends = People::new(str::to_owned, |_, _| Lists::FORWARD | Lists::ALLOW).unwrap();
    let mut all = world::Counts::default();
    for number in 0..count.unwrap_or(SEEDS) {
        let seed = first.wrapping_add(number);
        let told = world::simulate(&friends, seed);
        assert_eq!(PANICS.load(Ordering::SeqCst), 0, "something has panicked with NUDGE_SEED={seed}");
        if number % TWICE == 0 {
            let again = world::simulate(&friends, seed);
            assert_eq!(told.trace, again.trace, "NUDGE_SEED={seed} does not go the same way twice");
        }
        all.add(&told.counts);
        if count.is_some() && (number + 1) % 100 == 0 {
            println!("{} seeds: {all:?}", number + 1);
        }
    }
    println!("{all:?}");
    assert!(all.are_of_a_busy_day(), "too little has happened to say anything: {all:?}");
}
