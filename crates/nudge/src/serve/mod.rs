//! `nudge serve`, once the settings are known: everything put together, and taken apart again.

mod demo;
mod gateway;
mod huge_pages;
mod logging;
mod notify;
mod open_files;
mod reload;
mod settings;
mod signals;
mod sockets;
mod steady;
mod tls;
mod upkeep;
mod web;
mod welcome;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use nudge_admin::{Listener, Serving};
use nudge_net::{Addresses, Server};
use nudge_reach::dns::{DnsConfig, DnsServer};
use nudge_web::{Web, acme, connect, site};
use tokio::runtime;
use tokio_util::sync::CancellationToken;

use crate::assembly::{Assembled, assemble};
use crate::config::{Loaded, Origin, create_if_missing};
use crate::control;
use crate::data::{self, DataFolder, Lock};
use crate::mail;
use crate::operator::Way;
use crate::ops::{Metrics, Ops};
use crate::terminal;

use logging::LogLevel;
pub(crate) use reload::Again;
use sockets::Sockets;

/// What is served.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// A service for people.
    Service,
    /// A demonstration, with accounts whose password everybody knows.
    Demo,
}

/// How long computations that nobody waits for any more may hold up the end of the process.
const LAST_WORK: Duration = Duration::from_millis(500);

/// Serves on the folder, which is made where it is missing, until the process is told to stop. `again` reads the settings
/// anew when it is asked to.
pub(crate) fn serve(
    folder: &DataFolder,
    loaded: &Loaded,
    again: Again<'_>,
    purpose: Purpose,
) -> anyhow::Result<()> {
    let sockets = Sockets::handed_over().context("cannot use the sockets that were handed over")?;
    let cannot_make = |error: io::Error| {
        anyhow!("cannot make the data folder {}: {error}{}", folder.path().display(), data::remedy(&error))
    };
    data::create_folder(folder.path()).map_err(cannot_make)?;
    let lock = take(folder)?;
    demo::check(folder, purpose)?;
    create_if_missing(folder.path()).map_err(cannot_make)?;
    let config = &loaded.config;
    let metrics = config.ops.listen.map(|_| Metrics::install()).transpose()?;
    let level = logging::start(&config.log)?;
    huge_pages::avoid();
    open_files::raise(config.limits.connections.saturating_add(config.web.connections));
    let runtime = runtime::Builder::new_multi_thread().enable_all().build()?;
    let told = Told { loaded, again, level, sockets };
    let outcome = runtime.block_on(run(folder, lock, told, purpose, metrics));
    runtime.shutdown_timeout(LAST_WORK);
    outcome
}

/// What the server was told from outside.
struct Told<'a> {
    loaded: &'a Loaded,
    again: Again<'a>,
    level: LogLevel,
    sockets: Sockets,
}

/// The folder's lock, unless a server has it.
fn take(folder: &DataFolder) -> anyhow::Result<Lock> {
    match Way::find(folder)? {
        Way::Free(lock) => Ok(lock),
        Way::Server(_) => bail!(
            "a server is running on the data folder {} already: stop it, or name another folder with --data",
            folder.path().display()
        ),
    }
}

async fn run(
    folder: &DataFolder,
    lock: Lock,
    told: Told<'_>,
    purpose: Purpose,
    metrics: Option<Metrics>,
) -> anyhow::Result<()> {
    let (loaded, config) = (told.loaded, &told.loaded.config);
    // From here on, a signal is heard.
    let stop = signals::stop()?;
    let hangup = signals::Hangup::new()?;
    let chosen = loaded.origin("ops.listen") != Origin::Default;
    // Before the database is opened, which may take a while: whoever asks is told that the server is starting.
    let ops = Ops::start(config.ops.listen, chosen, metrics).await?;
    let assembled = assemble(folder, lock, settings::policy(config), settings::resources(config)).await?;
    let outcome = serve_on(&assembled, folder, &told, purpose, stop, hangup, &ops).await;
    assembled.close().await;
    tracing::info!("stopped");
    outcome
}

async fn serve_on(
    assembled: &Assembled,
    folder: &DataFolder,
    told: &Told<'_>,
    purpose: Purpose,
    stop: CancellationToken,
    hangup: signals::Hangup,
    ops: &Ops,
) -> anyhow::Result<()> {
    let (core, loaded, sockets) = (&assembled.core, told.loaded, &told.sockets);
    if purpose == Purpose::Demo {
        demo::fill(core).await?;
    }
    let listen = async |address| sockets.listen(address).await;
    let server = Server::bind_with(Arc::clone(core), settings::front_ends(&loaded.config), listen)
        .await
        .map_err(why)?;
    let bound = server.addresses();
    let dispatch = bound.dispatch.or(bound.main).unwrap_or(loaded.config.server.listen);
    let tls = match loaded.config.web.https {
        Some(_) => Some(tls::open(folder, settings::tls(&loaded.config, folder)).await?),
        None => None,
    };
    let root = tls.as_ref().map(|tls| tls.root_der()).transpose()?;
    let connect = connect::router(settings::connect(&loaded.config, dispatch, root));
    let mail = mail::open(&loaded.config.mail)?;
    let site = settings::site(&loaded.config, site::SiteKey::new(core.derive_key("site")), mail);
    let pages = site::router(Arc::clone(core), Arc::new(site::Members(Arc::clone(core))), site, connect);
    // What the server knows of itself, once its ports are bound.
    let serving = Arc::new(OnceLock::new());
    let pages = match settings::api(&loaded.config) {
        Some(api) => {
            let api = nudge_api::router(Arc::clone(core), Arc::clone(&serving), api);
            nudge_web::beside(pages, nudge_api::PATH, api)
        }
        None => pages,
    };
    let pages = match &tls {
        Some(tls) => pages.merge(acme::router(tls.challenges())),
        None => pages,
    };
    let doorway = loaded.config.gateway.enabled.then(|| gateway::doorway(&server));
    let web = Web::new(Arc::clone(core), settings::web(&loaded.config), pages, doorway).await;
    let chosen = |setting| loaded.origin(setting) != Origin::Default;
    let http = web::bind(web::HTTP, &web, None, loaded.config.web.http, chosen("web.http"), sockets).await?;
    let https = loaded.config.web.https;
    let https = web::bind(web::HTTPS, &web, tls.as_ref(), https, chosen("web.https"), sockets).await?;
    sockets.refuse_rest()?;
    let http_address = http.server.as_ref().map(nudge_web::Server::address);
    if let Some(http) = http_address {
        server.pages_at(http.port());
    }
    let https_address = https.server.as_ref().map(nudge_web::Server::address);
    let dns = match settings::dns(&loaded.config) {
        Some(config) => Some(listen_for_dns(config).await?),
        None => None,
    };
    let mut listeners = listeners(server.addresses(), http_address, https_address);
    if let Some(dns) = &dns {
        listeners.push(Listener { role: "dns".to_owned(), address: dns.address()? });
    }
    listeners.extend(ops.address.map(|address| Listener { role: "ops".to_owned(), address }));
    ops.serving(Arc::clone(core), &listeners);
    let known = Serving { since: core.clock().now().into(), listeners, log: Arc::new(told.level.clone()) };
    let known = serving.get_or_init(|| known).clone();
    let socket = control::Socket::bind(folder)?;
    let accounts = core.store().account_count().await?;
    let address = server.addresses().main.unwrap_or(loaded.config.server.listen);
    let names = tls.as_deref().and_then(tls::trouble);
    let troubles: Vec<String> =
        [http.trouble, https.trouble, names, ops.trouble.clone()].into_iter().flatten().collect();
    let welcome = welcome::Welcome {
        folder,
        config: &loaded.config,
        address,
        http: http_address,
        https: https_address,
        troubles: &troubles,
        accounts,
    };
    // Whoever started us need not listen.
    let _ = terminal::print(match purpose {
        Purpose::Service => welcome.to_service(),
        Purpose::Demo => welcome.to_demo(),
    });
    tracing::info!(listen = %address, http = ?http_address, https = ?https_address, accounts, "serving");
    for trouble in &troubles {
        tracing::warn!("{}", trouble.lines().next().unwrap_or_default());
    }
    let status = format!("serving on {address}");
    notify::ready(&status);
    let reload = reload::Reload {
        again: told.again,
        level: &told.level,
        tls: tls.clone(),
        config: loaded.config.clone(),
        status,
    };
    let reloading = reload.run(hangup, stop.clone());
    let stopping = async {
        tokio::select! {
            () = stop.cancelled() => notify::stopping(),
            () = notify::alive(core) => {}
        }
    };
    let upkeep = tokio::spawn(upkeep::run(Arc::clone(core), loaded.config.history.retention_days));
    let tending = tls.map(|tls| tokio::spawn(tls::tend(tls)));
    let [http, https] = [http.server, https.server].map(async |server| {
        if let Some(server) = server {
            server.run(stop.cancelled()).await;
        }
    });
    let answering = async {
        if let Some(dns) = dns {
            dns.run(stop.cancelled()).await;
        }
    };
    let control = socket.serve(Arc::clone(core), known, stop.cancelled());
    let draining = async {
        stop.cancelled().await;
        ops.draining();
    };
    tokio::join!(
        server.run(stop.cancelled()),
        http,
        https,
        answering,
        control,
        reloading,
        stopping,
        draining
    );
    upkeep.abort();
    if let Some(tending) = tending {
        tending.abort();
    }
    Ok(())
}

async fn listen_for_dns(config: DnsConfig) -> anyhow::Result<DnsServer> {
    let listen = config.listen;
    DnsServer::bind(config).await.map_err(|error| match remedy(error.kind()) {
        Some(remedy) => anyhow!(
            "cannot answer for DNS on {listen}: {error}\n\n{remedy}; choose another address or port with dns.listen."
        ),
        None => anyhow!("cannot answer for DNS on {listen}: {error}"),
    })
}

/// Why a port cannot be listened on, and what to do about it.
fn why(error: io::Error) -> anyhow::Error {
    match remedy(error.kind()) {
        Some(remedy) => anyhow!("{error}\n\n{remedy}; choose another address or port with --listen."),
        None => error.into(),
    }
}

/// Why such an error usually is.
fn remedy(kind: io::ErrorKind) -> Option<&'static str> {
    REMEDIES.iter().find(|(known, _)| *known == kind).map(|(_, remedy)| *remedy)
}

const REMEDIES: [(io::ErrorKind, &str); 3] = [
    (io::ErrorKind::AddrInUse, "Another program listens there, perhaps another server"),
    (io::ErrorKind::AddrNotAvailable, "This machine does not have that address"),
    (io::ErrorKind::PermissionDenied, "Ports below 1024 are the administrator's"),
];

fn listeners(addresses: Addresses, http: Option<SocketAddr>, https: Option<SocketAddr>) -> Vec<Listener> {
    let roles = [
        ("listen", addresses.main),
        ("dispatch", addresses.dispatch),
        ("notification", addresses.notification),
        ("switchboard", addresses.switchboard),
        ("http", http),
        ("https", https),
    ];
    let bound = roles.into_iter().filter_map(|(role, address)| Some((role, address?)));
    bound.map(|(role, address)| Listener { role: role.to_owned(), address }).collect()
}
