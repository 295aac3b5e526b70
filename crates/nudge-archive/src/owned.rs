//! What an account owns, in the words of the files.

use nudge_core::address_book::{Entry, NoteSubject, Notes};
use nudge_core::circle::{Circle, CircleMember, CircleRole, MemberState};
use nudge_core::member::{Key, Place};
use nudge_core::moderation::Report;
use nudge_core::{
    Account, AccountId, AddressBook, DisplayName, Gender, Greeting, HistoryEntry, Invitation, Lists,
    OfflineMessage, Phone, Privacy, ReversePrompt, SignInRecord, Token,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::KeptMessage;
use crate::moment::moment;

/// `account.json`.
pub(crate) fn account(account: &Account, book: &AddressBook) -> Value {
    let (profile, phones, roster) = (&account.profile, &account.properties, &book.roster);
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
        "notes": notes(book.notes_about(NoteSubject::Own)),
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

/// One of `contacts.json`: whoever is on any list, or in the address book.
#[derive(Debug, Serialize)]
pub(crate) struct ContactEntry<'a> {
    address: &'a str,
    /// What is shown.
    name: &'a str,
    /// What the owner's program has stored.
    stored_name: Option<&'a str>,
    lists: Vec<&'static str>,
    /// Whether it is in the address book, as every contact is.
    in_address_book: bool,
    groups: Vec<&'a str>,
    /// Whether the owner has still to say what becomes of it.
    pending: bool,
    /// What it says to be asked about with, while it is.
    greeting: Option<&'a str>,
    /// What programs keep about it.
    notes: Value,
}

/// `contacts.json`.
pub(crate) fn contacts(book: &AddressBook) -> Vec<ContactEntry<'_>> {
    book.everybody().map(|entry| contact_entry(book, entry)).collect()
}

fn contact_entry<'a>(book: &'a AddressBook, entry: Entry<'a>) -> ContactEntry<'a> {
    let (stored_name, pending, greeting) = match entry {
        Entry::Account(contact) => {
            let greeting = contact.greeting.as_ref().map(Greeting::as_str);
            (contact.stored_name.as_ref(), contact.is_pending(), greeting)
        }
        Entry::Outsider(contact) => (contact.stored_name.as_ref(), false, None),
    };
    ContactEntry {
        address: entry.address(),
        name: entry.shown_name(),
        stored_name: stored_name.map(DisplayName::as_str),
        lists: lists(entry.lists()),
        in_address_book: entry.is_in_book(),
        groups: groups_of(book, entry.groups()),
        pending,
        greeting,
        notes: notes(book.notes_about(NoteSubject::Contact(entry.guid()))),
    }
}

fn groups_of(book: &AddressBook, set: nudge_core::GroupSet) -> Vec<&str> {
    let own = book.roster.groups.iter().filter(|group| set.contains(group.id));
    own.map(|group| group.name.as_str()).collect()
}

/// Notes by name, with what kind of name it is.
fn notes(notes: &Notes) -> Value {
    let named = notes.iter().map(|(name, text)| (name.to_string(), Value::from(text)));
    Value::Object(named.collect())
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
pub(crate) fn groups(book: &AddressBook) -> Vec<Value> {
    let one = |group: &nudge_core::Group| {
        let notes = notes(book.notes_about(NoteSubject::Group(group.guid)));
        json!({ "name": group.name.as_str(), "guid": group.guid.to_string(), "notes": notes })
    };
    book.roster.groups.iter().map(one).collect()
}

/// `circles.json`. Who else belongs to them is not the owner's, but for whom the owner has invited.
pub(crate) fn circles(circles: &[Circle], owner: AccountId) -> Vec<Value> {
    circles.iter().filter_map(|circle| Some(circle_entry(circle, circle.member(owner)?))).collect()
}

fn circle_entry(circle: &Circle, owner: &CircleMember) -> Value {
    let address = |account: AccountId| circle.member(account).map(|member| member.handle.as_str());
    let (state, invited_by, words) = match &owner.state {
        MemberState::Joined => ("member", None, None),
        MemberState::Invited { by, message } => ("invited", by.and_then(address), Some(message.as_str())),
    };
    let asked = circle.members.iter().filter_map(|member| match &member.state {
        MemberState::Invited { by, message } if *by == Some(owner.account) => {
            Some(json!({ "address": member.handle, "words": message, "at": moment(member.since) }))
        }
        MemberState::Invited { .. } | MemberState::Joined => None,
    });
    json!({
        "id": circle.id.to_string(),
        "name": circle.name.as_str(),
        "made": moment(circle.made),
        "state": state,
        "role": role(owner.role),
        "since": moment(owner.since),
        // Nobody, if whoever it was has left the circle.
        "invited_by": invited_by,
        "words": words,
        "you_have_invited": asked.collect::<Vec<_>>(),
    })
}

const fn role(role: CircleRole) -> &'static str {
    match role {
        CircleRole::Administrator => "administrator",
        CircleRole::Assistant => "assistant",
        CircleRole::Member => "member",
    }
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

/// `waiting-messages.json`.
pub(crate) fn waiting(messages: &[OfflineMessage]) -> Vec<Value> {
    let one = |message: &OfflineMessage| {
        json!({
            "at": moment(message.at),
            "from": message.sender,
            "name": message.name.as_ref().map(DisplayName::as_str),
            "text": KeptMessage::read(&message.body).text,
        })
    };
    messages.iter().map(one).collect()
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
