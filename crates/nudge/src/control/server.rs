//! The server's end of the control socket.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use nudge_admin::{Export, Request, Serving, Trouble, execute};
use nudge_core::{Actor, Core, Handle, RefusedAccepts};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::Reply;
use crate::data::DataFolder;

/// The longest request, in bytes.
const MAX_REQUEST: u64 = 64 << 10;

/// How long a connection may take to its next request, and to take an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long requests that are being executed have when the server stops.
const LAST_ORDERS: Duration = Duration::from_secs(1);

/// How many commands are served at the same time; others wait.
const CONNECTIONS: usize = 16;

/// The socket, which is gone from the folder when this is dropped.
#[derive(Debug)]
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Makes the socket. The caller holds the folder's lock, so one that is there is left over from a server that was
    /// killed. Needs a tokio runtime.
    pub(crate) fn bind(folder: &DataFolder) -> anyhow::Result<Self> {
        let path = folder.socket();
        let bind = || {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
            let listener = UnixListener::bind(&path)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
            Ok(listener)
        };
        let listener = bind().with_context(|| {
            format!(
                "cannot make the control socket {} (its path can have about 100 bytes, so the data folder's \
                 must not be too long)",
                path.display()
            )
        })?;
        Ok(Self { listener, path })
    }

    /// Serves commands until `stop`.
    pub(crate) async fn serve(self, core: Arc<Core>, serving: Serving, stop: impl Future<Output = ()>) {
        let serving = Arc::new(serving);
        let (mut connections, mut refused) = (JoinSet::new(), RefusedAccepts::default());
        tokio::pin!(stop);
        loop {
            while connections.try_join_next().is_some() {}
            tokio::select! {
                () = &mut stop => break,
                Some(_) = connections.join_next(), if connections.len() >= CONNECTIONS => {}
                accepted = self.listener.accept(), if connections.len() < CONNECTIONS => match accepted {
                    Ok((stream, _)) => {
                        connections.spawn(converse(stream, Arc::clone(&core), Arc::clone(&serving)));
                    }
                    Err(error) => {
                        if let Some(said) = refused.say(&error, Instant::now()) {
                            tracing::warn!(%error, "{said}");
                        }
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
            }
        }
        drop(self);
        let finished = async { while connections.join_next().await.is_some() {} };
        // One that only waits for a next request is cut off.
        let _ = timeout(LAST_ORDERS, finished).await;
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // One that stays is removed by the next server.
        let _ = fs::remove_file(&self.path);
    }
}

async fn converse(stream: UnixStream, core: Arc<Core>, serving: Arc<Serving>) {
    if let Err(error) = answer_requests(stream, &core, &serving).await {
        tracing::debug!(%error, "a command has gone away");
    }
}

async fn answer_requests(stream: UnixStream, core: &Arc<Core>, serving: &Serving) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = Zeroizing::new(Vec::new());
        let mut limited = (&mut stream).take(MAX_REQUEST);
        timeout(PATIENCE, limited.read_until(b'\n', &mut line)).await??;
        if line.is_empty() {
            return Ok(());
        }
        let (reply, go_on) = match serde_json::from_slice::<Request>(&line) {
            Ok(Request::Export { email }) => (export(&mut stream, core, &email).await?, true),
            Ok(request) => (execute(core, Some(serving), &Actor::Console, request).await.into(), true),
            // Where the next request begins is not known. What was sent is not told: it can hold a password.
            Err(_) => (Reply::Err(Trouble::Failed(NOT_UNDERSTOOD.to_owned())), false),
        };
        if let Reply::Err(Trouble::Failed(what)) = &reply {
            tracing::error!(error = what, "a command failed");
        }
        say(&mut stream, &reply).await?;
        if !go_on {
            return Ok(());
        }
    }
}

/// Sends the pieces of an archive, and gives what is to be said after them.
async fn export(stream: &mut BufReader<UnixStream>, core: &Arc<Core>, email: &Handle) -> io::Result<Reply> {
    let mut export = match Export::begin(core, email).await {
        Ok(export) => export,
        Err(trouble) => return Ok(Reply::Err(trouble)),
    };
    while let Some(piece) = export.next().await {
        match piece {
            Ok(piece) => say(stream, &Reply::Ok(Box::new(piece.into()))).await?,
            Err(trouble) => return Ok(Reply::Err(trouble)),
        }
    }
    Ok(Reply::Ok(Box::new(().into())))
}

async fn say(stream: &mut BufReader<UnixStream>, reply: &Reply) -> io::Result<()> {
    let mut line = Zeroizing::new(serde_json::to_vec(reply)?);
    line.push(b'\n');
    timeout(PATIENCE, stream.write_all(&line)).await?
}

const NOT_UNDERSTOOD: &str =
    "the running server does not understand the request; is the command of the same version as the server?";
