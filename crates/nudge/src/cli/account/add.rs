//! `nudge account add`.

use nudge_admin::Request;
use nudge_core::DisplayName;

use super::password::PasswordArgs;
use super::{Ending, Target, Usage, legacy_password};
use crate::terminal;

/// Make an account
///
/// At a terminal, its password is asked for. Without a password only access tokens open the account, which is what
/// clients up to MSN Messenger 4.7 need anyway: make one with nudge token add.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// The name that others see; the address where there is none.
    #[arg(long)]
    name: Option<DisplayName>,
    #[command(flatten)]
    password: PasswordArgs,
    /// Let old clients sign in with the password itself (see nudge account legacy-password).
    #[arg(long)]
    legacy_password: bool,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let password = self.password.new_password()?;
        let email = &self.target.email;
        if password.is_none() {
            if self.legacy_password {
                let what = "--legacy-password needs a password: type it at a terminal, or pipe it in and say \
                            --password-stdin";
                return Err(Usage(what.to_owned()).into());
            }
            terminal::complain(format_args!(
                "No password: only access tokens open this account. Make one with\n  \
                 nudge token add {email} --name DEVICE"
            ));
        }
        if self.legacy_password {
            terminal::complain(legacy_password::COST);
        }
        let request = Request::AddAccount {
            email: email.clone(),
            name: self.name,
            password,
            legacy_password: self.legacy_password,
        };
        self.target.change(request, |_| "the account is made.".to_owned())
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge account add alice@example.com --name Alice
  pwgen 16 1 | nudge account add bot@example.com --password-stdin";
