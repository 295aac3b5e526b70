use std::sync::Arc;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_editors_lose_nothing() {
    const EDITORS: usize = 32;
    let world = Arc::new(World::new());
    let mut ids = Vec::new();
    for n in 0..EDITORS {
        ids.push(world.person(&format!("p{n}")).await);
    }
    let hub = world.person("hub").await;
    let tasks: Vec<_> = ids
        .iter()
        .map(|me| {
            let (world, me) = (Arc::clone(&world), *me);
            tokio::spawn(async move {
                for n in 0..10 {
                    world.edit(me, add_group(&format!("g{n}"))).await.unwrap();
                }
                world.edit(me, add(List::Forward, "hub")).await.unwrap();
                world.edit(me, add(List::Allow, "hub")).await.unwrap();
                world.edit(me, add(List::Allow, "hub")).await.unwrap_err();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for me in ids {
        let roster = world.roster(me).await;
        assert_eq!((roster.serial.get(), roster.groups.len()), (13, 10));
        assert_eq!(roster.contacts[0].lists(), Lists::FORWARD | Lists::ALLOW);
    }
    let hub = world.roster(hub).await;
    assert_eq!(hub.serial.get() as usize, 1 + EDITORS);
    let positions: std::collections::BTreeSet<_> =
        hub.contacts.iter().map(|contact| contact.positions.reverse.unwrap().get()).collect();
    assert_eq!(positions.len(), EDITORS, "every entry has a place of its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_read() {
    let world = Arc::new(World::new());
    let me = world.person("me").await;
    for n in 0..200 {
        let edited = world.edit(me, Edit::RenameSelf(name(&format!("me {n}")))).await.unwrap();
        assert_eq!(world.serial(me).await, edited.serial.get());
    }
}
