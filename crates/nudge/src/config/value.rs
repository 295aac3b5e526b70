//! The kinds of values that a setting can have, and their written forms.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::time::Duration;

use nudge_reach::Host;
use serde_json::Value as Json;
use toml::de::DeValue;

/// A type of setting.
///
/// Each has one written form, used in the environment and in flags. In TOML that form stands in a string, except where
/// TOML has a form of its own: numbers, truth values and lists.
pub(crate) trait Value: Sized + PartialOrd {
    /// What may be written, as it reads after "expected".
    const EXPECTED: &'static str;

    /// Reads the written form.
    fn from_text(text: &str) -> Option<Self>;

    /// Reads the TOML form.
    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        Self::from_text(value.as_str()?)
    }

    /// The value as JSON, which is also its TOML form: strings, whole numbers, truth values and lists of strings are
    /// written alike in both.
    fn to_json(&self) -> Json;
}

impl Value for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        value.as_bool()
    }

    fn to_json(&self) -> Json {
        Json::Bool(*self)
    }
}

impl Value for u32 {
    const EXPECTED: &'static str = "a whole number";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        let integer = value.as_integer()?;
        Self::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    fn to_json(&self) -> Json {
        Json::from(*self)
    }
}

/// Digits and one unit: `ms`, `s`, `m`, `h` or `d`. Written with the largest unit that leaves no fraction.
impl Value for Duration {
    const EXPECTED: &'static str = r#"a duration such as "30s", "5m" or "24h""#;

    fn from_text(text: &str) -> Option<Self> {
        let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = text.split_at(unit_at);
        let (_, millis) = DURATION_UNITS.into_iter().find(|(name, _)| *name == unit)?;
        digits.parse::<u64>().ok()?.checked_mul(millis).map(Self::from_millis)
    }

    fn to_json(&self) -> Json {
        let total = self.as_millis();
        if total == 0 {
            return Json::from("0s");
        }
        // The last unit divides everything, so there is always one.
        DURATION_UNITS
            .into_iter()
            .find(|(_, millis)| total.is_multiple_of(u128::from(*millis)))
            .map(|(unit, millis)| format!("{}{unit}", total / u128::from(millis)))
            .into()
    }
}

impl Value for SocketAddr {
    const EXPECTED: &'static str = r#"an IP address and a port such as "0.0.0.0:1863" or "[::]:1863""#;

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn to_json(&self) -> Json {
        Json::from(self.to_string())
    }
}

/// Unset is written as the empty text.
impl Value for Option<SocketAddr> {
    const EXPECTED: &'static str = r#""", or an IP address and a port such as "0.0.0.0:1864""#;

    fn from_text(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { SocketAddr::from_text(text).map(Some) }
    }

    fn to_json(&self) -> Json {
        self.map(|address| address.to_string()).unwrap_or_default().into()
    }
}

/// Unset is written as the empty text.
impl Value for Option<Ipv4Addr> {
    const EXPECTED: &'static str = r#""", or an IPv4 address such as "192.168.1.10""#;

    fn from_text(text: &str) -> Option<Self> {
        if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
    }

    fn to_json(&self) -> Json {
        self.map(|address| address.to_string()).unwrap_or_default().into()
    }
}

/// What becomes of questions for names that are not the era's.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) enum DnsOthers {
    /// They are refused.
    Refuse,
    /// Another server is asked.
    Forward,
}

impl Value for DnsOthers {
    const EXPECTED: &'static str = r#""refuse" or "forward""#;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "refuse" => Some(Self::Refuse),
            "forward" => Some(Self::Forward),
            _ => None,
        }
    }

    fn to_json(&self) -> Json {
        Json::from(match self {
            Self::Refuse => "refuse",
            Self::Forward => "forward",
        })
    }
}

/// What single sign-on has to show besides a ticket.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) enum SsoProof {
    /// That the client knows the secret that came with it.
    Required,
    /// Nothing.
    Optional,
}

impl Value for SsoProof {
    const EXPECTED: &'static str = r#""required" or "optional""#;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "required" => Some(Self::Required),
            "optional" => Some(Self::Optional),
            _ => None,
        }
    }

    fn to_json(&self) -> Json {
        Json::from(match self {
            Self::Required => "required",
            Self::Optional => "optional",
        })
    }
}

/// Who may register on the website.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) enum WhoRegisters {
    /// Nobody.
    Closed,
    /// Whoever has a link of invitation.
    Invitation,
    /// Everybody.
    Open,
}

impl Value for WhoRegisters {
    const EXPECTED: &'static str = r#""closed", "invitation" or "open""#;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "closed" => Some(Self::Closed),
            "invitation" => Some(Self::Invitation),
            "open" => Some(Self::Open),
            _ => None,
        }
    }

    fn to_json(&self) -> Json {
        Json::from(match self {
            Self::Closed => "closed",
            Self::Invitation => "invitation",
            Self::Open => "open",
        })
    }
}

/// How the way to a mail relay is kept secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) enum MailEncryption {
    /// From the first byte on.
    Tls,
    /// After a greeting in clear.
    StartTls,
    /// Not at all.
    None,
}

impl Value for MailEncryption {
    const EXPECTED: &'static str = r#""tls", "starttls" or "none""#;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "tls" => Some(Self::Tls),
            "starttls" => Some(Self::StartTls),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    fn to_json(&self) -> Json {
        Json::from(match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::None => "none",
        })
    }
}

/// The name under which a server is reached, and a port where it is not the usual one.
#[derive(Clone, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) struct PublicAddress {
    pub(crate) host: Host,
    /// `None`: the usual one.
    pub(crate) port: Option<NonZeroU16>,
}

impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host.as_str())?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// Unset is written as the empty text.
impl Value for Option<PublicAddress> {
    const EXPECTED: &'static str = r#""", or a name or IPv4 address with or without a port, such as "im.example.net" or "203.0.113.7:1900""#;

    fn from_text(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(None);
        }
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (text, None),
        };
        Some(Some(PublicAddress { host: host.parse().ok()?, port }))
    }

    fn to_json(&self) -> Json {
        Json::from(self.as_ref().map(ToString::to_string).unwrap_or_default())
    }
}

/// The beginning of the web addresses that clients are given; empty where nothing is set.
#[derive(Clone, Debug, Default, Eq, PartialEq, PartialOrd)]
pub(crate) struct UrlBase(String);

impl UrlBase {
    /// The address without a slash at its end; `None` where nothing is set.
    pub(crate) fn trimmed(&self) -> Option<&str> {
        let base = self.0.trim_end_matches('/');
        if base.is_empty() { None } else { Some(base) }
    }
}

impl Value for UrlBase {
    const EXPECTED: &'static str = r#""", or a web address such as "http://im.example.net/""#;

    fn from_text(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        // Clients of the era take plain ASCII only, and a space would end the argument of the command that carries it.
        let is_url = rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphanumeric())
                && rest.bytes().all(|b| b.is_ascii_graphic())
        });
        if text.is_empty() || is_url { Some(Self(text.to_owned())) } else { None }
    }

    fn to_json(&self) -> Json {
        Json::from(self.0.as_str())
    }
}

impl UrlBase {
    /// Where Let's Encrypt is.
    pub(crate) fn lets_encrypt() -> Self {
        Self(nudge_tls::LETS_ENCRYPT.to_owned())
    }
}

/// Where a file is; empty where nothing is set.
#[derive(Clone, Debug, Default, Eq, PartialEq, PartialOrd)]
pub(crate) struct FilePath(String);

impl FilePath {
    /// The path; `None` where nothing is set.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        (!self.0.is_empty()).then(|| PathBuf::from(&self.0))
    }
}

impl Value for FilePath {
    const EXPECTED: &'static str = r#""", or the path of a file"#;

    fn from_text(text: &str) -> Option<Self> {
        (!text.contains('\0')).then(|| Self(text.to_owned()))
    }

    fn to_json(&self) -> Json {
        Json::from(self.0.as_str())
    }
}

/// A word or a few for somebody to read; empty where nothing is set.
#[derive(Clone, Debug, Default, Eq, PartialEq, PartialOrd)]
pub(crate) struct Text(String);

impl Text {
    /// The text; `None` where nothing is set.
    pub(crate) fn get(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(&*self.0)
    }
}

impl Value for Text {
    const EXPECTED: &'static str = "a text";

    fn from_text(text: &str) -> Option<Self> {
        (!text.chars().any(char::is_control)).then(|| Self(text.to_owned()))
    }

    fn to_json(&self) -> Json {
        Json::from(self.0.as_str())
    }
}

/// Names or addresses of hosts.
#[derive(Clone, Debug, Default, Eq, PartialEq, PartialOrd)]
pub(crate) struct Hosts(Vec<Host>);

impl Hosts {
    /// The names as they are written.
    pub(crate) fn to_vec(&self) -> Vec<String> {
        self.0.iter().map(|host| host.as_str().to_owned()).collect()
    }
}

impl Value for Hosts {
    const EXPECTED: &'static str = r#"a list of names, such as ["im.example.net"]"#;

    fn from_text(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::default());
        }
        text.split(',').map(|name| name.trim().parse().ok()).collect::<Option<_>>().map(Self)
    }

    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        let names = value.as_array()?;
        names.iter().map(|name| name.get_ref().as_str()?.parse().ok()).collect::<Option<_>>().map(Self)
    }

    fn to_json(&self) -> Json {
        self.0.iter().map(Host::as_str).collect()
    }
}

/// Which log lines are written: a level, or levels by module.
#[derive(Clone, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    /// The filter as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for LogFilter {
    fn default() -> Self {
        Self("info".to_owned())
    }
}

impl Value for LogFilter {
    const EXPECTED: &'static str =
        r#"off, error, warn, info, debug or trace, or levels by module such as "info,nudge_net=debug""#;

    fn from_text(text: &str) -> Option<Self> {
        // The filter itself takes an unknown word for the name of a module, so that "debgu" would silence everything.
        let is_directive = |part: &str| match part.split_once('=') {
            None => LEVELS.contains(&part),
            Some((module, level)) => !module.is_empty() && LEVELS.contains(&level),
        };
        let is_filter =
            text.split(',').all(is_directive) && text.parse::<tracing_subscriber::EnvFilter>().is_ok();
        if is_filter { Some(Self(text.to_owned())) } else { None }
    }

    fn to_json(&self) -> Json {
        Json::from(self.0.as_str())
    }
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) enum LogFormat {
    /// For a reader.
    Text,
    /// One object per line, for a collector.
    Json,
}

impl Value for LogFormat {
    const EXPECTED: &'static str = r#""text" or "json""#;

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn to_json(&self) -> Json {
        Json::from(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Largest first; each in milliseconds.
const DURATION_UNITS: [(&str, u64); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_digits_and_a_unit() {
        for (text, millis) in
            [("0s", 0), ("250ms", 250), ("90s", 90_000), ("2m", 120_000), ("1d", 86_400_000)]
        {
            assert_eq!(Duration::from_text(text), Some(Duration::from_millis(millis)), "{text}");
        }
        for text in
            ["", "5", "s", "-5s", "5 s", "5S", "1.5h", "1h30m", "99999999999999999999d", "9999999999999999d"]
        {
            assert_eq!(Duration::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_is_written_with_the_largest_unit_that_divides_it() {
        for (text, written) in
            [("0ms", "0s"), ("90s", "90s"), ("120s", "2m"), ("24h", "1d"), ("1500ms", "1500ms")]
        {
            assert_eq!(Duration::from_text(text).unwrap().to_json(), written, "{text}");
        }
    }

    #[test]
    fn a_misspelt_level_is_no_filter() {
        for text in ["info", "off", "info,nudge_net=debug", "nudge=trace"] {
            assert!(LogFilter::from_text(text).is_some(), "{text}");
        }
        for text in ["", "debgu", "info,", "nudge_net=loud", "=debug", "INFO nudge"] {
            assert_eq!(LogFilter::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_url_base_is_empty_or_begins_with_http() {
        for text in ["", "http://im.example.net/", "https://10.0.0.1:8080/msn"] {
            assert!(UrlBase::from_text(text).is_some(), "{text}");
        }
        for text in ["im.example.net", "ftp://a/", "http://", "http:///a", "http://a b/", "http://bücher.de/"]
        {
            assert_eq!(UrlBase::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn hosts_are_names_with_commas_between_them() {
        for (text, count) in [("", 0), ("im.example.net", 1), ("im.example.net, www.example.net", 2)] {
            assert_eq!(Hosts::from_text(text).unwrap().to_vec().len(), count, "{text}");
        }
        for text in [",", "im.example.net,", "a b", "https://im.example.net"] {
            assert_eq!(Hosts::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_public_address_is_written_as_it_was_read() {
        for text in ["", "im.example.net", "203.0.113.7:1900"] {
            assert_eq!(Option::<PublicAddress>::from_text(text).unwrap().to_json(), text);
        }
        for text in ["im.example.net:", ":1863", "[::1]:1863", "a b", "a:0"] {
            assert_eq!(Option::<PublicAddress>::from_text(text), None, "{text}");
        }
    }
}
