//! What the two ends say about a session: MSNSLP, a relative of SIP (reference 30 §6).

use anyhow::{Context as _, ensure};

/// What kind of body follows: `application/x-msnmsgr-` and one of these.
pub mod body {
    /// What a session is to be, and the answer.
    pub const SESSION: &str = "application/x-msnmsgr-sessionreqbody";
    /// The end of it.
    pub const CLOSE: &str = "application/x-msnmsgr-sessionclosebody";
    /// How the two could connect directly.
    pub const TRANSPORT: &str = "application/x-msnmsgr-transreqbody";
    /// The answer to that.
    pub const TRANSPORT_ANSWER: &str = "application/x-msnmsgr-transrespbody";
}

/// A message: `START CRLF *(Name ": " value CRLF) CRLF *(Name ": " value CRLF) CRLF NUL`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slp {
    /// The first line: a request with its address, or a status.
    pub start: String,
    headers: Vec<(String, String)>,
    fields: Vec<(String, String)>,
}

impl Slp {
    /// A request. `branch` and `call` are GUIDs in braces.
    pub fn request(
        (method, content_type): (&str, &str),
        (from, to): (&str, &str),
        (branch, call): (&str, &str),
        fields: &[(&str, &str)],
    ) -> Self {
        Self {
            start: format!("{method} MSNMSGR:{to} MSNSLP/1.0"),
            headers: owned(&[
                ("To", &format!("<msnmsgr:{to}>")),
                ("From", &format!("<msnmsgr:{from}>")),
                ("Via", &format!("MSNSLP/1.0/TLP ;branch={branch}")),
                ("CSeq", "0 "),
                ("Call-ID", call),
                ("Max-Forwards", "0"),
                ("Content-Type", content_type),
            ]),
            fields: owned(fields),
        }
    }

    /// The answer to this request.
    pub fn answer(&self, status: &str, content_type: &str, fields: &[(&str, &str)]) -> anyhow::Result<Self> {
        Ok(Self {
            start: format!("MSNSLP/1.0 {status}"),
            headers: owned(&[
                ("To", self.header("From")?),
                ("From", self.header("To")?),
                ("Via", self.header("Via")?),
                ("CSeq", "1 "),
                ("Call-ID", self.header("Call-ID")?),
                ("Max-Forwards", "0"),
                ("Content-Type", content_type),
            ]),
            fields: owned(fields),
        })
    }

    /// The status, if this answers that request: a number and its words.
    pub fn status_for(&self, request: &Self) -> anyhow::Result<&str> {
        let status = self.start.strip_prefix("MSNSLP/1.0 ");
        let status = status.with_context(|| format!("no answer: {}", self.start))?;
        for (ours, theirs) in [("To", "From"), ("From", "To"), ("Via", "Via"), ("Call-ID", "Call-ID")] {
            let (asked, answered) = (request.header(ours)?, self.header(theirs)?);
            ensure!(asked == answered, "{theirs}: {answered}, not {asked}");
        }
        ensure!(self.header("CSeq")?.trim() == "1", "CSeq: {}", self.header("CSeq")?);
        Ok(status)
    }

    /// A header.
    pub fn header(&self, name: &str) -> anyhow::Result<&str> {
        find(&self.headers, name).with_context(|| format!("no {name} in {}", self.start))
    }

    /// A line of the body.
    pub fn field(&self, name: &str) -> anyhow::Result<&str> {
        find(&self.fields, name).with_context(|| format!("no {name} in the body of {}", self.start))
    }

    /// As it is on the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = format!("{}\r\n\0", lines(&self.fields));
        let length = body.len();
        format!("{}\r\n{}Content-Length: {length}\r\n\r\n{body}", self.start, lines(&self.headers))
            .into_bytes()
    }

    /// Reads it, and holds it to its length.
    pub fn read(bytes: &[u8]) -> anyhow::Result<Self> {
        let text = std::str::from_utf8(bytes).context("no text")?;
        let (head, body) = text.split_once("\r\n\r\n").context("no end of the head")?;
        let (start, headers) = head.split_once("\r\n").context("no headers")?;
        let fields = body.strip_suffix("\r\n\0").context("no end of the body")?;
        let slp = Self { start: start.to_owned(), headers: pairs(headers)?, fields: pairs(fields)? };
        let length = slp.header("Content-Length")?;
        ensure!(length.parse() == Ok(body.len()), "Content-Length: {length} of {}", body.len());
        Ok(slp)
    }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

fn lines(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect()
}

fn pairs(lines: &str) -> anyhow::Result<Vec<(String, String)>> {
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").with_context(|| format!("no name: {line}"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    lines.split("\r\n").filter(|line| !line.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of the example of the reference (30 §6): a body of 306 bytes in a message of 634.
    #[test]
    fn an_invitation_is_as_long_as_it_says() {
        let context = "x".repeat(
            306 - "EUF-GUID: {A4268EEC-FEC5-49E5-95C3-F126696BDBF6}\r\n\
            SessionID: 1980589\r\nAppID: 1\r\nContext: \r\n\r\n\0"
                .len(),
        );
        let invite = Slp::request(
            ("INVITE", body::SESSION),
            ("alice@example.com", "bob@example.com"),
            ("{33517CE4-02FC-4428-B6F4-39927229B722}", "{9D79AE57-1BD5-444B-B14E-3FC9BB2B5D58}"),
            &[
                ("EUF-GUID", "{A4268EEC-FEC5-49E5-95C3-F126696BDBF6}"),
                ("SessionID", "1980589"),
                ("AppID", "1"),
                ("Context", &context),
            ],
        );
        let bytes = invite.to_bytes();
        assert_eq!(bytes.len(), 634);
        let read = Slp::read(&bytes).unwrap();
        assert_eq!(read.header("Content-Length").unwrap(), "306");
        assert_eq!(read.field("SessionID").unwrap(), "1980589");

        let answer = read.answer("200 OK", body::SESSION, &[("SessionID", "1980589")]).unwrap();
        assert_eq!(answer.status_for(&invite).unwrap(), "200 OK");
        assert!(answer.status_for(&answer).is_err());
        assert!(Slp::read(&bytes[..633]).is_err());
        assert!(Slp::read(&bytes.repeat(2)).is_err());
    }

    #[test]
    fn an_end_has_an_empty_body() {
        let bye = Slp::request(("BYE", body::CLOSE), ("a@b.c", "d@e.f"), ("{1}", "{2}"), &[]);
        let text = String::from_utf8(bye.to_bytes()).unwrap();
        assert!(text.starts_with("BYE MSNMSGR:d@e.f MSNSLP/1.0\r\nTo: <msnmsgr:d@e.f>\r\n"), "{text}");
        assert!(text.ends_with("\r\nContent-Length: 3\r\n\r\n\r\n\0"), "{text:?}");
        assert_eq!(Slp::read(text.as_bytes()).unwrap().header("CSeq").unwrap(), "0 ");
    }
}
