//! A server of our own, for the length of a test.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::run::{Ended, command, nudge_in, with_input};

/// A running `nudge serve`, killed when this is dropped.
pub(crate) struct Server {
    folder: TempDir,
    child: Child,
    log: Option<JoinHandle<String>>,
    /// What it said on the standard output until it was ready.
    pub(crate) welcome: String,
    pub(crate) address: SocketAddr,
    /// Where it serves HTTP.
    pub(crate) http: SocketAddr,
    /// Where it serves HTTPS, if it does.
    pub(crate) https: Option<SocketAddr>,
}

/// A server that was told to stop.
pub(crate) struct Stopped {
    pub(crate) folder: TempDir,
    pub(crate) code: Option<i32>,
    pub(crate) log: String,
    pub(crate) took: Duration,
}

/// Making keys takes a second or two, for which most tests have no use.
const WITHOUT_TLS: &[&str] = &["--set", "web.https="];

/// The usual port may be some other server's.
const UNWATCHED: &[&str] = &["--set", "ops.listen="];

/// For those that have.
pub(crate) const WITH_TLS: &[&str] = &["--set", "web.https=127.0.0.1:0"];

impl Server {
    /// Starts one on a folder of its own.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments)
    }

    /// Starts one whose data folder is `nudge-data` in the given one.
    pub(crate) fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        let command = command(folder.path(), &serving(arguments));
        Self::start_as(folder, command)
    }

    /// Starts one in another way, as that command does.
    pub(crate) fn start_as(folder: TempDir, mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = read_all(child.stderr.take().unwrap());
        let mut welcome = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        while !welcome.ends_with("Stop with Ctrl+C.\n") {
            if stdout.read_line(&mut welcome).unwrap() == 0 {
                child.wait().unwrap();
                panic!("the server does not start: {welcome}{}", log.join().unwrap());
            }
        }
        let address = welcome.split_once(" listens on ").unwrap().1.split_once(". Its").unwrap().0;
        let address = address.parse().unwrap();
        let http = welcome.split_once("HTTP is served on ").unwrap().1.split_once(".\n").unwrap().0;
        let http = http.parse().unwrap();
        let https = welcome.split_once("HTTPS is served on ").and_then(|(_, rest)| rest.split_once(".\n"));
        let https = https.map(|(https, _)| https.parse().unwrap());
        Self { folder, child, log: Some(log), welcome, address, http, https }
    }

    /// Runs a command beside it.
    pub(crate) fn nudge(&self, arguments: &[&str]) -> Ended {
        nudge_in(self.folder.path(), arguments)
    }

    /// The same with something on its standard input.
    pub(crate) fn nudge_with(&self, arguments: &[&str], input: &str) -> Ended {
        with_input(self.folder.path(), arguments, input)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("nudge-data")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal and waits until it is gone.
    pub(crate) fn end(self, signal: Signal) -> Stopped {
        self.tell(signal);
        self.ended()
    }

    /// Sends it a signal.
    pub(crate) fn tell(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits until it is gone, of which it has been told.
    pub(crate) fn ended(mut self) -> Stopped {
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < Duration::from_secs(20), "it does not stop");
            thread::sleep(Duration::from_millis(10));
        }
        let took = started.elapsed();
        let code = self.child.wait().unwrap().code();
        let log = self.log.take().unwrap().join().unwrap();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Stopped { folder, code, log, took }
    }

    /// Stops it as an operator would, which must go well, and gives its log.
    pub(crate) fn stop(self) -> Stopped {
        let stopped = self.end(Signal::TERM);
        assert_eq!(stopped.code, Some(0), "{}", stopped.log);
        stopped
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a server is started: on ports that are free, without what takes time, and as the arguments say.
pub(crate) fn serving<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let says_where = arguments.iter().any(|argument| argument.starts_with("web.https="));
    let tls = if says_where { &[] } else { WITHOUT_TLS };
    let watched = arguments.iter().any(|argument| argument.starts_with("ops.listen="));
    let ops = if watched { &[] } else { UNWATCHED };
    let serve = ["serve", "--listen", "127.0.0.1:0", "--set", "web.http=127.0.0.1:0"];
    [&serve, tls, ops, arguments].concat()
}

/// Reads along, so that the server never waits for its log to be read.
fn read_all(mut stderr: ChildStderr) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut log = Vec::new();
        stderr.read_to_end(&mut log).unwrap();
        String::from_utf8_lossy(&log).into_owned()
    })
}
