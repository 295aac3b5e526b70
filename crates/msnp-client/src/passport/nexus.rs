//! Passport 1.4: a ticket for the notification server, over HTTP (reference 10 §4 and §5).
//!
//! The nexus says where the login server is; the login server takes address and password and gives a ticket.

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use msnp::percent;
use msnp::value::Text;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{PassportError, clipped, no_answer, other_status, secure_as};
use crate::http::{self, Head, Place};
use crate::{Config, Error};

/// More login servers than this in a row are a loop.
const MAX_REDIRECTS: u32 = 3;

/// Headers that the protocol brings along.
const PASSPORT_URLS: HeaderName = HeaderName::from_static("passporturls");
const AUTHENTICATION_INFO: HeaderName = HeaderName::from_static("authentication-info");

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
    clipped(&percent::decode(text))
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
