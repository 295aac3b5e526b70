//! A change that was acknowledged survives `kill -9` at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use msnp::Dialect;
use msnp::value::{List, Privacy};
use msnp_client::{Client, Config, Error};
use rustix::process::Signal;
use tokio::runtime::Runtime;

use crate::server::Server;

/// How often the server is killed.
const KILLS: u64 = 20;

const LISTS: [List; 3] = [List::Forward, List::Allow, List::Block];

/// Who is on which list, and the setting: what Alice has been told is so.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Known {
    lists: BTreeMap<String, BTreeSet<&'static str>>,
    privacy: Privacy,
}

/// One change, and what is so after it.
struct Change {
    list: Option<(List, String, bool)>,
    then: Known,
}

impl Known {
    /// A change that the rules allow, by the dice.
    fn change(&self, dice: u64) -> Change {
        let mut then = self.clone();
        if dice.is_multiple_of(7) {
            then.privacy = match self.privacy {
                Privacy::AllowByDefault => Privacy::BlockByDefault,
                Privacy::BlockByDefault => Privacy::AllowByDefault,
            };
            return Change { list: None, then };
        }
        let handle = format!("friend{}@example.com", dice / 7 % 8);
        let on = then.lists.entry(handle.clone()).or_default();
        let list = LISTS[usize::try_from(dice / 64 % 3).unwrap()];
        // Allow and block exclude each other: what is in the way goes first.
        let opposite = if list == List::Allow { List::Block } else { List::Allow };
        let in_the_way = list != List::Forward && on.contains(opposite.as_str());
        let list = if in_the_way { opposite } else { list };
        let joins = on.insert(list.as_str());
        if !joins {
            on.remove(list.as_str());
        }
        Change { list: Some((list, handle, joins)), then }
    }
}

async fn make(alice: &mut Client, change: &Change) -> Result<(), Error> {
    match &change.list {
        None => alice.set_privacy(change.then.privacy).await,
        Some((list, handle, true)) => alice.add(*list, handle, handle, None).await.map(drop),
        Some((list, handle, false)) => alice.remove(*list, handle, None).await.map(drop),
    }
}

/// What the server says is so.
async fn told(alice: &mut Client) -> Known {
    let lists = alice.sync().await.unwrap();
    let mut known = Known { lists: BTreeMap::new(), privacy: lists.privacy.unwrap() };
    for list in LISTS {
        for contact in lists.list(list) {
            known.lists.entry(contact.handle.as_str().to_owned()).or_default().insert(list.as_str());
        }
    }
    known
}

/// Nobody on no list.
fn tidy(mut known: Known) -> Known {
    known.lists.retain(|_, on| !on.is_empty());
    known
}

#[test]
fn an_acknowledged_change_survives_a_kill_at_any_moment() {
    let runtime = Runtime::new().unwrap();
    let mut server = Server::start(&[]);
    server.nudge(&["account", "add", "alice@example.com"]).done();
    for number in 0..8 {
        server.nudge(&["account", "add", &format!("friend{number}@example.com")]).done();
    }
    let made = server.nudge(&["token", "add", "alice@example.com", "--name", "here"]).done();
    let token = made.lines().last().unwrap().to_owned();

    let mut known = Known { lists: BTreeMap::new(), privacy: Privacy::AllowByDefault };
    // A change that was on its way when the server was killed may have been made or not.
    let mut on_its_way: Option<Known> = None;
    let (mut dice, mut acknowledged) = (0x5DEE_CE66_u64, 0);
    for round in 0..=KILLS {
        let address = server.address.to_string();
        let config = Config::new(&address, "alice@example.com", &token, Dialect::Msnp7);
        let mut alice = runtime.block_on(Client::sign_in(config)).unwrap();
        let found = runtime.block_on(told(&mut alice));
        let maybe = on_its_way.take().map(tidy);
        assert!(
            found == tidy(known.clone()) || Some(&found) == maybe.as_ref(),
            "after kill {round}: found {found:?}, acknowledged {known:?}, on its way {maybe:?}"
        );
        known = found;
        if round == KILLS {
            break;
        }
        let killer = thread::spawn(move || {
            thread::sleep(Duration::from_millis(5 + round * 37 % 150));
            server.end(Signal::KILL)
        });
        loop {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let change = known.change(dice >> 33);
            match runtime.block_on(make(&mut alice, &change)) {
                Ok(()) => {
                    known = change.then;
                    acknowledged += 1;
                }
                Err(Error::Refused(code)) => panic!("refused with {code}"),
                Err(_killed) => {
                    on_its_way = Some(change.then);
                    break;
                }
            }
        }
        server = Server::start_in(killer.join().unwrap().folder, &[]);
    }
    assert!(acknowledged > KILLS, "too few changes to say anything: {acknowledged}");
    server.stop();
}
