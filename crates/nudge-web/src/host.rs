//! The names under which clients reach us.

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

use crate::web::Transport;

/// The host, and maybe a port, that a request was made to. Every handler finds it among the extensions of the request.
///
/// It says how this client reaches us, and nothing more: it is the client's word.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Asked(String);

impl Asked {
    /// From the address, if it is in a proxy's form, or the `Host` header; our end of the connection where there is none
    /// that could be one.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap, transport: Transport) -> Self {
        let header = || headers.get(HOST)?.to_str().ok();
        let named = uri.authority().map(axum::http::uri::Authority::as_str).or_else(header);
        match named.filter(|host| is_plain(host)) {
            Some(host) => Self(host.to_owned()),
            None => Self(transport.local.to_string()),
        }
    }

    /// As the client named it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an untouched client named it.
    pub(crate) fn is_of_the_era(&self) -> bool {
        is_of_the_era(&self.0)
    }

    /// Whether it is that host.
    pub(crate) fn is(&self, host: &str, transport: Transport) -> bool {
        let default_port = if transport.encrypted { ":443" } else { ":80" };
        let [asked, host] = [self.as_str(), host].map(|host| host.strip_suffix(default_port).unwrap_or(host));
        asked.eq_ignore_ascii_case(host)
    }

    /// Whether it is that host, on whichever port.
    pub(crate) fn names(&self, host: &str) -> bool {
        without_port(&self.0).eq_ignore_ascii_case(without_port(host))
    }

    /// An address of ours, as this client reaches us.
    pub(crate) fn url(&self, path: &str, transport: Transport) -> String {
        format!("{}://{}{path}", transport.scheme(), self.0)
    }
}

/// Whether a host, with or without a port, is one that an untouched client asks for.
pub(crate) fn is_of_the_era(host: &str) -> bool {
    nudge_reach::is_era_host(without_port(host).trim_end_matches('.'))
}

/// The name or address alone. `[::1]:80` is an address and a port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

/// Whether it can stand in an address or a header without meaning anything else there.
fn is_plain(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_era_is_known_with_a_port_and_a_dot() {
        for host in ["nexus.passport.com", "Login.Live.com:443", "byrdr.omega.contacts.msn.com."] {
            assert!(is_of_the_era(host), "{host}");
        }
        for host in
            ["im.example.net", "notmsn.com", "10.0.0.1:8080", "[::1]:80", "", "passport.com.example.net"]
        {
            assert!(!is_of_the_era(host), "{host}");
        }
    }

    #[test]
    fn a_host_that_could_break_out_is_none() {
        let local = "127.0.0.1:80".parse().unwrap();
        let transport = Transport { encrypted: false, legacy: false, peer: local, local };
        let asked = |uri: &str, host: &str| {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            Asked::of(&uri.parse().unwrap(), &headers, transport).as_str().to_owned()
        };
        for host in ["im.example.net:8080", "[fe80::1]:80"] {
            assert_eq!(asked("/", host), host);
        }
        for host in ["", "a,b", "a b", "a/b", "a'b", "a@b"] {
            assert_eq!(asked("/", host), "127.0.0.1:80", "{host}");
        }
        assert_eq!(asked("http://a.example:81/", "b.example"), "a.example:81");
    }

    #[test]
    fn a_default_port_is_as_good_as_none() {
        let local = "127.0.0.1:80".parse().unwrap();
        let plain = Transport { encrypted: false, legacy: false, peer: local, local };
        let encrypted = Transport { encrypted: true, ..plain };
        let asked = Asked("Login.example.net:443".to_owned());
        assert!(asked.is("login.example.NET", encrypted) && asked.is("login.example.net:443", encrypted));
        assert!(!asked.is("login.example.net", plain) && !asked.is("example.net", encrypted));
    }
}
