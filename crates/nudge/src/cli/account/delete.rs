//! `nudge account delete`.

use std::io::{self, IsTerminal as _, Write as _};

use nudge_admin::Request;

use super::{Ending, Target, Usage};

/// Delete an account with its lists, access tokens and kept messages
///
/// Its owner is signed out at once, and others lose them as a contact. It cannot be undone; nudge account disable can.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let email = &self.target.email;
        if !self.yes && !self.is_meant()? {
            return Err(Usage(format!("{email} is not deleted")).into());
        }
        self.target.ask::<()>(Request::DeleteAccount { email: email.clone() })?;
        let said = serde_json::json!({ "deleted": email });
        self.target.output.print(&said, |_| format!("{email}: deleted."))
    }

    fn is_meant(&self) -> anyhow::Result<bool> {
        if !io::stdin().is_terminal() {
            return Err(Usage("there is nobody to ask: say --yes to delete the account".to_owned()).into());
        }
        let mut out = io::stderr().lock();
        write!(out, "Delete {} with all that it owns? [y/N] ", self.target.email)?;
        out.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
    }
}
