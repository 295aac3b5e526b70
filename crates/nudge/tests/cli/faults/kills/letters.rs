//! Somebody who leaves offline messages, and somebody who fetches and deletes them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use nudge_testkit::{http, passport};

use super::soap::Lost;
use super::{Counts, Life};
use nudge_testkit::dice::Dice;

/// What Windows Live Messenger asks for when it signs in.
pub(super) const CHALLENGE: &str =
    "lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1,kpp=1,kv=5,ver=2.1.0173.1,tpf=1";

/// More than these do not wait at once.
const MOST: usize = 12;

#[derive(Debug)]
pub(crate) struct Letters {
    from: &'static str,
    to: &'static str,
    /// The sender's ticket and the receiver's, escaped.
    tickets: [String; 2],
    dice: Dice,
    /// The numbers of those that wait, in their order.
    waiting: Vec<u32>,
    /// What the server calls them by.
    ids: BTreeMap<u32, String>,
    on_its_way: Option<Try>,
    left: u32,
    pub(crate) counts: Counts,
}

/// What was asked for when the server was killed.
#[derive(Debug)]
enum Try {
    Left(u32),
    Deleted(BTreeSet<u32>),
}

impl Letters {
    pub(crate) async fn new(
        http: SocketAddr,
        [from, to]: [&'static str; 2],
        tokens: [&str; 2],
        dice: Dice,
    ) -> Self {
        let ticket = async |who, token| {
            passport::ticket(http, who, token, CHALLENGE).await.unwrap().replace('&', "&amp;")
        };
        let tickets = [ticket(from, tokens[0]).await, ticket(to, tokens[1]).await];
        Self {
            from,
            to,
            tickets,
            dice,
            waiting: Vec::new(),
            ids: BTreeMap::new(),
            on_its_way: None,
            left: 0,
            counts: Counts::default(),
        }
    }

    /// Changes things until the server is killed.
    pub(super) async fn act(&mut self, life: &Life) {
        while self.step(life).await {}
    }

    /// Leaves one, or fetches and deletes some; says whether the server is still there.
    pub(crate) async fn step(&mut self, life: &Life) -> bool {
        let leaves = self.waiting.is_empty() || (self.waiting.len() < MOST && self.dice.below(3) > 0);
        let (result, attempt) = if leaves {
            self.left += 1;
            (self.leave(life, self.left).await, Try::Left(self.left))
        } else {
            // Only what the receiver has fetched can be deleted.
            if let Err(lost) = self.fetch(life).await {
                life.must_be_over(&lost);
                return false;
            }
            let some = 1 + self.dice.below(3);
            let numbers: BTreeSet<u32> = (0..some).map(|_| *self.dice.one_of(&self.waiting)).collect();
            (self.delete(life, &numbers).await, Try::Deleted(numbers))
        };
        if let Err(lost) = result {
            life.must_be_over(&lost);
            self.on_its_way = Some(attempt);
            return false;
        }
        self.note(&attempt);
        self.counts.acknowledged += 1;
        true
    }

    fn note(&mut self, done: &Try) {
        match done {
            Try::Left(number) => self.waiting.push(*number),
            Try::Deleted(numbers) => self.waiting.retain(|number| !numbers.contains(number)),
        }
    }

    /// Each message that was acknowledged waits once, in its order, and none that was deleted. Whoever got no answer leaves
    /// it again, and it is there once.
    pub(crate) async fn check(&mut self, life: &Life) {
        let found = self.fetch(life).await.unwrap();
        let attempt = self.on_its_way.take();
        if found == self.waiting {
            self.counts.not_made += u64::from(attempt.is_some());
        } else {
            self.counts.made += 1;
            if let Some(attempt) = &attempt {
                self.note(attempt);
            }
            assert_eq!(found, self.waiting, "{}: {attempt:?}", self.to);
        }
        if let Some(Try::Left(number)) = attempt {
            self.leave(life, number).await.unwrap();
            if !self.waiting.contains(&number) {
                self.waiting.push(number);
            }
            assert_eq!(self.fetch(life).await.unwrap(), self.waiting, "{}: left again", self.to);
        }
    }

    async fn leave(&self, life: &Life, number: u32) -> Result<(), Lost> {
        let body = format!(
            "<Envelope><Header><From memberName=\"{}\" msnpVer=\"MSNP15\"/><To memberName=\"{}\"/>\
             <Ticket passport=\"{}\" appid=\"PROD0119GSJUC$18\" lockkey=\"\"/>\
             <Sequence><MessageNumber>{number}</MessageNumber></Sequence></Header><Body><MessageType>text</MessageType>\
             <Content>X-OIM-Run-Id: {{3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}}\nX-OIM-Sequence-Num: {number}\n\nmessage {number}\
             </Content></Body></Envelope>",
            self.from, self.to, self.tickets[0]
        );
        self.post(life, "ows.messenger.msn.com", "/OimWS/oim.asmx", &body).await.map(drop)
    }

    /// The numbers of what waits.
    async fn fetch(&mut self, life: &Life) -> Result<Vec<u32>, Lost> {
        let waiting = self.ask(life, "<GetMetadata/>").await?;
        let ids = waiting.split("</E><I>").skip(1).filter_map(|rest| rest.split('<').next());
        let mut numbers = Vec::new();
        for id in ids {
            let known = self.ids.iter().find(|(_, known)| *known == id).map(|(number, _)| *number);
            let number = match known {
                Some(number) => number,
                None => self.number(life, id).await?,
            };
            numbers.push(number);
            self.ids.insert(number, id.to_owned());
        }
        Ok(numbers)
    }

    async fn number(&self, life: &Life, id: &str) -> Result<u32, Lost> {
        let letter = self.ask(life, &format!("<GetMessage><messageId>{id}</messageId></GetMessage>")).await?;
        let (_, rest) = letter.split_once("X-OIM-Sequence-Num: ").unwrap();
        Ok(rest.lines().next().unwrap().parse().unwrap())
    }

    async fn delete(&self, life: &Life, numbers: &BTreeSet<u32>) -> Result<(), Lost> {
        let id = |number: &u32| {
            let id = self.ids.get(number);
            let id = id.unwrap_or_else(|| panic!("{number} was acknowledged and is not there: {self:?}"));
            format!("<messageId>{id}</messageId>")
        };
        let ids: Vec<String> = numbers.iter().map(id).collect();
        let operation = format!("<DeleteMessages><messageIds>{}</messageIds></DeleteMessages>", ids.concat());
        self.ask(life, &operation).await.map(drop)
    }

    async fn ask(&self, life: &Life, operation: &str) -> Result<String, Lost> {
        let body = format!(
            "<Envelope><Header><PassportCookie><t>{}</t><p/></PassportCookie></Header><Body>{operation}</Body></Envelope>",
            self.tickets[1]
        );
        self.post(life, "rsi.hotmail.com", "/rsi/rsi.asmx", &body).await
    }

    async fn post(&self, life: &Life, host: &str, path: &str, body: &str) -> Result<String, Lost> {
        let answer = http::post(life.http, host, path, &[], body.as_bytes()).await.map_err(Lost)?;
        assert_eq!(answer.status(), Some(200), "{}", answer.text());
        Ok(answer.text())
    }
}
