//! Whatever a client says, in whichever order: it gets an answer that there is or is closed, at once, and nobody else is
//! the worse for it.
//!
//! Random commands of every vocabulary, right and wrong, are said to a server by Mallory. She is listened to as strictly as
//! can be: what the server says must be a command of her dialect, in the one form that it has, as an answer to what she said
//! last or as a notice; numbers must be such as are documented. A ping after each command bounds the wait. Meanwhile Bob,
//! whose contact she is, is there with a client of any other dialect, and afterwards nothing of his has changed but what
//! she may change: whether he is on her lists.

use anyhow::{Context as _, ensure};
use msnp::frame::{Frame, Vocabulary};
use msnp::value::Trid;
use msnp::{Dialect, notification, switchboard};
use nudge_core::{Handle, Lists, Roster};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{Heard, Raw, TestServer, wording};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use super::arguments::{notification_forms, switchboard_form};

/// Who says all this.
const MALLORY: &str = ALICE;

/// The numbers that a client may be answered with, as long as the server does not fail (reference 04).
const NUMBERS: [u16; 37] = [
    201, 205, 207, 208, 209, 210, 213, 215, 216, 217, 218, 219, 220, 223, 224, 225, 228, 229, 230, 235, 282,
    300, 301, 302, 502, 503, 540, 600, 606, 712, 713, 714, 715, 731, 800, 911, 913,
];

/// More blank lines than any payload that a server waits for has bytes: they fill it up, and are nothing elsewhere.
const FILLER: usize = 4_200;

/// How far Mallory has got when she begins.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Connected,
    Greeted,
    Claimed,
    SignedIn,
    Online,
}

/// One thing that she says: words, and what follows them.
#[derive(Clone, Debug)]
struct Said {
    name: String,
    words: Vec<String>,
    payload: Option<Vec<u8>>,
}

impl Said {
    fn line(&self) -> String {
        let words = self.words.iter().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// With Bob's GUID where it is meant.
    fn about(&self, bob: &str) -> Self {
        let words = self.words.iter().map(|word| word.replace(BOBS_GUID, bob)).collect();
        Self { words, ..self.clone() }
    }

    /// The number that an answer has to have, if what stands in its place is one.
    fn trid(&self) -> Option<u32> {
        self.line().split(' ').filter(|word| !word.is_empty()).nth(1)?.parse().ok()
    }

    /// With a payload that has the length that is told, then what fills up a payload of another length, and then a command
    /// that is answered with [`MARK`].
    fn bytes(&self, mark: &str) -> Vec<u8> {
        let mut bytes = self.line().into_bytes();
        if let Some(payload) = &self.payload {
            bytes.extend(format!(" {}\r\n", payload.len()).bytes());
            bytes.extend(payload);
        } else {
            bytes.extend(b"\r\n");
        }
        bytes.extend("\r\n".repeat(FILLER / 2).bytes());
        bytes.extend(mark.bytes());
        bytes
    }
}

/// Stands for the GUID that the server has drawn for Bob.
const BOBS_GUID: &str = "{bob}";

/// The number of the command that ends the wait: nothing that is random has it.
const MARK: u32 = 4_000_000_001;

/// Words that mean something somewhere.
const WORDS: [&str; 61] = [
    "0",
    "1",
    "2",
    "29",
    "30",
    "-1",
    "x",
    "4294967295",
    "4294967296",
    "FL",
    "AL",
    "BL",
    "RL",
    "PL",
    "fl",
    "NLN",
    "HDN",
    "FLN",
    "IDL",
    "A",
    "N",
    "U",
    "D",
    "Y",
    "ON",
    "OFF",
    "SB",
    "NS",
    "MD5",
    "TWN",
    "I",
    "S",
    "PHH",
    "PHM",
    "MOB",
    "MBE",
    "WWE",
    "MFN",
    "HSB",
    "XYZ",
    BOB,
    CAROL,
    MALLORY,
    "nobody@example.com",
    "tel:+15551111222",
    "a@b",
    "@",
    "%40",
    "%",
    "%zz%00%0d%0a",
    "Gr%C3%BC%C3%9Fe",
    "N=bob@example.com",
    "N=carol@example.com",
    "N=tel:15551111222",
    "F=Carol",
    "N=",
    "C=",
    "fname=*",
    "INBOX",
    "MSNP12",
    "Shields.xml",
];

/// More that is right in some dialects: what changes something, and what undoes it.
const LINES: [&str; 38] = [
    "ADD 7 AL carol@example.com Carol",
    "ADD 7 BL carol@example.com Carol",
    "ADD 7 FL carol@example.com Carol",
    "ADD 7 FL bob@example.com Bob 1",
    "REM 7 FL bob@example.com",
    "REM 7 FL bob@example.com 1",
    "REM 7 AL bob@example.com",
    "ADD 7 FL bob@example.com Bob",
    "ADD 7 BL bob@example.com Bob",
    "REM 7 BL bob@example.com",
    "REM 7 BL carol@example.com",
    "ADC 7 FL N=bob@example.com F=Bob",
    "ADC 7 BL N=bob@example.com",
    "ADC 7 AL N=bob@example.com",
    "ADC 7 FL N=carol@example.com F=Carol",
    "ADC 7 RL N=bob@example.com",
    "REM 7 PL bob@example.com",
    "REM 7 FL {bob}",
    "ADC 7 FL N=tel:15551111222 F=John",
    "ADC 7 AL N=tel:15551111222",
    "REM 7 AL tel:+15551111222",
    "ADC 7 BL N=tel:15551111222",
    "SBP 7 {bob} MFN Bobby",
    "SBP 7 {bob} PHM 555 1",
    "ADC 7 FL C={bob} {bob}",
    "REA 7 alice@example.com Mallory",
    "PRP 7 MFN Mallory",
    "PRP 7 MBE Y",
    "PRP 7 MOB Y",
    "CHG 7 HDN",
    "CHG 7 NLN",
    "CHG 7 AWY 64",
    "CHG 7 NLN 64 %3Cmsnobj%2F%3E",
    "ADG 7 Friends 0",
    "RMG 7 Friends",
    "REG 7 1 Others 0",
    "BLP 7 AL",
    "IMS 7 ON",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => select(&WORDS[..]).prop_map(str::to_owned),
        2 => "(C=)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
        1 => Just(BOBS_GUID.to_owned()),
        1 => "[ -~]{0,12}",
        1 => "\\PC{1,6}",
        1 => (select(&["x", "%20", "\u{20ac}"][..]), select(&[62_usize, 128, 388, 2000][..]))
            .prop_map(|(letter, count)| letter.repeat(count)),
    ]
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => vec(any::<u8>(), 0..40),
        2 => "<(TEXT|Data|PSM|/Data)( xml:space=\"preserve\")?/?>[a-z&;]{0,8}(</TEXT>|</Data>)?".prop_map(String::into_bytes),
        1 => (1_600..1_700_usize).prop_map(|length| vec![b'x'; length]),
    ]
}

/// A form, as it should be or with something wrong.
fn said(
    name: String,
    arguments: Vec<&'static str>,
    regular: Option<&'static str>,
) -> impl Strategy<Value = Said> {
    let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
    let count = arguments.len();
    let changes = prop_oneof![
        6 => Just(Vec::new()),
        4 => vec((0..=count, word()), 1..2),
        1 => vec((0..=count, word()), 2..4),
    ];
    let cut = prop_oneof![20 => Just(usize::MAX), 1 => 0..=count];
    let other = prop_oneof![4 => Just(None), 1 => payload().prop_map(Some)];
    (changes, cut, other).prop_map(move |(changes, cut, other)| {
        let mut words = arguments.clone();
        for (at, word) in changes {
            // The number of the request is changed only now and then: without it, there is nothing to answer.
            match words.get_mut(at) {
                Some(_) if at == 0 && word.len() < 4 => {}
                Some(old) => *old = word,
                None => words.push(word),
            }
        }
        words.truncate(cut);
        let payload = regular.map(|regular| other.unwrap_or_else(|| regular.as_bytes().to_vec()));
        Said { name: name.clone(), words, payload }
    })
}

/// What may be said to a notification server: mostly what the dialect has, now and then what others have, or nobody has.
fn to_notification(dialect: Dialect) -> impl Strategy<Value = Said> {
    let forms = |dialect| {
        let forms = notification_forms(dialect).unwrap();
        let rows = forms.into_iter().map(|(name, form)| (name.to_owned(), form.arguments, form.payload));
        rows.collect::<Vec<_>>()
    };
    let others = Dialect::ALL.into_iter().flat_map(&forms).collect::<Vec<_>>();
    let junk = "[A-Z]{3}|[a-z0-9]{0,4}".prop_map(|name: String| (name, vec!["7", "x"], None));
    let known = notification::FromClient::names(dialect);
    let lines = LINES.into_iter().map(|line| line.split_once(' ').unwrap());
    let lines = lines.filter(|(name, _)| known.contains(name));
    let lines: Vec<_> =
        lines.map(|(name, rest)| (name.to_owned(), rest.split(' ').collect(), None)).collect();
    // What ends a conversation with the server anyway would end too many of them.
    let mut forms = forms(dialect);
    forms.retain(|(name, ..)| !["OUT", "VER", "CVQ", "INF"].contains(&name.as_str()));
    prop_oneof![10 => select(forms), 10 => select(lines), 1 => select(others), 1 => junk]
        .prop_flat_map(|(name, arguments, payload)| said(name, arguments, payload))
}

fn to_switchboard() -> impl Strategy<Value = Said> {
    let names = switchboard::FromClient::names(Dialect::Msnp12);
    let forms: Vec<_> = names.into_iter().map(|name| (name, switchboard_form(name).unwrap())).collect();
    let rows: Vec<_> =
        forms.into_iter().map(|(name, form)| (name.to_owned(), form.arguments, form.payload)).collect();
    select(rows).prop_flat_map(|(name, arguments, payload)| said(name, arguments, payload))
}

/// One thing that a server said: a command of its vocabulary, in the one form that the dialect has for it.
async fn hear<V: Vocabulary>(
    raw: &mut Raw,
    dialect: Dialect,
    read: impl Fn(Frame<'_>) -> anyhow::Result<(Vec<u8>, Option<Trid>, Option<u16>)>,
) -> anyhow::Result<Option<(String, Option<Trid>, Option<u16>)>> {
    let line = match raw.hear().await? {
        Heard::Line(line) => line,
        Heard::Closed => return Ok(None),
    };
    let name = line.get(..3).unwrap_or_default();
    let (head, payload) = if V::has_payload(name.as_bytes(), dialect) {
        let (head, length) = line.rsplit_once(' ').context("no length")?;
        (head, Some(raw.payload(length.parse()?).await?))
    } else {
        (line.as_str(), None)
    };
    let frame = Frame { line: head.as_bytes(), payload: payload.as_deref() };
    let (again, trid, number) = read(frame).with_context(|| line.clone())?;
    let mut said = format!("{line}\r\n").into_bytes();
    said.extend(payload.unwrap_or_default());
    ensure!(again == said, "in another form than it has: {line}");
    Ok(Some((line, trid, number)))
}

async fn hear_notification(
    raw: &mut Raw,
    dialect: Dialect,
) -> anyhow::Result<Option<(String, Option<Trid>, Option<u16>)>> {
    use notification::FromServer;
    hear::<FromServer<'_>>(raw, dialect, |frame| {
        let said = FromServer::decode(frame, dialect)?;
        let number =
            if let FromServer::Refused(refused) = &said { Some(refused.code.number()) } else { None };
        let mut again = Vec::new();
        said.encode(dialect, &mut again);
        Ok((again, said.trid(), number))
    })
    .await
}

async fn hear_switchboard(
    raw: &mut Raw,
    dialect: Dialect,
) -> anyhow::Result<Option<(String, Option<Trid>, Option<u16>)>> {
    use switchboard::FromServer;
    hear::<FromServer<'_>>(raw, dialect, |frame| {
        let said = FromServer::decode(frame, dialect)?;
        let number =
            if let FromServer::Refused(refused) = &said { Some(refused.code.number()) } else { None };
        let mut again = Vec::new();
        said.encode(dialect, &mut again);
        Ok((again, said.trid(), number))
    })
    .await
}

/// What was answered must be about what was asked, and a number one that there is.
fn check(line: &str, answers: Option<Trid>, number: Option<u16>, asked: Option<u32>) -> anyhow::Result<()> {
    let is_answer = answers.is_none_or(|trid| Some(trid.0) == asked || trid == Trid::UNASKED);
    ensure!(is_answer, "an answer to something else: {line}");
    ensure!(number.is_none_or(|number| NUMBERS.contains(&number)), "a number that there is not: {line}");
    Ok(())
}

/// Says things until there is nothing left or the connection is closed; whether it is still there.
async fn says(raw: &mut Raw, dialect: Dialect, things: &[Said]) -> anyhow::Result<usize> {
    // In every dialect, and at every time, a client may say what it is.
    let mark = format!("CVR {MARK} 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS\r\n");
    for (at, said) in things.iter().enumerate() {
        // The server may have closed before it has taken all of it.
        let _sent = raw.send_bytes(&said.bytes(&mark)).await;
        loop {
            let heard = hear_notification(raw, dialect).await.with_context(|| format!("after {said:?}"))?;
            let Some((line, answers, number)) = heard else { return Ok(at + 1) };
            if answers == Some(Trid(MARK)) {
                break;
            }
            check(&line, answers, number, said.trid()).with_context(|| format!("after {said:?}"))?;
        }
    }
    Ok(things.len())
}

/// Mallory comes, as far as she is to come.
async fn comes(server: &TestServer, stage: Stage, dialect: Dialect) -> anyhow::Result<(Raw, Dialect)> {
    Ok(match stage {
        Stage::Connected => (Raw::connect(server.main()).await?, Dialect::BEFORE_VER),
        Stage::Greeted => (Raw::greeted(server.main(), dialect).await?, dialect),
        Stage::Claimed => {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.challenged(cast::package(dialect), MALLORY).await?;
            (raw, dialect)
        }
        Stage::SignedIn => (cast::signed_in(server, MALLORY, dialect).await?, dialect),
        Stage::Online => (cast::online(server, MALLORY, dialect).await?, dialect),
    })
}

/// What is somebody's own, and nobody else's to change.
fn own(roster: &Roster) -> String {
    let contacts = roster.contacts.iter().map(|contact| {
        let own = contact.lists().without(Lists::REVERSE);
        (contact.handle.to_string(), own, contact.stored_name.clone(), contact.groups)
    });
    let contacts: Vec<_> = contacts.filter(|(_, lists, ..)| !lists.is_empty()).collect();
    format!(
        "{:?}",
        (
            &roster.name,
            roster.privacy,
            roster.prompt,
            &roster.properties,
            &roster.groups,
            contacts,
            &roster.outsiders
        )
    )
}

async fn roster(server: &TestServer, who: &str) -> anyhow::Result<Roster> {
    let store = server.core().store();
    let id = store.account_by_handle(&Handle::new(who)?).await?.id;
    Ok(store.roster(id).await?)
}

/// Bob has heard nothing but what his dialect has, is still there, and has what he had; and others may come.
async fn nobody_is_the_worse(
    server: &TestServer,
    bob: &mut Raw,
    dialect: Dialect,
    before: &str,
) -> anyhow::Result<()> {
    bob.send("PNG").await?;
    loop {
        let heard = hear_notification(bob, dialect).await.context("Bob")?;
        let (line, answers, number) = heard.context("Bob was closed")?;
        if line == wording::qng(dialect) {
            break;
        }
        check(&line, answers, number, None).context("Bob")?;
    }
    let after = own(&roster(server, BOB).await?);
    ensure!(after == before, "Bob had {before} and has {after}");
    cast::online(server, CAROL, dialect).await?.is_alive().await
}

async fn to_notification_server(
    dialect: Dialect,
    others: Dialect,
    scenes: &[(Stage, Vec<Said>)],
) -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, others).await?;
    let before = own(&roster(&server, BOB).await?);
    let guid = cast::guid(&server, BOB).await?;
    for (stage, things) in scenes {
        let things: Vec<Said> = things.iter().map(|said| said.about(&guid)).collect();
        let (mut raw, speaks) = comes(&server, *stage, dialect).await?;
        // Once a dialect may have been agreed upon by what was said, it is not known here.
        let things =
            if matches!(stage, Stage::Connected) { things.get(..1).unwrap_or_default() } else { &things };
        let mut rest = things;
        while !rest.is_empty() {
            let said = says(&mut raw, speaks, rest).await?;
            rest = rest.get(said..).unwrap_or_default();
            if !rest.is_empty() {
                (raw, _) = comes(&server, *stage, dialect).await?;
            }
        }
    }
    nobody_is_the_worse(&server, &mut bob, others, &before).await
}

/// The same to a switchboard, in a conversation with Bob. A message stands for the ping.
async fn to_a_conversation(dialect: Dialect, others: Dialect, things: &[Said]) -> anyhow::Result<()> {
    let server =
        cast::server().policy(|policy| (policy.openings.count, policy.calls.count) = (0, 0)).start().await?;
    let mut bob = cast::online(&server, BOB, others).await?;
    let mut mallory = cast::online(&server, MALLORY, dialect).await?;
    let before = own(&roster(&server, BOB).await?);
    let (mut mine, mut theirs) = cast::call(&server, (&mut mallory, MALLORY), (&mut bob, BOB)).await?;
    for said in things {
        let _sent = mine.send_bytes(&said.bytes(&format!("MSG {MARK} D 0\r\n"))).await;
        loop {
            let heard =
                hear_switchboard(&mut mine, dialect).await.with_context(|| format!("after {said:?}"))?;
            let Some((line, answers, number)) = heard else {
                // What was said to Bob until then, he has heard; and then that she left.
                while let Some((line, ..)) = hear_switchboard(&mut theirs, others).await? {
                    if line == format!("BYE {MALLORY}") {
                        break;
                    }
                }
                (mine, theirs) = cast::call(&server, (&mut mallory, MALLORY), (&mut bob, BOB)).await?;
                break;
            };
            if answers == Some(Trid(MARK)) {
                break;
            }
            check(&line, answers, number, said.trid()).with_context(|| format!("after {said:?}"))?;
        }
    }
    nobody_is_the_worse(&server, &mut bob, others, &before).await
}

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        1 => Just(Stage::Connected),
        1 => Just(Stage::Greeted),
        1 => Just(Stage::Claimed),
        2 => Just(Stage::SignedIn),
        4 => Just(Stage::Online),
    ]
}

fn config() -> ProptestConfig {
    let mut config = ProptestConfig::with_cases(12);
    config.failure_persistence = None;
    config.max_shrink_iters = 200;
    config
}

fn check_all<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> anyhow::Result<()>) {
    let outcome = TestRunner::new(config())
        .run(strategy, |value| test(value).map_err(|error| TestCaseError::fail(format!("{error:?}"))));
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}

fn in_dialect(dialect: Dialect) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let scenes = vec((stage(), vec(to_notification(dialect), 1..16)), 1..4);
    check_all(&(select(&Dialect::ALL[..]), scenes), |(others, scenes)| {
        runtime.block_on(to_notification_server(dialect, others, &scenes))
    });
    check_all(&(select(&Dialect::ALL[..]), vec(to_switchboard(), 1..16)), |(others, things)| {
        runtime.block_on(to_a_conversation(dialect, others, &things))
    });
}

macro_rules! in_each {
    ($($name:ident: $dialect:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                in_dialect(Dialect::$dialect);
            }
        )*

        /// The tests above are all that there are to be.
        #[test]
        fn no_dialect_is_left_out() {
            assert_eq!([$(Dialect::$dialect),*], Dialect::ALL);
        }
    };
}

in_each! {
    msnp2: Msnp2,
    msnp3: Msnp3,
    msnp4: Msnp4,
    msnp5: Msnp5,
    msnp6: Msnp6,
    msnp7: Msnp7,
    msnp8: Msnp8,
    msnp9: Msnp9,
    msnp10: Msnp10,
    msnp11: Msnp11,
    msnp12: Msnp12,
}
