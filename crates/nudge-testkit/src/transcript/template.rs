//! Lines with placeholders.

use std::collections::HashMap;

use anyhow::{Context as _, bail, ensure};
use msnp::auth::{self, sign_in_digest};

/// What has been captured so far.
pub(super) type Variables = HashMap<String, String>;

/// A line with placeholders.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// As written, for messages.
    pub(super) source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Literal(String),
    /// `{name}`: the first time, whatever stands there; later, the same.
    Variable {
        name: String,
        shape: Shape,
    },
    /// `{*}`: whatever stands there; in a payload, as little as lets the rest fit.
    Anything,
    /// `{len}`: how many bytes follow.
    Length,
    /// `{=md5(a,b)}`, `{=chl11(a,b,c)}`: what becomes of the operands.
    Digest(Digest),
}

/// A digest that a client computes, in hexadecimal.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Digest {
    /// `md5(a,b)`: of both, one after the other.
    Md5 { first: Operand, second: Operand },
    /// `chl11(challenge,product,key)`: the answer to a challenge since MSNP11 (reference 01 §7.2).
    LongChallenge { challenge: Operand, product: Operand, key: Operand },
}

/// What a captured value must look like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    Word,
    Number,
    /// A host, a colon and a port.
    Address,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Operand {
    Variable(String),
    Text(String),
}

/// Where a placeholder ends: a word of a line at the next space, a line of a payload at its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Extent {
    Word,
    Line,
}

impl Template {
    /// A line without placeholders.
    pub(super) fn literal(source: &str) -> Self {
        Self { source: source.to_owned(), parts: vec![Part::Literal(source.to_owned())] }
    }

    /// Reads a line; `{{` is a brace.
    pub(super) fn parse(source: &str) -> anyhow::Result<Self> {
        let (mut parts, mut rest) = (Vec::new(), source);
        while let Some((before, after)) = rest.split_once('{') {
            push(&mut parts, before);
            if let Some(after) = after.strip_prefix('{') {
                push(&mut parts, "{");
                rest = after;
                continue;
            }
            let end = end_of_placeholder(after).with_context(|| format!("no `}}` after `{{{after}`"))?;
            let (inside, after) = after.split_at(end);
            parts.push(placeholder(inside)?);
            rest = after.strip_prefix('}').unwrap_or(after);
        }
        push(&mut parts, rest);
        Ok(Self { source: source.to_owned(), parts })
    }

    /// The line with all values put in.
    pub(super) fn fill(&self, variables: &Variables) -> anyhow::Result<String> {
        let mut line = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => line.push_str(text),
                Part::Variable { name, .. } => line.push_str(value(name, variables)?),
                Part::Digest(digest) => line.push_str(&digest.value(variables)?),
                Part::Anything | Part::Length => bail!("`{}` cannot be said", self.source),
            }
        }
        Ok(line)
    }

    /// What the placeholders stand for, if the line is one of this kind.
    pub(super) fn matches(&self, line: &str, extent: Extent, variables: &Variables) -> Option<Variables> {
        matches(&self.parts, line, extent, variables)
    }

    /// What would match, with the values that are known.
    pub(super) fn expectation(&self, variables: &Variables) -> String {
        let shown = self.parts.iter().map(|part| match part {
            Part::Literal(text) => text.clone(),
            Part::Variable { name, .. } => {
                variables.get(name).cloned().unwrap_or_else(|| format!("{{{name}}}"))
            }
            Part::Anything => "{*}".to_owned(),
            Part::Length => "{len}".to_owned(),
            Part::Digest(_) => "{digest}".to_owned(),
        });
        shown.collect()
    }
}

fn matches(parts: &[Part], line: &str, extent: Extent, variables: &Variables) -> Option<Variables> {
    let (mut captured, mut rest) = (Variables::new(), line);
    for (at, part) in parts.iter().enumerate() {
        if let Part::Literal(text) = part {
            rest = rest.strip_prefix(text.as_str())?;
            continue;
        }
        let after = parts.get(at + 1..).unwrap_or_default();
        if *part == Part::Anything && extent == Extent::Line && !after.is_empty() {
            let known: Variables = variables.clone().into_iter().chain(captured.clone()).collect();
            let found = (0..=rest.len())
                .filter_map(|end| rest.get(end..))
                .find_map(|rest| matches(after, rest, extent, &known));
            captured.extend(found?);
            return Some(captured);
        }
        let end = if extent == Extent::Word {
            rest.find(' ').unwrap_or(rest.len())
        } else {
            end_of_word(rest, after)
        };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        match part {
            Part::Literal(_) | Part::Anything => {}
            Part::Length => is_number(word).then_some(())?,
            Part::Variable { name, shape } => {
                if let Some(known) = captured.get(name).or_else(|| variables.get(name)) {
                    (known == word).then_some(())?;
                } else {
                    shape.fits(word).then_some(())?;
                    captured.insert(name.clone(), word.to_owned());
                }
            }
            Part::Digest(digest) => (digest.value(variables).ok()? == word).then_some(())?,
        }
    }
    rest.is_empty().then_some(captured)
}

/// In a line of a payload, a placeholder ends where the text after it begins.
fn end_of_word(rest: &str, after: &[Part]) -> usize {
    match after.first() {
        Some(Part::Literal(text)) => rest.find(text.as_str()).unwrap_or(rest.len()),
        _ => rest.len(),
    }
}

impl Shape {
    fn fits(self, word: &str) -> bool {
        match self {
            Self::Word => !word.is_empty(),
            Self::Number => is_number(word),
            Self::Address => word
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok()),
        }
    }
}

impl Digest {
    fn parse(call: &str) -> anyhow::Result<Self> {
        let (name, arguments) =
            call.strip_suffix(')').and_then(|call| call.split_once('(')).context("no call of a function")?;
        let arguments = arguments.split(',').map(operand).collect::<anyhow::Result<Vec<_>>>()?;
        match (name, <[Operand; 2]>::try_from(arguments.clone()), <[Operand; 3]>::try_from(arguments)) {
            ("md5", Ok([first, second]), _) => Ok(Self::Md5 { first, second }),
            ("chl11", _, Ok([challenge, product, key])) => {
                Ok(Self::LongChallenge { challenge, product, key })
            }
            _ => bail!("neither `md5(a,b)` nor `chl11(challenge,product,key)`"),
        }
    }

    fn value(&self, variables: &Variables) -> anyhow::Result<String> {
        match self {
            Self::Md5 { first, second } => {
                Ok(sign_in_digest(first.value(variables)?, second.value(variables)?.as_bytes()))
            }
            Self::LongChallenge { challenge, product, key } => {
                let (id, key) = (product.value(variables)?, key.value(variables)?);
                let known = auth::Product::named(id).filter(|known| known.key == key);
                let product = known.with_context(|| format!("no product `{id}` has that key"))?;
                Ok(auth::long_challenge_answer(challenge.value(variables)?, product))
            }
        }
    }
}

impl Operand {
    fn value<'a>(&'a self, variables: &'a Variables) -> anyhow::Result<&'a str> {
        match self {
            Self::Variable(name) => value(name, variables),
            Self::Text(text) => Ok(text),
        }
    }
}

fn value<'a>(name: &str, variables: &'a Variables) -> anyhow::Result<&'a str> {
    Ok(variables.get(name).with_context(|| format!("`{name}` has no value yet"))?)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn push(parts: &mut Vec<Part>, text: &str) {
    if let Some(Part::Literal(literal)) = parts.last_mut() {
        literal.push_str(text);
    } else if !text.is_empty() {
        parts.push(Part::Literal(text.to_owned()));
    }
}

/// The first `}` that is not in quotes.
fn end_of_placeholder(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'}' && !quoted
    })
}

fn placeholder(inside: &str) -> anyhow::Result<Part> {
    if let Some(call) = inside.strip_prefix('=') {
        return Ok(Part::Digest(Digest::parse(call).with_context(|| format!("`{call}`"))?));
    }
    match inside {
        "*" => return Ok(Part::Anything),
        "len" => return Ok(Part::Length),
        _ => {}
    }
    let (name, shape) = match inside.split_once(':') {
        Some((name, "int")) => (name, Shape::Number),
        Some((_, shape)) => bail!("there is no shape `{shape}`"),
        None if inside.starts_with("v.") => (inside, Shape::Number),
        None if inside.starts_with("addr.") => (inside, Shape::Address),
        None => (inside, Shape::Word),
    };
    ensure!(is_name(name), "`{name}` is no name of a variable");
    Ok(Part::Variable { name: name.to_owned(), shape })
}

fn operand(text: &str) -> anyhow::Result<Operand> {
    let text = text.trim();
    if let Some(quoted) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return Ok(Operand::Text(quoted.to_owned()));
    }
    ensure!(is_name(text), "`{text}` is neither a variable nor in quotes");
    Ok(Operand::Variable(text.to_owned()))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &str, line: &str, known: &[(&str, &str)]) -> Option<Variables> {
        let known = known.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Template::parse(template).unwrap().matches(line, Extent::Word, &known)
    }

    #[test]
    fn a_variable_is_captured_and_then_compared() {
        let captured = matched("XFR 1 SB {addr.sb} CKI {cookie}", "XFR 1 SB 10.0.0.1:1863 CKI 1.2", &[]);
        assert_eq!(captured.unwrap().get("cookie").unwrap(), "1.2");
        assert!(matched("SYN 1 {v.a.1}", "SYN 1 17", &[("v.a.1", "17")]).is_some());
        assert!(matched("SYN 1 {v.a.1}", "SYN 1 18", &[("v.a.1", "17")]).is_none());
        assert!(matched("A {x} {x}", "A 1 2", &[]).is_none(), "twice in one line");
    }

    #[test]
    fn values_have_a_shape() {
        assert!(matched("SYN 1 {v.a.1}", "SYN 1 x", &[]).is_none());
        assert!(matched("CAL 1 RINGING {sid:int}", "CAL 1 RINGING 7a", &[]).is_none());
        assert!(matched("XFR 1 SB {addr.sb}", "XFR 1 SB nowhere", &[]).is_none());
    }

    #[test]
    fn a_line_must_match_to_its_end() {
        assert!(matched("QNG", "QNG", &[]).is_some());
        assert!(matched("QNG", "QNG 50", &[]).is_none());
        assert!(matched("USR 1 OK {*}", "USR 1 OK a b", &[]).is_none());
        assert!(matched("a {{b", "a {b", &[]).is_some());
    }

    #[test]
    fn anything_in_a_payload_ends_where_the_rest_fits() {
        let template = Template::parse("<ml{*}><c n=\"bob\"{*}t=\"1\"{*}/></ml>").unwrap();
        let matches = |line| template.matches(line, Extent::Line, &Variables::new()).is_some();
        assert!(matches("<ml><c n=\"bob\" t=\"1\"/></ml>"));
        assert!(matches("<ml l=\"2\"><c n=\"bob\" t=\"0\" t=\"1\" x=\"y\"/></ml>"));
        assert!(!matches("<ml><c n=\"bob\" t=\"2\"/></ml>"));
        let known = Variables::from([("g".to_owned(), "{1}".to_owned())]);
        let template = Template::parse("<a>{*}<b id=\"{g}\">{*}</a>").unwrap();
        assert!(template.matches("<a>x<b id=\"{1}\"></b></a>", Extent::Line, &known).is_some());
        assert!(template.matches("<a>x<b id=\"{2}\"></b></a>", Extent::Line, &known).is_none());
    }

    #[test]
    fn digests_are_computed() {
        let known = Variables::from([("salt".to_owned(), "1234567890.123456789".to_owned())]);
        let line = Template::parse("USR 4 MD5 S {=md5(salt,\"password\")}").unwrap().fill(&known).unwrap();
        assert_eq!(line, "USR 4 MD5 S f59af8f2fa91d38aff7c870c17f99903");
        let known = Variables::from([("chl.A".to_owned(), "22210219642164014968".to_owned())]);
        let answer = Template::parse(r#"{=chl11(chl.A,"PROD0101{0RM?UBW","CFHUR$52U_{VIX5T")}"#).unwrap();
        assert_eq!(answer.fill(&known).unwrap(), "64812169fe9717715f03c678fa4ab938");
    }

    #[test]
    fn what_is_no_placeholder_is_refused() {
        for bad in ["{", "{a", "{a b}", "{x:hex}", "{=sha1(a,b)}", "{=md5(a)}", "{=chl11(a,b)}"] {
            assert!(Template::parse(bad).is_err(), "{bad}");
        }
        assert!(Template::parse("{*}").unwrap().fill(&Variables::new()).is_err());
    }
}
