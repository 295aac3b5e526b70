//! Screens, as a person sees them.

use std::time::Duration;

use msnp::Dialect;
use msnp_client::Lists;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use time::Time;

use super::*;
use crate::chat::Whereto;
use crate::chat::model::{Effect, Input, Now};
use crate::chat::network::{News, Person, Request, SeatNews, Task};
use crate::chat::tui::keys::Action;

const THEME: Theme = Theme { colours: true };

fn now() -> Now {
    Now { elapsed: Duration::ZERO, clock: Time::from_hms(9, 5, 0).unwrap() }
}

fn on(model: &mut Model, input: Input) -> Vec<Effect> {
    model.on(now(), input)
}

/// Alice has Bob and Carol as contacts, Bob is busy, and says something.
fn model() -> Model {
    let me = Person::new("alice@example.com", "Alice");
    let whereto = Whereto {
        server: "127.0.0.1:1863".into(),
        handle: "alice@example.com".into(),
        dialect: Dialect::Msnp7,
        passport: "http://127.0.0.1/rdr/pprdr.asp".into(),
    };
    let (mut model, _) = Model::new(me, whereto, &Lists::default(), now());
    for who in ["bob@example.com", "carol@example.com"] {
        on(&mut model, Input::News(News::Done(Task::Add(who.into()))));
    }
    let bob = Person::new("bob@example.com", "Bob");
    on(&mut model, Input::News(News::Presence(bob.clone(), Status::Busy)));
    on(&mut model, Input::Line("/to bob@example.com".into()));
    let effects = on(&mut model, Input::Line("hello Bob".into()));
    let opens = |effect: &Effect| {
        let Effect::Ask(Request::Open(seat, _)) = effect else { return None };
        Some(*seat)
    };
    let seat = effects.iter().find_map(opens).unwrap();
    for news in [
        SeatNews::Seated(Vec::new()),
        SeatNews::Joined(bob.clone()),
        SeatNews::Said(bob, "hi Alice, have you seen the new server? It is quite something".into()),
        SeatNews::Typing("bob@example.com".into()),
    ] {
        on(&mut model, Input::News(News::Seat(seat, news)));
    }
    model
}

fn screen(model: &Model, face: &Face, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            draw(frame, model, face, THEME);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    let rows = buffer.content().chunks(usize::from(width));
    rows.map(|row| row.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned()).collect()
}

fn press(face: &mut Face, model: &mut Model, code: KeyCode) -> Action {
    face.on_key(KeyEvent::new(code, KeyModifiers::NONE), model)
}

fn type_text(face: &mut Face, model: &mut Model, text: &str) {
    for c in text.chars() {
        press(face, model, KeyCode::Char(c));
    }
}

#[test]
fn a_conversation_on_a_small_terminal() {
    let (mut model, mut face) = (model(), Face::default());
    type_text(&mut face, &mut model, "yes");
    let expected = "\
Other Contacts 1/2       │ Home  Bob
 ◐ Bob bob@example.com   │──────────────────────────────────────────────────────
 ○ carol@example.com     │09:05 You: hello Bob
                         │09:05 · bob@example.com (Bob) has joined the
                         │      conversation
                         │09:05 Bob: hi Alice, have you seen the new server? It
                         │      is quite something
                         │
                         │Bob is typing...
 ● online | Alice <alice@example.com>                   MSNP7 at 127.0.0.1:1863
> yes";
    assert_eq!(screen(&model, &face, 80, 11).join("\n"), expected);
}

#[test]
fn what_a_contact_says_stands_beside_the_name() {
    let (mut model, face) = (model(), Face::default());
    on(&mut model, Input::News(News::Says("bob@example.com".into(), "at work".into())));
    let row = &screen(&model, &face, 80, 11)[1];
    assert!(row.starts_with(" ◐ Bob at work           │"), "{row}");
}

#[test]
fn a_telephone_is_shown_and_not_picked() {
    let (mut model, mut face) = (model(), Face::default());
    on(&mut model, Input::News(News::Done(Task::Add("tel:1555".into()))));
    let row = &screen(&model, &face, 80, 11)[3];
    assert!(row.starts_with(" ☏ tel:1555"), "{row}");
    let mut picked = Vec::new();
    for _ in 0..3 {
        press(&mut face, &mut model, KeyCode::Down);
        picked.extend(face.picked.clone());
    }
    assert_eq!(picked, ["bob@example.com", "carol@example.com", "carol@example.com"]);
}

#[test]
fn without_room_the_contact_list_goes_first() {
    let (model, face) = (model(), Face::default());
    let narrow = screen(&model, &face, 40, 12);
    assert!(narrow[2].starts_with("09:05 You: hello Bob"), "{narrow:#?}");
    assert_eq!(screen(&model, &face, 10, 3)[0], "too small");
    for (width, height) in [(1, 1), (20, 6), (59, 7), (60, 7), (61, 200), (300, 6)] {
        screen(&model, &face, width, height);
    }
}

#[test]
fn the_newest_is_shown_until_one_scrolls_up() {
    let (mut model, mut face) = (model(), Face::default());
    for n in 0..50 {
        on(&mut model, Input::Line(format!("/nonsense{n}")));
    }
    let top = |model: &Model, face: &Face| screen(model, face, 80, 10).join("\n");
    assert!(top(&model, &face).contains("/nonsense49"));
    face.limit_scroll(100);
    press(&mut face, &mut model, KeyCode::PageUp);
    let scrolled = top(&model, &face);
    assert!(!scrolled.contains("/nonsense49") && scrolled.contains("↓ 10 more lines below"), "{scrolled}");
    press(&mut face, &mut model, KeyCode::PageDown);
    assert!(top(&model, &face).contains("/nonsense49"));
}

#[test]
fn arrows_pick_a_contact_and_enter_talks() {
    let (mut model, mut face) = (model(), Face::default());
    press(&mut face, &mut model, KeyCode::Down);
    press(&mut face, &mut model, KeyCode::Down);
    press(&mut face, &mut model, KeyCode::Down);
    assert_eq!(face.picked.as_deref(), Some("carol@example.com"));
    let Action::Feed(input) = press(&mut face, &mut model, KeyCode::Enter) else { panic!("nothing happens") };
    on(&mut model, input);
    assert!(screen(&model, &face, 80, 11)[0].ends_with("│ Home  Bob  carol@example.com"));
}

#[test]
fn tab_completes_or_turns_the_page() {
    let (mut model, mut face) = (model(), Face::default());
    type_text(&mut face, &mut model, "/to c");
    press(&mut face, &mut model, KeyCode::Tab);
    assert_eq!(face.editor.text(), "/to carol@example.com ");
    press(&mut face, &mut model, KeyCode::Esc);
    press(&mut face, &mut model, KeyCode::Tab);
    assert_eq!(model.current, None);
    press(&mut face, &mut model, KeyCode::BackTab);
    assert!(model.current.is_some());
    type_text(&mut face, &mut model, "/");
    press(&mut face, &mut model, KeyCode::Tab);
    let hint = &screen(&model, &face, 80, 11)[8];
    assert!(hint.contains("/to  /invite  /close"), "{hint}");
}

#[test]
fn typing_words_is_told_and_typing_a_command_is_not() {
    let (mut model, mut face) = (model(), Face::default());
    let told = |action: Action| matches!(action, Action::Feed(Input::Typing));
    assert!(told(press(&mut face, &mut model, KeyCode::Char('h'))));
    face.editor.clear();
    assert!(!told(press(&mut face, &mut model, KeyCode::Char('/'))));
}

#[test]
fn control_c_leaves() {
    let (mut model, mut face) = (model(), Face::default());
    let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(face.on_key(key, &mut model), Action::Quit));
}

#[test]
fn a_long_line_keeps_the_cursor_in_sight() {
    let (mut model, mut face) = (model(), Face::default());
    type_text(&mut face, &mut model, &format!("{}end", "x".repeat(200)));
    let rows = screen(&model, &face, 80, 11);
    assert!(rows[10].ends_with("xend") && width(&rows[10]) < 80, "{:?}", rows[10]);
}

#[test]
fn the_end_of_the_session_is_in_sight_on_every_page() {
    let (mut model, face) = (model(), Face::default());
    on(&mut model, Input::News(News::Ended(Some("the server is going down".into()))));
    for page in [model.current, None] {
        model.turn_to(page);
        let rows = screen(&model, &face, 80, 11);
        assert!(rows[8].contains("signed out (/quit leaves): the server is going down"), "{rows:#?}");
        assert!(rows[9].starts_with(" ○ signed out | Alice"), "{rows:#?}");
    }
}
