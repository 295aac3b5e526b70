//! What the site writes to its members.
//!
//! Letters have a code to type, and no link: whoever sends one of their own making gains nothing with it, and no secret is in
//! an address that a browser remembers.

use nudge_core::{Account, Handle, Refusal, Secret};
use nudge_mail::{Full, Letter};

use super::cx::Cx;

/// With the code that shows that the address is its owner's.
pub(super) fn confirmation(cx: &Cx, account: &Account, code: &Secret) -> Result<(), Full> {
    send(cx, account, ["letter-confirmation", "letter-confirmation.text"], code)
}

/// What somebody asks to be sent, who has not signed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Wanted {
    /// Another code that shows that the address is its owner's.
    Confirmation,
    /// A code that a new password can be set with.
    Reset,
}

/// Has that sent to an address, if it is somebody's who may have it. The asker does not wait for it, and so cannot tell by the
/// time it takes whether it is; after too many questions, they are refused.
pub(super) fn ask(cx: &Cx, handle: Handle, wanted: Wanted) -> Result<(), Refusal> {
    cx.core().may_ask_for_code(cx.origin().address)?;
    let asker = cx.clone();
    tokio::spawn(async move {
        let (core, from) = (asker.core(), asker.origin().address);
        let drawn = match wanted {
            Wanted::Confirmation => core.confirmation_code(&handle, from).await,
            Wanted::Reset => core.reset_code(&handle, from).await,
        };
        // If it cannot be sent, the post has said so in the log.
        let _sent = match drawn {
            Ok(Some((account, code))) if wanted == Wanted::Confirmation => {
                confirmation(&asker, &account, &code)
            }
            Ok(Some((account, code))) => reset(&asker, &account, &code),
            Ok(None) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "a code could not be drawn");
                Ok(())
            }
        };
    });
    Ok(())
}

/// With the code that a new password can be set with.
fn reset(cx: &Cx, account: &Account, code: &Secret) -> Result<(), Full> {
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
