//! The token service: tickets for several services at once, for address and secret (reference 10 §6 and §7).

use std::time::SystemTime;

use hyper::StatusCode;
use msnp::passport::{Answer, Request, Token, Wanted};

use super::{PassportError, clipped, no_answer, other_status, secure_as};
use crate::http::{self, Place, Post};
use crate::{Config, Error};

/// The service whose ticket single sign-on shows and proves.
pub(crate) const MESSENGER_CLEAR: &str = "messengerclear.live.com";

/// The service whose ticket is shown without proof, and opens what waits for the principal.
pub(crate) const MESSENGER: &str = "messenger.msn.com";

/// What Windows Live Messenger asks for besides, for the services that it goes to once signed in: the address book, leaving
/// offline messages, roaming profiles.
const BESIDES: [Wanted<'static>; 3] = [
    Wanted { service: "contacts.msn.com", policy: "MBI" },
    Wanted { service: "messengersecure.live.com", policy: "MBI_SSL" },
    Wanted { service: "storage.msn.com", policy: "MBI" },
];

/// More token services than this in a row are a loop.
const MAX_REDIRECTS: u32 = 3;

/// Fetches the ticket for that service, of that policy, and the others that clients have: [`MESSENGER`] among them.
pub(crate) async fn tokens(config: &Config, service: &str, policy: &str) -> Result<Vec<Token>, Error> {
    let mut wanted = vec![Wanted { service, policy }];
    if service != MESSENGER {
        wanted.push(Wanted { service: MESSENGER, policy: "?id=507" });
    }
    wanted.extend(BESIDES);
    let address = format!("{}{}", config.passport.login.trim_end_matches('/'), config.edition.path());
    let mut place = Place::parse(&address)?;
    for _ in 0..=MAX_REDIRECTS {
        match ask(config, &place, &wanted).await? {
            Answer::Tokens(tokens) => return Ok(tokens),
            Answer::Refused(text) => return Err(Error::WrongCredentials { reason: clipped(&text) }),
            Answer::Elsewhere(address) => {
                let next = Place::parse(&address)?;
                secure_as(&place, &next)?;
                place = next;
            }
            Answer::Fault { code, text } => {
                let (code, text) = (clipped(&code).unwrap_or_default(), clipped(&text).unwrap_or_default());
                return Err(PassportError::Fault { place: place.to_string(), code, text }.into());
            }
        }
    }
    Err(PassportError::TooManyRedirects(MAX_REDIRECTS).into())
}

async fn ask(config: &Config, place: &Place, wanted: &[Wanted<'_>]) -> Result<Answer, PassportError> {
    let to = place.to_string();
    let request = Request {
        edition: config.edition,
        to: &to,
        handle: &config.handle,
        secret: config.secret.expose(),
        wanted,
        now: now(),
    };
    let post = Post { content_type: config.edition.content_type(), body: request.to_xml() };
    let answer = http::post(place, post, &config.passport, config.patience).await?;
    match answer.head.status {
        // The second edition answers a fault with the latter.
        StatusCode::OK | StatusCode::INTERNAL_SERVER_ERROR => {}
        status => return Err(other_status(place, status)),
    }
    match Answer::parse(&answer.body) {
        Ok(answer) => Ok(answer),
        Err(_) if answer.head.status != StatusCode::OK => Err(other_status(place, answer.head.status)),
        Err(_) => Err(no_answer(place, "something that is neither tokens nor a fault")),
    }
}

/// What time it is here, in seconds: servers compare it with theirs, and say if it is wrong.
fn now() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client tells what time it is on its machine; nobody else could know"
    )]
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
