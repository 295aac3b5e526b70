//! `nudge account sign-ins`.

use nudge_admin::{Request, SignInView};

use super::output::{or_dash, table};
use super::{Ending, Target};

/// Show who signed in to an account, when, from where and with what
///
/// Newest first. They are kept for 90 days.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// How many at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let request = Request::SignIns { email: self.target.email.clone(), limit: self.limit };
        let sign_ins: Vec<SignInView> = self.target.ask(request)?;
        self.target.output.print(&sign_ins, |sign_ins| list(sign_ins))
    }
}

fn list(sign_ins: &[SignInView]) -> String {
    if sign_ins.is_empty() {
        return "Nobody has signed in.".to_owned();
    }
    let rows = sign_ins.iter().map(|sign_in| {
        [
            sign_in.started.to_string(),
            or_dash(sign_in.ended),
            sign_in.address.to_string(),
            sign_in.protocol.clone(),
            sign_in.client.clone(),
            or_dash(sign_in.token.as_ref()),
        ]
    });
    table(["FROM", "UNTIL", "ADDRESS", "PROTOCOL", "CLIENT", "TOKEN"], rows.collect())
}
