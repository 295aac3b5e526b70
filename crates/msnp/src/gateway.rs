//! MSNP over HTTP: what a request to the gateway asks for, and what the gateway tells besides the commands (reference 15).
//!
//! ```text
//! POST /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com     commands in the body, or none
//! POST /gateway/gateway.dll?SessionID=8c2f….1                                   commands, whole or in part
//! POST /gateway/gateway.dll?Action=poll&Lifespan=3&SessionID=8c2f….2            nothing: what is there to read?
//! POST /gateway/gateway.dll?Action=close&SessionID=8c2f….3
//!
//! 200 OK, X-MSN-Messenger: SessionID=8c2f….2; GW-IP=gateway.messenger.hotmail.com[; Session=close]
//! ```

use std::fmt;
use std::time::Duration;

/// Where the gateway is, in every case that clients write it in.
pub const PATH: &str = "/gateway/gateway.dll";

/// The header of an answer: see [`Told`]. Clients compare it letter by letter.
pub const HEADER: &str = "X-MSN-Messenger";

/// What commands are called in a body. Some clients say `text/xml; charset=utf-8`, and mean the same (reference 15 §2).
pub const CONTENT_TYPE: &str = "application/x-msn-messenger";

/// What a client wants to be connected with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Server {
    /// `NS`: the notification server.
    Notification,
    /// `SB`: the switchboard.
    Switchboard,
}

/// What a request asks for: the query of its address.
///
/// Parameters come in any order; their names, actions and servers compare without regard to case. Unknown parameters, empty
/// pieces and a `SessionID` without a value are passed over: `BitlBee` opens with `SessionID=&Action=open&Server=NS`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Query<'a> {
    /// A new session.
    Open {
        /// With whom.
        server: Server,
        /// The host that the client would have dialled, if it says so. It is good for nothing: the client's word.
        dialled: Option<&'a str>,
    },
    /// Commands for a session, in the body. Without a body it is as good as a poll.
    Send {
        /// As it was told last.
        session: &'a str,
    },
    /// What is there to read?
    Poll {
        /// As it was told last.
        session: &'a str,
        /// How long the answer may wait for something to read; in the query, whole seconds.
        lifespan: Option<Duration>,
    },
    /// The end of a session.
    Close {
        /// As it was told last.
        session: &'a str,
    },
}

/// What is no [`Query`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadQuery {
    /// An action that there is not.
    #[error("an unknown action")]
    Action,
    /// No server to open a session with, or an unknown one.
    #[error("no server that there is")]
    Server,
    /// No session where one is needed.
    #[error("no session")]
    Session,
    /// A lifespan that is no number of seconds.
    #[error("a lifespan that is no number")]
    Lifespan,
    /// A parameter that comes twice.
    #[error("a parameter twice")]
    Twice,
}

/// The parameters that are looked at, as they are written.
const NAMES: [&str; 5] = ["Action", "Server", "IP", "SessionID", "Lifespan"];

impl<'a> Query<'a> {
    /// Reads a query, without its question mark.
    pub fn parse(query: &'a str) -> Result<Self, BadQuery> {
        let mut values = [None; NAMES.len()];
        for piece in query.split('&') {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let known = NAMES.iter().zip(&mut values).find(|(known, _)| known.eq_ignore_ascii_case(name));
            let Some((_, place)) = known.filter(|_| !value.is_empty()) else { continue };
            if place.replace(value).is_some() {
                return Err(BadQuery::Twice);
            }
        }
        let [action, server, dialled, session, lifespan] = values;
        let is = |word: &str| action.is_some_and(|action| action.eq_ignore_ascii_case(word));
        if is("open") {
            let server = server.and_then(Server::named).ok_or(BadQuery::Server)?;
            return Ok(Self::Open { server, dialled });
        }
        let session = session.ok_or(BadQuery::Session);
        if is("poll") {
            let seconds = |text: &str| text.parse().map(Duration::from_secs).map_err(|_| BadQuery::Lifespan);
            let lifespan = lifespan.map(seconds).transpose()?;
            return Ok(Self::Poll { session: session?, lifespan });
        }
        if is("close") {
            return Ok(Self::Close { session: session? });
        }
        if action.is_some() {
            return Err(BadQuery::Action);
        }
        Ok(Self::Send { session: session? })
    }
}

/// As the official client wrote it.
impl fmt::Display for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { server, dialled } => {
                write!(f, "Action=open&Server={server}")?;
                dialled.map_or(Ok(()), |dialled| write!(f, "&IP={dialled}"))
            }
            Self::Send { session } => write!(f, "SessionID={session}"),
            Self::Poll { session, lifespan: None } => write!(f, "Action=poll&SessionID={session}"),
            Self::Poll { session, lifespan: Some(lifespan) } => {
                write!(f, "Action=poll&Lifespan={}&SessionID={session}", lifespan.as_secs())
            }
            Self::Close { session } => write!(f, "Action=close&SessionID={session}"),
        }
    }
}

impl Server {
    fn named(name: &str) -> Option<Self> {
        [Self::Notification, Self::Switchboard]
            .into_iter()
            .find(|server| server.as_str().eq_ignore_ascii_case(name))
    }

    /// Its name in a query.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notification => "NS",
            Self::Switchboard => "SB",
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the gateway tells in [`HEADER`]: `SessionID=…; GW-IP=…`, and `; Session=close` where the session has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Told<'a> {
    /// What the session is called in the next request, and only there.
    pub session: &'a str,
    /// The host that the next request goes to, maybe with a port. Some servers leave it out.
    pub gateway: Option<&'a str>,
    /// Whether there is no next request.
    pub is_closed: bool,
}

/// What is no [`Told`]: there is no session in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a gateway's answer without a session")]
pub struct NothingTold;

impl<'a> Told<'a> {
    /// Reads the value of a header. What else is in it is passed over.
    pub fn parse(value: &'a str) -> Result<Self, NothingTold> {
        let (mut session, mut gateway, mut is_closed) = (None, None, false);
        for piece in value.split(';') {
            match piece.trim().split_once('=') {
                Some(("SessionID", id)) => session = Some(id),
                Some(("GW-IP", host)) => gateway = Some(host),
                Some(("Session", "close")) => is_closed = true,
                Some(_) | None => {}
            }
        }
        session.map(|session| Self { session, gateway, is_closed }).ok_or(NothingTold)
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionID={}", self.session)?;
        if let Some(gateway) = self.gateway {
            write!(f, "; GW-IP={gateway}")?;
        }
        f.write_str(if self.is_closed { "; Session=close" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_queries_of_real_clients_are_understood() {
        let (ns, sb) = (Server::Notification, Server::Switchboard);
        let lasting = |seconds| Some(Duration::from_secs(seconds));
        for (sent, query) in [
            (
                "Action=open&Server=NS&IP=messenger.hotmail.com",
                Query::Open { server: ns, dialled: Some("messenger.hotmail.com") },
            ),
            ("Action=open&Server=SB&IP=192.0.2.7", Query::Open { server: sb, dialled: Some("192.0.2.7") }),
            ("IP=&server=sb&ACTION=Open", Query::Open { server: sb, dialled: None }),
            ("SessionID=&Action=open&Server=NS", Query::Open { server: ns, dialled: None }),
            ("SessionID=1056735467.28219.1", Query::Send { session: "1056735467.28219.1" }),
            ("SessionID=a.1&", Query::Send { session: "a.1" }),
            ("Action=poll&SessionID=a.1", Query::Poll { session: "a.1", lifespan: None }),
            ("Action=poll&Lifespan=3&SessionID=a.1", Query::Poll { session: "a.1", lifespan: lasting(3) }),
            (
                "sessionid=a.1&lifespan=60&x=y&action=POLL",
                Query::Poll { session: "a.1", lifespan: lasting(60) },
            ),
            ("Action=close&SessionID=a.1", Query::Close { session: "a.1" }),
        ] {
            assert_eq!(Query::parse(sent), Ok(query), "{sent}");
        }
    }

    #[test]
    fn what_is_no_query_is_told_apart() {
        for (sent, problem) in [
            ("", BadQuery::Session),
            ("Action=open", BadQuery::Server),
            ("Action=open&Server=DS", BadQuery::Server),
            ("Action=poll", BadQuery::Session),
            ("Action=close&SessionID=", BadQuery::Session),
            ("Action=dance&SessionID=a.1", BadQuery::Action),
            ("Action=poll&SessionID=a.1&Lifespan=soon", BadQuery::Lifespan),
            ("Action=poll&SessionID=a.1&Lifespan=-1", BadQuery::Lifespan),
            ("SessionID=a.1&sessionid=b.1", BadQuery::Twice),
        ] {
            assert_eq!(Query::parse(sent), Err(problem), "{sent}");
        }
    }

    #[test]
    fn what_is_told_is_spelled_as_clients_compare_it() {
        let told = Told { session: "a1.4", gateway: Some("gw.example.net"), is_closed: false };
        assert_eq!(told.to_string(), "SessionID=a1.4; GW-IP=gw.example.net");
        let last = Told { is_closed: true, ..told };
        assert_eq!(last.to_string(), "SessionID=a1.4; GW-IP=gw.example.net; Session=close");
        assert_eq!(Told::parse("GW-IP=h;SessionID=a.1; X=1; Y").map(|told| told.session), Ok("a.1"));
        assert_eq!(Told::parse("GW-IP=h; Session=close"), Err(NothingTold));
    }

    fn word() -> impl Strategy<Value = String> {
        "[a-zA-Z0-9.:_-]{1,40}"
    }

    proptest! {
        #[test]
        fn a_query_is_read_as_it_was_written(
            kind in 0..4, session in word(), dialled in proptest::option::of(word()),
            seconds in proptest::option::of(any::<u64>()), is_switchboard: bool,
        ) {
            let server = if is_switchboard { Server::Switchboard } else { Server::Notification };
            let query = match kind {
                0 => Query::Open { server, dialled: dialled.as_deref() },
                1 => Query::Send { session: &session },
                2 => Query::Poll { session: &session, lifespan: seconds.map(Duration::from_secs) },
                _ => Query::Close { session: &session },
            };
            let written = query.to_string();
            prop_assert_eq!(Query::parse(&written), Ok(query));
        }

        #[test]
        fn what_is_told_is_read_as_it_was_written(
            session in word(), gateway in proptest::option::of(word()), is_closed: bool,
        ) {
            let told = Told { session: &session, gateway: gateway.as_deref(), is_closed };
            let written = told.to_string();
            prop_assert_eq!(Told::parse(&written), Ok(told));
        }

        #[test]
        fn anything_is_read_or_refused(anything in ".{0,200}") {
            if let Ok(query) = Query::parse(&anything) {
                let written = query.to_string();
                prop_assert_eq!(Query::parse(&written), Ok(query));
            }
            if let Ok(told) = Told::parse(&anything) {
                let written = told.to_string();
                prop_assert_eq!(Told::parse(&written), Ok(told));
            }
        }
    }
}
