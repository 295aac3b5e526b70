//! Another view of the machine, in which a data folder is on a disk of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::run::{Ended, command, ended};

/// A view in which `nudge-data` is something else. It is there until this is dropped.
#[derive(Debug)]
pub(crate) struct View {
    /// Who keeps it.
    keeper: Child,
    /// The folder that `nudge-data` is in.
    pub(crate) folder: PathBuf,
}

impl View {
    /// `mount` is what the shell does within the folder, as the view's administrator.
    pub(crate) fn new(folder: &TempDir, mount: &str) -> Self {
        let script = format!("{mount} && echo mounted && exec sleep 600");
        let mut keeper = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare, of util-linux, is there");
        let mut said = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert_eq!(said, "mounted\n", "user namespaces must be allowed on this machine");
        Self { keeper, folder: folder.path().to_owned() }
    }

    /// The shell in this view, as its administrator; the next argument is what it does.
    fn entering(&self) -> Command {
        let mut entering = Command::new("nsenter");
        entering.args(["--user", "--mount", "--target", &self.keeper.id().to_string(), "sh", "-c"]);
        entering
    }

    /// Changes the view while it is looked at: `mount` is as for [`View::new`].
    pub(crate) fn change(&self, mount: &str) {
        let script = format!("cd \"$0\" && {mount}");
        let status = self.entering().arg(script).arg(&self.folder).status().unwrap();
        assert!(status.success(), "{mount}: {status}");
    }

    /// `nudge` with these arguments, in this view.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let plain = command(&self.folder, arguments);
        let mut entering = self.entering();
        entering.args(["cd \"$0\" && exec \"$@\"".as_ref(), self.folder.as_os_str(), plain.get_program()]);
        entering.args(plain.get_args());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => entering.env(name, value),
                None => entering.env_remove(name),
            };
        }
        entering
    }

    /// Runs it to its end.
    pub(crate) fn nudge(&self, arguments: &[&str]) -> Ended {
        ended(&self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Where the data folder is, for whoever is not in the view.
    pub(crate) fn data(&self) -> PathBuf {
        let root = Path::new("/proc").join(self.keeper.id().to_string()).join("root");
        root.join(self.folder.strip_prefix("/").unwrap()).join("nudge-data")
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}
