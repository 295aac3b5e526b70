//! One side signs in from a second place: beside the first one where the dialect knows places, and else instead of it.

use anyhow::{Context as _, ensure};
use msnp::command::OutReason;
use msnp::value::{EndpointId, Handle, Status};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Conversation, ConversationEvent, Error, Event};

use crate::scene::{Seen, answered, handle, left, say, sees, settled};

/// The machines of everybody.
const MACHINES: [&str; 2] =
    ["{A11CE000-0000-4000-8000-00000000000a}", "{a11ce000-0000-4000-8000-00000000000B}"];

/// The first or the second machine of somebody, where the dialect has such.
pub(crate) fn machine(dialect: Dialect, number: usize) -> anyhow::Result<Option<EndpointId>> {
    let machine = MACHINES.get(number).context("nobody has so many")?;
    Ok(if dialect.has(Cap::Endpoints) { Some(EndpointId::new(machine)?) } else { None })
}

/// Whether what came is only about the principal.
pub(crate) fn is_own(event: &Event) -> bool {
    matches!(event, Event::Places(_) | Event::OwnPresence(_))
}

/// Two programs of one principal, and a contact who sees one person. The first stays.
pub(crate) async fn beside(home: &mut Client, work: Client, contact: &mut Client) -> anyhow::Result<()> {
    let mut work = work;
    shows(contact, home, &MACHINES).await.context("the second comes")?;
    lists(home, &MACHINES).await.context("the second comes")?;
    merge(home, &mut work, contact).await.context("states")?;
    share(home, &mut work, contact).await.context("a conversation")?;
    settled(contact).await?;
    work.sign_out().await?;
    home.wait_for(|event| matches!(event, Event::Places(places) if places.len() == 1).then_some(()))
        .await
        .context("the first place is not told that it is alone")?;
    shows(contact, home, &MACHINES[..1]).await.context("the second goes")
}

/// The last thing that a contact was told of somebody's machines must be these; of the person, nothing must have been told.
/// To a client that knows of no machines, there is nothing to tell.
async fn shows(contact: &mut Client, of: &Client, machines: &[&str]) -> anyhow::Result<()> {
    let mut told = Vec::new();
    for event in settled(contact).await? {
        match event {
            Event::PersonalMessage { handle, places, .. } if handle == *of.handle() => {
                told.push(places.into_iter().map(|place| place.id).collect::<Vec<_>>());
            }
            event if is_own(&event) => {}
            // That there is something new in the address book: of before, for it is told once a second at most.
            Event::Alert(_) => {}
            event => anyhow::bail!("{} is told {event:?}", contact.handle()),
        }
    }
    let expected = machines.iter().map(|machine| EndpointId::new(machine)).collect::<Result<Vec<_>, _>>()?;
    if contact.dialect().has(Cap::Endpoints) {
        let last = told.last().context("nothing is told of the machines")?;
        ensure!(same(last, &expected), "{last:?} instead of {expected:?}");
    } else {
        ensure!(told.is_empty(), "{told:?} is told to a client that knows of no machines");
    }
    Ok(())
}

/// The last thing that a program was told of the own ones must be these machines.
async fn lists(program: &mut Client, machines: &[&str]) -> anyhow::Result<()> {
    let own = settled(program).await?.into_iter().filter_map(|event| match event {
        Event::Places(places) => Some(places.into_iter().map(|place| place.id).collect::<Vec<_>>()),
        _ => None,
    });
    let own = own.last().context("nothing is told of the own machines")?;
    let expected = machines.iter().map(|machine| EndpointId::new(machine)).collect::<Result<Vec<_>, _>>()?;
    ensure!(same(&own, &expected), "{own:?} instead of {expected:?}");
    Ok(())
}

fn same(some: &[EndpointId], others: &[EndpointId]) -> bool {
    some.len() == others.len() && others.iter().all(|other| some.contains(other))
}

/// The state that was chosen last is the person's; who is hidden in one place only is not.
async fn merge(home: &mut Client, work: &mut Client, contact: &mut Client) -> anyhow::Result<()> {
    let (me, name) = (handle(home), home.name().to_owned());
    let here = |status| [Seen::Here(status, name.clone())];
    work.set_status(Status::Busy).await?;
    sees(contact, &me, &here(Status::Busy)).await?;
    let followed = settled(home)
        .await?
        .into_iter()
        .any(|event| matches!(event, Event::OwnPresence(own) if own.status == Status::Busy));
    ensure!(followed, "the first place is not told to follow");
    work.set_status(Status::Hidden).await?;
    sees(contact, &me, &here(Status::Online)).await?;
    work.set_status(Status::Online).await?;
    sees(contact, &me, &[]).await
}

/// A call rings at both places; what is said is heard at both, and what one says at the other.
async fn share(home: &mut Client, work: &mut Client, contact: &mut Client) -> anyhow::Result<()> {
    let mut theirs = contact.open_conversation().await?;
    theirs.call(&handle(home)).await?;
    let mut at_home = answered(home).await.context("the first place rings")?;
    let joined = theirs.joined().await?;
    ensure!(joined.handle == *home.handle() && joined.name == home.name(), "{joined:?}");
    let mut at_work = answered(work).await.context("the second place rings")?;
    let knows = contact.dialect().has(Cap::Endpoints);
    if knows {
        both_are_in(&mut theirs, home.handle()).await?;
    }
    ensure!(theirs.participants().len() == 1, "{:?} are in", theirs.participants());
    say(&mut theirs, contact, "to both", &mut [&mut at_home, &mut at_work]).await?;
    say(&mut at_home, home, "from home", &mut [&mut theirs, &mut at_work]).await?;
    say(&mut at_work, work, "from work", &mut [&mut theirs, &mut at_home]).await?;

    let (first, second) = (home.me(), work.me());
    at_work.leave().await?;
    ensure!(at_home.next_event().await? == ConversationEvent::PlaceLeft(second.clone()), "nobody left");
    say(&mut at_home, home, "still here", &mut [&mut theirs]).await?;
    at_home.leave().await?;
    if knows {
        // The other place left before what was said last.
        ensure!(theirs.places() == [first], "{:?} are left", theirs.places());
    }
    left(&mut theirs, home).await?;
    theirs.leave().await?;
    Ok(())
}

/// Waits until somebody is in a conversation with both machines.
async fn both_are_in(conversation: &mut Conversation, who: &Handle) -> anyhow::Result<()> {
    while conversation.places().iter().filter(|place| place.handle == *who).count() < MACHINES.len() {
        let event = conversation.next_event().await?;
        ensure!(matches!(event, ConversationEvent::PlaceJoined(_)), "{event:?}");
    }
    Ok(())
}

/// The second program takes the place of the first, which is told so; the contact sees the person in the end.
pub(crate) async fn instead(first: Client, second: &Client, contact: &mut Client) -> anyhow::Result<()> {
    let mut first = first;
    let reason = first.wait_for(|event| match event {
        Event::SignedOut(reason) => Some(reason),
        _ => None,
    });
    let reason = reason.await.context("the first place hears nothing")?;
    ensure!(reason == Some(OutReason::SignedInElsewhere), "the first place ends for {reason:?}");
    let closed = first.next_event().await;
    ensure!(matches!(closed, Err(Error::Closed)), "the first place goes on: {closed:?}");
    let here = Seen::Here(Status::Online, second.name().to_owned());
    sees(contact, &handle(second), &[Seen::Gone, here]).await
}
