//! What the site writes to its members.
//!
//! Letters have a code to type, and no link: whoever sends one of their own making gains nothing with it, and no secret is in
//! an address that a browser remembers.

use nudge_core::{Account, Secret};
use nudge_mail::{Full, Letter};

use super::cx::Cx;

/// With the code that shows that the address is its owner's.
pub(super) fn confirmation(cx: &Cx, account: &Account, code: &Secret) -> Result<(), Full> {
    send(cx, account, ["letter-confirmation", "letter-confirmation.text"], code)
}

/// With the code that a new password can be set with.
pub(super) fn reset(cx: &Cx, account: &Account, code: &Secret) -> Result<(), Full> {
    send(cx, account, ["letter-reset", "letter-reset.text"], code)
}

/// That a new password was set that way.
pub(super) fn was_reset(cx: &Cx, account: &Account) -> Result<(), Full> {
    send(cx, account, ["letter-was-reset", "letter-was-reset.text"], &Secret::new(String::new()))
}

fn send(cx: &Cx, account: &Account, [subject, text]: [&str; 2], code: &Secret) -> Result<(), Full> {
    let Some(post) = &cx.0.site.mail else {
        // Where there is no post, no page asks for letters.
        tracing::error!("there is no way to send a letter");
        return Err(Full);
    };
    let t = cx.t();
    let text = t.say(text).with("address", account.handle.as_str()).with("code", code.expose());
    post.send(Letter {
        to: account.handle.as_str().to_owned(),
        account: account.id.get(),
        subject: t.say(subject).to_string(),
        text: text.to_string(),
    })
}
