//! What an operator would run instead, from Debian's packages: started with a configuration of ours in a folder for this run, on
//! a free port, as an ordinary user.

mod ejabberd;
mod inspircd;
mod prosody;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use tempfile::TempDir;

use crate::child::Spawned;
use crate::door::{Door, IrcDoor, XmppDoor};

/// Another server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Rival {
    /// IRC, in C++
    Inspircd,
    /// XMPP, in Erlang
    Ejabberd,
    /// XMPP, in Lua
    Prosody,
}

/// Of util-linux, which every Debian has: it becomes the program.
const SETPRIV: &str = "/usr/bin/setpriv";

/// How long one may take to listen.
const STARTING: Duration = Duration::from_mins(1);

/// Nobody's account (Debian Policy 9.2.2): what is started by root runs as that.
const NOBODY: u32 = 65534;

impl Rival {
    pub(crate) const ALL: [Self; 3] = [Self::Inspircd, Self::Ejabberd, Self::Prosody];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Inspircd => "inspircd",
            Self::Ejabberd => "ejabberd",
            Self::Prosody => "prosody",
        }
    }

    /// Where Debian has the program.
    fn program(self) -> &'static str {
        match self {
            Self::Inspircd => inspircd::PROGRAM,
            Self::Ejabberd => ejabberd::PROGRAM,
            Self::Prosody => prosody::PROGRAM,
        }
    }

    pub(crate) fn is_installed(self) -> bool {
        let module = match self {
            Self::Inspircd | Self::Prosody => true,
            // The program is that of Erlang.
            Self::Ejabberd => ejabberd::libraries().is_some(),
        };
        module && Path::new(self.program()).exists()
    }

    /// Starts it on that processor, and waits until it listens.
    pub(crate) async fn start(self, core: Option<usize>) -> anyhow::Result<(Door, Spawned, TempDir)> {
        if !self.is_installed() {
            bail!("{0} is not installed; on Debian: apt-get install {0}", self.name());
        }
        let folder = tempfile::tempdir()?;
        let address = free_address()?;
        let mut command = Command::new(SETPRIV);
        // It ends with us, however we end.
        command.args(["--pdeathsig", "KILL"]);
        let is_root = rustix::process::geteuid().is_root();
        if is_root {
            let nobody = NOBODY.to_string();
            command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]);
        }
        command.arg(self.program());
        match self {
            Self::Inspircd => inspircd::configure(&mut command, folder.path(), address)?,
            Self::Ejabberd => ejabberd::configure(&mut command, folder.path(), address)?,
            Self::Prosody => prosody::configure(&mut command, folder.path(), address)?,
        }
        if is_root {
            give_away(folder.path())?;
        }
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut spawned = Spawned::start(&mut command, core)?;
        listens(&mut spawned, address).await.with_context(|| format!("{} does not start", self.name()))?;
        let door = match self {
            Self::Inspircd => Door::Irc(IrcDoor { address }),
            Self::Ejabberd | Self::Prosody => Door::Xmpp(XmppDoor { address }),
        };
        Ok((door, spawned, folder))
    }
}

/// A port that nobody has now. Somebody might take it before the server does, who then does not start.
fn free_address() -> anyhow::Result<SocketAddr> {
    let any = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    Ok(TcpListener::bind(any)?.local_addr()?)
}

fn give_away(folder: &Path) -> anyhow::Result<()> {
    chown(folder, Some(NOBODY), Some(NOBODY))?;
    for entry in folder.read_dir()? {
        chown(entry?.path(), Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

async fn listens(spawned: &mut Spawned, address: SocketAddr) -> anyhow::Result<()> {
    let started = Instant::now();
    while started.elapsed() < STARTING {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        if spawned.has_ended()? {
            bail!("it has ended");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("it does not listen after {STARTING:?}")
}

/// A file of the configuration.
fn write(folder: &Path, name: &str, text: &str) -> anyhow::Result<String> {
    let path = folder.join(name);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path.to_str().context("the folder for temporary files has no readable name")?.to_owned())
}
