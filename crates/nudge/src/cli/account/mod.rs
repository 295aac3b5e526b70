//! `nudge account`: who has an account, and what holds for it.

mod add;
mod delete;
mod export;
mod legacy_password;
mod list;
mod mail;
mod profile;
mod show;
mod sign_ins;

use clap::Subcommand;
use nudge_admin::{AccountView, Answer, Moderation, Request};
use nudge_core::{Handle, Role};

use super::output::Output;
use super::password::PasswordArgs;
use super::settings::DataArgs;
use super::{Ending, Usage, output, password};
use crate::operator::Operator;

/// Make accounts, and look after them
///
/// Works with the server running and stopped. With it running, a change takes effect at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    /// Set the password of an account
    ///
    /// It is asked for twice, or read from the standard input. Whoever is signed in stays so. Where the password may be
    /// used by old clients (legacy-password), they need the new one from now on.
    Passwd {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Switch an account off
    ///
    /// Its owner is signed out at once and cannot sign in; nothing of theirs is lost.
    Disable(Target),
    /// Switch an account on again
    Enable(Target),
    Delete(delete::Args),
    Export(export::Args),
    Profile(Box<profile::Args>),
    Mail(mail::Args),
    LegacyPassword(legacy_password::Args),
    /// Say that the address is known to be its owner's
    ///
    /// Accounts that an operator makes are verified; those made at a sign-in are not. Clients of MSNP5 and later show
    /// it.
    Verify {
        #[command(flatten)]
        target: Target,
        /// Say that it is not.
        #[arg(long)]
        unverify: bool,
    },
    SignIns(sign_ins::Args),
    /// Give an account a role
    ///
    /// An administrator looks after everybody's accounts on the website, with a second factor where
    /// `site.administrators_need_second_factor` says so. There is always one, once there has been one.
    Role {
        #[command(flatten)]
        target: Target,
        /// `member` or `administrator`.
        role: Role,
    },
    /// Give an account another address
    ///
    /// Its owner is signed out, and signs in with the new address from now on. It stays on everybody's lists.
    Rename {
        #[command(flatten)]
        target: Target,
        /// The new address.
        to: Handle,
    },
    /// Sign an account out everywhere
    ///
    /// Its client and every browser. Whoever has the password or an access token can sign in again.
    SignOut(Target),
    /// End the session of an account with a client
    ///
    /// The client says that it was signed out, and can sign in again. Needs a running server.
    Disconnect(Target),
    /// Take the second factor of an account away
    ///
    /// For an owner who has lost their authenticator and the codes that they wrote down.
    RemoveSecondFactor(Target),
}

/// The account that it is about, and how to say what became of it.
#[derive(Debug, clap::Args)]
struct Target {
    /// The address of the account.
    email: Handle,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Target {
    fn ask<T: Answer>(&self, request: Request) -> anyhow::Result<T> {
        Operator::reach(&self.data.folder())?.ask(request)
    }

    /// Changes the account and says, after its address, what has become of it.
    fn change(&self, request: Request, said: impl FnOnce(&AccountView) -> String) -> anyhow::Result<Ending> {
        let account: AccountView = self.ask(request)?;
        self.output.print(&account, |account| format!("{}: {}", account.email, said(account)))
    }
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Add(args) => args.run(),
            Command::List(args) => args.run(),
            Command::Show(args) => args.run(),
            Command::Passwd { target, password } => {
                let password = password.required_new_password()?;
                let request = Request::SetPassword { email: target.email.clone(), password };
                target.change(request, |_| "the password is set.".to_owned())
            }
            Command::Disable(target) => set_enabled(&target, false),
            Command::Enable(target) => set_enabled(&target, true),
            Command::Delete(args) => args.run(),
            Command::Export(args) => args.run(),
            Command::Profile(args) => args.run(),
            Command::Mail(args) => args.run(),
            Command::LegacyPassword(args) => args.run(),
            Command::Verify { target, unverify } => {
                let request = Request::SetVerified { email: target.email.clone(), verified: !unverify };
                target.change(request, |account| {
                    if account.verified { "verified." } else { "not verified." }.to_owned()
                })
            }
            Command::SignIns(args) => args.run(),
            Command::Role { target, role } => {
                let request = Moderation::SetRole { email: target.email.clone(), role };
                target.change(Request::Moderate(request), |account| format!("{}.", account.role))
            }
            Command::Rename { target, to } => {
                let request = Moderation::Rename { email: target.email.clone(), to };
                let old = target.email.clone();
                target.change(Request::Moderate(request), |_| format!("this was {old}."))
            }
            Command::SignOut(target) => {
                let request = Moderation::SignOut { email: target.email.clone() };
                target.ask::<()>(Request::Moderate(request))?;
                let said = serde_json::json!({ "signed_out": target.email });
                target.output.print(&said, |_| format!("{}: signed out everywhere.", target.email))
            }
            Command::Disconnect(target) => {
                let request = Moderation::EndSession { email: target.email.clone() };
                target.ask::<()>(Request::Moderate(request))?;
                let said = serde_json::json!({ "disconnected": target.email });
                target.output.print(&said, |_| format!("{}: disconnected.", target.email))
            }
            Command::RemoveSecondFactor(target) => {
                let request = Moderation::RemoveSecondFactor { email: target.email.clone() };
                target.change(Request::Moderate(request), |_| "no second factor.".to_owned())
            }
        }
    }
}

fn set_enabled(target: &Target, enabled: bool) -> anyhow::Result<Ending> {
    let request = Request::SetEnabled { email: target.email.clone(), enabled };
    target.change(request, |account| if account.enabled { "enabled." } else { "disabled." }.to_owned())
}
