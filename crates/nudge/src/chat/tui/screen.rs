//! Taking the terminal over, and giving it back however the program ends.

use std::io::{self, stdout};
use std::panic;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::execute;
use ratatui::{DefaultTerminal, Frame};
use tokio::sync::mpsc;

/// How long the reader of the keyboard takes at most to notice that nobody wants its events any more.
const POLL: Duration = Duration::from_millis(100);

/// The terminal while it is ours.
#[derive(Debug)]
pub(super) struct Screen {
    terminal: DefaultTerminal,
    open: bool,
}

impl Screen {
    /// Takes it over.
    pub(super) fn open() -> io::Result<Self> {
        // Gives the terminal back before a panic writes to it, too.
        let terminal = ratatui::try_init()?;
        let restore = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            end_paste();
            restore(panicked);
        }));
        let screen = Self { terminal, open: true };
        // A terminal that does not know this passes a paste as keys.
        execute!(stdout(), EnableBracketedPaste)?;
        Ok(screen)
    }

    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(render).map(drop)
    }

    /// Gives it back.
    pub(super) fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            end_paste();
            ratatui::restore();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.close();
    }
}

fn end_paste() {
    // There is nothing to be done about a terminal that is gone.
    let _ = execute!(stdout(), DisableBracketedPaste);
}

/// What happens at the keyboard.
pub(super) fn read_events() -> mpsc::Receiver<Event> {
    let (sender, events) = mpsc::channel(64);
    thread::spawn(move || {
        while !sender.is_closed() {
            match event::poll(POLL).and_then(|ready| if ready { event::read().map(Some) } else { Ok(None) }) {
                Ok(Some(event)) => {
                    if sender.blocking_send(event).is_err() {
                        return;
                    }
                }
                Ok(None) => {}
                Err(_) => return,
            }
        }
    });
    events
}
