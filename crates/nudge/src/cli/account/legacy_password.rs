//! `nudge account legacy-password`.

use nudge_admin::Request;

use super::password::PasswordArgs;
use super::{Ending, Target};
use crate::terminal;

/// Let old clients sign in with the account's password, or not
///
/// Clients up to MSN Messenger 4.7 prove their password by a challenge that the server can only check if it can read the
/// password back. It is then kept not only as a hash but also sealed with the server's key: whoever has the database and
/// nudge.key has the password. An access token (nudge token add) does the same job, is nobody's real password, and can
/// be revoked alone; allow this only on a closed network, and for a password that is used nowhere else.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    password: PasswordArgs,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Choice {
    /// Keep the password readable; it must be given, since so far only its hash is known.
    #[arg(long)]
    allow: bool,
    /// Forget the readable password.
    #[arg(long)]
    forbid: bool,
}

/// What it costs, said wherever it is allowed.
pub(super) const COST: &str =
    "The password is kept in a form that whoever has the database and nudge.key can read.";

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let email = self.target.email.clone();
        if self.choice.forbid {
            return self.target.change(Request::ForbidLegacyPassword { email }, |_| {
                "old clients need an access token from now on.".to_owned()
            });
        }
        let password = self.password.known_password()?;
        terminal::complain(COST);
        self.target.change(Request::AllowLegacyPassword { email, password }, |_| {
            "old clients can sign in with the password.".to_owned()
        })
    }
}
