//! Prosody 0.12, as in Debian 12.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::write;
use crate::door::{DOMAIN, ROOMS};

pub(super) const PROGRAM: &str = "/usr/bin/prosody";

/// Registration by clients, rooms, no limit on how fast clients may be; and small packets are sent at once, which it does not do
/// by itself.
pub(super) fn configure(command: &mut Command, folder: &Path, address: SocketAddr) -> anyhow::Result<()> {
    let (ip, port, own) = (address.ip(), address.port(), folder.display());
    let text = format!(
        r#"data_path = "{own}"
pidfile = "{own}/prosody.pid"
certificates = "{own}"
modules_enabled = {{ "roster"; "saslauth"; "register"; }}
modules_disabled = {{ "s2s"; "tls"; "offline"; }}
allow_registration = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
interfaces = {{ "{ip}" }}
c2s_ports = {{ {port} }}
s2s_ports = {{ }}
http_ports = {{ }}
https_ports = {{ }}
network_backend = "epoll"
network_settings = {{ tcp_backlog = 4096; nagle = false }}
log = {{ error = "{own}/prosody.log" }}
VirtualHost "{DOMAIN}"
Component "{ROOMS}" "muc"
"#
    );
    let config = write(folder, "prosody.cfg.lua", &text)?;
    command.args(["--config", &config, "-F"]);
    Ok(())
}
