//! What somebody does in conversations.

use nudge_sim::{Heard, PEOPLE};
use tokio::time::Instant;

use crate::ledger::{Asked, Said};
use crate::person::{Kind, Person, account_of};

/// How somebody has come into a conversation, and whether they are there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seating {
    /// To call that one.
    Caller(&'static str),
    /// Because of a call.
    Called,
    /// In it.
    Seated,
}

impl Seating {
    pub(crate) fn caller(whom: &'static str) -> Self {
        Self::Caller(whom)
    }
}

impl Person {
    /// The conversations that this one is in.
    pub(crate) fn seats(&self) -> Vec<u64> {
        let seated = self
            .connections
            .iter()
            .filter(|(_, connection)| matches!(connection.kind, Kind::Switchboard(Seating::Seated)));
        seated.map(|(number, _)| *number).collect()
    }

    fn some_seat(&mut self) -> Option<u64> {
        let seats = self.seats();
        (!seats.is_empty()).then(|| *self.dice.one_of(&seats))
    }

    pub(crate) fn call_another(&mut self) {
        if let Some(number) = self.some_seat() {
            let (trid, whom) = (self.next_trid(), self.somebody_else());
            self.send(number, &format!("CAL {trid} {whom}"));
        }
    }

    /// Says a few things in a row.
    pub(crate) fn say(&mut self) {
        let Some(number) = self.some_seat() else { return };
        for _ in 0..=self.dice.below(4) {
            let (trid, asked) = (self.next_trid(), *self.dice.one_of(&Asked::ALL));
            self.last_said += 1;
            let body = format!(
                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{} {}{}",
                self.voice,
                self.last_said,
                " and so on".repeat(self.dice.below(100))
            );
            let seat = self.seat(number);
            let (number_of_it, at) = (self.last_said, Instant::now());
            let said = Said { seat, trid, number: number_of_it, asked, at, answer: None };
            self.world.ledger().said.push(said);
            self.send_payload(number, &format!("MSG {trid} {}", asked.letter()), &body);
        }
    }

    pub(crate) fn leave(&mut self) {
        if let Some(number) = self.some_seat() {
            self.send(number, "OUT");
            // What is said to this one at the moment is not heard any more.
            let seat = self.seat(number);
            self.world.ledger().sitting(seat).is_cut = true;
            self.forget(number);
        }
    }

    /// Something that the switchboard says.
    pub(crate) fn in_conversation(&mut self, number: u64, heard: &Heard) {
        let words: Vec<&str> = heard.line.split(' ').collect();
        let seat = self.seat(number);
        match words.as_slice() {
            ["USR", "1", "OK", ..] => {
                let Some(Seating::Caller(whom)) = self.seating(number) else {
                    panic!("a second welcome: {}", heard.line)
                };
                self.seated(number);
                self.send(number, &format!("CAL 2 {whom}"));
            }
            ["ANS", "1", "OK"] => self.seated(number),
            ["CAL", _, "RINGING", session] => {
                let mut ledger = self.world.ledger();
                let sitting = ledger.sitting(seat);
                assert!(
                    sitting.conversation.is_empty() || sitting.conversation == *session,
                    "{}",
                    heard.line
                );
                (*session).clone_into(&mut sitting.conversation);
            }
            ["MSG", who, ..] => {
                let text = String::from_utf8(heard.payload.clone()).unwrap();
                let (_, text) = text.split_once("\r\n\r\n").unwrap();
                if let Some((_when, left)) = text.strip_prefix('[').and_then(|text| text.split_once("]\r\n"))
                {
                    return self.world.ledger().said_later(who, self.me, left);
                }
                let mut numbers = text.split(' ');
                let from: usize = numbers.next().and_then(|from| from.parse().ok()).unwrap();
                let said: u64 = numbers.next().and_then(|number| number.parse().ok()).unwrap();
                assert_eq!(
                    PEOPLE[account_of(from)],
                    *who,
                    "what one has said comes from another: {}",
                    heard.line
                );
                self.world.ledger().sitting(seat).heard.push((from, said));
            }
            ["ACK", trid] => self.world.ledger().answered(seat, trid.parse().unwrap(), true),
            ["NAK", trid] => self.world.ledger().answered(seat, trid.parse().unwrap(), false),
            // Who comes and goes, and whom a call did not reach.
            _ => {}
        }
    }

    fn seating(&self, number: u64) -> Option<Seating> {
        match self.connections.get(&number)?.kind {
            Kind::Switchboard(seating) => Some(seating),
            Kind::Notification(_) => None,
        }
    }

    fn seated(&mut self, number: u64) {
        if let Some(connection) = self.connections.get_mut(&number) {
            connection.kind = Kind::Switchboard(Seating::Seated);
        }
        let seat = self.seat(number);
        self.world.ledger().sitting(seat).since = Some(Instant::now());
    }
}
