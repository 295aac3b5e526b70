//! The full-screen face.

mod editor;
mod keys;
mod screen;
mod text;
mod view;

use std::time::Duration;

use ratatui::crossterm::event::{Event, KeyEventKind};
use tokio::time::interval;

use super::model::Input;
use super::session::{Reaction, Session, asked_to_stop};
use keys::{Action, Face};
use screen::Screen;
use view::Theme;

/// Chats until the user leaves.
pub(super) async fn run(mut session: Session) -> anyhow::Result<()> {
    let mut screen = Screen::open()?;
    let mut events = screen::read_events();
    let mut face = Face::default();
    let theme = Theme::of_environment();
    let mut tick = interval(Duration::from_secs(1));
    let mut stop = std::pin::pin!(asked_to_stop());
    loop {
        screen.draw(|frame| {
            let most = view::draw(frame, &session.model, &face, theme);
            face.limit_scroll(most);
        })?;
        let action = tokio::select! {
            () = &mut stop => Action::Quit,
            event = events.recv() => match event {
                Some(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                    face.on_key(key, &mut session.model)
                }
                Some(Event::Paste(text)) => face.on_paste(&text),
                Some(Event::Key(_) | Event::Resize(..) | Event::Mouse(_) | Event::FocusGained | Event::FocusLost) => {
                    Action::Nothing
                }
                // The terminal is gone.
                None => Action::Quit,
            },
            news = session.news(), if session.model.ended.is_none() => match news {
                Some(news) => Action::Feed(Input::News(news)),
                None => Action::Quit,
            },
            _ = tick.tick() => Action::Feed(Input::Tick),
        };
        match action {
            Action::Nothing => {}
            Action::Quit => break,
            Action::Feed(input) => {
                let open = session.model.current;
                let Reaction { quit, .. } = session.feed(input);
                if session.model.current != open {
                    face.show_newest();
                }
                if quit {
                    break;
                }
            }
        }
    }
    screen.close();
    session.end().await
}
