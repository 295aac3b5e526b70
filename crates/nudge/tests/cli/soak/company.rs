//! People who are contacts of each other, each in another dialect, and what they do together. Everything is looked for
//! where it must arrive.
#![expect(clippy::wildcard_enum_match_arm, reason = "somebody waits for one thing, whatever else there is")]

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::Cap;
use msnp::payload::mime::Message as Mime;
use msnp::value::{List, Status};
use msnp_client::{Conversation, ConversationEvent, Event};
use nudge_testkit::dice::Dice;

use super::member::{Friends, Member, settled};
use super::place::Place;

/// What is said, besides a number.
const TEXTS: [&str; 4] =
    ["grüß dich, 爱丽丝", "👩‍👩‍👧‍👦 + 100% = %20 <b>&amp;</b>", "two\r\nlines\r\n", "a short one"];

/// Nothing that they do together may take longer.
const LONGEST: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub(super) struct Company {
    pub(super) members: Vec<Member>,
    pub(super) dice: Dice,
    number: u64,
    /// Between what they do.
    pause: Duration,
    pub(super) done: Done,
}

/// What has been done, for the summary.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub(super) sign_ins: u64,
    pub(super) conversations: u64,
    pub(super) messages: u64,
    pub(super) changes: u64,
}

impl Company {
    pub(super) fn new(members: Vec<Member>, dice: Dice, pause: Duration) -> Self {
        Self { members, dice, number: 0, pause, done: Done::default() }
    }

    /// Makes all of them contacts of each other.
    pub(super) async fn meet(&self, place: &Place) {
        for member in &self.members {
            member.befriend(place, &self.friends_of(&member.email).all).await.unwrap();
        }
    }

    /// Does one thing. After anything that is not as it must be, all have gone.
    pub(super) async fn act(&mut self, place: &Place) -> anyhow::Result<()> {
        let acted = tokio::time::timeout(LONGEST, self.scene(place)).await;
        let acted = acted.map_err(anyhow::Error::from).and_then(|result| result);
        if acted.is_err() {
            self.scatter();
        }
        acted
    }

    /// All but the first go.
    pub(super) async fn rest(&mut self, place: &Place) -> anyhow::Result<()> {
        let rested = async {
            self.gather_first(place).await?;
            for index in 1..self.members.len() {
                if self.members[index].is_online() {
                    self.goes(index).await?;
                }
            }
            Ok(())
        };
        let rested = tokio::time::timeout(LONGEST, rested).await;
        let rested = rested.map_err(anyhow::Error::from).and_then(|result| result);
        if rested.is_err() {
            self.scatter();
        }
        rested.context("going to rest")
    }

    /// All connections are cut.
    pub(super) fn scatter(&mut self) {
        self.members.iter_mut().for_each(Member::cut);
    }

    async fn gather_first(&mut self, place: &Place) -> anyhow::Result<()> {
        if !self.members[0].is_online() {
            self.comes(place, 0).await.context("the first comes")?;
        }
        Ok(())
    }

    async fn scene(&mut self, place: &Place) -> anyhow::Result<()> {
        self.gather_first(place).await?;
        let here = self.here();
        let away: Vec<usize> = (0..self.members.len()).filter(|index| !here.contains(index)).collect();
        // The first always stays.
        let who = *self.dice.one_of(&here);
        let leaver = here.iter().copied().filter(|index| *index > 0).nth(self.dice.below(here.len()));
        let other = here.iter().copied().filter(|index| *index != who).nth(self.dice.below(here.len()));
        let dialect = self.members[who].dialect;
        match (self.dice.below(14), leaver, other) {
            (0..=4, ..) if !away.is_empty() => {
                let newcomer = *self.dice.one_of(&away);
                self.comes(place, newcomer).await.with_context(|| self.named("coming", newcomer))
            }
            (5, Some(leaver), _) => self.goes(leaver).await.with_context(|| self.named("going", leaver)),
            (6, Some(leaver), _) => self.is_cut(leaver).await.with_context(|| self.named("cut", leaver)),
            (7, ..) => self.comes_twice(place, who).await.with_context(|| self.named("twice", who)),
            (8, _, Some(other)) => self.edits(who, other).await.with_context(|| self.named("editing", who)),
            (9, ..) => self.renames(who).await.with_context(|| self.named("renaming", who)),
            (10, ..) if dialect.has(Cap::PersonalMessages) => {
                self.tells(who).await.with_context(|| self.named("a personal message", who))
            }
            (10 | 11, ..) => self.changes(who).await.with_context(|| self.named("changing", who)),
            (_, _, Some(other)) => {
                let mut all = vec![who, other];
                if self.dice.below(3) == 0 {
                    all.extend(here.iter().filter(|index| ![who, other].contains(index)));
                }
                self.chat(place, &all).await.with_context(|| self.named("a chat", who))
            }
            (_, _, None) => self.changes(who).await.with_context(|| self.named("changing", who)),
        }
    }

    fn named(&self, what: &str, index: usize) -> String {
        let all: Vec<String> = self
            .here()
            .into_iter()
            .map(|index| format!("{} {}", self.members[index].email, self.members[index].dialect))
            .collect();
        format!("{what}: {} ({}), here are {all:?}", self.members[index].email, self.members[index].dialect)
    }

    fn here(&self) -> Vec<usize> {
        (0..self.members.len()).filter(|index| self.members[*index].is_online()).collect()
    }

    fn friends_of(&self, email: &str) -> Friends {
        let others = || self.members.iter().filter(|member| member.email != email);
        let sure = others().filter(|member| member.unsure.as_deref() != Some(email));
        let addresses = |member: &Member| member.email.clone();
        Friends { all: others().map(addresses).collect(), sure: sure.map(addresses).collect() }
    }

    /// All who are there but one, who have heard all that there was to hear.
    async fn watchers(&mut self, of: usize) -> anyhow::Result<Vec<usize>> {
        let watchers: Vec<usize> = self.here().into_iter().filter(|index| *index != of).collect();
        for index in &watchers {
            settled(self.members[*index].client()?).await?;
        }
        Ok(watchers)
    }

    async fn all_see(&mut self, watchers: &[usize], of: usize) -> anyhow::Result<()> {
        let Member { email, status, name, .. } = &self.members[of];
        let (email, status, name) = (email.clone(), *status, name.clone());
        for watcher in watchers {
            self.members[*watcher].sees(&email, status, &name).await?;
        }
        Ok(())
    }

    async fn comes(&mut self, place: &Place, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        let friends = self.friends_of(&self.members[who].email);
        let found = self.members[who].come(place, &friends).await?;
        for watcher in &watchers {
            let email = &self.members[*watcher].email;
            ensure!(found.contains(email), "{email} is there and not found: {found:?}");
        }
        self.done.sign_ins += 1;
        self.all_see(&watchers, who).await
    }

    async fn goes(&mut self, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        self.members[who].go().await?;
        self.all_see_going(&watchers, who).await
    }

    async fn is_cut(&mut self, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        self.members[who].cut();
        self.all_see_going(&watchers, who).await
    }

    async fn all_see_going(&mut self, watchers: &[usize], of: usize) -> anyhow::Result<()> {
        let email = self.members[of].email.clone();
        for watcher in watchers {
            self.members[*watcher].sees_going(&email).await?;
        }
        Ok(())
    }

    async fn comes_twice(&mut self, place: &Place, who: usize) -> anyhow::Result<()> {
        let friends = self.friends_of(&self.members[who].email);
        self.done.sign_ins += 1;
        self.members[who].come_twice(place, &friends).await
    }

    /// Takes somebody off the forward list, and puts them on it again.
    async fn edits(&mut self, who: usize, whom: usize) -> anyhow::Result<()> {
        settled(self.members[whom].client()?).await?;
        let (me, other) = (self.members[who].email.clone(), self.members[whom].email.clone());
        self.members[who].unsure = Some(other.clone());
        let client = self.members[who].client()?;
        client.remove(List::Forward, &other, None).await.context("removing")?;
        client.add(List::Forward, &other, &other, None).await.context("adding")?;
        self.members[who].unsure = None;
        self.done.changes += 2;
        let told = self.members[whom].client()?.wait_for(|event| match event {
            Event::Added(add) => (add.list == List::Reverse && add.handle.as_str() == me).then_some(()),
            _ => None,
        });
        told.await.with_context(|| format!("{other} is not told who added them"))
    }

    async fn renames(&mut self, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        self.number += 1;
        let name = format!("Ünïcode 爱 100% {}", self.number);
        self.members[who].new_name = Some(name.clone());
        self.members[who].client()?.rename_self(&name).await?;
        self.members[who].name = name;
        self.members[who].new_name = None;
        self.done.changes += 1;
        self.all_see(&watchers, who).await
    }

    async fn changes(&mut self, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        let is_shown = |status: &Status| !matches!(status, Status::Hidden | Status::Offline);
        let before = self.members[who].status;
        let others: Vec<Status> =
            Status::ALL.iter().copied().filter(|status| is_shown(status) && *status != before).collect();
        let status = *self.dice.one_of(&others);
        self.members[who].client()?.set_status(status).await?;
        self.members[who].status = status;
        self.done.changes += 1;
        self.all_see(&watchers, who).await
    }

    /// A personal message, for those who have a word for it.
    async fn tells(&mut self, who: usize) -> anyhow::Result<()> {
        let watchers = self.watchers(who).await?;
        self.number += 1;
        let said = format!("{} <&> {}", self.dice.one_of(&["bored", "im Büro", "爱"]), self.number);
        self.members[who].client()?.set_personal_message(&said, "").await?;
        self.done.changes += 1;
        let email = self.members[who].email.clone();
        for watcher in watchers {
            let watcher = &mut self.members[watcher];
            if watcher.dialect.has(Cap::PersonalMessages) {
                let told = watcher.client()?.wait_for(|event| match event {
                    Event::PersonalMessage { handle, text, .. } => {
                        (handle.as_str() == email && text == said).then_some(())
                    }
                    _ => None,
                });
                told.await.with_context(|| format!("{} does not read {said:?}", watcher.email))?;
            }
        }
        Ok(())
    }

    /// The first of them calls the others; they speak in turns, and all hear it; they leave one after the other.
    async fn chat(&mut self, place: &Place, who: &[usize]) -> anyhow::Result<()> {
        for index in who {
            settled(self.members[*index].client()?).await?;
        }
        let emails: Vec<String> = who.iter().map(|index| self.members[*index].email.clone()).collect();
        let mut seats = vec![self.members[who[0]].open(place).await?];
        for (index, email) in who.iter().zip(&emails).skip(1) {
            seats[0].call(email).await.context("calling")?;
            let seat = self.members[*index].answer(place, &emails[0]).await.context("answering")?;
            for other in &mut seats {
                let joined = other.joined().await.context("hearing who comes")?;
                ensure!(joined.handle.as_str() == email, "{} came, not {email}", joined.handle);
            }
            seats.push(seat);
        }
        for _ in 0..3 + self.dice.below(8) {
            let speaker = self.dice.below(seats.len());
            self.number += 1;
            let text = format!("{} {}", self.number, self.dice.one_of(&TEXTS));
            self.says(&mut seats, &emails, speaker, &text).await?;
            tokio::time::sleep(self.dice.shorter_than(self.pause / 8)).await;
        }
        self.done.conversations += 1;
        while let Some(last) = seats.pop() {
            let email = &emails[seats.len()];
            last.leave().await.context("leaving")?;
            for seat in &mut seats {
                left(seat, email).await?;
            }
        }
        Ok(())
    }

    async fn says(
        &mut self,
        seats: &mut [Conversation],
        emails: &[String],
        speaker: usize,
        text: &str,
    ) -> anyhow::Result<()> {
        let delivered = seats[speaker].say(text).await?;
        ensure!(delivered == msnp_client::Delivery::Delivered, "{text:?} is not delivered");
        for (index, seat) in seats.iter_mut().enumerate().filter(|(index, _)| *index != speaker) {
            let heard =
                seat.next_message().await.with_context(|| format!("{} hears nothing", emails[index]))?;
            ensure!(heard.payload == Mime::text(text).to_bytes(), "{text:?} came as {:?}", heard.payload);
            ensure!(heard.from.as_str() == emails[speaker], "{} spoke", heard.from);
        }
        self.done.messages += 1;
        Ok(())
    }
}

/// Somebody leaves, with whichever programs.
async fn left(seat: &mut Conversation, email: &str) -> anyhow::Result<()> {
    loop {
        match seat.event_within(Duration::from_secs(30)).await.context("hearing who leaves")? {
            ConversationEvent::PlaceJoined(_) | ConversationEvent::PlaceLeft(_) => {}
            ConversationEvent::Left { handle, .. } => {
                ensure!(handle.as_str() == email, "{handle} left, not {email}");
                return Ok(());
            }
            event => anyhow::bail!("{event:?}, and {email} did not leave"),
        }
    }
}
