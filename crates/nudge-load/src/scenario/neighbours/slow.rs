//! Clients that are signed in, and take nothing or next to nothing of what they are sent.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::stay::{Lease, sum};
use super::{BESIDE, CONTACTS};
use crate::conversation::{End, Gathering};
use crate::door::{NudgeDoor, Person};

/// How many are in the busy conversation.
const GATHERED: usize = 10;

/// How long a message of it is, and how many come at once, how often: half a megabyte a second.
const SIZE: usize = 1500;
const BURST: usize = 8;
const BEAT: Duration = Duration::from_millis(25);

/// The number of the conversation.
const NUMBER: u32 = 900_000_001;

/// How long one that was cut off needs to read what had been on its way.
const REST: Duration = Duration::from_secs(15);

/// A conversation of ten, of whom one reads nothing. It must be cut off, and all others hear everything.
pub(super) async fn reader(lease: Lease) -> anyhow::Result<()> {
    let Lease { door, size, here, enough } = lease;
    let mut people = Vec::new();
    for number in 0..GATHERED {
        people.push(door.enter(BESIDE + number * CONTACTS).await?);
    }
    let Gathering { mut speaker, mut hearers, .. } = door.gather(people).await?;
    for end in hearers.iter_mut().chain([&mut speaker]) {
        end.wire.drain().await?;
        end.number(NUMBER, NUMBER, SIZE);
    }
    speaker.ask_for("U");
    let mut slow = hearers.pop().context("nobody is slow")?;
    slow.wire.narrow()?;
    let (said, _) = watch::channel(None);
    let mut hearing = JoinSet::new();
    for hearer in hearers {
        hearing.spawn(hear(hearer, said.subscribe()));
    }
    let _measured = here.send(());
    let (mut count, mut beat) = (0, interval(BEAT));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let speaking = async {
        loop {
            for _ in 0..BURST {
                speaker.send().await?;
                count += 1;
            }
            beat.tick().await;
            // It goes on until the slow one is gone, and no shorter than the others measure.
            let gone = timeout(Duration::from_millis(1), speaker.wire.line("BYE ")).await;
            if let Ok(gone) = gone {
                gone?;
                break anyhow::Ok(());
            }
        }
    };
    timeout(size.notice(), speaking).await.context("the slow reader is still there")??;
    let mut enough = enough;
    while !*enough.borrow_and_update() {
        speaker.send().await?;
        count += 1;
        beat.tick().await;
    }
    ensure!(
        slow.wire.is_closed_within(REST).await,
        "the others were told that the slow reader is gone, and it is not"
    );
    said.send_replace(Some(count));
    ensure!(sum(hearing).await? == count * (GATHERED - 2), "somebody has not heard everything");
    Ok(())
}

/// Hears everything, in order; how many that were is told in the end.
async fn hear(mut end: End, mut said: watch::Receiver<Option<usize>>) -> anyhow::Result<usize> {
    let mut heard = 0;
    loop {
        let due = *said.borrow_and_update();
        if due == Some(heard) {
            return Ok(heard);
        }
        tokio::select! {
            received = end.receive_past_leaving() => {
                received?;
                heard += 1;
            }
            changed = said.changed() => changed?,
        }
    }
}

/// So many ask for their lists time and again, and read a byte a second. All must be cut off.
pub(super) async fn sippers(lease: Lease) -> anyhow::Result<()> {
    let Lease { door, size, here, mut enough, .. } = lease;
    let mut sipping = JoinSet::new();
    for number in 0..size.offenders {
        let mut person = door.enter(BESIDE + number).await?;
        person.wire.narrow()?;
        let notice = size.notice();
        sipping.spawn(async move { sip(&mut person, notice).await });
    }
    let _measured = here.send(());
    let cut = sum(sipping).await?;
    Lease::over(&mut enough).await?;
    ensure!(cut == size.offenders, "only {cut} of {} were cut off", size.offenders);
    Ok(())
}

/// More than all buffers hold of answers.
const QUESTIONS: usize = 8000;

async fn sip(person: &mut Person, notice: Duration) -> anyhow::Result<usize> {
    person.wire.send("SYN 9 0\r\n".repeat(QUESTIONS).as_bytes()).await?;
    let sipping = async {
        while person.wire.sip().await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    };
    // Whether it ends or not: what was on its way is in between.
    let _ended = timeout(notice, sipping).await;
    Ok(usize::from(person.wire.is_closed_within(REST).await))
}

/// So many changes of presence are asked for at once.
const CHANGES: usize = 25;

/// How long they need to fill what is filled before anybody notices.
const FILLING: Duration = Duration::from_secs(5);

/// How many never read, each with contacts of their own; all must be cut off.
const DEAF: usize = 5;

/// Some never read while the contacts of each change presence as fast as they can.
pub(super) async fn deaf(lease: Lease) -> anyhow::Result<()> {
    let Lease { door, size, here, mut enough, .. } = lease;
    let (over, mut changing, mut deaf) = (watch::Sender::new(false), JoinSet::new(), Vec::new());
    for number in 0..DEAF.min(size.offenders) {
        let middle = BESIDE + CONTACTS + number * 2 * CONTACTS;
        let person = door.enter(middle).await?;
        person.wire.narrow()?;
        deaf.push(person);
        for contact in [middle - 2, middle - 1, middle + 1, middle + 2] {
            let contact = door.enter(contact).await?;
            changing.spawn(change(door.clone(), contact, over.subscribe()));
        }
    }
    let _measured = here.send(());
    let count = deaf.len();
    // The contacts go on until that is known.
    let mut waiting = JoinSet::new();
    // Lines of presence are short: it takes a moment until they fill what the system holds.
    let notice = size.notice() + FILLING;
    for mut person in deaf {
        waiting.spawn(async move {
            // Reading would be what it is cut off for not doing.
            sleep(notice).await;
            anyhow::Ok(usize::from(person.wire.is_closed_within(REST).await))
        });
    }
    let cut = sum(waiting).await?;
    Lease::over(&mut enough).await?;
    over.send_replace(true);
    sum(changing).await?;
    ensure!(cut == count, "only {cut} of {count} were cut off");
    Ok(())
}

/// Changes presence until that is over. Every change is answered.
async fn change(door: NudgeDoor, mut person: Person, over: watch::Receiver<bool>) -> anyhow::Result<usize> {
    let mut changes = 0;
    let door = crate::door::Door::Nudge(door);
    while !*over.borrow() {
        let all: String = (changes..changes + CHANGES).map(|change| door.announcement(change)).collect();
        person.wire.send(all.as_bytes()).await?;
        changes += CHANGES;
        // What it is answered, and what it is told of others.
        door.is_there(&mut person).await?;
        sleep(Duration::from_millis(100)).await;
    }
    Ok(changes)
}
