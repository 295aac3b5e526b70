//! Playing a transcript against a server.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::auth::{Product, challenge_answer_in};
use msnp::percent;
use msnp::{Cap, Dialect};
use msnp_client::Client;

use super::peer::Peer;
use super::template::{Extent, Variables};
use super::{Act, Action, Custom, Piece, Role, Script, Step, Template, Unordered, Utterance};
use crate::{Heard, PATIENCE, Raw, TestServer};

/// What the server does that a transcript leaves open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// It refers clients from the dispatch server to the notification server.
    pub refers: bool,
    /// It challenges clients.
    pub challenges: bool,
    /// How long it may take to say something.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { refers: false, challenges: false, patience: PATIENCE }
    }
}

impl Options {
    fn does(self, custom: Custom) -> bool {
        match custom {
            Custom::Dispatch => self.refers,
            Custom::Challenge => self.challenges,
            // Every server of ours has them.
            Custom::Circles => true,
        }
    }
}

/// Plays a transcript. An error says where in it the server did something else, what was expected and what came.
pub async fn play(script: &Script, server: &TestServer, options: Options) -> anyhow::Result<()> {
    let (accounts, variables) = script.accounts();
    let stage = Stage { script, server, accounts };
    let player = Player {
        stage,
        options,
        variables,
        connections: HashMap::new(),
        current: String::new(),
        peers: HashMap::new(),
        told: HashMap::new(),
    };
    player.play().await
}

/// What a transcript is played on.
pub(super) struct Stage<'a> {
    script: &'a Script,
    server: &'a TestServer,
    /// Address and password, by key.
    accounts: HashMap<String, (String, String)>,
}

impl Stage<'_> {
    /// Somebody's address.
    pub(super) fn handle(&self, key: &str) -> anyhow::Result<&str> {
        let account = self.accounts.get(key).with_context(|| format!("`{key}` is no account"))?;
        Ok(&account.0)
    }

    /// What Passport gives somebody for what the notification server said.
    async fn ticket(&self, key: &str, challenge: &str) -> anyhow::Result<String> {
        let (handle, password) = self.accounts.get(key).with_context(|| format!("`{key}` is no account"))?;
        crate::passport::ticket(self.server.web(), handle, password, challenge).await
    }

    /// The same for single sign-on, and the proof of its secret over the nonce.
    async fn sso(&self, key: &str, nonce: &str) -> anyhow::Result<(String, String)> {
        let (handle, password) = self.accounts.get(key).with_context(|| format!("`{key}` is no account"))?;
        crate::passport::sso(self.server, handle, password, nonce).await
    }

    /// What the address book hands out to prove which circles somebody is in, as clients show it.
    async fn circle_ticket(&self, key: &str) -> anyhow::Result<String> {
        let (handle, password) = self.accounts.get(key).with_context(|| format!("`{key}` is no account"))?;
        crate::passport::circle_ticket(self.server, handle, password).await
    }

    /// Signs somebody in.
    pub(super) async fn sign_in(&self, key: &str) -> anyhow::Result<Client> {
        let (handle, password) = self.accounts.get(key).with_context(|| format!("`{key}` is no account"))?;
        Ok(Client::sign_in(self.server.client(handle, password, self.script.dialect)).await?)
    }
}

struct Player<'a> {
    stage: Stage<'a>,
    options: Options,
    variables: Variables,
    connections: HashMap<String, Connection>,
    current: String,
    peers: HashMap<String, Peer>,
    /// Where clients were sent last.
    told: HashMap<Role, String>,
}

/// A connection of the transcript.
struct Connection {
    raw: Raw,
    /// Who signs in there.
    who: String,
    /// What may come before the next line that must.
    possible: Vec<Utterance>,
    /// The transaction id of the last command.
    asked: Option<String>,
    /// A challenge came where none was expected, and has been answered.
    was_challenged: bool,
    /// In which dialect challenges are answered.
    dialect: Dialect,
}

/// The id of answers to challenges that the transcript does not expect where they come.
const UNFORESEEN: &str = "901";

/// In whose name they are answered.
const PRODUCT: &str = "msmsgs@msnmsgr.com";

impl Player<'_> {
    async fn play(mut self) -> anyhow::Result<()> {
        let steps = &self.stage.script.steps;
        self.steps(steps).await?;
        Ok(())
    }

    async fn steps(&mut self, steps: &[Step]) -> anyhow::Result<()> {
        for step in steps {
            let place = format!("{}:{}", self.stage.script.name, step.line);
            if let Action::Optional(custom, steps) = &step.action {
                if self.options.does(*custom) && !self.has_been(*custom) {
                    Box::pin(self.steps(steps)).await?;
                }
            } else {
                self.act(&step.action).await.context(place)?;
            }
        }
        Ok(())
    }

    /// Whether it came before the place that the transcript has for it.
    fn has_been(&mut self, custom: Custom) -> bool {
        let connection = self.connections.get_mut(&self.current);
        custom == Custom::Challenge
            && connection.is_some_and(|connection| std::mem::take(&mut connection.was_challenged))
    }

    async fn act(&mut self, action: &Action) -> anyhow::Result<()> {
        match action {
            Action::Say(utterance) => self.say(utterance).await,
            Action::Hear(utterance) => self.hear(utterance).await,
            Action::MayHear(utterance) => {
                self.connection()?.possible.push(utterance.clone());
                Ok(())
            }
            Action::HearAll(templates) => self.hear_all(templates).await,
            Action::Open { connection, role, account } => self.open(connection, *role, account).await,
            Action::On(connection) => {
                ensure!(self.connections.contains_key(connection), "no connection `{connection}` is open");
                self.current.clone_from(connection);
                Ok(())
            }
            Action::AwaitClose(name) => {
                let mut connection = self.take(name)?;
                loop {
                    match connection.raw.hear().await? {
                        Heard::Closed => return Ok(()),
                        // Nobody answers a challenge any more.
                        Heard::Line(line) if line.starts_with("CHL 0 ") || is_unforeseen(&line) => {}
                        Heard::Line(line) => {
                            let possible = connection.may_be(&line, &self.variables);
                            let Some(possible) = possible else {
                                if connection.is_about_itself(&line) {
                                    connection.raw.skip_payload(&line).await?;
                                    continue;
                                }
                                bail!("expected the server to close the connection, got `{line}`");
                            };
                            if let Some(payload) = connection.payload(&possible, &line).await? {
                                payload_matches(&possible.payload, &payload, &self.variables)?;
                            }
                        }
                    }
                }
            }
            Action::Close(name) => self.take(name).map(drop),
            Action::Let { variable, value } => {
                let value = value.fill(&self.variables)?;
                self.variables.insert(variable.clone(), value);
                Ok(())
            }
            Action::Ticket { account, challenge, variable } => {
                let challenge = challenge.fill(&self.variables)?;
                let ticket = self.stage.ticket(account, &challenge).await?;
                self.variables.insert(variable.clone(), ticket);
                Ok(())
            }
            Action::SingleSignOn { account, nonce, ticket, response } => {
                let nonce = nonce.fill(&self.variables)?;
                let (shown, proof) = self.stage.sso(account, &nonce).await?;
                self.variables.extend([(ticket.clone(), shown), (response.clone(), proof)]);
                Ok(())
            }
            Action::CircleTicket { account, variable } => {
                let ticket = self.stage.circle_ticket(account).await?;
                self.variables.insert(variable.clone(), ticket);
                Ok(())
            }
            Action::Peer { who, act } => {
                if let Act::Is { name: Some(name), .. } = act {
                    self.expect_rename(who, name)?;
                }
                let peer = self.peers.remove(who);
                if let Some(peer) = Peer::act(peer, who, act, &self.stage).await? {
                    self.peers.insert(who.clone(), peer);
                }
                Ok(())
            }
            // Taken apart before it comes here.
            Action::Optional(..) => Ok(()),
        }
    }

    /// Somebody who changes name and state at once does one after the other: the first of two notices may be missing in the
    /// transcript (reference 02, clarifications).
    fn expect_rename(&mut self, who: &str, name: &str) -> anyhow::Result<()> {
        let line = format!("NLN {{*}} {} {} {{*}}", self.stage.handle(who)?, percent::encode(name));
        let notice = Utterance { line: Template::parse(&line)?, payload: Vec::new() };
        for connection in self.connections.values_mut() {
            connection.possible.push(notice.clone());
        }
        Ok(())
    }

    async fn open(&mut self, name: &str, role: Role, account: &str) -> anyhow::Result<()> {
        let server = self.stage.server;
        // A transcript may say once where all switchboards are; to a notification server, a client is sent each time.
        let told = match role {
            Role::Switchboard => self.told.get(&role).cloned(),
            Role::Dispatch | Role::Notification => self.told.remove(&role),
        };
        let to = match (role, told) {
            (Role::Dispatch, _) => server.dispatch(),
            (Role::Notification, None) => server.notification(),
            (Role::Switchboard, None) => bail!("no server has said where the switchboard is"),
            (Role::Notification | Role::Switchboard, Some(told)) => told.parse()?,
        };
        let mut raw = Raw::connect(to).await?;
        raw.patient(self.options.patience);
        let dialect = self.stage.script.dialect;
        let who = self.stage.handle(account)?.to_owned();
        let connection =
            Connection { raw, who, possible: Vec::new(), asked: None, was_challenged: false, dialect };
        self.connections.insert(name.to_owned(), connection);
        name.clone_into(&mut self.current);
        Ok(())
    }

    async fn say(&mut self, utterance: &Utterance) -> anyhow::Result<()> {
        let mut bytes = utterance.line.fill(&self.variables)?;
        let asked = bytes.split(' ').nth(1).map(str::to_owned);
        let stated = bytes.rsplit(' ').next().and_then(|length| length.parse().ok());
        bytes.push_str("\r\n");
        let mut payload = String::new();
        for piece in &utterance.payload {
            payload.push_str(&piece.text.fill(&self.variables)?);
            payload.push_str(if piece.ends { "\r\n" } else { "" });
        }
        if !utterance.payload.is_empty() {
            ensure!(stated == Some(payload.len()), "the payload has {} bytes", payload.len());
        }
        let connection = self.connection()?;
        connection.asked = asked;
        connection.raw.send_bytes((bytes + payload.as_str()).as_bytes()).await
    }

    async fn hear(&mut self, utterance: &Utterance) -> anyhow::Result<()> {
        let (variables, asked) = (self.variables.clone(), self.connection()?.asked.clone());
        let (connection, expected) = (self.connection()?, &utterance.line);
        let (line, captured) = loop {
            let heard = connection.hear(expected.source.starts_with("CHL")).await;
            let heard = heard.with_context(|| format!("expected `{}`", expected.expectation(&variables)))?;
            let Heard::Line(line) = heard else {
                bail!("expected `{}`, got the end of the connection", expected.expectation(&variables));
            };
            if let Some(captured) = expected.matches(&line, Extent::Word, &variables) {
                break (line, captured);
            }
            let Some(possible) = connection.may_be(&line, &variables) else {
                if connection.is_about_itself(&line) {
                    connection.raw.skip_payload(&line).await?;
                    continue;
                }
                bail!("expected `{}`, got `{line}`", expected.expectation(&variables));
            };
            if let Some(payload) = connection.payload(&possible, &line).await? {
                payload_matches(&possible.payload, &payload, &variables)?;
            }
        };
        connection.possible.clear();
        self.capture(&line, captured, asked.as_deref())?;
        if let Some(payload) = self.connection()?.payload(utterance, &line).await? {
            let captured = payload_matches(&utterance.payload, &payload, &self.variables)?;
            self.variables.extend(captured);
        }
        Ok(())
    }

    async fn hear_all(&mut self, lines: &[Unordered]) -> anyhow::Result<()> {
        let (mut optional, mut left): (Vec<&Unordered>, Vec<&Unordered>) =
            lines.iter().partition(|line| line.optional);
        while !left.is_empty() {
            let Heard::Line(line) = self.connection()?.hear(false).await? else {
                bail!("expected {} more lines, got the end of the connection", left.len());
            };
            let variables = self.variables.clone();
            let fits = |it: &&Unordered| it.utterance.line.matches(&line, Extent::Word, &variables).is_some();
            let (required, possible) = (left.iter().position(fits), optional.iter().position(fits));
            let heard = if let Some(at) = required {
                left.get(at).context("it was there")?.utterance.clone()
            } else if let Some(at) = possible {
                optional.get(at).context("it was there")?.utterance.clone()
            } else if let Some(possible) = self.connection()?.may_be(&line, &variables) {
                possible
            } else if self.connection()?.is_about_itself(&line) {
                self.connection()?.raw.skip_payload(&line).await?;
                continue;
            } else {
                let wanted: Vec<_> =
                    left.iter().map(|it| it.utterance.line.expectation(&variables)).collect();
                bail!("expected one of {wanted:?}, got `{line}`");
            };
            let captured = heard.line.matches(&line, Extent::Word, &variables).unwrap_or_default();
            self.capture(&line, captured, None)?;
            if let Some(payload) = self.connection()?.payload(&heard, &line).await? {
                match payload_matches(&heard.payload, &payload, &self.variables) {
                    Ok(captured) => self.variables.extend(captured),
                    // The one that is meant is still to come.
                    Err(_) if self.connection()?.is_about_itself(&line) => continue,
                    Err(error) => return Err(error),
                }
            }
            if let Some(at) = required {
                left.remove(at);
            } else if let Some(at) = possible {
                optional.remove(at);
            }
        }
        // They may still come, after the last of those that must.
        let still = optional.into_iter().map(|it| it.utterance.clone());
        self.connection()?.possible.extend(still);
        Ok(())
    }

    fn capture(&mut self, line: &str, captured: Variables, asked: Option<&str>) -> anyhow::Result<()> {
        for (name, value) in captured {
            if let Some(role) = Role::of_address(&name) {
                self.told.insert(role, value.clone());
            }
            if let Some((owner, number)) = name.strip_prefix("v.").and_then(|name| name.rsplit_once('.')) {
                let was = self.last_version(owner, number.parse()?);
                let now: u64 = value.parse()?;
                // The answer to a change has a version of its own; what the server says unasked may repeat one.
                let mut words = line.split(' ');
                let change = words.next() != Some("SYN") && words.next() == asked && asked.is_some();
                ensure!(
                    was.is_none_or(|was| if change { now > was } else { now >= was }),
                    "expected a version after {was:?} of {owner}'s, got `{line}`"
                );
            }
            self.variables.insert(name, value);
        }
        Ok(())
    }

    /// The version before that one.
    fn last_version(&self, owner: &str, number: u32) -> Option<u64> {
        let before = (0..number).rev().find_map(|number| self.variables.get(&format!("v.{owner}.{number}")));
        before.and_then(|version| version.parse().ok())
    }

    fn connection(&mut self) -> anyhow::Result<&mut Connection> {
        self.connections.get_mut(&self.current).context("no connection is open")
    }

    fn take(&mut self, name: &str) -> anyhow::Result<Connection> {
        self.connections.remove(name).with_context(|| format!("no connection `{name}` is open"))
    }
}

impl Role {
    /// The server that a variable holds the address of.
    fn of_address(variable: &str) -> Option<Self> {
        let server = variable.strip_prefix("addr.")?;
        match server.get(..2)? {
            "ns" => Some(Self::Notification),
            "sb" => Some(Self::Switchboard),
            _ => None,
        }
    }
}

impl Connection {
    /// The next line that is no challenge, unless one is expected: a server may challenge at any time.
    async fn hear(&mut self, challenged: bool) -> anyhow::Result<Heard> {
        loop {
            let heard = self.raw.hear().await?;
            let Heard::Line(line) = &heard else { return Ok(heard) };
            if let (Some(challenge), false) = (line.strip_prefix("CHL 0 "), challenged) {
                self.was_challenged = true;
                let product = Product::named(PRODUCT).context("no such product")?;
                let answer = challenge_answer_in(self.dialect, challenge, product);
                self.raw.send_payload(&format!("QRY {UNFORESEEN} {PRODUCT}"), answer.as_bytes()).await?;
            } else if !is_unforeseen(line) {
                return Ok(heard);
            }
        }
    }

    /// Whether a line is about the presence of the one who is signed in: from MSNP16 on, such lines may come at any time.
    fn is_about_itself(&self, line: &str) -> bool {
        let is_presence = ["NLN ", "ILN ", "UBX "].iter().any(|name| line.starts_with(name));
        let is_own = |word: &str| word.strip_prefix("1:").unwrap_or(word) == self.who;
        self.dialect.has(Cap::Endpoints) && is_presence && line.split(' ').any(is_own)
    }

    /// What the line is, if it is one that may come; those before it then may not any more.
    fn may_be(&mut self, line: &str, variables: &Variables) -> Option<Utterance> {
        let fits = |it: &Utterance| it.line.matches(line, Extent::Word, variables).is_some();
        let at = self.possible.iter().position(fits)?;
        self.possible.drain(..=at).next_back()
    }

    /// The payload that follows the line, if one is expected.
    async fn payload(&mut self, expected: &Utterance, line: &str) -> anyhow::Result<Option<Vec<u8>>> {
        if expected.payload.is_empty() {
            return Ok(None);
        }
        let length = line.rsplit(' ').next().and_then(|length| length.parse().ok());
        let length = length.with_context(|| format!("expected a length at the end of `{line}`"))?;
        self.raw.payload(length).await.map(Some)
    }
}

/// Compares a payload, line by line, and says what its placeholders stand for.
fn payload_matches(pieces: &[Piece], payload: &[u8], known: &Variables) -> anyhow::Result<Variables> {
    let mut rest = std::str::from_utf8(payload).context("the payload is no UTF-8")?;
    let mut variables = known.clone();
    for piece in pieces {
        let expected = || piece.text.expectation(&variables);
        let (line, after) = match rest.split_once("\r\n") {
            Some((line, after)) if piece.ends => (line, after),
            None if piece.ends && piece.optional => continue,
            None if piece.ends => bail!("in the payload: expected `{}`, got `{rest}`", expected()),
            Some(_) | None => (rest, ""),
        };
        match piece.text.matches(line, Extent::Line, &variables) {
            Some(captured) => {
                variables.extend(captured);
                rest = after;
            }
            None if piece.optional => {}
            None => bail!("in the payload: expected `{}`, got `{line}`", expected()),
        }
    }
    ensure!(rest.is_empty(), "in the payload: expected the end, got {rest:?}");
    Ok(variables)
}

/// Whether this accepts an answer that the transcript does not have.
fn is_unforeseen(line: &str) -> bool {
    line.strip_prefix("QRY ") == Some(UNFORESEEN)
}
