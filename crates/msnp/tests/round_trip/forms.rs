//! The forms of the protocol reference, word by word, and how many words each takes.
//!
//! A form is a line. `[word]` may be missing; `{word}` may be missing too, but is always written; `(word)` is read and
//! not written; `…` takes any more that come; `+ text` is a payload. Everything else must be there.

use msnp::Dialect;

use crate::spoken::{ALL, Spoken};

/// What each dialect from the first to the last has: one row of the reference.
type Row = (u8, u8, &'static str);

/// References 01 §3 to §8, 02 §1 to §12.
const FROM_CLIENT: &[Row] = &[
    (2, 7, "VER 1 [MSNP7] [MSNP6] [CVR0] …"),
    (2, 3, "CVR 1 0x0409 win 4.10 i386 MSMSGS 1.0.0863 (MSMSGS) (alice@example.com)"),
    (4, 7, "CVR 1 0x0409 win 4.10 i386 MSMSGS 4.5.0127 [MSMSGS] [alice@example.com]"),
    (2, 3, "CVQ 1 0x0409 win 4.10 i386 MSMSGS 1.0.0863 (MSMSGS) (alice@example.com)"),
    (4, 7, "CVQ 1 0x0409 win 4.10 i386 MSMSGS 4.5.0127 [MSMSGS] [alice@example.com]"),
    (2, 7, "INF 2"),
    (2, 2, "USR 3 CTP I alice@example.com [password]"),
    (3, 7, "USR 3 MD5 I alice@example.com"),
    (2, 7, "USR 4 MD5 S 51e3a75e2f9fcb9ea2f7ee349c9caaa2"),
    (2, 7, "XFR 15 SB"),
    (2, 7, "SYN 5 0"),
    (2, 7, "LST 6 RL"),
    (7, 7, "LSG 6"),
    (2, 6, "ADD 7 FL bob@example.com Bob%20B"),
    (7, 7, "ADD 7 FL bob@example.com Bob%20B [2]"),
    (2, 6, "REM 8 AL bob@example.com"),
    (7, 7, "REM 8 FL bob@example.com [2]"),
    (7, 7, "ADG 9 Work {0}"),
    (7, 7, "RMG 10 2"),
    (7, 7, "REG 11 2 Work%20mates {0}"),
    (2, 7, "REA 12 alice@example.com Alice%20L"),
    (2, 7, "GTC 13 N"),
    (2, 7, "BLP 14 BL"),
    (5, 7, "PRP 15 PHH [555%201234]"),
    (2, 7, "CHG 16 NLN"),
    (3, 7, "IMS 17 OFF"),
    (2, 7, "FND 18 [fname=Alice] [lname=*] …"),
    (2, 2, "SND 19 eve@example.com"),
    (3, 3, "SND 19 eve@example.com [0x0409] [MSMSGS]"),
    (4, 7, "SND 19 eve@example.com [0x0409] [MSMSGS] [MSMSGS]"),
    (5, 7, "SDC 20 eve@example.com 0x0409 MSMSGS MSMSGS X X Alice + hello"),
    (5, 7, "PAG 21 bob@example.com + <TEXT>hi</TEXT>"),
    (2, 7, "URL 22 COMPOSE [a%40b]"),
    (6, 7, "CHL 23"),
    (6, 7, "QRY 24 msmsgs@msnmsgr.com + 8f2f5a91b72102cd28355e9fc9000d6e"),
    (2, 7, "PNG"),
    (2, 7, "OUT"),
];

/// References 01 §3 to §8, 02 §1 to §12.
const FROM_SERVER: &[Row] = &[
    (2, 7, "VER 1 MSNP7"),
    (2, 7, "CVR 1 4.7.0105 4.7.0105 1.0.0000 http://a/ http://b/"),
    (2, 7, "CVQ 1 4.7.0105 4.7.0105 1.0.0000 http://a/ http://b/"),
    (2, 7, "INF 2 [MD5] [CTP] …"),
    (2, 7, "USR 3 MD5 S [1013928519.693957190]"),
    (2, 5, "USR 4 OK alice@example.com Alice"),
    (6, 7, "USR 4 OK alice@example.com Alice [1]"),
    (2, 2, "XFR 3 NS 10.0.0.7:1863"),
    (3, 6, "XFR 3 NS 10.0.0.7:1863 {0}"),
    (7, 7, "XFR 3 NS 10.0.0.7:1863 {0} [10.0.0.6:1863]"),
    (2, 7, "XFR 15 SB 10.0.0.7:1863 CKI 17262740.1050826919.32308"),
    (2, 7, "SYN 5 255"),
    (2, 7, "LST 5 BL 255 0 0"),
    (2, 6, "LST 5 FL 255 1 1 bob@example.com Bob"),
    (7, 7, "LST 5 FL 255 1 1 bob@example.com Bob 0,1"),
    (2, 7, "LST 5 AL 255 1 1 bob@example.com Bob"),
    (7, 7, "LSG 5 255 1 2 0 Other%20Contacts {0}"),
    (2, 6, "ADD 0 RL 255 bob@example.com Bob"),
    (7, 7, "ADD 7 FL 255 bob@example.com Bob [2]"),
    (2, 6, "REM 0 RL 255 bob@example.com"),
    (7, 7, "REM 8 FL 255 bob@example.com [2]"),
    (7, 7, "ADG 9 255 Work 2 {0}"),
    (7, 7, "RMG 10 255 2"),
    (7, 7, "REG 11 255 2 Work%20mates {0}"),
    (2, 7, "REA 12 255 alice@example.com Alice%20L"),
    (2, 7, "GTC 13 255 A"),
    (2, 7, "BLP 14 255 AL"),
    (5, 7, "PRP 15 255 PHW [555%201234]"),
    (5, 7, "BPR 255 bob@example.com MOB [N]"),
    (2, 7, "CHG 16 NLN"),
    (2, 7, "ILN 16 BSY bob@example.com Bob"),
    (2, 7, "NLN NLN bob@example.com Bob"),
    (2, 7, "FLN bob@example.com"),
    (3, 7, "IMS 17 0 OFF"),
    (2, 7, "FND 18 1 2 [fname=Alice] [lname=A] …"),
    (2, 7, "SND 19 OK"),
    (5, 7, "SDC 20 OK"),
    (2, 2, "URL 22 /cgi-bin/HoTMaiL https://example.com/"),
    (3, 7, "URL 22 /cgi-bin/HoTMaiL https://example.com/ [2]"),
    (6, 7, "CHL 0 15570131571988941333"),
    (6, 7, "QRY 24"),
    (2, 7, "QNG"),
    (2, 7, "MSG Hotmail Hotmail + hello"),
    (5, 7, "NOT + <NOTIFICATION/>"),
    (6, 7, "IPG + <NOTIFICATION/>"),
    (2, 7, "RNG 11742066 10.0.0.7:1863 CKI 989495494.750408580 bob@example.com Bob"),
    (2, 7, "OUT [OTH]"),
];

/// Reference 03 §2 and §3.
const TO_SWITCHBOARD: &[Row] = &[
    (2, 7, "USR 1 alice@example.com 989487642.2070896604"),
    (2, 7, "ANS 1 bob@example.com 989495494.750408580 11717653"),
    (2, 7, "CAL 2 bob@example.com"),
    (2, 7, "MSG 3 N + hello"),
    (2, 7, "PNG"),
    (2, 7, "OUT"),
];

/// Reference 03 §2 and §3.
const FROM_SWITCHBOARD: &[Row] = &[
    (2, 7, "USR 1 OK alice@example.com Alice"),
    (2, 7, "IRO 1 1 1 alice@example.com Alice"),
    (2, 7, "ANS 1 OK"),
    (2, 7, "CAL 2 RINGING 11717653"),
    (2, 7, "JOI bob@example.com Bob"),
    (2, 7, "BYE bob@example.com [1]"),
    (2, 7, "ACK 3"),
    (2, 7, "NAK 3"),
    (2, 7, "MSG bob@example.com Bob + hello"),
    (2, 7, "OUT [SSD]"),
];

fn tables() -> impl Iterator<Item = (Spoken, &'static [Row])> {
    ALL.into_iter().zip([FROM_CLIENT, FROM_SERVER, TO_SWITCHBOARD, FROM_SWITCHBOARD])
}

/// Each form of each table with each dialect that has it.
fn each(mut check: impl FnMut(Spoken, Dialect, &Form<'_>)) {
    for (spoken, rows) in tables() {
        for (first, last, text) in rows {
            for dialect in dialects(*first, *last) {
                check(spoken, dialect, &Form::parse(text));
            }
        }
    }
}

fn dialects(first: u8, last: u8) -> impl Iterator<Item = Dialect> {
    (first..=last).map(|number| format!("MSNP{number}").parse().unwrap())
}

#[test]
fn each_form_is_read_and_written_alike() {
    each(|spoken, dialect, form| {
        for written in form.written() {
            let line = String::from_utf8_lossy(&written).into_owned();
            let (echoed, error) = (spoken.echo)(&[&written], dialect);
            assert_eq!(error, None, "{}, {dialect}: {line}", spoken.title);
            let echoed = echoed.into_iter().next().unwrap();
            let echoed = echoed.unwrap_or_else(|e| panic!("{}, {dialect}: {line}: {e}", spoken.title));
            assert_eq!(String::from_utf8_lossy(&echoed), line, "{}, {dialect}", spoken.title);
        }
    });
}

#[test]
fn what_does_not_matter_is_neither_missed_nor_minded() {
    each(|spoken, dialect, form| {
        for bytes in form.tolerated() {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            assert!((spoken.echo)(&[&bytes], dialect).0[0].is_ok(), "{}, {dialect}: {line}", spoken.title);
        }
    });
}

#[test]
fn too_few_or_too_many_words_are_refused() {
    each(|spoken, dialect, form| {
        for bytes in form.wrong() {
            let line = String::from_utf8_lossy(&bytes).into_owned();
            let (echoed, _) = (spoken.echo)(&[&bytes], dialect);
            assert!(echoed.iter().all(Result::is_err), "{}, {dialect}: {line:?} is read", spoken.title);
        }
    });
}

#[test]
fn the_tables_have_every_command_and_no_dialect_has_more() {
    for (spoken, rows) in tables() {
        for dialect in Dialect::ALL {
            let has = |row: &&Row| dialects(row.0, row.1).any(|d| d == dialect);
            let mut listed: Vec<&str> = rows.iter().filter(has).map(|row| &row.2[..3]).collect();
            listed.dedup();
            let names = (spoken.names)(dialect);
            assert_eq!(listed, names, "{}, {dialect}", spoken.title);

            for (_, _, text) in rows.iter().filter(|row| !names.contains(&&row.2[..3])) {
                let bytes = Form::parse(text).written().remove(0);
                let (echoed, _) = (spoken.echo)(&[&bytes], dialect);
                assert!(echoed[0].is_err(), "{}, {dialect}: {text}", spoken.title);
            }
        }
    }
}

#[test]
fn runs_of_spaces_separate_like_one() {
    each(|spoken, dialect, form| {
        let written = form.written().remove(0);
        let line = String::from_utf8(written).unwrap();
        let (head, payload) = line.split_once("\r\n").unwrap();
        let spaced = format!("  {}   \r\n{payload}", head.replace(' ', "   "));
        let echoed = (spoken.echo)(&[spaced.as_bytes()], dialect).0.remove(0).unwrap();
        assert_eq!(String::from_utf8(echoed).unwrap(), line, "{}, {dialect}", spoken.title);
    });
}

/// A form, taken apart.
struct Form<'a> {
    /// The words that must be there, the name first.
    required: Vec<&'a str>,
    /// The words that are written in any case and not missed.
    tolerated: Vec<&'a str>,
    /// The words that may be missing.
    optional: Vec<&'a str>,
    /// The words that are read and not written.
    ignored: Vec<&'a str>,
    open: bool,
    payload: Option<&'a str>,
}

impl<'a> Form<'a> {
    fn parse(text: &'a str) -> Self {
        let (words, payload) = match text.split_once(" + ") {
            Some((words, payload)) => (words, Some(payload)),
            None => (text, None),
        };
        let mut form = Self {
            required: vec![],
            tolerated: vec![],
            optional: vec![],
            ignored: vec![],
            open: false,
            payload,
        };
        for word in words.split(' ') {
            if let Some(word) = word.strip_prefix('[') {
                form.optional.push(word.trim_end_matches(']'));
            } else if let Some(word) = word.strip_prefix('{') {
                form.tolerated.push(word.trim_matches(|c| c == '{' || c == '}'));
            } else if let Some(word) = word.strip_prefix('(') {
                form.ignored.push(word.trim_end_matches(')'));
            } else if word == "…" {
                form.open = true;
            } else {
                form.required.push(word);
            }
        }
        form
    }

    /// The lines that are written: with none, one, two ... of the words that may be missing.
    fn written(&self) -> Vec<Vec<u8>> {
        let counts = 0..=self.optional.len();
        counts.map(|n| self.line(&[&self.required, &self.tolerated, &self.optional[..n]])).collect()
    }

    /// The lines that are only read.
    fn tolerated(&self) -> Vec<Vec<u8>> {
        let fewer = (0..self.tolerated.len()).map(|n| self.line(&[&self.required, &self.tolerated[..n]]));
        let more = (1..=self.ignored.len()).map(|n| self.line(&[&self.required, &self.ignored[..n]]));
        fewer.chain(more).collect()
    }

    /// The lines that nothing is.
    fn wrong(&self) -> Vec<Vec<u8>> {
        let counts = 1..self.required.len();
        let mut lines: Vec<_> = counts.map(|n| self.line(&[&self.required[..n]])).collect();
        if !self.open {
            for more in [&["1"][..], &["1", "1"]] {
                lines.push(self.line(&[
                    &self.required,
                    &self.tolerated,
                    &self.optional,
                    &self.ignored,
                    more,
                ]));
            }
        }
        lines
    }

    fn line(&self, parts: &[&[&str]]) -> Vec<u8> {
        let words = parts.concat().join(" ");
        match self.payload {
            Some(payload) => format!("{words} {}\r\n{payload}", payload.len()),
            None => format!("{words}\r\n"),
        }
        .into_bytes()
    }
}
