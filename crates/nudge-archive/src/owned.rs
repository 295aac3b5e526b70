//! What an account owns, in the words of the files.

use nudge_core::member::{Key, Place};
use nudge_core::moderation::Report;
use nudge_core::{
    Account, Contact, DisplayName, Gender, HistoryEntry, Invitation, Lists, OutsideContact, Phone, Privacy,
    ReversePrompt, Roster, SignInRecord, Token,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::KeptMessage;
use crate::moment::moment;

/// `account.json`.
pub(crate) fn account(account: &Account, roster: &Roster) -> Value {
    let (profile, phones) = (&account.profile, &account.properties);
    let phone = |phone: &Option<Phone>| phone.as_ref().map(Phone::to_string);
    json!({
        "address": account.handle,
        "name": account.name.as_str(),
        // As clients write it, with markup escaped.
        "personal_message": account.personal_message.text(),
        "guid": account.guid.to_string(),
        "role": account.role.as_str(),
        "made": moment(account.created),
        "last_sign_in": account.last_sign_in.map(moment),
        "address_confirmed": account.state.verified,
        "second_factor": account.has_second_factor,
        "readable_password": account.legacy_password_allowed,
        "messages_kept": account.keeps_history,
        "presence_for_everybody": account.shows_presence,
        "several_places": account.several_places,
        "strangers_see_presence": roster.privacy == Privacy::AllowByDefault,
        "asks_about_new_contacts": roster.prompt == ReversePrompt::Ask,
        "mailbox": account.mail.enabled.then(|| json!({
            "unread_in_inbox": account.mail.inbox_unread,
            "unread_elsewhere": account.mail.folders_unread,
        })),
        "telephones": {
            "home": phone(&phones.home),
            "work": phone(&phones.work),
            "mobile": phone(&phones.mobile),
            "takes_pages": phones.pageable,
        },
        "profile": {
            "first_name": profile.first_name,
            "last_name": profile.last_name,
            "city": profile.city,
            "region": profile.region,
            "country": profile.country,
            "postal_code": profile.postal_code,
            "gender": match profile.gender {
                Gender::Unspecified => None,
                Gender::Female => Some("female"),
                Gender::Male => Some("male"),
            },
            "birth_year": profile.birth_year,
            "language": profile.language,
            "in_directory": profile.listed,
        },
    })
}

/// One of `contacts.json`: whoever is on any list.
#[derive(Debug, Serialize)]
pub(crate) struct ContactEntry<'a> {
    address: &'a str,
    /// What is shown.
    name: &'a str,
    /// What the owner's program has stored.
    stored_name: Option<&'a str>,
    lists: Vec<&'static str>,
    groups: Vec<&'a str>,
    /// Whether the owner has still to say what becomes of it.
    pending: bool,
}

/// `contacts.json`.
pub(crate) fn contacts(roster: &Roster) -> Vec<ContactEntry<'_>> {
    let known = roster.contacts.iter().map(|contact| contact_entry(roster, contact));
    known.chain(roster.outsiders.iter().map(|outsider| outside_entry(roster, outsider))).collect()
}

fn contact_entry<'a>(roster: &'a Roster, contact: &'a Contact) -> ContactEntry<'a> {
    ContactEntry {
        address: contact.handle.as_str(),
        name: contact.shown_name(),
        stored_name: contact.stored_name.as_ref().map(DisplayName::as_str),
        lists: lists(contact.lists()),
        groups: groups_of(roster, contact.groups),
        pending: contact.is_pending(),
    }
}

fn outside_entry<'a>(roster: &'a Roster, contact: &'a OutsideContact) -> ContactEntry<'a> {
    ContactEntry {
        address: contact.outsider.address(),
        name: contact.shown_name(),
        stored_name: contact.stored_name.as_ref().map(DisplayName::as_str),
        lists: lists(contact.lists()),
        groups: groups_of(roster, contact.groups),
        pending: false,
    }
}

fn groups_of(roster: &Roster, set: nudge_core::GroupSet) -> Vec<&str> {
    let own = roster.groups.iter().filter(|group| set.contains(group.id));
    own.map(|group| group.name.as_str()).collect()
}

fn lists(on: Lists) -> Vec<&'static str> {
    let named = [
        (Lists::FORWARD, "contacts"),
        (Lists::ALLOW, "allowed"),
        (Lists::BLOCK, "blocked"),
        (Lists::REVERSE, "has_you"),
    ];
    named.into_iter().filter(|(list, _)| on.contains(*list)).map(|(_, name)| name).collect()
}

/// `groups.json`.
pub(crate) fn groups(roster: &Roster) -> Vec<Value> {
    let one =
        |group: &nudge_core::Group| json!({ "name": group.name.as_str(), "guid": group.guid.to_string() });
    roster.groups.iter().map(one).collect()
}

/// `tokens.json`.
pub(crate) fn tokens(tokens: &[Token]) -> Vec<Value> {
    let one = |token: &Token| {
        json!({
            "name": token.name.as_str(),
            "made": moment(token.created),
            "last_used": token.last_used.map(moment),
        })
    };
    tokens.iter().map(one).collect()
}

/// `keys.json`.
pub(crate) fn keys(keys: &[Key]) -> Vec<Value> {
    let one = |key: &Key| {
        json!({
            "name": key.name.as_str(),
            "scopes": key.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>(),
            "made": moment(key.created),
            "last_used": key.last_used.map(moment),
        })
    };
    keys.iter().map(one).collect()
}

/// `places.json`.
pub(crate) fn places(places: &[Place]) -> Vec<Value> {
    let one = |place: &Place| {
        json!({
            "browser": place.from.agent.as_str(),
            "ip_address": place.from.address.to_string(),
            "since": moment(place.created),
            "last_used": moment(place.last_seen),
        })
    };
    places.iter().map(one).collect()
}

/// `sign-ins.json`.
pub(crate) fn sign_ins(records: &[SignInRecord], tokens: &[Token]) -> Vec<Value> {
    let one = |record: &SignInRecord| {
        let sign_in = &record.sign_in;
        let token = tokens.iter().find(|token| Some(token.id) == sign_in.token);
        json!({
            "from": moment(sign_in.started),
            "until": record.ended.map(moment),
            "program": sign_in.client.as_str(),
            "protocol": sign_in.protocol.as_str(),
            "ip_address": sign_in.address.to_string(),
            "token": token.map(|token| token.name.as_str()),
        })
    };
    records.iter().map(one).collect()
}

/// `reports.json`. Who settled them is the administrators' business.
pub(crate) fn reports(reports: &[Report]) -> Vec<Value> {
    let one = |report: &Report| {
        json!({
            "about": report.about,
            "text": report.text,
            "at": moment(report.at),
            "settled": report.settled.as_ref().map(|settled| moment(settled.at)),
        })
    };
    reports.iter().map(one).collect()
}

/// `invitations.json`.
pub(crate) fn invitations(invitations: &[Invitation]) -> Vec<Value> {
    let one = |invitation: &Invitation| json!({ "to": invitation.address, "text": invitation.text, "at": moment(invitation.at) });
    invitations.iter().map(one).collect()
}

/// A line of `messages.jsonl`.
pub(crate) fn message(entry: &HistoryEntry) -> Value {
    let (record, said) = (&entry.record, KeptMessage::from(&entry.record));
    json!({
        "at": moment(record.at),
        // The same for all messages of a conversation.
        "conversation": format!("{:016x}", record.conversation.0),
        "from": record.sender,
        "to": record.recipients,
        "type": said.content_type,
        "text": said.text,
    })
}
