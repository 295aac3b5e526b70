//! Conversations as a user lives through them, without a server.

use msnp::Dialect;
use msnp::command::Rng;
use msnp::value::{Address, Cookie, Friendly, Handle};

use super::*;
use crate::chat::network::{Doing, SeatNews, Task};

/// A model, and what it has asked for and shown since it was last looked at.
struct Chat {
    model: Model,
    elapsed: Duration,
    requests: Vec<Request>,
    lines: Vec<String>,
    quit: bool,
}

impl Chat {
    fn new(dialect: Dialect) -> Self {
        let me = Person::new("alice@example.com", "Alice");
        let whereto = Whereto {
            server: "localhost".into(),
            handle: "alice@example.com".into(),
            dialect,
            passport: "http://localhost/rdr/pprdr.asp".into(),
        };
        let now = Now { elapsed: Duration::ZERO, clock: Time::MIDNIGHT };
        let (model, _) = Model::new(me, whereto, &Lists::default(), now);
        Self { model, elapsed: Duration::ZERO, requests: Vec::new(), lines: Vec::new(), quit: false }
    }

    fn on(&mut self, input: Input) {
        for effect in self.model.on(Now { elapsed: self.elapsed, clock: Time::MIDNIGHT }, input) {
            match effect {
                Effect::Ask(request) => self.requests.push(request),
                Effect::Show(line) => self.lines.push(line),
                Effect::Quit => self.quit = true,
            }
        }
    }

    fn types(&mut self, line: &str) {
        self.on(Input::Line(line.to_owned()));
    }

    fn hears(&mut self, seat: SeatId, news: SeatNews) {
        self.on(Input::News(News::Seat(seat, news)));
    }

    fn wait(&mut self, seconds: u64) {
        self.elapsed += Duration::from_secs(seconds);
        self.on(Input::Tick);
    }

    fn requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    fn lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }

    /// The conversation that the only request opens.
    fn opened(&mut self) -> SeatId {
        match self.requests().as_slice() {
            [Request::Open(seat, _)] => *seat,
            other => panic!("not one conversation: {other:?}"),
        }
    }

    /// Says something to somebody who is there to hear it.
    fn is_talking_to(&mut self, who: &str) -> SeatId {
        self.types(&format!("/to {}", address(who)));
        self.types("hello");
        let seat = self.opened();
        self.hears(seat, SeatNews::Seated(Vec::new()));
        self.hears(seat, SeatNews::Joined(person(who)));
        self.requests();
        self.lines();
        seat
    }

    /// Is called.
    fn rings(&mut self, present: &[&str]) -> SeatId {
        let ring = Rng {
            session: msnp::value::SessionId(1),
            address: Address::new("localhost").unwrap(),
            cookie: Cookie::new("1.2").unwrap(),
            handle: Handle::new("bob@example.com").unwrap(),
            name: Friendly::encode("Bob").unwrap(),
            reach: msnp::value::Reach::Direct,
        };
        self.on(Input::News(News::Ring(ring)));
        let Some(Request::Answer(seat, _)) = self.requests().pop() else {
            panic!("the call is not answered")
        };
        self.hears(seat, SeatNews::Seated(present.iter().map(|who| person(who)).collect()));
        seat
    }
}

fn address(who: &str) -> String {
    format!("{}@example.com", who.to_lowercase())
}

fn person(who: &str) -> Person {
    Person::new(&address(who), who)
}

fn chat() -> Chat {
    Chat::new(Dialect::Msnp7)
}

fn said(requests: &[Request]) -> Vec<(SeatId, &str)> {
    let said = requests.iter().filter_map(|request| {
        let Request::Seat(seat, Doing::Say(_, text)) = request else { return None };
        Some((*seat, text.as_str()))
    });
    said.collect()
}

fn message(requests: &[Request]) -> MessageId {
    let id = requests.iter().find_map(|request| {
        let Request::Seat(_, Doing::Say(id, _)) = request else { return None };
        Some(*id)
    });
    id.expect("something was said")
}

#[test]
fn what_is_said_waits_for_the_other_to_come_and_is_told_when_delivered() {
    let mut chat = chat();
    chat.types("/to bob@example.com");
    assert_eq!(chat.lines(), ["you are talking to bob@example.com"]);
    assert_eq!(chat.requests(), [], "nobody is called before there is something to say");
    chat.types("one");
    chat.types("two");
    let opened = chat.requests();
    let [Request::Open(seat, people)] = opened.as_slice() else { panic!("{opened:?}") };
    assert_eq!(people, &["bob@example.com"]);
    chat.hears(*seat, SeatNews::Seated(Vec::new()));
    assert!(!chat.model.is_settled());
    chat.hears(*seat, SeatNews::Joined(person("Bob")));
    let requests = chat.requests();
    assert_eq!(said(&requests), [(*seat, "one"), (*seat, "two")]);
    chat.hears(*seat, SeatNews::Delivered(message(&requests)));
    assert_eq!(
        chat.lines(),
        ["bob@example.com (Bob) has joined the conversation", "delivered to bob@example.com: one"]
    );
    assert!(!chat.model.is_settled(), "the second is under way");
}

#[test]
fn who_is_not_online_gets_nothing_and_that_is_said() {
    let mut chat = chat();
    chat.types("/to bob@example.com");
    chat.types("hello");
    let seat = chat.opened();
    chat.lines();
    chat.hears(seat, SeatNews::NotCalled("bob@example.com".into(), "bob@example.com is not online".into()));
    assert_eq!(chat.lines(), ["bob@example.com is not online; the message was not delivered: hello"]);
    assert!(chat.model.is_settled());
    chat.wait(1);
    assert_eq!(chat.requests(), [Request::Leave(seat)], "an empty conversation is left");
    chat.types("again");
    assert!(matches!(chat.requests().as_slice(), [Request::Open(..)]), "and opened again");
}

#[test]
fn who_does_not_answer_in_time_gets_nothing() {
    let mut chat = chat();
    chat.types("/to bob@example.com");
    chat.types("hello");
    chat.lines();
    chat.wait(10);
    assert_eq!(chat.lines(), Vec::<String>::new());
    chat.wait(15);
    assert_eq!(chat.lines(), ["nobody answered; the message was not delivered: hello"]);
}

#[test]
fn a_refused_message_is_shown_with_the_reason() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    chat.types("hi");
    let id = message(&chat.requests());
    chat.hears(seat, SeatNews::Undelivered(id, None));
    assert_eq!(chat.lines(), ["everybody has left the conversation; the message was not delivered: hi"]);
}

#[test]
fn a_call_is_answered_and_what_is_said_beside_another_is_unread_until_one_looks() {
    let mut chat = chat();
    chat.is_talking_to("Carol");
    chat.lines.clear();
    let seat = chat.rings(&["Bob"]);
    chat.hears(seat, SeatNews::Said(person("Bob"), "hi\nthere".into()));
    assert_eq!(
        chat.lines(),
        ["bob@example.com (Bob) has joined the conversation", "<bob@example.com> hi ⏎ there"]
    );
    assert_eq!((chat.model.talks.len(), chat.model.talks[1].unread), (2, 1));
    chat.types("/to BOB@example.com");
    assert_eq!((chat.model.talks.len(), chat.model.talks[1].unread), (2, 0));
    chat.requests.clear();
    chat.types("hello");
    assert_eq!(said(&chat.requests()), [(seat, "hello")]);
}

#[test]
fn who_is_called_answers_who_speaks_first() {
    let mut chat = Chat::new(Dialect::Msnp7);
    let bob = chat.rings(&["Bob"]);
    chat.rings(&["Carol"]);
    assert!(chat.lines().contains(&"you are talking to bob@example.com".to_owned()));
    chat.types("hello");
    assert_eq!(said(&chat.requests()), [(bob, "hello")]);
}

#[test]
fn both_may_open_the_same_conversation_at_the_same_moment() {
    let mut chat = chat();
    let first = chat.is_talking_to("Bob");
    let second = chat.rings(&["Bob"]);
    assert_eq!(chat.model.talks.len(), 1);
    assert_eq!(chat.lines(), Vec::<String>::new(), "who is there has not joined again");
    chat.hears(second, SeatNews::Said(person("Bob"), "a".into()));
    chat.hears(first, SeatNews::Said(person("Bob"), "b".into()));
    assert_eq!(chat.lines(), ["<bob@example.com> a", "<bob@example.com> b"]);
    chat.hears(second, SeatNews::Left { handle: "bob@example.com".into(), idle: false });
    assert_eq!(chat.lines(), Vec::<String>::new(), "he is still here");
    chat.types("still there?");
    assert_eq!(said(&chat.requests()), [(first, "still there?")]);
}

#[test]
fn a_third_makes_another_conversation_of_it() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    let private = chat.model.current;
    chat.types("/invite carol@example.com");
    assert_eq!(chat.requests(), [Request::Seat(seat, Doing::Call("carol@example.com".into()))]);
    chat.hears(seat, SeatNews::Joined(person("Carol")));
    assert_ne!(chat.model.current, private, "who invites goes along");
    chat.types("hello all");
    assert_eq!(said(&chat.requests()), [(seat, "hello all")]);
    chat.types("/to bob@example.com");
    assert_eq!(chat.model.current, private);
    chat.types("a secret");
    assert!(
        matches!(chat.requests().as_slice(), [Request::Open(_, people)] if people == &["bob@example.com"])
    );
}

#[test]
fn who_did_not_invite_stays_where_they_are() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    let private = chat.model.current;
    chat.hears(seat, SeatNews::Joined(person("Carol")));
    assert_eq!(chat.model.current, private);
    assert!(chat.model.talks.iter().any(|talk| talk.group && talk.unread == 1));
    chat.types("a secret");
    assert!(said(&chat.requests()).is_empty(), "what is meant for one is not read by three");
}

#[test]
fn a_quiet_conversation_is_closed_without_a_word_and_opened_again_for_the_next() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    let id = chat.model.talks[0].under_way[0].id;
    chat.hears(seat, SeatNews::Delivered(id));
    chat.lines();
    chat.hears(seat, SeatNews::Left { handle: "bob@example.com".into(), idle: true });
    chat.hears(seat, SeatNews::Ended(None));
    assert_eq!(chat.lines(), Vec::<String>::new());
    chat.types("one more thing");
    assert!(
        matches!(chat.requests().as_slice(), [Request::Open(_, people)] if people == &["bob@example.com"])
    );
}

#[test]
fn typing_is_told_every_five_seconds_at_most_and_only_where_the_dialect_has_it() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    let notice = [Request::Seat(seat, Doing::Typing)];
    chat.on(Input::Typing);
    chat.on(Input::Typing);
    assert_eq!(chat.requests(), notice);
    chat.wait(5);
    chat.on(Input::Typing);
    assert_eq!(chat.requests(), notice);

    let mut chat = Chat::new(Dialect::Msnp2);
    chat.is_talking_to("Bob");
    chat.on(Input::Typing);
    assert_eq!(chat.requests(), []);
}

#[test]
fn who_types_is_shown_until_they_speak_or_stop() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    let typing = |chat: &Chat| chat.model.talks[0].typing().count();
    chat.hears(seat, SeatNews::Typing("bob@example.com".into()));
    chat.hears(seat, SeatNews::Typing("bob@example.com".into()));
    chat.hears(seat, SeatNews::Typing("ghost@example.com".into()));
    assert_eq!((typing(&chat), chat.lines()), (1, vec!["bob@example.com is typing".to_owned()]));
    chat.hears(seat, SeatNews::Said(person("Bob"), "done".into()));
    assert_eq!(typing(&chat), 0);
    chat.hears(seat, SeatNews::Typing("bob@example.com".into()));
    chat.wait(10);
    assert_eq!(typing(&chat), 0);
}

#[test]
fn presence_is_told_once() {
    let mut chat = chat();
    let online = News::Presence(person("Bob"), Status::Online);
    chat.on(Input::News(online.clone()));
    chat.on(Input::News(online));
    chat.on(Input::News(News::Presence(person("Bob"), Status::OnThePhone)));
    chat.on(Input::News(News::Offline("bob@example.com".into())));
    assert_eq!(
        chat.lines(),
        [
            "bob@example.com is online (Bob)",
            "bob@example.com is on the phone (Bob)",
            "bob@example.com is offline"
        ]
    );
}

#[test]
fn commands_without_an_address_mean_who_one_talks_to() {
    let mut chat = chat();
    chat.types("/block");
    assert_eq!(chat.lines(), ["whom? Type /block EMAIL"]);
    chat.types("/to bob@example.com");
    chat.types("/block");
    assert_eq!(chat.requests(), [Request::Account(Task::Block("bob@example.com".into()))]);
    assert!(!chat.model.is_settled());
    chat.on(Input::News(News::Done(Task::Block("bob@example.com".into()))));
    assert!(chat.model.is_settled() && chat.model.book.find("bob@example.com").unwrap().blocked);
}

#[test]
fn a_nudge_is_shown_and_none_is_sent() {
    let mut chat = chat();
    let seat = chat.is_talking_to("Bob");
    chat.types("/nudge");
    assert_eq!(chat.requests(), []);
    assert!(chat.lines()[0].starts_with("MSNP7 has no nudges"));
    chat.hears(seat, SeatNews::Nudged(person("Bob")));
    assert_eq!(chat.lines(), ["bob@example.com (Bob) sent you a nudge"]);
}

#[test]
fn a_nudge_is_sent_like_a_message() {
    let mut chat = Chat::new(Dialect::Msnp11);
    chat.types("/nudge");
    assert!(chat.lines()[0].starts_with("there is nobody to nudge"));
    let seat = chat.is_talking_to("Bob");
    chat.types("/nudge");
    let requests = chat.requests();
    let [Request::Seat(to, Doing::Nudge(id))] = requests[..] else { panic!("{requests:?}") };
    assert_eq!(to, seat);
    chat.hears(seat, SeatNews::Delivered(id));
    assert_eq!(chat.lines(), ["delivered to bob@example.com: (a nudge)"]);
}

#[test]
fn personal_messages_are_told_where_the_dialect_has_them() {
    let mut chat = Chat::new(Dialect::Msnp7);
    chat.types("/psm at work");
    assert_eq!(chat.requests(), []);
    assert!(chat.lines()[0].starts_with("MSNP7 has no personal messages"));

    let mut chat = Chat::new(Dialect::Msnp11);
    chat.types("/psm at  work");
    assert_eq!(chat.requests(), [Request::Account(Task::Says("at  work".into()))]);
    chat.on(Input::News(News::Done(Task::Says("at  work".into()))));
    chat.types("/psm");
    assert_eq!(chat.requests(), [Request::Account(Task::Says(String::new()))]);
    chat.on(Input::News(News::Done(Task::Says(String::new()))));
    chat.on(Input::News(News::Done(Task::Add("bob@example.com".into()))));
    chat.lines();
    for says in ["at home", "at home", "", "away"] {
        chat.on(Input::News(News::Says("bob@example.com".into(), says.into())));
    }
    let says = |what: &str| format!("bob@example.com says of themselves: {what}");
    assert_eq!(chat.lines(), [says("at home"), says("away")]);
    assert_eq!(chat.model.book.find("bob@example.com").unwrap().says, "away");
}

#[test]
fn after_the_end_nothing_is_asked_for_and_the_reason_stays() {
    let mut chat = chat();
    chat.is_talking_to("Bob");
    chat.on(Input::News(News::Ended(Some("the server is going down".into()))));
    assert_eq!(chat.lines(), ["you are signed out: the server is going down"]);
    for line in ["hello", "/status busy", "/invite carol@example.com"] {
        chat.types(line);
        assert_eq!(chat.requests(), [], "{line}");
        assert!(chat.lines()[0].contains("the server is going down"), "{line}");
    }
    chat.types("/quit");
    assert!(chat.quit);
}

#[test]
fn the_oldest_conversation_that_was_read_makes_room() {
    let mut chat = chat();
    chat.is_talking_to("Carol");
    let kept = chat.rings(&["Bob"]);
    chat.hears(kept, SeatNews::Said(person("Bob"), "unread".into()));
    for n in 0..2 * MAX_TALKS {
        chat.types(&format!("/to friend{n}@example.com"));
    }
    assert_eq!(chat.model.talks.len(), MAX_TALKS);
    assert!(chat.model.private_talk("bob@example.com").is_some(), "nothing unread is lost");
    assert!(
        chat.model.current().unwrap().is_private_with(&format!("friend{}@example.com", 2 * MAX_TALKS - 1))
    );
}

#[test]
fn no_more_than_so_many_messages_are_under_way() {
    let mut chat = chat();
    chat.types("/to bob@example.com");
    for _ in 0..100 {
        chat.types("hello");
    }
    assert_eq!(chat.model.talks[0].under_way.len(), talk::MAX_UNDER_WAY);
    assert!(chat.lines().last().unwrap().starts_with("too many messages are under way"));
}
