//! How those in a conversation are named: `IRO`, `JOI` and `BYE` (reference 21 §6).
//!
//! Clients that know of endpoints are told of each that somebody is in with, `bob@example.com;{guid}`, and once of the person,
//! `bob@example.com`. Others are told of people only.

use msnp::command::{Bye, Joi};
use msnp::value::{ClientCaps, Flag, Friendly, HandleAtEndpoint};
use msnp::{Cap, Dialect};
use nudge_core::{Handle, MachineGuid, Participant};

use crate::names;
use crate::out::Out;

/// What a client of the dialect is told of a participant, whose person was not in before if it is the first of theirs: the
/// endpoint, and after it the person.
pub(super) fn lines(
    who: &Participant,
    first: bool,
    dialect: Dialect,
) -> impl Iterator<Item = (HandleAtEndpoint, Friendly, Option<ClientCaps>)> {
    let name = names::friendly_or_handle(who.name.as_ref(), &who.handle);
    let endpoint = who.endpoint.as_ref().filter(|_| dialect.has(Cap::Endpoints)).map(|endpoint| {
        let handle = names::at_endpoint(&who.handle, Some(&endpoint.machine));
        (handle, name.clone(), Some(names::caps(endpoint.capabilities)))
    });
    let person = (names::handle(&who.handle).into(), name, Some(names::caps(who.capabilities)));
    endpoint.into_iter().chain(first.then_some(person))
}

/// Somebody came in.
pub(super) fn joined(who: &Participant, first: bool, dialect: Dialect, out: &mut Out) {
    for (handle, name, caps) in lines(who, first, dialect) {
        out.relay(dialect, Joi { handle, name, caps });
    }
}

/// Somebody left: with that machine, if it is known, and with the last one that they were in with, if it is.
pub(super) fn left(
    who: &Handle,
    machine: Option<&MachineGuid>,
    last: bool,
    idle: bool,
    dialect: Dialect,
    out: &mut Out,
) {
    let idle = idle.then_some(Flag(true));
    if machine.is_some() && dialect.has(Cap::Endpoints) {
        out.relay(dialect, Bye { handle: names::at_endpoint(who, machine), idle });
    }
    if last {
        out.relay(dialect, Bye { handle: names::handle(who).into(), idle });
    }
}
