//! `nudge chat`: a small client for a terminal.
//!
//! ```text
//! keys, lines ──►        ──► screen, lines
//!               tui / plain
//!                    │ ▲
//!               Input│ │Effect
//!                    ▼ │
//!                   model            state, and what changes it
//!                    │ ▲
//!             Request│ │News
//!                    ▼ │
//!                  network           one task per connection
//! ```

mod clean;
mod model;
mod network;
mod plain;
mod session;
mod status;
mod trouble;
mod tui;

use std::io::{self, IsTerminal as _};

use anyhow::anyhow;
use msnp::Dialect;
use msnp_client::{Client, Config, Passport};
use time::UtcOffset;

use session::{Session, Watch};

/// What the command line says.
#[derive(Debug)]
pub(crate) struct Options {
    /// Whom to sign in, and where.
    pub(crate) whereto: Whereto,
    /// The access token.
    pub(crate) password: zeroize::Zeroizing<String>,
    /// Lines even on a terminal.
    pub(crate) plain: bool,
}

/// Whom to sign in, where, and in which dialect.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Whereto {
    /// `host:port`, or a host.
    pub(crate) server: String,
    /// The address to sign in with.
    pub(crate) handle: String,
    /// What to speak.
    pub(crate) dialect: Dialect,
    /// The page that says where tickets are, for the dialects that sign in with one.
    pub(crate) passport: String,
}

/// Signs in and chats until the user or the server ends it.
pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    // Before there are threads, which could change the variable that says where we are.
    let watch = Watch::start(UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(chat(options, watch))
}

async fn chat(options: Options, watch: Watch) -> anyhow::Result<()> {
    let Options { whereto, password, plain } = options;
    let lines = plain || !io::stdin().is_terminal() || !io::stdout().is_terminal();
    if !lines {
        crate::terminal::complain(format_args!("Signing in to {} as {}...", whereto.server, whereto.handle));
    }
    let mut config = Config::new(&whereto.server, &whereto.handle, &password, whereto.dialect);
    config.passport = Passport::at(&whereto.passport);
    drop(password);
    let patience = config.patience;
    let explain = |error: &msnp_client::Error| anyhow!(trouble::sign_in(error, &whereto));
    let mut client = Client::sign_in(config).await.map_err(|error| explain(&error))?;
    let lists = network::begin(&mut client).await.map_err(|error| explain(&error))?;
    let (session, greeting) = Session::start(client, patience, whereto.clone(), &lists, watch);
    if lines { plain::run(session, greeting).await } else { tui::run(session).await }
}
