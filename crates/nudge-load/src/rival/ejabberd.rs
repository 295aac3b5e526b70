//! ejabberd 23, as in Debian 12. Its script would want to be root or a user of its own, so Erlang is started as the script does
//! it, without the port mapper.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::write;
use crate::door::{DOMAIN, ROOMS};

pub(super) const PROGRAM: &str = "/usr/bin/erl";

/// Where Erlang's libraries of Debian are that have ejabberd among them.
pub(super) fn libraries() -> Option<PathBuf> {
    let has_it = |folder: &PathBuf| {
        let mut names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        names.any(|name| name.to_string_lossy().starts_with("ejabberd-"))
    };
    fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path()).find(has_it)
}

/// Registration by clients, rooms for many, no limit on how fast clients may be.
pub(super) fn configure(command: &mut Command, folder: &Path, address: SocketAddr) -> anyhow::Result<()> {
    let (ip, port) = (address.ip(), address.port());
    let text = format!(
        r#"hosts: ["{DOMAIN}"]
loglevel: error
certfiles: []
listen:
  -
    port: {port}
    ip: "{ip}"
    module: ejabberd_c2s
    backlog: 4096
    max_stanza_size: infinity
    shaper: none
    access: all
auth_method: internal
auth_password_format: plain
registration_timeout: infinity
max_fsm_queue: 100000
modules:
  mod_roster: {{}}
  mod_register:
    ip_access: all
    access: all
  mod_muc:
    host: "{ROOMS}"
    max_users: 100000
    default_room_options:
      max_users: 100000
"#
    );
    let config = write(folder, "ejabberd.yml", &text)?;
    let own = folder.to_str().context("the folder for temporary files has no readable name")?;
    command
        .env("HOME", own)
        .env("ERL_LIBS", libraries().context("ejabberd is not there")?)
        .env("ERL_CRASH_DUMP", folder.join("crash.dump"))
        .env("ERL_MAX_PORTS", "32000")
        .env("EJABBERD_CONFIG_PATH", config)
        .env("EJABBERD_LOG_PATH", folder.join("ejabberd.log"))
        .args([
            "+K",
            "true",
            "+P",
            "250000",
            "-mnesia",
            "dir",
            &format!("\"{own}\""),
            "-s",
            "ejabberd",
            "-noinput",
        ]);
    Ok(())
}
