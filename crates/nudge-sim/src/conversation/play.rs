//! Playing a conversation.

use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::{Dialect, notification, switchboard};
use nudge_core::{AccountId, Contact, Handle, Lists, Privacy, Roster, Status};
use tokio::time::sleep;

use super::guest::Guest;
use super::input::{Conversation, Deed, Turn, Who};
use super::speech;
use crate::listener::Heard;
use crate::people::{PEOPLE, Papers, People};
use crate::stage::Stage;
use crate::wording;

/// What Eve is called, which nobody may hear.
const EVES_NAME: &str = "Zw8qEve";

/// Where Dave, Eve and the clients are in [`Play::guests`].
const DAVE: usize = 4;
const EVE: usize = 5;

/// How often the server may have something to say again before it is said to go on for ever.
const PATIENCE: usize = 400;

/// How many seconds may be waited in all.
const WAITING: u64 = 600;

/// The commands of a vocabulary in each dialect, in the order of [`Dialect::ALL`].
type Names = Vec<Vec<&'static str>>;

static NOTIFICATION: LazyLock<Names> = LazyLock::new(|| {
    Dialect::ALL.map(|dialect| notification::FromClient::names(dialect).into_iter().collect()).into()
});
static SWITCHBOARD: LazyLock<Names> = LazyLock::new(|| {
    Dialect::ALL.map(|dialect| switchboard::FromClient::names(dialect).into_iter().collect()).into()
});

fn names(of: &Names, dialect: Dialect) -> &[&'static str] {
    let at = Dialect::ALL.iter().position(|one| *one == dialect);
    at.and_then(|at| of.get(at)).map(Vec::as_slice).unwrap_or_default()
}

/// Those who take part: everybody has everybody else as a contact and permits them, but for Eve, who has blocked all.
pub fn people() -> anyhow::Result<People> {
    let name = |who: &str| if who.starts_with("eve") { EVES_NAME.to_owned() } else { who.to_owned() };
    People::new(name, |who, _| {
        Lists::FORWARD | if who.starts_with("eve") { Lists::BLOCK } else { Lists::ALLOW }
    })
}

/// How much has happened.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Played {
    /// Commands that were heard.
    pub commands: usize,
    /// Of these, refusals.
    pub refusals: usize,
    /// Of these, that somebody has come into a conversation.
    pub seats: usize,
    /// Of these, what somebody said to others.
    pub messages: usize,
}

impl Played {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.refusals += other.refusals;
        self.seats += other.seats;
        self.messages += other.messages;
    }

    fn count(&mut self, heard: &Heard) {
        let is = |name: &str| usize::from(heard.line.starts_with(name));
        self.commands += 1;
        self.refusals += usize::from(heard.number.is_some());
        self.seats += is("USR 1 OK ") + is("ANS 1 OK");
        self.messages += is("MSG ") * usize::from(!heard.line.starts_with("MSG Hotmail "));
    }
}

/// Plays a conversation: how much has happened, or what was wrong.
pub fn play(people: &People, conversation: &Conversation) -> anyhow::Result<Played> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let played = runtime.block_on(whole(people, conversation))?;
    let left = runtime.metrics().num_alive_tasks();
    ensure!(left == 0, "{left} tasks are left");
    Ok(played)
}

struct Play<'a> {
    papers: &'a [Papers],
    stage: Stage,
    /// The four clients, and Dave's and Eve's.
    guests: Vec<Guest>,
    waited: u64,
    /// How much the server may say.
    allowed: usize,
    said: usize,
    /// Whether somebody has said something that only Eve's commands would have in them.
    names_eve: bool,
    played: Played,
}

async fn whole(people: &People, conversation: &Conversation) -> anyhow::Result<Played> {
    let challenged = if conversation.challenges { &Dialect::ALL[..] } else { &[] };
    let stage = Stage::raise(people, 7, challenged)?;
    let clients = [
        (0, "{a11ce000-0000-4000-8000-00000000000a}"),
        (0, "{a11ce000-0000-4000-8000-0000000000b2}"),
        (1, "{b0b00000-0000-4000-8000-00000000000b}"),
        (2, ""),
        (3, ""),
        (4, ""),
    ];
    let guests = clients.into_iter().zip([0, 0, 1, 2, 3, 4]).map(|((who, machine), paper)| {
        let papers = people.papers.get(paper).cloned().context("nobody has such papers")?;
        Ok(Guest::new(who, machine, papers))
    });
    let guests = guests.collect::<anyhow::Result<Vec<_>>>()?;
    let mut play = Play {
        papers: &people.papers,
        stage,
        guests,
        waited: 0,
        allowed: 0,
        said: 0,
        names_eve: false,
        played: Played::default(),
    };
    play.comes(EVE, Dialect::Msnp15).await?;
    for turn in conversation.beginning().iter().chain(conversation.turns.iter().take(Conversation::TURNS)) {
        play.turn(turn).await.with_context(|| format!("at {turn:?}"))?;
    }
    for guest in &mut play.guests {
        guest.reads = true;
    }
    play.settle().await?;
    let dialect = speech::one(&Dialect::ALL, u8::try_from(conversation.turns.len() % 17).unwrap_or(0));
    play.comes(DAVE, dialect.context("there are dialects")?).await.context("of Dave")?;
    play.check_presence().await?;
    drop(play.guests);
    play.stage.fall().await?;
    Ok(play.played)
}

impl Play<'_> {
    fn guest(&mut self, at: usize) -> anyhow::Result<&mut Guest> {
        self.guests.get_mut(at).context("there is no such client")
    }

    /// Somebody who behaves signs in, and is answered.
    async fn comes(&mut self, at: usize, dialect: Dialect) -> anyhow::Result<()> {
        let guest = self.guests.get_mut(at).context("there is no such client")?;
        guest.sign_in(&self.stage, dialect, Guest::ALL_STEPS)?;
        self.allow(0);
        self.settle().await?;
        let guest = self.guest(at)?;
        ensure!(guest.is_online, "{} is not let in with {dialect}: {}", guest.handle(), guest.last);
        guest.say("PNG");
        self.settle().await?;
        let guest = self.guest(at)?;
        ensure!(guest.last.starts_with("QNG"), "no answer to a ping but {}", guest.last);
        Ok(())
    }

    /// What is said lets the server say so much more.
    fn allow(&mut self, bytes: usize) {
        self.allowed += (64 << 10) + 64 * bytes;
    }

    async fn turn(&mut self, turn: &Turn) -> anyhow::Result<()> {
        let at = Who::ALL.iter().position(|who| *who == turn.who).context("nobody")?;
        self.allow(0);
        let papers = self.papers;
        let guest = self.guests.get_mut(at).context("there is no such client")?;
        let dialect = guest.spoken();
        match &turn.deed {
            Deed::SignsIn { dialect, halts } => {
                let dialect = speech::one(&Dialect::ALL, *dialect).context("there are dialects")?;
                let steps = if *halts < 16 { 1 + halts / 4 } else { Guest::ALL_STEPS };
                guest.sign_in(&self.stage, dialect, steps)?;
            }
            Deed::Says(command) => {
                let trid = guest.next_trid();
                let bytes =
                    speech::command(command, names(&NOTIFICATION, dialect), dialect, true, trid, papers);
                self.says(at, false, bytes)?;
            }
            Deed::SaysThere(command) => {
                let trid = guest.next_trid();
                let bytes =
                    speech::command(command, names(&SWITCHBOARD, dialect), dialect, false, trid, papers);
                self.says(at, true, bytes)?;
            }
            Deed::Edits(change) => {
                let trid = guest.next_trid();
                let bytes = speech::edit(*change, trid, dialect, papers);
                self.says(at, false, bytes)?;
            }
            Deed::Is(status) => {
                let trid = guest.next_trid();
                let status = speech::one(&["NLN", "BSY", "AWY", "HDN", "IDL"], *status).unwrap_or("NLN");
                guest.say(&wording::chg(trid, status, dialect));
            }
            Deed::Opens => {
                guest.opens += 1;
                let trid = guest.next_trid();
                guest.say(&format!("XFR {trid} SB"));
            }
            Deed::Calls(whom) => {
                let trid = guest.next_trid();
                guest.say_bytes(true, format!("CAL {trid} {}\r\n", whom.handle()).into_bytes());
            }
            Deed::Answers => guest.answer(&self.stage)?,
            Deed::Talks { acknowledgement, body } => {
                let trid = guest.next_trid();
                let letter = speech::one(&["U", "N", "A", "D"], *acknowledgement).unwrap_or("U");
                let body = speech::payload(body);
                let mut bytes = format!("MSG {trid} {letter} {}\r\n", body.len()).into_bytes();
                bytes.extend(body);
                self.says(at, true, bytes)?;
            }
            Deed::Bytes { there, bytes } => self.says(at, *there, bytes.clone())?,
            Deed::Splits(first) => guest.splits = Some(*first),
            Deed::Leaves { there, says_so: true } => guest.say_bytes(*there, b"OUT\r\n".to_vec()),
            Deed::Leaves { there: true, says_so: false } => drop(guest.seats.pop()),
            Deed::Leaves { there: false, says_so: false } => guest.leave(),
            Deed::StopsReading => guest.reads = !guest.reads,
            Deed::EveMoves => self.eve_moves()?,
            Deed::Waits(seconds) => {
                let seconds = u64::from(*seconds).min(WAITING - self.waited);
                self.waited += seconds;
                self.settle().await?;
                sleep(Duration::from_secs(seconds)).await;
            }
        }
        if turn.hurries { Ok(()) } else { self.settle().await }
    }

    fn says(&mut self, at: usize, there: bool, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.allow(bytes.len());
        let has = |what: &[u8]| bytes.windows(what.len()).any(|window| window.eq_ignore_ascii_case(what));
        self.names_eve |= has(b"eve") || has(b"zw8q");
        self.guest(at)?.say_bytes(there, bytes);
        Ok(())
    }

    /// What she does, only Dave could see, whom she has blocked as well.
    fn eve_moves(&mut self) -> anyhow::Result<()> {
        let eve = self.guest(EVE)?;
        let (trid, then) = (eve.next_trid(), eve.next_trid());
        let status = if trid.is_multiple_of(3) { "HDN" } else { "BSY" };
        eve.say(&wording::chg(trid, status, Dialect::Msnp15));
        let body = format!("<Data><PSM>{EVES_NAME}</PSM><CurrentMedia></CurrentMedia></Data>");
        eve.say_bytes(false, format!("UUX {then} {}\r\n{body}", body.len()).into_bytes());
        Ok(())
    }

    /// Lets the server do all that there is to be done now.
    async fn settle(&mut self) -> anyhow::Result<()> {
        let mut removed = false;
        for _ in 0..PATIENCE {
            // The clock of the runtime passes only when no task can go on.
            sleep(Duration::from_millis(1)).await;
            let mut moved = 0;
            for at in 0..self.guests.len() {
                let mut heard = Vec::new();
                let guest = self.guests.get_mut(at).context("there is no such client")?;
                moved += guest.turn(&self.stage, &mut heard).await?;
                for one in &heard {
                    removed |= one.line.starts_with("REM ") || one.line.starts_with("RML ");
                    self.check(at, one)?;
                }
            }
            if moved == 0 {
                return if removed { self.forget_the_removed().await } else { Ok(()) };
            }
        }
        bail!("the server does not come to rest");
    }

    /// How much is said, and that nothing of it is Eve's.
    fn check(&mut self, at: usize, heard: &Heard) -> anyhow::Result<()> {
        self.played.count(heard);
        self.said += heard.line.len() + heard.payload.len();
        ensure!(self.said <= self.allowed, "{} bytes are too many, at {}", self.said, heard.line);
        if at == EVE || self.names_eve {
            return Ok(());
        }
        let has = |bytes: &[u8]| bytes.windows(EVES_NAME.len()).any(|window| window == EVES_NAME.as_bytes());
        ensure!(!has(heard.line.as_bytes()) && !has(&heard.payload), "what is Eve's: {}", heard.line);
        let name = heard.line.get(..4).unwrap_or_default();
        let is_about = ["NLN ", "ILN ", "FLN ", "UBX ", "RNG ", "JOI ", "IRO ", "BYE "].contains(&name);
        ensure!(!is_about || !heard.line.contains("eve@example.com"), "about Eve: {}", heard.line);
        Ok(())
    }

    async fn roster(&self, who: &str) -> anyhow::Result<(AccountId, Roster)> {
        let store = self.stage.core.store();
        let id = store.account_by_handle(&Handle::new(who)?).await?.id;
        Ok((id, store.roster(id).await?))
    }

    /// A client shows nobody any more who was taken off the list.
    async fn forget_the_removed(&mut self) -> anyhow::Result<()> {
        for at in 0..self.guests.len() {
            let who = self.guest(at)?.handle();
            let (_, roster) = self.roster(who).await?;
            self.guest(at)?.view.retain(|who| lists(&roster, who).contains(Lists::FORWARD));
        }
        Ok(())
    }

    /// Everybody sees those, and only those, who are there, let them, and are contacts.
    async fn check_presence(&self) -> anyhow::Result<()> {
        let mut all = Vec::new();
        for who in PEOPLE {
            let (id, roster) = self.roster(who).await?;
            all.push((who, self.stage.core.shown_as(id) != Status::Hidden, roster));
        }
        for guest in self.guests.iter().filter(|guest| guest.is_online && guest.is_up_to_date()) {
            // Lists that the client has not told yet are silent for some of the later ones.
            let me = guest.handle();
            let Some((_, _, mine)) = all.iter().find(|(who, ..)| *who == me) else { continue };
            for (who, is_shown, theirs) in all.iter().filter(|(who, ..)| *who != me) {
                if !lists(mine, who).contains(Lists::FORWARD) {
                    continue;
                }
                let permits = match theirs.privacy {
                    Privacy::AllowByDefault => !lists(theirs, me).contains(Lists::BLOCK),
                    Privacy::BlockByDefault => lists(theirs, me).contains(Lists::ALLOW),
                };
                let (sees, should) = (guest.view.contains(*who), *is_shown && permits);
                ensure!(
                    sees == should,
                    "{me} ({}) sees {who}: {sees}, which is there: {is_shown}, and permits it: {permits}",
                    guest.dialect
                );
            }
        }
        Ok(())
    }
}

fn lists(of: &Roster, whom: &str) -> Lists {
    Handle::new(whom).ok().and_then(|whom| of.contact(&whom).map(Contact::lists)).unwrap_or(Lists::NONE)
}
