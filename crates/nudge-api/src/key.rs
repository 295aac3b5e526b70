//! Which program asks, and for whom.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use nudge_core::member::{KeyHolder, Scope};
use nudge_core::{Actor, Core, Error, Refusal, Secret};
use nudge_web::Transport;

use crate::Settings;
use crate::metered::{METERED, Refused};
use crate::problem::{Kind, Problem};

/// The program that shows a key with that scope.
pub(crate) async fn program(
    core: &Arc<Core>,
    settings: Settings,
    headers: &HeaderMap,
    transport: Transport,
    scope: Scope,
) -> Result<Actor, Problem> {
    let refused = |refused, problem| {
        METERED.refused(refused);
        problem
    };
    if !(transport.encrypted || settings.plain_http || transport.peer.ip().to_canonical().is_loopback()) {
        return Err(refused(Refused::PlainHttp, Problem::new(Kind::Forbidden, PLAIN)));
    }
    let secret = shown(headers).ok_or_else(|| refused(Refused::NoKey, Problem::no_key()))?;
    let holder = match core.key_holder(&secret, transport.peer.ip()).await {
        Ok(Some(holder)) => holder,
        Ok(None) => return Err(refused(Refused::WrongKey, Problem::wrong_key())),
        Err(Error::Refusal(Refusal::TooManyAttempts)) => {
            let wait = Problem::new(Kind::TooMany, Refusal::TooManyAttempts.to_string());
            return Err(refused(Refused::Throttled, wait));
        }
        Err(Error::Refusal(refusal)) => return Err(Problem::new(Kind::Refused, refusal.to_string())),
        Err(Error::Fault(fault)) => return Err(Problem::failed(&fault)),
    };
    if !holder.key.scopes.contains(&scope) {
        return Err(refused(Refused::Scope, Problem::missing_scope(scope)));
    }
    let KeyHolder { key, account } = holder;
    Ok(Actor::Program { account: account.id, handle: account.handle, key: key.name.as_str().into() })
}

const PLAIN: &str = "keys are not taken over plain HTTP, where they can be read on the way: come by HTTPS. A key that was \
                     sent this way is best revoked";

/// The longest key that is looked at, in bytes.
const LONGEST: usize = 256;

/// The key in the one header that may have it.
fn shown(headers: &HeaderMap) -> Option<Secret> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (all.next(), all.next()) else { return None };
    let (scheme, key) = header.to_str().ok()?.split_once(' ')?;
    let key = key.trim();
    let is_key = (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    (scheme.eq_ignore_ascii_case("bearer") && is_key).then(|| Secret::new(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_key_is_in_one_header_of_one_form() {
        let shown = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(AUTHORIZATION, HeaderValue::try_from(*line).unwrap());
            }
            shown(&headers).map(|secret| secret.expose().to_owned())
        };
        assert_eq!(shown(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(shown(&["bearer  abc "]).as_deref(), Some("abc"));
        let long = format!("Bearer {}", "x".repeat(LONGEST + 1));
        for lines in [
            &[][..],
            &["Bearer"],
            &["Bearer "],
            &["Basic abc"],
            &["abc"],
            &["Bearer a b"],
            &["Bearer abc", "Bearer abc"],
            &[&long],
        ] {
            assert_eq!(shown(lines), None, "{lines:?}");
        }
    }
}
