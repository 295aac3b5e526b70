//! What somebody does at the notification server.

use std::sync::Arc;

use msnp::auth::{sign_in_digest, sso};
use msnp::{Cap, Dialect};
use nudge_core::Handle;
use nudge_net::Front;
use nudge_sim::{Heard, PEOPLE, SECRET};
use nudge_testkit::wording;

use crate::conversation::Seating;
use crate::person::{AT_TWO_PLACES, Kind, MACHINES, Person};

/// How far a session has got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    Greeting,
    Proving,
    SignedIn,
    Online,
}

/// What is waited for.
#[derive(Debug)]
pub(crate) enum Request {
    /// A switchboard, to call that one.
    Switchboard(&'static str),
    /// That somebody is no contact any more.
    Removal(&'static str),
}

/// The lists that can be changed, as they are called and as they are written in numbers.
const LISTS: [(&str, u8); 3] = [("FL", 1), ("AL", 2), ("BL", 4)];

impl Person {
    pub(crate) fn stage(&self, number: u64) -> Option<Stage> {
        match self.connections.get(&number)?.kind {
            Kind::Notification(stage) => Some(stage),
            Kind::Switchboard(_) => None,
        }
    }

    fn set_stage(&mut self, number: u64, to: Stage) {
        if let Some(connection) = self.connections.get_mut(&number) {
            connection.kind = Kind::Notification(to);
        }
    }

    /// With another client each time.
    pub(crate) fn sign_in(&mut self) {
        let together = [Dialect::Msnp16, Dialect::Msnp17, Dialect::Msnp18];
        let is_beside = self.is_at_two_places() && self.dice.once_in(2);
        self.dialect = *self.dice.one_of(if is_beside { &together[..] } else { &Dialect::ALL });
        let number = self.open(Front::Notification, Kind::Notification(Stage::Greeting));
        self.session = Some(number);
        self.send(number, &format!("VER 1 {} CVR0", self.dialect));
    }

    /// Whether there is another client of the same person.
    pub(crate) fn is_at_two_places(&self) -> bool {
        self.me < AT_TWO_PLACES
    }

    /// Leaves a message for somebody, past the client, as it does over the web.
    pub(crate) fn leave_message(&mut self) {
        self.last_left += 1;
        let (whom, number, from) = (self.somebody_else(), self.last_left, self.world.ids[self.me]);
        let text = format!("{} o{number}", self.voice);
        let body = format!("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{text}");
        let to = PEOPLE.iter().position(|who| *who == whom).unwrap();
        let world = Arc::clone(&self.world);
        tokio::spawn(async move {
            let (core, whom) = (&world.stage.core, Handle::new(whom).unwrap());
            // It may be said before it is acknowledged.
            world.ledger().left.push((to, text.clone()));
            match core.leave_message(from, &whom, body.into(), None, number).await {
                Ok(()) => {}
                // Who is blocked leaves nothing.
                Err(error) if error.refusal().is_some() => {
                    world.ledger().left.retain(|left| *left != (to, text.clone()));
                }
                Err(error) => panic!("{error}"),
            }
        });
    }

    pub(crate) fn sign_out(&mut self) {
        if let Some(number) = self.session {
            self.send(number, "OUT");
            self.forget(number);
        }
    }

    pub(crate) fn change_status(&mut self, status: &str) {
        let Some(number) = self.session else { return };
        let trid = self.next_trid();
        self.send(number, &wording::chg(trid, status, self.dialect));
    }

    pub(crate) fn somebody_else(&mut self) -> &'static str {
        let others: Vec<&'static str> = PEOPLE.into_iter().filter(|who| *who != self.handle()).collect();
        others[self.dice.below(others.len())]
    }

    pub(crate) fn open_conversation(&mut self) {
        let Some(number) = self.session else { return };
        let (trid, whom) = (self.next_trid(), self.somebody_else());
        self.requests.insert(trid, Request::Switchboard(whom));
        self.send(number, &format!("XFR {trid} SB"));
    }

    /// Changes a list, a setting, or the name. Some of that is refused, for it is so already.
    pub(crate) fn edit(&mut self) {
        let Some(number) = self.session else { return };
        self.edits += 1;
        let (trid, whom, dialect) = (self.next_trid(), self.somebody_else(), self.dialect);
        let guid = self.guid_of(whom);
        // A client is not told whom another one of the same person has removed.
        let lists = if self.is_at_two_places() { &LISTS[1..] } else { &LISTS };
        let (list, bit) = *self.dice.one_of(lists);
        match self.dice.below(8) {
            0 => {
                let privacy = *self.dice.one_of(&["AL", "BL"]);
                self.send(number, &format!("BLP {trid} {privacy}"));
            }
            1 => {
                let name = format!("Name{trid}");
                self.send(number, &wording::rename_me(trid, self.handle(), &name, dialect));
            }
            deed => {
                let removes = deed < 5;
                if removes && list == "FL" {
                    self.requests.insert(trid, Request::Removal(whom));
                }
                if dialect.has(Cap::MembershipLists) {
                    let name = if removes { "RML" } else { "ADL" };
                    let (line, payload, _) = wording::membership(name, trid, whom, bit);
                    self.send_payload(number, &line, &payload);
                } else if removes {
                    self.send(number, &wording::rem(trid, list, whom, &guid, dialect));
                } else {
                    self.send(number, &wording::add(trid, list, whom, whom, dialect));
                }
            }
        }
    }

    /// Something that the notification server says.
    pub(crate) fn told(&mut self, number: u64, heard: &Heard) {
        let words: Vec<&str> = heard.line.split(' ').collect();
        match words.as_slice() {
            ["VER", "1", name] => {
                assert_eq!(*name, self.dialect.name());
                if let Some(connection) = self.connections.get_mut(&number) {
                    connection.listener.dialect = self.dialect;
                }
                let package = self.package();
                self.send(number, &format!("USR 2 {package} I {}", self.handle()));
                self.set_stage(number, Stage::Proving);
            }
            ["USR", "2", "MD5", "S", salt] => {
                self.send(number, &format!("USR 3 MD5 S {}", sign_in_digest(salt, SECRET.as_bytes())));
            }
            ["USR", "2", "TWN", "S", _] => {
                let answer = format!("USR 3 TWN S {}", self.papers.ticket);
                self.send(number, &answer);
            }
            ["USR", "2", "SSO", "S", _policy, nonce] => {
                let (ticket, proof) = &self.papers.sso;
                let mut answer = format!("USR 3 SSO S {ticket} {}", sso::response(proof, nonce, [7; 8]));
                if self.dialect.has(Cap::Endpoints) {
                    answer = format!("{answer} {}", MACHINES[self.voice]);
                }
                self.send(number, &answer);
            }
            ["USR", "3", "OK", ..] => {
                self.sign_ins += 1;
                self.set_stage(number, Stage::SignedIn);
            }
            ["CHG", _, status, ..] => {
                self.status = Some((*status).to_owned());
                self.set_stage(number, Stage::Online);
            }
            ["ILN", _, status, who, ..] | ["NLN", status, who, ..] => {
                let who = bare(who);
                if who != self.handle() {
                    self.seen.insert(who.to_owned(), (*status).to_owned());
                }
            }
            ["FLN", who, ..] => drop(self.seen.remove(bare(who))),
            ["REM" | "RML", trid, ..] => {
                if let Some(Request::Removal(whom)) =
                    trid.parse().ok().and_then(|trid| self.requests.remove(&trid))
                {
                    self.seen.remove(whom);
                }
            }
            ["XFR", trid, "SB", _address, "CKI", cookie, ..] => {
                let trid: u32 = trid.parse().unwrap();
                let Some(Request::Switchboard(whom)) = self.requests.remove(&trid) else {
                    panic!("a switchboard that nobody asked for: {}", heard.line)
                };
                let seat = self.open(Front::Switchboard, Kind::Switchboard(Seating::caller(whom)));
                self.send(seat, &format!("USR 1 {} {cookie}", self.handle()));
            }
            // Not everybody answers every call.
            ["RNG", session, _address, "CKI", cookie, caller, ..] if !self.dice.once_in(6) => {
                let seat = self.open(Front::Switchboard, Kind::Switchboard(Seating::Called));
                {
                    let (mut ledger, seat) = (self.world.ledger(), self.seat(seat));
                    let sitting = ledger.sitting(seat);
                    (*session).clone_into(&mut sitting.conversation);
                    (*caller).clone_into(&mut sitting.caller);
                }
                self.send(seat, &format!("ANS 1 {} {cookie} {session}", self.handle()));
            }
            // The rest is about names, lists and settings, which are not looked at here.
            _ => {}
        }
    }

    fn package(&self) -> &'static str {
        match (self.dialect.has(Cap::SingleSignOn), self.dialect.has(Cap::TicketSignIn)) {
            (true, _) => "SSO",
            (false, true) => "TWN",
            (false, false) => "MD5",
        }
    }
}

/// An address without the network before it.
pub(crate) fn bare(who: &str) -> &str {
    let who = who.split_once(':').map_or(who, |(_, who)| who);
    who.split_once(';').map_or(who, |(who, _)| who)
}
