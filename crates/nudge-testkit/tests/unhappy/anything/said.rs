//! Random commands: right, nearly right, and not right at all.

#![expect(clippy::unwrap_used, reason = "a test whose own commands are none has failed")]

use msnp::{Dialect, notification, switchboard};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use nudge_sim::forms::{notification_forms, switchboard_form};
use nudge_sim::words::WORDS;

/// More blank lines than any payload that a server waits for has bytes: they fill it up, and are nothing elsewhere.
const FILLER: usize = 4_200;

/// One thing that she says: words, and what follows them.
#[derive(Clone, Debug)]
pub(super) struct Said {
    name: String,
    words: Vec<String>,
    payload: Option<Vec<u8>>,
}

impl Said {
    pub(super) fn new(name: &str, words: Vec<String>, payload: Option<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), words, payload }
    }

    fn line(&self) -> String {
        let words = self.words.iter().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// With Bob's GUID where it is meant.
    pub(super) fn about(&self, bob: &str) -> Self {
        let words = self.words.iter().map(|word| word.replace(BOBS_GUID, bob)).collect();
        Self { words, ..self.clone() }
    }

    /// The number that an answer has to have, if what stands in its place is one.
    pub(super) fn trid(&self) -> Option<u32> {
        self.line().split(' ').filter(|word| !word.is_empty()).nth(1)?.parse().ok()
    }

    /// With a payload that has the length that is told, then what fills up a payload of another length, and then a command
    /// that is answered with [`MARK`].
    pub(super) fn bytes(&self, mark: &str) -> Vec<u8> {
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
pub(super) const MARK: u32 = 4_000_000_001;

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
pub(super) fn to_notification(dialect: Dialect) -> impl Strategy<Value = Said> {
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

pub(super) fn to_switchboard() -> impl Strategy<Value = Said> {
    let names = switchboard::FromClient::names(Dialect::Msnp18);
    let forms: Vec<_> = names.into_iter().map(|name| (name, switchboard_form(name).unwrap())).collect();
    let rows: Vec<_> =
        forms.into_iter().map(|(name, form)| (name.to_owned(), form.arguments, form.payload)).collect();
    select(rows).prop_flat_map(|(name, arguments, payload)| said(name, arguments, payload))
}
