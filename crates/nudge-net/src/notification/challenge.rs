//! `CHL` and `QRY`: is the client a known product? (reference 01 §7)

use std::time::Duration;

use msnp::auth::{self, Product};
use msnp::command::{Chl, Qry, QryReply};
use msnp::value::{ErrorCode, Trid};
use msnp::{Cap, Dialect};
use tokio::time::Instant;

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::Net;

/// Where a connection stands with challenges.
#[derive(Debug)]
pub(super) struct Challenge {
    /// Whether this client is challenged by the server's own will, and how often.
    interval: Option<Duration>,
    timeout: Duration,
    /// What it has been asked and not yet answered.
    asked: Option<String>,
    /// Until when it has to answer.
    until: Option<Instant>,
    /// When it is asked next.
    next: Option<Instant>,
}

/// The length of an answer, in hexadecimal digits.
const ANSWER: usize = 32;

impl Challenge {
    pub(super) fn new(dialect: Dialect, net: &Net) -> Self {
        let settings = &net.config.challenges;
        let challenged = dialect.has(Cap::Challenges) && settings.dialects.contains(&dialect);
        let interval = challenged.then_some(settings.interval);
        Self { interval, timeout: settings.timeout, asked: None, until: None, next: None }
    }

    /// When something is to be done about them.
    pub(super) fn due(&self) -> Option<Instant> {
        self.until.or(self.next)
    }
}

impl Online {
    /// The first challenge, once the principal is online.
    pub(super) fn first_challenge(&mut self, cx: &mut Cx<'_>) {
        if self.challenge.interval.is_some() {
            self.ask(Trid::UNASKED, cx);
        }
    }

    /// The client asks to be challenged.
    pub(super) fn challenge_me(&mut self, trid: Trid, cx: &mut Cx<'_>) {
        self.ask(trid, cx);
    }

    pub(super) fn challenge_due(&mut self, now: Instant, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if self.challenge.until.is_some_and(|until| until <= now) {
            return Err(Goodbye::TimedOut("a challenge was not answered"));
        }
        if self.challenge.next.is_some_and(|next| next <= now) {
            self.ask(Trid::UNASKED, cx);
        }
        Ok(())
    }

    pub(super) fn qry(&mut self, qry: &Qry<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let right = match self.challenge.asked.take() {
            Some(challenge) => is_answer(&challenge, qry, self.dialect),
            // Nobody asked. Where challenges are off, that is a client's habit and does no harm.
            None => self.challenge.interval.is_none() && qry.payload.len() == ANSWER,
        };
        if !right {
            return Err(cx.give_up(qry.trid, ErrorCode::ChallengeFailed, "a wrong answer to a challenge"));
        }
        self.challenge.until = None;
        self.challenge.next = self.challenge.interval.map(|interval| Instant::now() + interval);
        cx.say(self.dialect, QryReply { trid: qry.trid });
        Ok(())
    }

    fn ask(&mut self, trid: Trid, cx: &mut Cx<'_>) {
        let challenge = cx.net.digits::<20>();
        cx.say(self.dialect, Chl { trid, challenge: names::text(&challenge) });
        self.challenge.asked = Some(challenge);
        // A client that asked for it itself, and is not challenged otherwise, may take its time.
        self.challenge.until = self.challenge.interval.map(|_| Instant::now() + self.challenge.timeout);
        self.challenge.next = None;
        self.set_deadline(cx);
    }
}

/// Which product it is says nothing about which digest: one that speaks an older dialect computes that one's.
fn is_answer(challenge: &str, qry: &Qry<'_>, dialect: Dialect) -> bool {
    let (Some(product), Ok(answer)) =
        (Product::named(qry.product.as_str()), std::str::from_utf8(&qry.payload))
    else {
        return false;
    };
    auth::digests_equal(&auth::challenge_answer_in(dialect, challenge, product), answer)
}
