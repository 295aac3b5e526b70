//! Passwords come from a prompt or from the standard input, never from the command line, which others can read.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use anyhow::Context as _;
use nudge_admin::Told;
use nudge_core::Secret;
use zeroize::Zeroizing;

use super::Usage;
use crate::terminal;

/// Where the password comes from.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct PasswordArgs {
    /// Read the password from the first line of the standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// The longest line that is read. Whatever is longer is no password.
const MAX_LINE: u64 = 4096;

impl PasswordArgs {
    /// A new password, typed twice; `None` where there is nobody to ask, or nothing is typed.
    pub(super) fn new_password(self) -> anyhow::Result<Option<Told>> {
        if self.password_stdin {
            return from_stdin().map(remarked).map(Some);
        }
        if !io::stdin().is_terminal() {
            return Ok(None);
        }
        let password = prompt("Password (empty for none): ")?;
        if password.expose().is_empty() {
            return Ok(None);
        }
        let again = prompt("The same again: ")?;
        if !password.matches(&again) {
            return Err(Usage("the two passwords differ".to_owned()).into());
        }
        Ok(Some(remarked(Told(password))))
    }

    /// A new password without which the command makes no sense.
    pub(super) fn required_new_password(self) -> anyhow::Result<Told> {
        self.new_password()?.ok_or_else(|| no_password().into())
    }

    /// The password that an account has.
    pub(super) fn known_password(self) -> anyhow::Result<Told> {
        if self.password_stdin {
            from_stdin()
        } else if io::stdin().is_terminal() {
            prompt("The account's password: ").map(Told)
        } else {
            Err(no_password().into())
        }
    }
}

/// Says of a new password what its owner would otherwise find out in front of an old client.
fn remarked(password: Told) -> Told {
    if password.0.expose().chars().count() > TYPED_CHARS {
        terminal::complain(format_args!(
            "Note: clients of the era cut passwords to {TYPED_CHARS} characters, and this one is longer. Sign in there \
             with an access token (nudge token add)."
        ));
    }
    password
}

/// How many characters of a password the clients of the Passport time let one type or send.
const TYPED_CHARS: usize = 16;

fn no_password() -> Usage {
    Usage("no password: type it at a terminal, or pipe it in and say --password-stdin".to_owned())
}

fn prompt(text: &str) -> anyhow::Result<Secret> {
    rpassword::prompt_password(text).map(Secret::new).context("cannot ask for the password")
}

fn from_stdin() -> anyhow::Result<Told> {
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().take(MAX_LINE).read_line(&mut line).context("cannot read the password")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Usage("the standard input has no password".to_owned()).into());
    }
    Ok(Told(Secret::new(password.to_owned())))
}
