//! Every command of a client, in the form that the reference gives it. Addresses are Alice's, who says it, Bob's and Carol's.

use anyhow::Context as _;
use msnp::{Cap, Dialect, notification, switchboard};

/// What the reference says about a command's arguments, in its longest form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The arguments, a transaction id first if there is one; without the length of the payload.
    pub arguments: Vec<&'static str>,
    /// How many of them there must be.
    least: usize,
    /// Whether any number may follow.
    open: bool,
    /// What follows, if something does.
    pub payload: Option<&'static str>,
}

fn form(arguments: &'static str, least: usize) -> Form {
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    Form { arguments, least, open: false, payload: None }
}

fn exactly(arguments: &'static str) -> Form {
    form(arguments, arguments.split_whitespace().count())
}

impl Form {
    fn any_number(self) -> Self {
        Self { open: true, ..self }
    }

    fn with(self, payload: &'static str) -> Self {
        Self { payload: Some(payload), ..self }
    }

    /// The command with its first `count` arguments; beyond the form, there are more of them.
    pub fn line(&self, name: &str, count: usize) -> String {
        let arguments = self.arguments.iter().copied().chain(std::iter::repeat("1"));
        std::iter::once(name).chain(arguments.take(count)).collect::<Vec<_>>().join(" ")
    }

    /// The same with its payload.
    pub fn bytes(&self, line: &str) -> Vec<u8> {
        match self.payload {
            Some(payload) => format!("{line} {}\r\n{payload}", payload.len()),
            None => format!("{line}\r\n"),
        }
        .into_bytes()
    }

    /// How many arguments are too few or too many.
    pub fn wrong_counts(&self) -> impl Iterator<Item = usize> {
        let longest = self.arguments.len();
        let more = if self.open { 0 } else { 3 };
        (0..self.least).chain(longest + 1..=longest + more)
    }

    /// Whether it is answered under a number.
    pub fn has_trid(&self) -> bool {
        !self.arguments.is_empty()
    }
}

const DIGEST: &str = "0123456789abcdef0123456789abcdef";
const PAGE: &str = "<TEXT xml:space=\"preserve\">hello</TEXT>";

/// The forms of the notification server (references 01 and 02).
pub fn notification_form(name: &str, dialect: Dialect) -> Option<Form> {
    let (groups, by_guid) = (dialect.has(Cap::Groups), dialect.has(Cap::AddressBook));
    Some(match name {
        // A second one is 715 even without a dialect.
        "VER" => form("7 MSNP7", 1).any_number(),
        "CVR" | "CVQ" => form("7 0x0409 win 4.10 i386 MSMSGS 4.7.0105 MSMSGS alice@example.com", 7),
        "INF" | "LSG" | "CHL" => exactly("7"),
        "USR" if dialect.has(Cap::ClearTextSignIn) => form("7 MD5 I alice@example.com secret", 4),
        "USR" if dialect.has(Cap::TicketSignIn) => exactly("7 TWN I alice@example.com"),
        "ADL" | "RML" => {
            exactly("7").with("<ml><d n=\"example.com\"><c n=\"bob\" l=\"1\" t=\"1\"/></d></ml>")
        }
        "FQY" => exactly("7").with("<ml l=\"2\"><d n=\"example.com\"><c n=\"bob\"/></d></ml>"),
        "UUM" => exactly("7 bob@example.com 1 1").with("MIME-Version: 1.0\r\n\r\nhello"),
        "UUN" => exactly("7 bob@example.com 3").with("hello"),
        "PUT" | "DEL" | "SDG" => exactly("7").with("Routing: 1.0\r\n\r\n\r\n\r\n"),
        "VAS" => exactly("7 bob@example.com 1").with("hello"),
        "USR" => exactly("7 MD5 I alice@example.com"),
        "XFR" => exactly("7 SB"),
        "SYN" if by_guid => exactly("7 0 0"),
        "SYN" => exactly("7 0"),
        "LST" => exactly("7 RL"),
        "ADD" if groups => form("7 FL carol@example.com Carol 0", 4),
        "ADD" => exactly("7 FL carol@example.com Carol"),
        // Without the name, the client shows the address.
        "ADC" => form("7 FL N=carol@example.com F=Carol", 3),
        "REM" if by_guid => {
            form("7 FL 00000000-0000-4000-8000-000000000000 00000000-0000-4000-8000-000000000001", 3)
        }
        "REM" if groups => form("7 FL bob@example.com 0", 3),
        "REM" => exactly("7 FL bob@example.com"),
        // The 0 at the end is not missed.
        "ADG" => form("7 Work 0", 2),
        "RMG" if by_guid => form("7 00000000-0000-4000-8000-000000000001 0", 2),
        "RMG" => exactly("7 1"),
        "REG" if by_guid => form("7 00000000-0000-4000-8000-000000000001 Work 0", 3),
        "REG" => form("7 1 Work 0", 3),
        "REA" => exactly("7 bob@example.com Bob"),
        "GTC" => exactly("7 N"),
        "BLP" => exactly("7 BL"),
        "PRP" => form("7 PHH 555", 2),
        "SBP" => form("7 00000000-0000-4000-8000-000000000000 PHM 555 1", 3),
        // Some clients leave away what they cannot do.
        "CHG" if dialect.has(Cap::ExtendedCaps) => form("7 BSY 0:0 %3Cmsnobj%2F%3E", 2),
        "CHG" if dialect.has(Cap::MsnObjects) => form("7 BSY 0 %3Cmsnobj%2F%3E", 2),
        "CHG" if dialect.has(Cap::ClientCaps) => form("7 BSY 0", 2),
        "CHG" => exactly("7 BSY"),
        "UUX" => exactly("7").with("<Data><PSM>hello</PSM></Data>"),
        "GCF" => exactly("7 Shields.xml"),
        "LKP" => exactly("7 tel:+15551111222"),
        "IMS" => exactly("7 OFF"),
        "FND" => form("7 fname=* lname=* city=* state=* country=*", 1).any_number(),
        // What the later dialects added is not missed.
        "SND" if dialect.has(Cap::CodeBase) => form("7 dave@example.com 0x0409 MSMSGS MSMSGS", 2),
        "SND" if dialect.has(Cap::InviteLanguage) => form("7 dave@example.com 0x0409 MSMSGS", 2),
        "SND" => exactly("7 dave@example.com"),
        "SDC" => exactly("7 dave@example.com 0x0409 MSMSGS MSMSGS X X Alice").with("Come!"),
        "PAG" => exactly("7 bob@example.com").with(PAGE),
        "PGD" => exactly("7 bob@example.com 1").with(PAGE),
        "URL" => form("7 INBOX 1033", 2),
        "QRY" => exactly("7 msmsgs@msnmsgr.com").with(DIGEST),
        "PNG" | "OUT" => exactly(""),
        _ => return None,
    })
}

/// The forms of the switchboard (reference 03).
pub fn switchboard_form(name: &str) -> Option<Form> {
    Some(match name {
        "USR" => exactly("7 alice@example.com 1.2"),
        "ANS" => exactly("7 bob@example.com 1.2 3"),
        "CAL" => exactly("7 bob@example.com"),
        "MSG" => exactly("7 N").with("MIME-Version: 1.0\r\n\r\nhello"),
        "PNG" | "OUT" => exactly(""),
        _ => return None,
    })
}

/// All that a notification server takes in a dialect, by name.
pub fn notification_forms(dialect: Dialect) -> anyhow::Result<Vec<(&'static str, Form)>> {
    let names = notification::FromClient::names(dialect).into_iter();
    names.map(|name| Ok((name, notification_form(name, dialect).context(name)?))).collect()
}

/// All that a switchboard takes, by name.
pub fn switchboard_forms(dialect: Dialect) -> anyhow::Result<Vec<(&'static str, Form)>> {
    let names = switchboard::FromClient::names(dialect).into_iter();
    names.map(|name| Ok((name, switchboard_form(name).context(name)?))).collect()
}
