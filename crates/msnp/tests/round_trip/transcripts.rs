//! Every line of the transcripts: read in its dialect, and written again as it stands there.

use std::collections::HashMap;
use std::path::Path;

use msnp::{Cap, Dialect};

use crate::spoken::{ALL, Spoken};

const FILES: [&str; 17] = [
    "msnp2-session",
    "msnp3-session",
    "msnp4-session",
    "msnp5-session",
    "msnp6-session",
    "msnp7-session",
    "msnp7-walkthrough",
    "msnp8-session",
    "msnp8-example",
    "msnp9-session",
    "msnp10-session",
    "msnp11-session",
    "msnp12-session",
    "msnp13-session",
    "msnp15-session",
    "msnp16-session",
    "msnp18-session",
];

#[test]
fn every_line_is_read_and_written_alike() {
    for file in FILES {
        let path = format!("{}/../nudge-testkit/transcripts/{file}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(Path::new(&path)).unwrap();
        let lines = said(&text);
        assert!(lines.len() > 30, "{file} has lines");
        for line in lines {
            line.check(file);
        }
    }
}

/// A line of a transcript that is said.
struct Said {
    at: usize,
    spoken: Spoken,
    dialect: Dialect,
    line: String,
    payload: Option<String>,
}

impl Said {
    fn check(&self, file: &str) {
        let place = format!("{file}:{}, {}", self.at, self.spoken.title);
        let written = match &self.payload {
            None => format!("{}\r\n", self.line),
            Some(payload) => {
                let (head, _) = self.line.rsplit_once(' ').unwrap();
                format!("{head} {}\r\n{payload}", payload.len())
            }
        };
        let (echoed, error) = (self.spoken.echo)(&[written.as_bytes()], self.dialect);
        assert_eq!(error, None, "{place}: {written}");
        let echoed =
            echoed.into_iter().next().unwrap_or_else(|| panic!("{place}: {written}: nothing is read"));
        let echoed = echoed.unwrap_or_else(|e| panic!("{place}: {written}: {e}"));
        assert_eq!(String::from_utf8(echoed).unwrap(), written, "{place}");
    }
}

/// The lines of a transcript, with values in the place of its placeholders.
fn said(text: &str) -> Vec<Said> {
    let mut dialect = None;
    let mut is_switchboard = HashMap::new();
    let mut current = String::new();
    let mut said: Vec<Said> = Vec::new();
    for (at, line) in (1..).zip(text.lines()) {
        let mut words = line.split(' ');
        match (words.next().unwrap(), line.split_once(": ")) {
            ("@version", _) => dialect = Some(format!("MSNP{}", words.next().unwrap()).parse().unwrap()),
            ("@open", _) => {
                words.next().unwrap().clone_into(&mut current);
                is_switchboard.insert(current.clone(), words.next() == Some("sb"));
            }
            ("@on", _) => words.next().unwrap().clone_into(&mut current),
            ("C:" | "S:" | "S?:", Some((who, line))) => {
                let table = usize::from(who != "C") + 2 * usize::from(is_switchboard[&current]);
                let (spoken, line) = (ALL[table], filled(&particular(line, dialect.unwrap())));
                said.push(Said { at, spoken, dialect: dialect.unwrap(), line, payload: None });
            }
            (piece @ ("|" | "|-" | "|?"), _) => {
                let payload = said.last_mut().unwrap().payload.get_or_insert_default();
                payload.push_str(&filled(line.strip_prefix(piece).unwrap().trim_start_matches(' ')));
                payload.push_str(if piece == "|-" { "" } else { "\r\n" });
            }
            _ => {}
        }
    }
    said
}

/// Where anything may stand that has a form of its own, something of this form.
fn particular(line: &str, dialect: Dialect) -> String {
    let line =
        line.replace("U {*}", "U messenger.msn.com").replace("NLN {*} ", "NLN BSY ").replace("{*} 0", "0 0");
    let tells_caps =
        dialect.has(Cap::ExtendedCaps) && ["JOI ", "IRO ", "FLN "].iter().any(|name| line.starts_with(name));
    match line.strip_suffix("{*}") {
        Some(head) if tells_caps => format!("{head}255:48"),
        _ => line,
    }
}

/// Puts a value of the right form in the place of each placeholder.
fn filled(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            out.push('{');
            rest = after;
            continue;
        }
        let (name, after) = after.split_once('}').unwrap();
        rest = after;
        out.push_str(match name.split(['.', ':', '(']).next().unwrap() {
            "guid" => "f60efbe7-94af-4b16-b926-e4e10878d329",
            "ga" | "gb" | "ga2" => "{f60efbe7-94af-4b16-b926-e4e10878d329}",
            "ts" => "2005-04-23T18:57:44.8130000-07:00",
            "v" | "*" => "255",
            "len" => "0",
            "=md5" => "8f2f5a91b72102cd28355e9fc9000d6e",
            // Its arguments have braces of their own.
            "=chl11" => {
                rest = "";
                "85ecb0db8f32113df79ce0892b9a102c"
            }
            "sid" | "n" => "50",
            _ => "word",
        });
    }
    out.push_str(rest);
    out
}
