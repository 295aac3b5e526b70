//! What a server says when it has started: where it is, and what to do next.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use nudge_reach::{DEFAULT_PORT, Generation};

use super::demo;
use crate::config::Config;
use crate::data::DataFolder;
use crate::own_address::own_address;

/// What there is to say.
#[derive(Debug)]
pub(super) struct Welcome<'a> {
    pub(super) folder: &'a DataFolder,
    pub(super) config: &'a Config,
    pub(super) address: SocketAddr,
    /// Where HTTP is served.
    pub(super) http: Option<SocketAddr>,
    /// Where HTTP over TLS is.
    pub(super) https: Option<SocketAddr>,
    /// What does not work, and how to mend it.
    pub(super) troubles: &'a [String],
    pub(super) accounts: u64,
}

impl Welcome<'_> {
    /// To somebody who starts a service.
    pub(super) fn to_service(&self) -> String {
        let mut text = self.head();
        let data = self.data_flag();
        if self.accounts == 0 {
            push(&mut text, format_args!("\nMake an account, and a password for the device it is used on:"));
            push(&mut text, format_args!("  nudge account add alice@example.com --name Alice{data}"));
            push(&mut text, format_args!("  nudge token add alice@example.com --name laptop{data}"));
        } else {
            push(&mut text, format_args!("Accounts: {}.", self.accounts));
        }
        text.push_str(&self.to_connect());
        push(&mut text, format_args!("\nSettings: {}. Stop with Ctrl+C.", self.folder.settings().display()));
        text
    }

    /// To somebody who wants to look around.
    pub(super) fn to_demo(&self) -> String {
        let mut text = self.head();
        push(&mut text, format_args!("\nThis is a demonstration: everybody knows the passwords.\n"));
        push(&mut text, format_args!("  {:24}  {:8}  {}", "ACCOUNT", "NAME", "PASSWORD"));
        for person in &demo::PEOPLE {
            push(&mut text, format_args!("  {:24}  {:8}  {}", person.email, person.name, demo::PASSWORD));
        }
        let server =
            if self.is_default_port() { String::new() } else { format!(" --server {}", self.address) };
        push(&mut text, format_args!("\nSign in as two of them, each in a terminal of its own:"));
        push(&mut text, format_args!("  nudge chat --as alice@example.com{server}"));
        push(&mut text, format_args!("  nudge chat --as bob@example.com{server}"));
        text.push_str(&self.to_connect());
        push(&mut text, format_args!("\nSign in there with one of the accounts above."));
        if self.address.ip().is_loopback() {
            push(
                &mut text,
                format_args!("Other machines are let in with nudge serve --demo --listen 0.0.0.0:1863."),
            );
        }
        push(&mut text, format_args!("\nStop with Ctrl+C."));
        text
    }

    fn head(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let folder = self.folder.path().display();
        let mut text = format!("Nudge {version} listens on {}. Its data folder is {folder}.\n", self.address);
        for (what, address) in [("HTTP", self.http), ("HTTPS", self.https)] {
            if let Some(address) = address {
                push(&mut text, format_args!("{what} is served on {address}."));
            }
        }
        for trouble in self.troubles {
            push(&mut text, format_args!("\n{trouble}"));
        }
        text
    }

    fn to_connect(&self) -> String {
        let host = self.client_host();
        let public_port = self.config.server.public_address.as_ref().and_then(|address| address.port);
        let port = public_port.map_or(self.address.port(), Into::into);
        let port = if port == DEFAULT_PORT.get() { String::new() } else { format!(" --port {port}") };
        let pages = self.http.map_or_else(String::new, |http| {
            let port = if http.port() == 80 { String::new() } else { format!(":{}", http.port()) };
            let host = if http.ip().is_unspecified() { host.clone() } else { self.page_host(http) };
            format!("\nOn the machine with the client, open http://{host}{port}/connect: it says what to do there.\n")
        });
        let oldest = Generation::Msn1To4.needs().name;
        format!(
            "{pages}\nPoint {oldest} at this server with a registry file:\n  \
             nudge client-config registry --host {host}{port} --output msn.reg\n\
             What every other client needs:\n  \
             nudge client-config steps\n\
             Why one does not get in, asked on its machine or beside it:\n  \
             nudge doctor --host {host}{port}\n"
        )
    }

    /// The name or address under which a client most likely reaches us.
    fn client_host(&self) -> String {
        if let Some(public) = &self.config.server.public_address {
            return public.host.as_str().to_owned();
        }
        match self.address.ip() {
            IpAddr::V4(ip) if !ip.is_unspecified() => ip.to_string(),
            IpAddr::V4(_) | IpAddr::V6(_) => {
                own_address().map_or_else(|| "NAME".to_owned(), |address| address.to_string())
            }
        }
    }

    /// The name or address under which the pages are reached where they have an address of their own.
    fn page_host(&self, http: SocketAddr) -> String {
        match (&self.config.server.public_address, http.ip()) {
            (Some(public), _) => public.host.as_str().to_owned(),
            (None, IpAddr::V4(ip)) => ip.to_string(),
            (None, IpAddr::V6(ip)) => format!("[{ip}]"),
        }
    }

    fn data_flag(&self) -> String {
        let is_default = *self.folder == DataFolder::default();
        if is_default { String::new() } else { format!(" --data {}", self.folder.path().display()) }
    }

    fn is_default_port(&self) -> bool {
        self.address.port() == DEFAULT_PORT.get()
    }
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
