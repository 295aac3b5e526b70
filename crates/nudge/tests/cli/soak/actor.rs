//! Who uses the server, when they may, and what is noted of it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use msnp::Dialect;
use nudge_testkit::dice::Dice;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::company::{Company, Done};
use super::member::Member;
use super::place::{Place, Way};
use super::plan::Plan;
use super::visitor::Visitor;
use crate::faults::kills::account;
use crate::faults::kills::contacts::{self, Contacts};
use crate::faults::kills::letters::Letters;
use crate::server::Server;

/// What is going on.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// All do what they do.
    Busy(Place),
    /// The server will be stopped: only companies go on.
    Ending(Place),
    /// All but the first of each company have gone.
    Quiet(Place),
    /// There is no server.
    Between,
    Over,
}

/// Somebody who uses the server.
#[derive(Debug)]
pub(super) enum Role {
    Company(Company),
    /// Changes an address book, as before each kill of `faults::kills`.
    Editor(Box<Contacts>),
    /// Leaves offline messages, and fetches them.
    Post(Letters),
    Visitor(Visitor),
}

#[derive(Debug)]
pub(super) struct Actor {
    role: Role,
    dice: Dice,
    pause: Duration,
    /// The life whose beginning has been looked at.
    checked: Option<Place>,
}

const PASSWORD: &str = "a password of a visitor";

const EDITORS: [(&str, contacts::Way); 4] = [
    ("editor0@example.com", contacts::Way::Msnp),
    ("editor1@example.com", contacts::Way::Msnp),
    ("editor2@example.com", contacts::Way::Soap),
    ("editor3@example.com", contacts::Way::Soap),
];

const POSTS: [[&str; 2]; 2] =
    [["erin@example.com", "frank@example.com"], ["gina@example.com", "hugo@example.com"]];

/// Who comes how; the first is always there, by TCP.
const WAYS: [Way; 6] = [Way::Tcp, Way::Tcp, Way::Gateway, Way::Tcp, Way::Secure, Way::Tcp];

/// Makes all accounts and those who use them.
pub(super) async fn cast(plan: &Plan, server: &Server, place: &Place, dice: &mut Dice) -> Vec<Actor> {
    let mut actors = Vec::new();
    let dialects: Vec<Dialect> = Dialect::ALL.into_iter().collect();
    for number in 0..plan.companies {
        let member = |index: usize| {
            let email = format!("member{index}.{number}@example.com");
            let token = account(server, &email);
            // All dialects come first, and each beside others elsewhere.
            let dialect = dialects[(number * 5 + index * 3) % dialects.len()];
            Member::new(email, token, dialect, WAYS[index % WAYS.len()])
        };
        let company = Company::new((0..plan.members).map(member).collect(), dice.split(), plan.pause);
        company.meet(place).await;
        actors.push(Actor::new(Role::Company(company), dice, plan.pause));
    }
    for friend in contacts::FRIENDS {
        server.nudge(&["account", "add", friend]).done();
    }
    for (email, way) in EDITORS {
        let token = account(server, email);
        let contacts = Contacts::new(place.life.http, email, &token, way, dice.split()).await;
        actors.push(Actor::new(Role::Editor(Box::new(contacts)), dice, plan.pause * 2));
    }
    for emails in POSTS {
        let tokens = emails.map(|email| account(server, email));
        let tokens = [tokens[0].as_str(), tokens[1].as_str()];
        let letters = Letters::new(place.life.http, emails, tokens, dice.split()).await;
        actors.push(Actor::new(Role::Post(letters), dice, plan.pause));
    }
    for number in 0..2 {
        let email = format!("visitor{number}@example.com");
        server.nudge_with(&["account", "add", &email, "--password-stdin"], PASSWORD).done();
        actors.push(Actor::new(Role::Visitor(Visitor::new(email, PASSWORD)), dice, plan.pause * 2));
    }
    actors
}

/// All that was done, of all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Deeds {
    pub(super) people: Done,
    pub(super) visits: u64,
    pub(super) edits: u64,
    pub(super) letters: u64,
}

impl Actor {
    fn new(role: Role, dice: &mut Dice, pause: Duration) -> Self {
        Self { role, dice: dice.split(), pause, checked: None }
    }

    /// Does what it does, until it is over. What is wrong is a fault, and no reason to stop.
    pub(super) async fn live(
        mut self,
        mut phase: watch::Receiver<Phase>,
        rested: mpsc::UnboundedSender<()>,
        faults: Arc<Mutex<Vec<String>>>,
        done: Arc<Mutex<Deeds>>,
        began: Instant,
    ) {
        loop {
            let now = phase.borrow_and_update().clone();
            let is_company = matches!(self.role, Role::Company(_));
            let result = match &now {
                Phase::Over => return,
                Phase::Busy(place) => self.act(place).await.map_err(|error| (place.is_over(), error)),
                Phase::Ending(place) if is_company => {
                    self.act(place).await.map_err(|error| (place.is_over(), error))
                }
                Phase::Quiet(place) => self.rest(place).await.map_err(|error| (place.is_over(), error)),
                Phase::Ending(_) | Phase::Between => {
                    if let Role::Company(company) = &mut self.role {
                        company.scatter();
                    }
                    Ok(())
                }
            };
            self.tell(&done);
            // Whoever loses the server has lost nothing else.
            if let Err((false, error)) = result {
                let at = began.elapsed().as_secs();
                faults.lock().unwrap().push(format!("{at} s: {error:#}"));
                println!("{at} s: {error:#}");
            }
            let goes_on = match &now {
                Phase::Busy(_) => true,
                Phase::Ending(_) => is_company,
                Phase::Quiet(_) | Phase::Between | Phase::Over => false,
            };
            if goes_on {
                let pause = self.pause / 4 + self.dice.shorter_than(self.pause);
                tokio::select! {
                    () = sleep(pause) => {}
                    _ = phase.changed() => {}
                }
            } else {
                // Whoever counts has gone when there is nothing to count any more.
                let _ = rested.send(());
                if phase.changed().await.is_err() {
                    return;
                }
            }
        }
    }

    async fn act(&mut self, place: &Place) -> anyhow::Result<()> {
        let is_new = self.checked.as_ref().is_none_or(|checked| checked.ops != place.ops);
        match &mut self.role {
            Role::Company(company) => company.act(place).await?,
            Role::Visitor(visitor) => visitor.act(place).await?,
            Role::Editor(contacts) => {
                if is_new {
                    contacts.check(&place.life).await;
                }
                let pause = (self.pause / 20).min(Duration::from_millis(500));
                let changes = 1 + self.dice.below(4);
                contacts.visit(&place.life, changes, pause).await;
            }
            Role::Post(letters) => {
                if is_new {
                    letters.check(&place.life).await;
                }
                letters.step(&place.life).await;
            }
        }
        self.checked = Some(place.clone());
        Ok(())
    }

    async fn rest(&mut self, place: &Place) -> anyhow::Result<()> {
        if let Role::Company(company) = &mut self.role {
            company.rest(place).await?;
        }
        Ok(())
    }

    /// Adds to what was done what is new.
    fn tell(&mut self, done: &Mutex<Deeds>) {
        let mut done = done.lock().unwrap();
        match &mut self.role {
            Role::Company(company) => {
                let new = std::mem::take(&mut company.done);
                done.people.sign_ins += new.sign_ins;
                done.people.conversations += new.conversations;
                done.people.messages += new.messages;
                done.people.changes += new.changes;
            }
            Role::Editor(contacts) => done.edits += std::mem::take(&mut contacts.counts.acknowledged),
            Role::Post(letters) => done.letters += std::mem::take(&mut letters.counts.acknowledged),
            Role::Visitor(visitor) => done.visits += std::mem::take(&mut visitor.visits),
        }
    }
}
