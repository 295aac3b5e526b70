//! How a command gets at the domain: through the running server, or by opening the database itself.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use nudge_admin::{Answer, Export, Request, Response, Trouble, execute};
use nudge_core::{Actor, Handle, Policy};
use tokio::runtime::{self, Runtime};

use crate::assembly::{Assembled, Resources, assemble};
use crate::control::Client;
use crate::data::{DataFolder, Lock, remedy};

/// How long a command waits for whoever has the folder: a server that starts or stops, or another command.
const PATIENCE: Duration = Duration::from_secs(10);

const RETRY: Duration = Duration::from_millis(25);

/// A way to the domain.
#[derive(Debug)]
pub(crate) enum Operator {
    /// Through the server that is running.
    Server(Client),
    /// By ourselves.
    Alone(Box<Alone>),
}

/// The opened database, with nobody else on it.
#[derive(Debug)]
pub(crate) struct Alone {
    runtime: Runtime,
    /// There until it is dropped.
    assembled: Option<Assembled>,
}

/// There is nothing where the data folder should be.
#[derive(Debug, thiserror::Error)]
#[error(
    "there is no data folder {0}\n\n\
     nudge serve makes it; if it is elsewhere, name it with --data or NUDGE_DATA."
)]
pub(crate) struct NoDataFolder(String);

impl NoDataFolder {
    pub(crate) fn new(folder: &DataFolder) -> Self {
        Self(folder.path().display().to_string())
    }
}

impl Operator {
    /// Finds the way. While a command [is alone](Self::Alone), a server can not start and other commands wait: ask the user
    /// whatever must be asked before.
    pub(crate) fn reach(folder: &DataFolder) -> anyhow::Result<Self> {
        match Way::find(folder)? {
            Way::Server(client) => Ok(Self::Server(client)),
            Way::Free(lock) => Ok(Self::Alone(Box::new(Alone::open(folder, lock)?))),
        }
    }

    /// The running server; `None` where none is.
    pub(crate) fn server(folder: &DataFolder) -> anyhow::Result<Option<Self>> {
        match Way::find(folder)? {
            Way::Server(client) => Ok(Some(Self::Server(client))),
            Way::Free(_) => Ok(None),
        }
    }

    /// Asks for something. Why it was not done is a [`Trouble`].
    pub(crate) fn ask<T: Answer>(&mut self, request: Request) -> anyhow::Result<T> {
        let response = match self {
            Self::Server(client) => client.ask(&request)?,
            Self::Alone(alone) => alone.execute(request)?,
        };
        let unexpected = || Trouble::Failed("the running server is of another version".to_owned());
        Ok(T::from_response(response).ok_or_else(unexpected)?)
    }
}

impl Operator {
    /// Hands over all that an account owns, piece by piece.
    pub(crate) fn export(
        &mut self,
        email: &Handle,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Server(client) => client.export(email, take),
            Self::Alone(alone) => alone.export(email, take),
        }
    }
}

impl Alone {
    fn export(&self, email: &Handle, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
        let assembled = self.assembled.as_ref().context("the database is closed")?;
        self.runtime.block_on(async {
            let mut export = Export::begin(&assembled.core, email).await?;
            while let Some(piece) = export.next().await {
                take(&piece?.bytes().context("a piece of the archive is damaged")?)?;
            }
            Ok(())
        })
    }

    fn open(folder: &DataFolder, lock: Lock) -> anyhow::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        // Nobody is online, so nothing of what the policy limits can happen.
        let assembled = runtime.block_on(assemble(folder, lock, Policy::default(), Resources::default()))?;
        Ok(Self { runtime, assembled: Some(assembled) })
    }

    fn execute(&self, request: Request) -> Result<Response, Trouble> {
        let Some(assembled) = &self.assembled else {
            return Err(Trouble::Failed("the database is closed".to_owned()));
        };
        self.runtime.block_on(execute(&assembled.core, None, &Actor::Console, request))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if let Some(assembled) = self.assembled.take() {
            self.runtime.block_on(assembled.close());
        }
    }
}

/// Who has the folder.
#[derive(Debug)]
pub(crate) enum Way {
    /// A server, which answers here.
    Server(Client),
    /// Nobody but us.
    Free(Lock),
}

impl Way {
    /// Finds out, waiting for a while for whoever is there only for a moment.
    pub(crate) fn find(folder: &DataFolder) -> anyhow::Result<Self> {
        let path = folder.path();
        let there = path.try_exists().with_context(|| format!("cannot look into {}", path.display()))?;
        if !there {
            return Err(NoDataFolder::new(folder).into());
        }
        let started = Instant::now();
        loop {
            let lock = Lock::try_take(folder).map_err(|error| {
                anyhow!("cannot use the lock file {}: {error}{}", folder.lock().display(), remedy(&error))
            })?;
            if let Some(lock) = lock {
                return Ok(Self::Free(lock));
            }
            match Client::connect(folder) {
                Ok(client) => return Ok(Self::Server(client)),
                Err(error) if is_passing(&error) && started.elapsed() < PATIENCE => thread::sleep(RETRY),
                Err(error) => {
                    return Err(error).with_context(|| {
                        format!("{} is in use, and no server answers there", path.display())
                    });
                }
            }
        }
    }
}

/// Whether it is the error of a server that does not listen yet or no more.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}
