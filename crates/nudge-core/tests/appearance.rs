//! Name, personal message and picture: one of each, wherever they are changed, and who may see them.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod world;

use nudge_core::{
    Actor, ContactKey, DisplayName, Edit, Handle, List, PersonalMessage, Policy, Rate, Refusal,
};

use world::*;

fn name(text: &str) -> DisplayName {
    DisplayName::new(text).unwrap()
}

async fn with_bob(world: &World) -> nudge_core::AccountId {
    let bob = Handle::new("bob@example.com").unwrap();
    world.core.add_account(&Actor::Console, bob, None, Some(secret(PASSWORD))).await.unwrap().id
}

async fn alices(world: &World) -> nudge_core::AccountId {
    world.core.store().account_by_handle(&alice()).await.unwrap().id
}

#[tokio::test]
async fn what_is_changed_is_there_at_once_or_not_at_all() {
    let world = World::new().await;
    let (core, me) = (&world.core, alices(&world).await);
    core.update_appearance(me, Some(name("Al")), Some("a &amp; b")).await.unwrap();
    let shown = core.appearance(me, me).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.message.text()), ("Al", "a &amp; b"));
    core.update_appearance(me, None, None).await.unwrap();
    assert_eq!(core.appearance(me, me).await.unwrap(), shown);
    let long = "x".repeat(PersonalMessage::MAX_BYTES + 1);
    let refused = core.update_appearance(me, Some(name("Other")), Some(&long)).await;
    assert_eq!(refusal(refused), Some(Refusal::InvalidPersonalMessage));
    assert_eq!(core.appearance(me, me).await.unwrap(), shown);
}

#[tokio::test]
async fn who_has_not_confirmed_the_address_keeps_the_name() {
    let world = World::new().await;
    let (core, me) = (&world.core, alices(&world).await);
    core.store().set_verified(me, false, None).await.unwrap();
    let refused = core.update_appearance(me, Some(name("Al")), None).await;
    assert_eq!(refusal(refused), Some(Refusal::Unconfirmed));
    let same = core.appearance(me, me).await.unwrap().name;
    core.update_appearance(me, Some(same), Some("hello")).await.unwrap();
}

#[tokio::test]
async fn changes_have_a_pace() {
    let contact_changes = Rate { count: 2, within_millis: 3_600_000 };
    let world = World::with(Policy { contact_changes, ..Policy::default() }).await;
    let (core, me) = (&world.core, alices(&world).await);
    core.update_appearance(me, None, Some("one")).await.unwrap();
    core.update_display_picture(me, None).await.unwrap();
    assert_eq!(refusal(core.update_appearance(me, None, Some("two")).await), Some(Refusal::TooFast));
    assert_eq!(refusal(core.update_display_picture(me, None).await), Some(Refusal::TooFast));
    assert_eq!(core.appearance(me, me).await.unwrap().message.text(), "one");
}

#[tokio::test]
async fn only_contacts_who_are_let_see_it() {
    let world = World::new().await;
    let (core, me, bob) = (&world.core, alices(&world).await, with_bob(&world).await);
    assert_eq!(refusal(core.appearance(me, bob).await), Some(Refusal::NoSuchEntry));
    let add = |whom: &str, list| Edit::Add {
        list,
        contact: ContactKey::Handle(Handle::new(whom).unwrap()),
        stored_name: None,
        group: None,
    };
    core.edit_roster(me, add("bob@example.com", List::Forward)).await.unwrap();
    core.set_personal_message(bob, "hello").await.unwrap();
    assert_eq!(core.appearance(me, bob).await.unwrap().message.text(), "hello");
    core.edit_roster(bob, add("alice@example.com", List::Block)).await.unwrap();
    assert_eq!(refusal(core.appearance(me, bob).await), Some(Refusal::NoSuchEntry));
}

#[tokio::test]
async fn what_a_client_has_set_is_kept_without_the_music() {
    let world = World::new().await;
    let (core, me) = (&world.core, alices(&world).await);
    let said = PersonalMessage::new("at work", "music").unwrap();
    core.keep_personal_message(me, &said).await.unwrap();
    let kept = core.store().account(me).await.unwrap().personal_message;
    assert_eq!((kept.text(), kept.media()), ("at work", ""));
}
