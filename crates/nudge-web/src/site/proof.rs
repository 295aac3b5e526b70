//! Asking somebody who has signed in to show once more who they are: before something that must not be done by whoever finds
//! the browser open.

use nudge_core::{Error, Secret, Verified};

use super::form::Errors;
use super::sign_in::words;
use super::signed_in::SignedIn;
use super::trouble::Trouble;

/// Checks the password. What is wrong with it is said beside that field, and nobody has been proved.
pub(super) async fn password(
    cx: &SignedIn,
    field: &'static str,
    typed: &str,
    errors: &mut Errors,
) -> Result<Option<Verified>, Trouble> {
    let password = Secret::new(typed.to_owned());
    let verified = cx.core().verify_real_password(&cx.visitor.handle, cx.origin().address, &password);
    match verified.await {
        Ok(who) => Ok(Some(who)),
        Err(error) => said(cx, field, error, errors),
    }
}

/// Checks the password in the field `password` and, where the account has a second factor, the code in the field `code`.
pub(super) async fn all(
    cx: &SignedIn,
    typed: &str,
    code: &str,
    errors: &mut Errors,
) -> Result<Option<Verified>, Trouble> {
    let Some(who) = password(cx, "password", typed, errors).await? else { return Ok(None) };
    match cx.core().check_second_factor(who, code, cx.origin().address).await {
        Ok(who) => Ok(Some(who)),
        Err(error) => said(cx, "code", error, errors),
    }
}

fn said(
    cx: &SignedIn,
    field: &'static str,
    error: Error,
    errors: &mut Errors,
) -> Result<Option<Verified>, Trouble> {
    match error {
        Error::Fault(fault) => Err(fault.into()),
        Error::Refusal(nudge_core::Refusal::BadCredentials) => {
            errors.add(field, cx.t().say("password-wrong"));
            Ok(None)
        }
        Error::Refusal(refusal) => {
            errors.add(field, cx.t().say(words(refusal).0));
            Ok(None)
        }
    }
}
