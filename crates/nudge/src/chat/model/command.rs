//! What can be typed: `/` and a command, or words to say.

use msnp::value::Status;

use crate::chat::status;

/// A line that was typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Typed {
    /// Words for the open conversation.
    Words(String),
    /// A command.
    Command(Command),
    /// Nothing.
    Nothing,
}

/// A command. `None` where somebody is meant who needs no naming: the one in the open conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Command {
    Help,
    To(String),
    Invite(String),
    Status(Status),
    Name(String),
    /// Empty to take back what was said before.
    Psm(String),
    Add(Option<String>),
    Remove(Option<String>),
    Block(Option<String>),
    Unblock(Option<String>),
    Groups,
    Nudge,
    Close,
    Quit,
}

/// What follows a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::chat) enum Takes {
    Nothing,
    Address,
    AddressOrNothing,
    Status,
    Words,
    WordsOrNothing,
}

/// A row of the help.
#[derive(Clone, Copy, Debug)]
pub(in crate::chat) struct Row {
    /// With its slash.
    pub(in crate::chat) name: &'static str,
    pub(in crate::chat) takes: Takes,
    /// What it does.
    pub(in crate::chat) does: &'static str,
}

/// The command that the arrow keys give.
pub(in crate::chat) const TO: &str = "/to";

/// Every command, in the order of the help.
pub(in crate::chat) const ROWS: [Row; 14] = [
    Row { name: TO, takes: Takes::Address, does: "talk to somebody" },
    Row { name: "/invite", takes: Takes::Address, does: "bring somebody into this conversation" },
    Row { name: "/close", takes: Takes::Nothing, does: "leave this conversation" },
    Row { name: "/status", takes: Takes::Status, does: "change what others see of you" },
    Row { name: "/name", takes: Takes::Words, does: "change your name" },
    Row {
        name: "/psm",
        takes: Takes::WordsOrNothing,
        does: "tell your contacts something; without text, take it back",
    },
    Row { name: "/add", takes: Takes::AddressOrNothing, does: "make somebody a contact" },
    Row { name: "/remove", takes: Takes::AddressOrNothing, does: "remove a contact" },
    Row { name: "/block", takes: Takes::AddressOrNothing, does: "let somebody neither see you nor call you" },
    Row { name: "/unblock", takes: Takes::AddressOrNothing, does: "the opposite of /block" },
    Row { name: "/groups", takes: Takes::Nothing, does: "list the groups and who is in them" },
    Row { name: "/nudge", takes: Takes::Nothing, does: "shake somebody's window, where their client can" },
    Row { name: "/help", takes: Takes::Nothing, does: "this list" },
    Row { name: "/quit", takes: Takes::Nothing, does: "sign out and leave" },
];

impl Takes {
    /// As in the help.
    pub(in crate::chat) fn shown(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Address => " EMAIL".into(),
            Self::AddressOrNothing => " [EMAIL]".into(),
            Self::Status => format!(" {}", status::choices().collect::<Vec<_>>().join("|")),
            Self::Words => " NEW NAME".into(),
            Self::WordsOrNothing => " [TEXT]".into(),
        }
    }
}

/// Understands a line, or says what is wrong with it. A line that begins with two slashes is words with one.
pub(in crate::chat) fn understand(line: &str) -> Result<Typed, String> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(Typed::Nothing);
    }
    if !line.starts_with('/') || line.starts_with("//") {
        let words = if line.starts_with('/') { line.get(1..).unwrap_or(line) } else { line };
        return Ok(Typed::Words(words.to_owned()));
    }
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let row = ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(name));
    let row = row.ok_or_else(|| match nearest(name) {
        Some(near) => format!("there is no command {name}; did you mean {near}?"),
        None => format!("there is no command {name}; /help lists them"),
    })?;
    if row.takes == Takes::Nothing && !rest.is_empty() {
        return Err(format!("{} takes nothing after it", row.name));
    }
    let somebody = || if rest.is_empty() { Ok(None) } else { address(rest).map(Some) };
    let command = match row.name {
        TO => Command::To(address(rest)?),
        "/invite" => Command::Invite(address(rest)?),
        "/status" => Command::Status(status::parse(rest).ok_or_else(|| {
            format!(
                "{rest:?} is no status; expected one of {}",
                status::choices().collect::<Vec<_>>().join(", ")
            )
        })?),
        "/name" if rest.is_empty() => return Err("/name takes the new name after it".into()),
        "/name" => Command::Name(rest.to_owned()),
        "/psm" => Command::Psm(rest.to_owned()),
        "/add" => Command::Add(somebody()?),
        "/remove" => Command::Remove(somebody()?),
        "/block" => Command::Block(somebody()?),
        "/unblock" => Command::Unblock(somebody()?),
        "/groups" => Command::Groups,
        "/nudge" => Command::Nudge,
        "/close" => Command::Close,
        "/quit" => Command::Quit,
        _ => Command::Help,
    };
    Ok(Typed::Command(command))
}

/// Checks that it could be an address; whether it is one, the server knows.
fn address(text: &str) -> Result<String, String> {
    let parts = text.split_once('@').filter(|(user, domain)| !user.is_empty() && !domain.is_empty());
    if parts.is_some() && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} is not an address; expected one such as bob@example.com"))
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let distance = |row: &Row| strsim::damerau_levenshtein(row.name, &name.to_ascii_lowercase());
    ROWS.iter().map(|row| (distance(row), row.name)).min().filter(|(far, _)| *far <= 2).map(|(_, name)| name)
}

/// How a line can go on: the line as far as all candidates agree, and the candidates.
pub(in crate::chat) fn complete<'a>(
    line: &str,
    addresses: impl Iterator<Item = &'a str>,
) -> Option<(String, Vec<String>)> {
    if !line.starts_with('/') {
        return None;
    }
    let (head, begun, candidates): (String, &str, Vec<String>) = match line.split_once(' ') {
        None => (String::new(), line, ROWS.iter().map(|row| row.name.to_owned()).collect()),
        Some((name, begun)) => {
            let row = ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(name))?;
            let words = match row.takes {
                Takes::Address | Takes::AddressOrNothing => addresses.map(str::to_owned).collect(),
                Takes::Status => status::choices().map(str::to_owned).collect(),
                Takes::Nothing | Takes::Words | Takes::WordsOrNothing => return None,
            };
            (format!("{name} "), begun, words)
        }
    };
    let begun = begun.to_lowercase();
    let fitting: Vec<String> =
        candidates.into_iter().filter(|candidate| candidate.to_lowercase().starts_with(&begun)).collect();
    let first = fitting.first()?;
    let agreed = fitting.iter().skip(1).fold(first.as_str(), |agreed, other| shared(agreed, other));
    let end = if fitting.len() == 1 { " " } else { "" };
    Some((format!("{head}{agreed}{end}"), fitting))
}

/// What two texts begin with.
fn shared<'a>(one: &'a str, other: &str) -> &'a str {
    let end = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    let end = end.unwrap_or_else(|| one.len().min(other.len()));
    one.get(..end).unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Command {
        match understand(line) {
            Ok(Typed::Command(command)) => command,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn every_row_is_understood() {
        for row in ROWS {
            let line = match row.takes {
                Takes::Nothing => row.name.to_owned(),
                Takes::Address | Takes::AddressOrNothing => format!("{} bob@example.com", row.name),
                Takes::Status => format!("{} busy", row.name),
                Takes::Words | Takes::WordsOrNothing => format!("{} Bob the Builder", row.name),
            };
            let understood = command(&line);
            assert_eq!(understood == Command::Help, row.name == "/help", "{line}");
        }
        assert_eq!(command(" /NAME  Bob  B "), Command::Name("Bob  B".into()));
        assert_eq!(command("/block"), Command::Block(None));
        assert_eq!(command("/psm at  work"), Command::Psm("at  work".into()));
        assert_eq!(command("/psm"), Command::Psm(String::new()));
    }

    #[test]
    fn words_are_words_also_with_a_slash() {
        assert_eq!(understand(" hello "), Ok(Typed::Words("hello".into())));
        assert_eq!(understand("//etc/passwd"), Ok(Typed::Words("/etc/passwd".into())));
        assert_eq!(understand("  "), Ok(Typed::Nothing));
    }

    #[test]
    fn what_is_not_understood_says_what_would_be() {
        assert_eq!(understand("/qiut"), Err("there is no command /qiut; did you mean /quit?".into()));
        assert_eq!(
            understand("/frobnicate"),
            Err("there is no command /frobnicate; /help lists them".into())
        );
        assert!(understand("/to bob").unwrap_err().contains("expected one such as bob@example.com"));
        assert!(understand("/status asleep").unwrap_err().contains("online, busy, away"));
        assert!(understand("/status offline").is_err());
        assert_eq!(understand("/quit now"), Err("/quit takes nothing after it".into()));
    }

    #[test]
    fn tab_goes_as_far_as_all_agree() {
        let people = ["bob@example.com", "bobby@example.com", "carol@example.com"];
        let complete =
            |line: &str| complete(line, people.into_iter()).map(|(line, fitting)| (line, fitting.len()));
        assert_eq!(complete("/ad"), Some(("/add ".into(), 1)));
        assert_eq!(complete("/to b"), Some(("/to bob".into(), 2)));
        assert_eq!(complete("/to C"), Some(("/to carol@example.com ".into(), 1)));
        assert_eq!(complete("/status h"), Some(("/status hidden ".into(), 1)));
        assert_eq!(complete("/name b"), None);
        assert_eq!(complete("/to z"), None);
        assert_eq!(complete("bob"), None);
    }
}
