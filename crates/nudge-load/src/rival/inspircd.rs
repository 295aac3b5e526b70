//! `InspIRCd` 3, as in Debian 12.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use super::write;

pub(super) const PROGRAM: &str = "/usr/sbin/inspircd";

/// No limit on how fast clients may be and how many there are, no look-ups, and `away-notify`.
pub(super) fn configure(command: &mut Command, folder: &Path, address: SocketAddr) -> anyhow::Result<()> {
    let (ip, port, own) = (address.ip(), address.port(), folder.display());
    let text = format!(
        r#"<server name="load.example" description="load" network="load">
<admin name="load" nick="load" email="load@load.example">
<bind address="{ip}" port="{port}" type="clients">
<path configdir="{own}" datadir="{own}" logdir="{own}" runtimedir="{own}" moduledir="/usr/lib/inspircd/modules">
<power diepass="load" restartpass="load">
<connect name="load" allow="*" timeout="60" pingfreq="3600" hardsendq="64M" softsendq="32M" recvq="1M"
 threshold="100000000" commandrate="1000000000" fakelag="no" localmax="1000000" globalmax="1000000" maxconnwarn="no"
 useident="no" resolvehostnames="no" maxchans="20">
<performance somaxconn="4096" softlimit="1000000" netbuffersize="65534" quietbursts="yes">
<module name="cap">
<module name="ircv3">
"#
    );
    let config = write(folder, "inspircd.conf", &text)?;
    command.args([&format!("--config={config}"), "--nofork", "--nopid"]);
    Ok(())
}
