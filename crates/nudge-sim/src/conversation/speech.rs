//! What a turn of the fuzzer is on the wire.

use msnp::{Cap, Dialect};

use super::input::{Body, Change, Command, Text, Who, Word};
use crate::forms::{notification_form, switchboard_form};
use crate::people::{PEOPLE, Papers};
use crate::wording;
use crate::words::WORDS;

/// What kinds of text there are.
const KINDS: [&str; 8] = [
    "text/plain; charset=UTF-8",
    "text/x-msmsgscontrol\r\nTypingUser: alice@example.com",
    "text/x-msmsgsinvite; charset=UTF-8",
    "application/x-msnmsgrp2p\r\nP2P-Dest: bob@example.com",
    "text/x-clientcaps",
    "text/x-msnmsgr-datacast",
    "text/x-keepalive",
    "x",
];

/// What a client says of its user (`UUX`).
const PERSONAL: [&str; 5] = [
    "<Data><PSM>{}</PSM><CurrentMedia></CurrentMedia></Data>",
    "<Data><PSM></PSM><CurrentMedia>\\0Music\\01\\0{}\\0\\0</CurrentMedia></Data>",
    "<EndpointData><Capabilities>{}:48</Capabilities></EndpointData>",
    "<PrivateEndpointData><EpName>{}</EpName><Idle>false</Idle><ClientType>1</ClientType><State>NLN</State></PrivateEndpointData>",
    "<Data>{}",
];

/// Of a list of all, the one that the fuzzer means.
pub(super) fn one<T: Copy>(of: &[T], which: u8) -> Option<T> {
    of.get(usize::from(which) % of.len().max(1)).copied()
}

impl Who {
    pub(super) fn index(self) -> usize {
        match self {
            Self::Alice | Self::AliceElsewhere => 0,
            Self::Bob => 1,
            Self::Carol => 2,
        }
    }

    pub(super) fn handle(self) -> &'static str {
        PEOPLE.get(self.index()).copied().unwrap_or_default()
    }
}

/// What is said, and the number of the request where it has the one that was meant for it.
pub(super) fn command(
    command: &Command,
    names: &[&'static str],
    dialect: Dialect,
    at_notification: bool,
    trid: u32,
    papers: &[Papers],
) -> Vec<u8> {
    let name = one(names, command.name).unwrap_or("PNG");
    let form = if at_notification { notification_form(name, dialect) } else { switchboard_form(name) };
    let Some(form) = form else { return Vec::new() };
    let mut words: Vec<String> = form.arguments.iter().map(|word| (*word).to_owned()).collect();
    if let Some(first) = words.first_mut() {
        *first = trid.to_string();
    }
    for (at, word) in command.words.iter().take(Command::CHANGES) {
        let at = usize::from(*at) % (words.len() + 1);
        let word = written(word, papers);
        match words.get_mut(at) {
            Some(old) => *old = word,
            None => words.push(word),
        }
    }
    words.truncate(words.len().saturating_sub(usize::from(command.leaves_out % 8)));
    let mut bytes = name.as_bytes().to_vec();
    for word in words {
        bytes.push(b' ');
        bytes.extend(word.bytes());
    }
    let body = match (&command.body, form.payload) {
        (Some(other), Some(_)) => Some(payload(other)),
        (_, regular) => regular.map(|regular| regular.as_bytes().to_vec()),
    };
    if let Some(body) = body {
        bytes.extend(format!(" {}\r\n", body.len()).bytes());
        bytes.extend(body);
    } else {
        bytes.extend(b"\r\n");
    }
    bytes
}

fn written(word: &Word, papers: &[Papers]) -> String {
    match word {
        Word::Known(which) => one(&WORDS, *which).unwrap_or_default().to_owned(),
        Word::Address(who) => who.handle().to_owned(),
        Word::Guid(who) => papers.get(who.index()).map(|papers| papers.guid.clone()).unwrap_or_default(),
        Word::Number(number) => number.to_string(),
        Word::Long(letter, count) => {
            char::from(b'!' + letter % 94).to_string().repeat(usize::from(*count % 9_000))
        }
        Word::Any(text) => text.replace(['\r', '\n', ' '], "_"),
    }
}

pub(super) fn payload(body: &Body) -> Vec<u8> {
    match body {
        Body::Text(Text { kind, text }) => {
            let kind = one(&KINDS, *kind).unwrap_or_default();
            format!("MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{text}").into_bytes()
        }
        Body::People(who, lists, network) => {
            let local = who.handle().split('@').next().unwrap_or_default();
            let one = format!("<c n=\"{local}\" l=\"{}\" t=\"{}\"/>", lists % 32, network % 40);
            format!("<ml><d n=\"example.com\">{one}</d></ml>").into_bytes()
        }
        Body::Personal(kind, text) => {
            one(&PERSONAL, *kind).unwrap_or_default().replace("{}", text).into_bytes()
        }
        Body::Bytes(bytes) => bytes.clone(),
        Body::Long(count) => vec![b'x'; usize::from(*count % 20_000)],
    }
}

/// A change of a list, as clients of the dialect make it.
pub(super) fn edit(change: Change, trid: u32, dialect: Dialect, papers: &[Papers]) -> Vec<u8> {
    let (list, bit) = one(&[("FL", 1), ("AL", 2), ("BL", 4)], change.list).unwrap_or(("FL", 1));
    let whom = change.whom.handle();
    if dialect.has(Cap::MembershipLists) {
        let (line, body, _) =
            wording::membership(if change.removes { "RML" } else { "ADL" }, trid, whom, bit);
        return format!("{line} {}\r\n{body}", body.len()).into_bytes();
    }
    let guid = papers.get(change.whom.index()).map(|papers| papers.guid.as_str()).unwrap_or_default();
    let line = if change.removes {
        wording::rem(trid, list, whom, guid, dialect)
    } else {
        wording::add(trid, list, whom, whom, dialect)
    };
    format!("{line}\r\n").into_bytes()
}
