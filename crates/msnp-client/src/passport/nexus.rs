//! Passport 1.4: a ticket for the notification server, over HTTP (reference 10 §4 and §5).
//!
//! The nexus says where the login server is; the login server takes address and password and gives a ticket.

use std::io;

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use msnp::percent;
use msnp::value::Text;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::http::{self, Head, Place, Scheme};
use crate::{Config, Error};

/// Why no ticket came of it. [`Error::WrongCredentials`] is not among these.
#[derive(Debug, thiserror::Error)]
pub enum PassportError {
    /// Of the configuration or the server that named it: this is no address of a page.
    #[error("{0:?} is not an http or https address")]
    BadAddress(String),
    /// Of the configuration: this is no certificate.
    #[error("a root certificate is neither DER nor PEM")]
    BadRoot,
    /// Of this machine: it cannot speak TLS.
    #[error("cannot prepare TLS: {0}")]
    NoTls(String),
    /// Of the network or the address: nobody is there.
    #[error("cannot reach {place}: {cause}")]
    Unreachable {
        /// Where.
        place: String,
        /// Why not.
        cause: io::Error,
    },
    /// Of the server: its certificate is not trusted, or it speaks nothing that this client does.
    #[error("no secure connection to {place}: {cause}")]
    Tls {
        /// Where.
        place: String,
        /// Why not.
        cause: io::Error,
    },
    /// Of the server: it said nothing in time.
    #[error("{place} does not answer")]
    Timeout {
        /// Where.
        place: String,
    },
    /// Of the server: another status than the protocol has, as 404 or 503.
    #[error("{place} answered {status}")]
    Status {
        /// Where.
        place: String,
        /// What.
        status: u16,
    },
    /// Of the server: an answer that says nothing to a client.
    #[error("{place} answered {what}")]
    BadAnswer {
        /// Where.
        place: String,
        /// What.
        what: &'static str,
    },
    /// Of the server: it wants the password to go where everybody on the way can read it, after a beginning where nobody
    /// could.
    #[error("{from} leads to {to}, where others could read the password")]
    Downgrade {
        /// A place that is secure.
        from: String,
        /// One that is not.
        to: String,
    },
    /// Of the server: one login server referred to the next more often than any network has reason to.
    #[error("referred from login server to login server {0} times")]
    TooManyRedirects(u32),
}

/// More login servers than this in a row are a loop.
const MAX_REDIRECTS: u32 = 3;

/// Headers that the protocol brings along.
const PASSPORT_URLS: HeaderName = HeaderName::from_static("passporturls");
const AUTHENTICATION_INFO: HeaderName = HeaderName::from_static("authentication-info");

/// The longest text of a refusal that is passed on, in characters.
const MAX_REASON: usize = 300;

/// Fetches the ticket that answers the challenge of `USR TWN S`.
pub(crate) async fn ticket(config: &Config, challenge: &Text) -> Result<Text, Error> {
    let nexus = Place::parse(&config.passport.nexus)?;
    let mut login = login_server(config, &nexus).await?;
    secure_as(&nexus, &login)?;
    let authorization = authorization(config, challenge)?;
    for _ in 0..=MAX_REDIRECTS {
        let head = get(config, &login, Some(authorization.clone())).await?;
        match head.status {
            StatusCode::OK => return Ok(granted(&head).ok_or_else(|| no_answer(&login, "no ticket"))?),
            StatusCode::UNAUTHORIZED => {
                let refused = status_of(head.all(&WWW_AUTHENTICATE), "failed");
                let refused = refused.ok_or_else(|| no_answer(&login, "401 without da-status=failed"))?;
                return Err(Error::WrongCredentials { reason: reason(refused) });
            }
            StatusCode::FOUND => {
                // Any page between here and there may redirect a browser; only a login server knows these words, and
                // only it may send the password elsewhere.
                let redirected = status_of(head.all(&AUTHENTICATION_INFO), "redir");
                redirected.ok_or_else(|| no_answer(&login, "302 without da-status=redir"))?;
                let location = head.all(&LOCATION).next();
                let next = Place::parse(location.ok_or_else(|| no_answer(&login, "302 without Location"))?)?;
                secure_as(&login, &next)?;
                login = next;
            }
            status => return Err(other_status(&login, status).into()),
        }
    }
    Err(PassportError::TooManyRedirects(MAX_REDIRECTS).into())
}

/// Asks the nexus where to sign in.
async fn login_server(config: &Config, nexus: &Place) -> Result<Place, PassportError> {
    let head = get(config, nexus, None).await?;
    if head.status != StatusCode::OK {
        return Err(other_status(nexus, head.status));
    }
    let mut urls = head.all(&PASSPORT_URLS).flat_map(|urls| urls.split(','));
    let login = urls.find_map(|url| url.trim().strip_prefix("DALogin="));
    let login = login.ok_or_else(|| no_answer(nexus, "no PassportURLs with a DALogin"))?;
    if login.contains("://") {
        return Place::parse(login);
    }
    // The service of the time left the scheme away and meant https, which its nexus was asked by. A server without TLS, in
    // a test or on a private network, leaves it away as well, and cannot mean that.
    Place::parse(&format!("{}://{login}", nexus.scheme))
}

async fn get(
    config: &Config,
    place: &Place,
    authorization: Option<HeaderValue>,
) -> Result<Head, PassportError> {
    http::get(place, authorization, &config.passport, config.patience).await
}

/// The challenge goes along as it came: it is a list of parameters for the login server.
fn authorization(config: &Config, challenge: &Text) -> Result<HeaderValue, Error> {
    let (handle, secret) = (quoted(&config.handle), quoted(config.secret.expose()));
    let text = format!(
        "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={handle},pwd={secret},{challenge}"
    );
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| Error::Unexpected("a challenge to TWN that no header can hold".into()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Everything but letters and digits is escaped: a comma would begin the next parameter.
fn quoted(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn secure_as(from: &Place, to: &Place) -> Result<(), PassportError> {
    if from.scheme == Scheme::Https && to.scheme == Scheme::Http {
        return Err(PassportError::Downgrade { from: from.to_string(), to: to.to_string() });
    }
    Ok(())
}

/// The ticket: what stands in quotes after `from-PP=`.
fn granted(head: &Head) -> Option<Text> {
    let granted = status_of(head.all(&AUTHENTICATION_INFO), "success")?;
    let (_, ticket) = granted.split_once("from-PP='")?;
    let (ticket, _) = ticket.split_once('\'')?;
    Text::new(ticket).ok()
}

/// The header that says `da-status=` and this word.
fn status_of<'h>(mut headers: impl Iterator<Item = &'h str>, word: &str) -> Option<&'h str> {
    headers.find(|header| {
        let parameters = header.trim_start().strip_prefix("Passport1.4").unwrap_or_default();
        let status = parameters.split(',').find_map(|part| part.trim().strip_prefix("da-status="));
        status.is_some_and(|status| status.trim() == word)
    })
}

/// The text that the login server has for the user.
fn reason(refused: &str) -> Option<String> {
    let text = refused.split(',').find_map(|part| part.trim().strip_prefix("cbtxt="))?;
    let text: String = percent::decode(text).chars().filter(|c| !c.is_control()).take(MAX_REASON).collect();
    (!text.is_empty()).then_some(text)
}

fn no_answer(place: &Place, what: &'static str) -> PassportError {
    PassportError::BadAnswer { place: place.to_string(), what }
}

fn other_status(place: &Place, status: StatusCode) -> PassportError {
    PassportError::Status { place: place.to_string(), status: status.as_u16() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_among_other_schemes() {
        let headers =
            ["Basic realm=x", "Passport1.4 da-status=failed,srealm=Passport.NET,cbtxt=No%20such%0Auser"];
        let refused = status_of(headers.into_iter(), "failed").unwrap();
        assert_eq!(reason(refused).as_deref(), Some("No suchuser"));
        assert_eq!(status_of(headers.into_iter(), "success"), None);
        assert_eq!(reason("Passport1.4 da-status=failed,cbtxt="), None);
        assert_eq!(reason("Passport1.4 da-status=failed"), None);
    }

    #[test]
    fn nothing_in_a_password_is_a_parameter() {
        assert_eq!(quoted("a,b=c d'ü"), "a%2Cb%3Dc%20d%27%C3%BC");
    }
}
