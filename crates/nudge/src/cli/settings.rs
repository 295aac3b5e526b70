//! The options that say where the settings are and what overrides them.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::config::{DATA_VARIABLE, File, Flag, Loaded, Problem, Sources};
use crate::data::DataFolder;
use crate::terminal;

/// The data folder.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct DataArgs {
    /// The data folder, which holds the settings and everything that the server keeps. Without it: nudge-data in the
    /// current folder.
    #[arg(long, value_name = "FOLDER", env = DATA_VARIABLE, hide_env_values = true)]
    data: Option<PathBuf>,
}

impl DataArgs {
    pub(super) fn folder(&self) -> DataFolder {
        self.given().unwrap_or_default()
    }

    /// The folder, where one was named.
    pub(super) fn given(&self) -> Option<DataFolder> {
        self.data.as_ref().map(DataFolder::new)
    }
}

/// The data folder and the settings given as flags.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SettingsArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,

    /// Where clients connect, such as 0.0.0.0:1863.
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = SETTINGS)]
    listen: Option<String>,

    /// The name under which clients reach the server, where it is not the address they connect to.
    #[arg(long, value_name = "HOST[:PORT]", help_heading = SETTINGS)]
    public_address: Option<String>,

    /// Any other setting; may be repeated.
    #[arg(long = "set", help = SET_HELP, value_name = "KEY=VALUE", value_parser = key_and_value, help_heading = SETTINGS)]
    settings: Vec<(String, String)>,
}

impl SettingsArgs {
    /// Reads the file and the environment, and lays everything over each other.
    pub(super) fn load(&self) -> anyhow::Result<Result<Loaded, Vec<Problem>>> {
        self.load_from(&self.data.folder())
    }

    /// The same with the file of another folder.
    pub(super) fn load_from(&self, folder: &DataFolder) -> anyhow::Result<Result<Loaded, Vec<Problem>>> {
        let path = folder.settings();
        let file = match fs::read(&path) {
            Ok(bytes) => Some(File::new(&path, bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let file = match file.transpose() {
            Ok(file) => file,
            Err(problem) => return Ok(Err(vec![problem])),
        };
        let mut environment: Vec<_> = env::vars_os().collect();
        environment.sort();
        Ok(Sources { file, environment, flags: self.flags() }.load())
    }

    fn flags(&self) -> Vec<Flag> {
        let flag = |given_as, setting: &str, value: &str| Flag {
            given_as,
            setting: setting.to_owned(),
            value: value.to_owned(),
        };
        let listen = self.listen.iter().map(|value| flag("--listen", "listen", value));
        let public =
            self.public_address.iter().map(|value| flag("--public-address", "public_address", value));
        let others = self.settings.iter().map(|(name, value)| flag("--set", name, value));
        listen.chain(public).chain(others).collect()
    }
}

/// Says on the standard error what is wrong with the configuration.
pub(super) fn complain(problems: &[Problem]) {
    for problem in problems {
        terminal::complain(problem);
    }
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    };
    terminal::complain(format_args!("nudge: {count} in the configuration"));
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE, such as limits.room_members=20")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

const SET_HELP: &str = "Any other setting, such as limits.room_members=20; may be repeated";

const SETTINGS: &str = "Settings";
