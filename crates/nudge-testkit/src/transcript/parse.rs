//! Reading transcripts.

use anyhow::{Context as _, bail, ensure};
use msnp::Dialect;
use msnp::value::{EndpointId, Status};

use super::fixture::Fixture;
use super::{Act, Action, Custom, Piece, Role, Script, Step, Template, Unordered, Utterance};

impl Script {
    /// Reads a transcript. `name` is what messages call it.
    ///
    /// | form | meaning |
    /// |---|---|
    /// | `# …` or nothing | a comment |
    /// | `C: text` | say this on the current connection |
    /// | `S: text` | exactly this must come next on the current connection |
    /// | `S?: text` | this may come next |
    /// | `\| text` | a line of the payload of the line above |
    /// | `\|- text` | its last piece, without an end of the line |
    /// | `\|? text` | a line that may be missing |
    /// | `@open NAME ds\|ns\|sb ACCOUNT` | open a connection, which becomes the current one |
    /// | `@on NAME` | make a connection the current one |
    /// | `@close NAME server\|client` | wait for the server to close it, or close it |
    /// | `@optional dispatch\|challenge\|circles` … `@end` | only if the server refers, challenges or has circles |
    /// | `@any` … `@end` | these `S:` and `S?:` lines, in any order |
    /// | `@let NAME = VALUE` | set a variable |
    /// | `@ticket ACCOUNT CHALLENGE -> NAME` | get a Passport ticket into a variable |
    /// | `@sso ACCOUNT NONCE -> NAME NAME` | get a ticket for single sign-on, and the response to the nonce |
    /// | `@circleticket ACCOUNT -> NAME` | get the ticket of somebody's circles |
    /// | `@account KEY handle password=… name=…` | an account; its password is `password.KEY` |
    /// | `@list OWNER handle FL,AL,BL,RL [group=…] [name=…]` | an entry on somebody's lists |
    /// | `@group OWNER number name`, `@setting OWNER\|* GTC=… BLP=… email=… PHH=…` | more of the same |
    /// | `@circle OWNER number name` | a circle that somebody has made |
    /// | `@peer KEY state X [caps=…] [name=…]`, `offline`, `answers`, `types`, `says text`, `calls KEY` | what somebody does with a client |
    ///
    /// In a line, `{name}` is captured the first time and must be equal later, `{name:int}` is a number, `{*}` anything,
    /// `{len}` the length of the payload, `{v.OWNER.k}` a list version, which rises with `k`, `{addr.x}` an address, and
    /// `{=md5(a,b)}` and `{=chl11(challenge,product,key)}` digests.
    pub fn parse(name: &str, text: &str) -> anyhow::Result<Self> {
        let mut lines = Lines { name, rest: text.lines().enumerate(), ahead: None };
        let mut script =
            Self { name: name.to_owned(), dialect: Dialect::Msnp7, fixtures: Vec::new(), steps: Vec::new() };
        while let Some((number, line)) = lines.next() {
            script.take(number, line, &mut lines).with_context(|| format!("{name}:{number}: {line}"))?;
        }
        Ok(script)
    }

    /// Takes in a line of the outermost level.
    fn take(&mut self, number: usize, line: &str, lines: &mut Lines<'_>) -> anyhow::Result<()> {
        match line.split_once(' ') {
            Some(("@format", version)) => ensure!(version == "1", "another format"),
            Some(("@version", version)) => {
                self.dialect =
                    format!("MSNP{version}").parse().context("a dialect that is not spoken here")?;
            }
            Some((word @ ("@account" | "@list" | "@group" | "@setting" | "@circle"), rest)) => {
                self.fixtures.push(Fixture::parse(word, rest)?);
            }
            Some(_) | None => self.steps.push(Step { line: number, action: action(line, lines)? }),
        }
        Ok(())
    }
}

/// The lines that say something, with their numbers.
struct Lines<'a> {
    name: &'a str,
    rest: std::iter::Enumerate<std::str::Lines<'a>>,
    ahead: Option<(usize, &'a str)>,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<(usize, &'a str)> {
        self.ahead.take().or_else(|| {
            self.rest
                .find(|(_, line)| !line.is_empty() && !line.starts_with('#'))
                .map(|(index, line)| (index + 1, line))
        })
    }

    /// The next line, if it begins like that.
    fn next_if(&mut self, wanted: impl FnOnce(&str) -> bool) -> Option<(usize, &'a str)> {
        self.ahead = self.next();
        if self.ahead.is_some_and(|(_, line)| wanted(line)) { self.ahead.take() } else { None }
    }

    /// The steps up to `@end`.
    fn block(&mut self) -> anyhow::Result<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            let (number, line) = self.next().context("there is no @end")?;
            if line == "@end" {
                return Ok(steps);
            }
            let action = action(line, self).with_context(|| format!("{}:{number}: {line}", self.name))?;
            steps.push(Step { line: number, action });
        }
    }
}

fn action(line: &str, lines: &mut Lines<'_>) -> anyhow::Result<Action> {
    if let Some(line) = line.strip_prefix("C: ") {
        return Ok(Action::Say(utterance(line, lines)?));
    }
    if let Some(line) = line.strip_prefix("S: ") {
        return Ok(Action::Hear(utterance(line, lines)?));
    }
    if let Some(line) = line.strip_prefix("S?: ") {
        return Ok(Action::MayHear(utterance(line, lines)?));
    }
    let words: Vec<&str> = line.split(' ').collect();
    Ok(match words.as_slice() {
        ["@open", connection, role, account] => Action::Open {
            connection: (*connection).to_owned(),
            role: role_named(role)?,
            account: (*account).to_owned(),
        },
        ["@on", connection] => Action::On((*connection).to_owned()),
        ["@close", connection, "server"] => Action::AwaitClose((*connection).to_owned()),
        ["@close", connection, "client"] => Action::Close((*connection).to_owned()),
        ["@optional", "dispatch"] => Action::Optional(Custom::Dispatch, lines.block()?),
        ["@optional", "challenge"] => Action::Optional(Custom::Challenge, lines.block()?),
        ["@optional", "circles"] => Action::Optional(Custom::Circles, lines.block()?),
        ["@any"] => {
            Action::HearAll(lines.block()?.into_iter().map(unordered).collect::<anyhow::Result<_>>()?)
        }
        ["@let", variable, "=", value] => {
            // The number of a machine is written in braces, which are its own.
            let is_machine = EndpointId::new(value).is_ok();
            let value = if is_machine { Template::literal(value) } else { Template::parse(value)? };
            Action::Let { variable: (*variable).to_owned(), value }
        }
        ["@ticket", account, challenge, "->", variable] => Action::Ticket {
            account: (*account).to_owned(),
            challenge: Template::parse(challenge)?,
            variable: (*variable).to_owned(),
        },
        ["@sso", account, nonce, "->", ticket, response] => Action::SingleSignOn {
            account: (*account).to_owned(),
            nonce: Template::parse(nonce)?,
            ticket: (*ticket).to_owned(),
            response: (*response).to_owned(),
        },
        ["@circleticket", account, "->", variable] => {
            Action::CircleTicket { account: (*account).to_owned(), variable: (*variable).to_owned() }
        }
        ["@peer", who, act @ ..] => Action::Peer { who: (*who).to_owned(), act: act_of(act)? },
        _ => bail!("no form of a line"),
    })
}

fn utterance(line: &str, lines: &mut Lines<'_>) -> anyhow::Result<Utterance> {
    let mut payload = Vec::new();
    while let Some((_, piece)) = lines.next_if(|line| line.starts_with('|')) {
        payload.push(payload_line(piece)?);
    }
    Ok(Utterance { line: Template::parse(line)?, payload })
}

fn payload_line(line: &str) -> anyhow::Result<Piece> {
    let (mark, text) = line.split_once(' ').unwrap_or((line, ""));
    let text = Template::parse(text)?;
    match mark {
        "|" => Ok(Piece { text, ends: true, optional: false }),
        "|-" => Ok(Piece { text, ends: false, optional: false }),
        "|?" => Ok(Piece { text, ends: true, optional: true }),
        _ => bail!("a payload line begins with `|`, `|-` or `|?` and a space"),
    }
}

fn unordered(step: Step) -> anyhow::Result<Unordered> {
    let optional = matches!(step.action, Action::MayHear(_));
    let (Action::Hear(utterance) | Action::MayHear(utterance)) = step.action else {
        bail!("only `S:` lines can come in any order");
    };
    Ok(Unordered { utterance, optional })
}

fn role_named(name: &str) -> anyhow::Result<Role> {
    Ok(match name {
        "ds" => Role::Dispatch,
        "ns" => Role::Notification,
        "sb" => Role::Switchboard,
        _ => bail!("`{name}` is no server"),
    })
}

fn act_of(words: &[&str]) -> anyhow::Result<Act> {
    Ok(match words {
        ["state", state, options @ ..] => {
            let known = Status::ALL.iter().find(|status| status.as_str() == *state);
            let option =
                |key: &str| options.iter().find_map(|option| option.strip_prefix(key)?.strip_prefix('='));
            Act::Is {
                status: *known.with_context(|| format!("`{state}` is no state"))?,
                capabilities: option("caps").map(str::parse).transpose().context("capabilities in digits")?,
                name: option("name").map(msnp::percent::decode),
            }
        }
        ["offline"] => Act::SignsOut,
        ["answers"] => Act::Answers,
        ["types"] => Act::Types,
        ["says", text @ ..] => Act::Says(text.join(" ")),
        ["calls", whom] => Act::Calls((*whom).to_owned()),
        _ => bail!("nothing that a peer can do"),
    })
}
