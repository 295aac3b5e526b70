//! The cookies of the site: what they are called, how they are read and written.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, SameSite};

use crate::Transport;

/// A cookie of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Crumb {
    /// The session of somebody who has signed in.
    Session,
    /// Where somebody is in signing in who has shown the password and has yet to show a code.
    Pending,
    /// What the forms of somebody who has not signed in are bound to.
    Form,
    /// A notice for the next page.
    Flash,
    /// The chosen language.
    Language,
    /// The chosen look.
    Theme,
}

impl Crumb {
    /// What it is called. Over TLS with the prefix that keeps everybody but this very host from setting it (RFC 6265bis
    /// §4.1.3.2); over plain HTTP a browser would refuse that name.
    pub const fn name(self, transport: Transport) -> &'static str {
        match (self, transport.encrypted) {
            (Self::Session, true) => "__Host-nudge-session",
            (Self::Session, false) => "nudge-session",
            (Self::Pending, true) => "__Host-nudge-pending",
            (Self::Pending, false) => "nudge-pending",
            (Self::Form, true) => "__Host-nudge-form",
            (Self::Form, false) => "nudge-form",
            (Self::Flash, true) => "__Host-nudge-flash",
            (Self::Flash, false) => "nudge-flash",
            (Self::Language, true) => "__Host-nudge-language",
            (Self::Language, false) => "nudge-language",
            (Self::Theme, true) => "__Host-nudge-theme",
            (Self::Theme, false) => "nudge-theme",
        }
    }

    /// What the browser has sent, if it has.
    pub fn read(self, headers: &HeaderMap, transport: Transport) -> Option<String> {
        let name = self.name(transport);
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
        cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    /// A `Set-Cookie` header. Without a time, it goes when the browser does. `None` where the value cannot stand there.
    pub fn set(self, value: &str, lasts: Option<Duration>, transport: Transport) -> Option<HeaderValue> {
        let mut cookie = Cookie::build((self.name(transport), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(transport.encrypted)
            .build();
        cookie.set_max_age(lasts.and_then(|lasts| time::Duration::try_from(lasts).ok()));
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// A `Set-Cookie` header that takes it away.
    pub fn clear(self, transport: Transport) -> Option<HeaderValue> {
        self.set("", Some(Duration::ZERO), transport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport(encrypted: bool) -> Transport {
        let local = "127.0.0.1:80".parse().unwrap();
        Transport { encrypted, legacy: false, peer: local, local }
    }

    #[test]
    fn over_tls_they_are_of_this_host_alone() {
        let secure = Crumb::Session.set("a", None, transport(true)).unwrap();
        assert_eq!(secure, "__Host-nudge-session=a; HttpOnly; SameSite=Lax; Secure; Path=/");
        let plain = Crumb::Theme.set("dark", Some(Duration::from_mins(1)), transport(false)).unwrap();
        assert_eq!(plain, "nudge-theme=dark; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
    }

    #[test]
    fn they_are_found_among_others() {
        let lines = ["a=b; nudge-session=one", "nudge-theme=dark; ;=; __Host-nudge-session=two"];
        let headers: HeaderMap = lines.map(|line| (COOKIE, line.parse().unwrap())).into_iter().collect();
        let read = |crumb: Crumb, encrypted| crumb.read(&headers, transport(encrypted));
        assert_eq!(read(Crumb::Session, false).as_deref(), Some("one"));
        assert_eq!(read(Crumb::Session, true).as_deref(), Some("two"));
        assert_eq!(read(Crumb::Theme, false).as_deref(), Some("dark"));
        assert_eq!(read(Crumb::Flash, false), None);
    }
}
