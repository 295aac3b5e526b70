//! `nudge account mail`.

use nudge_admin::{MailChange, Request};

use super::{Ending, Target, Usage};

/// Say what the client is told about the owner's mailbox
///
/// Nudge has no mailboxes: it tells the client at sign-in what another program says here. What is not given stays as it
/// is.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// Let the client show its mail features.
    #[arg(long, conflicts_with = "disable")]
    enable: bool,
    /// Let it hide them.
    #[arg(long)]
    disable: bool,
    /// Unread messages in the inbox.
    #[arg(long, value_name = "N")]
    inbox: Option<u32>,
    /// Unread messages in all other folders.
    #[arg(long, value_name = "N")]
    folders: Option<u32>,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let change = MailChange {
            enabled: (self.enable || self.disable).then_some(self.enable),
            inbox_unread: self.inbox,
            folders_unread: self.folders,
        };
        if change == MailChange::default() {
            return Err(
                Usage("nothing to change: say --enable, --disable, --inbox or --folders".to_owned()).into()
            );
        }
        let request = Request::ChangeMail { email: self.target.email.clone(), change };
        self.target.change(request, |account| {
            let mail = &account.mail;
            let shown = if mail.enabled { "shown" } else { "hidden" };
            format!("mail is {shown}, {} in the inbox, {} elsewhere.", mail.inbox_unread, mail.folders_unread)
        })
    }
}
