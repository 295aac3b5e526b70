//! `GetMessage`: what one of them says, as a letter.
//!
//! ```text
//! From: =?utf-8?B?Qm9i?= <bob@example.com>      Pidgin wants the blank before the bracket
//! X-OIM-originatingSource: 127.0.0.1            never where the sender really is
//! X-OIM-Run-Id: {3A3BE82C-…}                    papyon cuts the first and the last character off
//! Date: 2 Jan 2026 11:04:05 +0000               without a day of the week, for Pidgin
//!
//! SGVsbG8gZnJvbSBCb2I=
//! ```
//!
//! Lines end in LF alone: what reads XML would make it of CR LF anyway, and Pidgin looks for two of them.

use std::fmt::Write as _;

use data_encoding::BASE64;
use time::OffsetDateTime;

use super::RSI;
use crate::envelope::answer;
use crate::writer::Writer;
use crate::xml::Element;

/// Which one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GetMessage {
    /// Its id, as it stands there.
    pub id: String,
    /// Whether it is read from now on.
    pub mark_read: bool,
}

impl GetMessage {
    pub(super) fn of(operation: &Element) -> Option<Self> {
        let id = operation.child("messageId")?.text().trim().to_owned();
        let mark = operation.child("alsoMarkAsRead").map(|mark| mark.text().trim().to_ascii_lowercase());
        Some(Self { id, mark_read: mark.is_some_and(|mark| mark == "true" || mark == "1") })
    }
}

/// A message as a letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Letter<'a> {
    /// Its id.
    pub id: &'a str,
    /// The sender's address.
    pub sender: &'a str,
    /// The sender's name; without one, the address.
    pub name: Option<&'a str>,
    /// The receiver's address.
    pub receiver: &'a str,
    /// The run of the sender's program, without braces.
    pub run: &'a str,
    /// Where it stands in that run.
    pub sequence: u32,
    /// When it was left, in milliseconds since 1970-01-01T00:00:00Z.
    pub millis: i64,
    /// What it says.
    pub text: &'a str,
}

/// So many characters of Base64 are in a line.
const LINE: usize = 76;

/// From 1601-01-01 to 1970-01-01, in units of 100 ns.
const WINDOWS_EPOCH: i64 = 116_444_736_000_000_000;

impl Letter<'_> {
    /// The answer.
    pub fn to_xml(&self) -> String {
        let mut result = Writer::new();
        result.element_with("GetMessageResponse", &[("xmlns", RSI)], |w| {
            w.text("GetMessageResult", self.written());
        });
        answer(None, &result)
    }

    fn written(&self) -> String {
        let Self { id, sender, receiver, sequence, .. } = self;
        let name = BASE64.encode(self.name.unwrap_or(self.sender).as_bytes());
        let run = self.run.to_ascii_uppercase();
        let at = At::of(self.millis);
        let ticks = self.millis.saturating_mul(10_000).saturating_add(WINDOWS_EPOCH);
        let (high, low) = (ticks >> 32, ticks & 0xFFFF_FFFF);
        let mut text = format!(
            "X-Message-Info: {id}\n\
             Received: from mail pickup service by OIM with SMTP;\n\t {weekday}, {day:02} {month} {year} {clock} +0000\n\
             From: =?utf-8?B?{name}?= <{sender}>\n\
             To: {receiver}\n\
             Subject: \n\
             X-OIM-originatingSource: 127.0.0.1\n\
             X-OIMProxy: MSNMSGR\n\
             MIME-Version: 1.0\n\
             Content-Type: text/plain; charset=UTF-8\n\
             Content-Transfer-Encoding: base64\n\
             X-OIM-Message-Type: OfflineMessage\n\
             X-OIM-Run-Id: {{{run}}}\n\
             X-OIM-Sequence-Num: {sequence}\n\
             Message-ID: <{id}@oim.messenger.msn.com>\n\
             X-OriginalArrivalTime: {day:02} {month} {year} {clock}.{fraction:04} (UTC) FILETIME=[{low:08X}:{high:08X}]\n\
             Date: {day} {month} {year} {clock} +0000\n\
             Return-Path: ndr@oim.messenger.msn.com\n\n",
            weekday = at.weekday,
            day = at.day,
            month = at.month,
            year = at.year,
            clock = at.clock,
            fraction = self.millis.rem_euclid(1000) * 10,
        );
        let digits = BASE64.encode(self.text.as_bytes());
        let mut rest = digits.as_str();
        while let Some((line, after)) =
            rest.split_at_checked(LINE.min(rest.len())).filter(|(line, _)| !line.is_empty())
        {
            // Writing to a string cannot fail.
            let _infallible = writeln!(text, "{line}");
            rest = after;
        }
        text
    }
}

/// A moment as letters write it, in UTC.
struct At {
    weekday: String,
    day: u8,
    month: String,
    year: i32,
    clock: String,
}

impl At {
    fn of(millis: i64) -> Self {
        // Beyond the year 9999 there is none that could be written.
        let seconds = millis.div_euclid(1000);
        let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let short = |name: String| name.chars().take(3).collect();
        Self {
            weekday: short(at.weekday().to_string()),
            day: at.day(),
            month: short(at.month().to_string()),
            year: at.year(),
            clock: format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter<'static> {
        Letter {
            id: "0f5a1c2e-0000-4000-8000-00000000a001",
            sender: "bob@example.com",
            name: Some("Bob"),
            receiver: "alice@example.com",
            run: "3a3be82c-684d-4f4f-8005-cbe8d4f82bad",
            sequence: 1,
            millis: 1_767_351_845_250,
            text: "Hello from Bob",
        }
    }

    /// The lines of a letter up to their colon, and what is in its body.
    fn parts(letter: &str) -> (Vec<String>, String) {
        let (head, body) = letter.split_once("\n\n").unwrap();
        let names = head.lines().map(|line| line.split(':').next().unwrap_or_default());
        let names = names.filter(|name| !name.starts_with('\t'));
        (names.map(str::to_owned).collect(), body.to_owned())
    }

    #[test]
    fn a_letter_has_all_that_the_sample_has_in_its_order() {
        let read = |xml: &str| {
            let envelope = Element::parse(xml.as_bytes()).unwrap();
            let result = envelope.at(&["Body", "GetMessageResponse", "GetMessageResult"]).unwrap();
            result.text().to_owned()
        };
        let sample = read(include_str!("../../tests/samples/GetMessage.response.xml"));
        let written = read(&letter().to_xml());
        assert_eq!(parts(&written), parts(&sample));
        for line in [
            "From: =?utf-8?B?Qm9i?= <bob@example.com>",
            "Date: 2 Jan 2026 11:04:05 +0000",
            "X-OIM-Run-Id: {3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}",
            "X-OriginalArrivalTime: 02 Jan 2026 11:04:05.2500 (UTC) FILETIME=[82896620:01DC7BD7]",
            "\t Fri, 02 Jan 2026 11:04:05 +0000",
        ] {
            assert!(written.lines().any(|found| found == line), "{line} in\n{written}");
        }
        assert!(!letter().to_xml().contains('\r') && !letter().to_xml().contains("&#13;"));
    }

    #[test]
    fn long_texts_are_in_short_lines_and_moments_beyond_all_bounds_are_written() {
        let text = "x\r\n".repeat(100);
        let written = Letter { text: &text, name: None, millis: i64::MAX, ..letter() }.written();
        let (head, body) = written.split_once("\n\n").unwrap();
        assert!(body.lines().all(|line| line.len() <= 76) && body.lines().count() == 6, "{body}");
        let digits: String = body.lines().collect();
        assert_eq!(BASE64.decode(digits.as_bytes()).unwrap(), text.as_bytes());
        assert!(head.contains("From: =?utf-8?B?Ym9iQGV4YW1wbGUuY29t?= <bob@example.com>"), "{head}");
        let _ = Letter { millis: i64::MIN, text: "", ..letter() }.written();
    }
}
