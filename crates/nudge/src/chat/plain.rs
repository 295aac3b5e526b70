//! Line mode: an event is a line on the standard output, a line on the standard input is a command or is said.

use std::io::{self, BufRead as _, Read as _};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::interval;

use super::model::Input;
use super::session::{Reaction, Session, asked_to_stop};
use crate::terminal;

/// The longest line that is read at once, in bytes; of a longer one, the rest is the next line.
const MAX_LINE: u64 = 16 * 1024;

/// Chats until the input ends, and what was said is delivered; or until the session does.
pub(super) async fn run(mut session: Session, greeting: Vec<String>) -> anyhow::Result<()> {
    print(greeting)?;
    let mut lines = read_lines();
    let mut more = true;
    let mut tick = interval(Duration::from_secs(1));
    let mut stop = std::pin::pin!(asked_to_stop());
    while session.model.ended.is_none() && (more || !session.model.is_settled()) {
        let input = tokio::select! {
            // What has happened is told before the next line is done.
            biased;
            () = &mut stop => break,
            news = session.news() => match news {
                Some(news) => Input::News(news),
                None => break,
            },
            // A line is done when the one before it is: a script can rely on it.
            line = lines.recv(), if more && session.model.is_settled() => {
                more = line.is_some();
                let Some(line) = line else { continue };
                Input::Line(line)
            }
            _ = tick.tick() => Input::Tick,
        };
        let Reaction { lines, quit } = session.feed(input);
        print(lines)?;
        if quit {
            break;
        }
    }
    session.end().await
}

fn print(lines: Vec<String>) -> io::Result<()> {
    lines.into_iter().try_for_each(terminal::print)
}

/// Lines of the standard input. The thread that reads them is left behind at the end of the program: a read from a
/// terminal cannot be called off.
fn read_lines() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
