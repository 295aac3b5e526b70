//! Before a dialect has been agreed upon: `VER`.

use msnp::Dialect;
use msnp::command::{Ver, VerReply};
use msnp::notification::{FromClient, FromServer};
use msnp::value::ErrorCode;

use super::sign_in::SigningIn;
use super::{Cx, Session, client_version};
use crate::goodbye::Goodbye;
use crate::names;

/// A connection that has not agreed on a dialect.
#[derive(Debug, Default)]
pub(super) struct Greeting {
    /// The client has no dialect in common with the server and may only ask what to do about it.
    only_cvq: bool,
}

/// Offered last by clients that know what to do when nothing else is common: ask with `CVQ` for a newer version.
const CVR0: &str = "CVR0";

impl Greeting {
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else there is, it is too early for it")]
    pub(super) fn on(
        &mut self,
        command: FromClient<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Session>, Goodbye> {
        match command {
            FromClient::Ver(ver) if !self.only_cvq => self.ver(&ver, cx),
            FromClient::Ver(ver) => Err(cx.give_up(ver.trid, ErrorCode::NotExpected, "a second VER")),
            FromClient::Cvr(version) => {
                let reply = client_version::reply(version, cx);
                cx.say(Dialect::BEFORE_VER, FromServer::Cvr(reply));
                Ok(None)
            }
            FromClient::Cvq(version) => {
                let reply = client_version::reply(version, cx);
                cx.say(Dialect::BEFORE_VER, FromServer::Cvq(reply));
                Err(Goodbye::Done("told the client which version it needs"))
            }
            FromClient::Png(_) => {
                cx.say(Dialect::BEFORE_VER, super::QNG);
                Ok(None)
            }
            FromClient::Out(_) => Err(Goodbye::SignedOut),
            other => Err(too_early(&other, cx)),
        }
    }

    fn ver(&mut self, ver: &Ver, cx: &mut Cx<'_>) -> Result<Option<Session>, Goodbye> {
        if ver.dialects.is_empty() {
            return Err(Goodbye::Rules("a VER without a dialect"));
        }
        let accepted = &cx.net.config.dialects;
        let offered = ver.dialects.iter().filter_map(|name| name.as_str().parse().ok());
        let common: Option<Dialect> = offered.filter(|dialect| accepted.contains(dialect)).max();
        if let Some(dialect) = common {
            cx.say(dialect, VerReply { trid: ver.trid, dialect: names::text(dialect.name()) });
            *cx.deadline = Some(tokio::time::Instant::now() + cx.net.config.limits.sign_in);
            return Ok(Some(Session::SigningIn(SigningIn::new(dialect))));
        }
        if ver.dialects.iter().any(|name| name.as_str().eq_ignore_ascii_case(CVR0)) {
            cx.say(Dialect::BEFORE_VER, VerReply { trid: ver.trid, dialect: names::text(CVR0) });
            self.only_cvq = true;
            return Ok(None);
        }
        cx.say(Dialect::BEFORE_VER, VerReply { trid: ver.trid, dialect: names::text("0") });
        Err(Goodbye::Done("no dialect in common"))
    }
}

/// A command that needs a sign-in, or at least a dialect: 302, and the connection is closed.
pub(super) fn too_early(command: &FromClient<'_>, cx: &mut Cx<'_>) -> Goodbye {
    match command.trid() {
        Some(trid) => cx.give_up(trid, ErrorCode::NotSignedIn, "a command before sign-in"),
        None => Goodbye::Rules("a command before sign-in"),
    }
}
