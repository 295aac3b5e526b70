//! Sockets that are handed over, and what SIGHUP changes, as a service manager does it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use rustix::process::{Pid, Signal, kill_process};

use crate::run::{command, nudge_in};

/// Nothing here takes longer, but for a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server with a socket that we hold, told by us as a service manager would.
struct Service {
    child: Child,
    words: UnixDatagram,
}

impl Service {
    /// The shell gives the socket the number that it must have, and says whose it is.
    fn start(folder: &Path, listener: &TcpListener) -> Self {
        Self::start_at(&listener.local_addr().unwrap().to_string(), folder, listener)
    }

    /// The same with another address in its settings.
    fn start_at(address: &str, folder: &Path, listener: &TcpListener) -> Self {
        let _none_yet = fs::remove_file(folder.join("notify"));
        let words = UnixDatagram::bind(folder.join("notify")).unwrap();
        words.set_read_timeout(Some(PATIENCE)).unwrap();
        let local = [
            "serve",
            "--listen",
            address,
            "--set",
            "web.http=",
            "--set",
            "web.https=",
            "--set",
            "ops.listen=",
        ];
        let nudge = command(folder, &local);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#"exec 3<&0 0</dev/null; LISTEN_PID=$$ exec "$0" "$@""#]);
        shell.arg(nudge.get_program()).args(nudge.get_args()).current_dir(folder);
        shell
            .env("LISTEN_FDS", "1")
            .env("NOTIFY_SOCKET", folder.join("notify"))
            .env("WATCHDOG_USEC", "200000");
        shell.stdin(OwnedFd::from(listener.try_clone().unwrap())).stdout(Stdio::null());
        shell.stderr(fs::File::options().create(true).append(true).open(folder.join("log")).unwrap());
        Self { child: shell.spawn().unwrap(), words }
    }

    /// Waits until it says that.
    fn says(&self, what: &str) {
        let mut buffer = [0; 1000];
        loop {
            let length = self.words.recv(&mut buffer).unwrap_or_else(|error| panic!("{what}: {error}"));
            if String::from_utf8_lossy(&buffer[..length]).lines().any(|line| line == what) {
                return;
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn stop(mut self) {
        self.signal(Signal::TERM);
        self.says("STOPPING=1");
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < PATIENCE, "it does not stop");
            thread::sleep(Duration::from_millis(10));
        }
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn connected(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"VER 1 MSNP7 CVR0\r\n").unwrap();
    stream
}

fn is_served(mut stream: TcpStream) {
    let mut answer = [0; 11];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"VER 1 MSNP7");
}

#[test]
fn a_connection_made_while_no_server_runs_is_served_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let early = connected(address);
    for _ in 0..2 {
        let service = Service::start(folder.path(), &listener);
        service.says("READY=1");
        service.says("WATCHDOG=1");
        is_served(connected(address));
        service.stop();
    }
    is_served(early);
    let between = connected(address);
    let service = Service::start(folder.path(), &listener);
    is_served(between);
    service.stop();
}

#[test]
fn a_socket_that_no_setting_has_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut service = Service::start_at("127.0.0.1:0", folder.path(), &listener);
    assert_eq!(service.child.wait().unwrap().code(), Some(1));
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains(&format!("the socket {} was handed over", listener.local_addr().unwrap())), "{log}");
}

#[test]
fn a_hangup_changes_what_can_be_changed_and_says_what_cannot() {
    let folder = tempfile::tempdir().unwrap();
    nudge_in(folder.path(), &["config", "init"]).done();
    let settings = folder.path().join("nudge-data/nudge.toml");
    fs::write(&settings, "[log]\nlevel = 'warn'\n").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let service = Service::start(folder.path(), &listener);
    service.says("READY=1");
    let reloaded = |text: &str| {
        fs::write(&settings, text).unwrap();
        service.signal(Signal::HUP);
        service.says("RELOADING=1");
        service.says("READY=1");
        fs::read_to_string(folder.path().join("log")).unwrap()
    };
    let log = reloaded("[log]\nlevel = 'debug'\n[history]\nenabled = true\n");
    assert!(log.contains("history.enabled") && log.contains("needs a restart"), "{log}");
    assert!(!log.contains("serving"), "it began with warnings only: {log}");
    is_served(connected(listener.local_addr().unwrap()));
    // The server hears of the other side's end when it does.
    let deadline = Instant::now() + Duration::from_secs(20);
    let log = || fs::read_to_string(folder.path().join("log")).unwrap();
    while !log().contains("a connection ended") {
        assert!(Instant::now() < deadline, "of the level debug: {}", log());
        thread::sleep(Duration::from_millis(20));
    }
    let log = reloaded("[log]\nlevle = 'debug'\n");
    assert!(log.contains("unknown setting log.levle"), "{log}");
    service.stop();
}
