//! The real servers, for as long as a test takes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use anyhow::Context as _;
use axum::body::Bytes;
use msnp::Dialect;
use msnp_client::Passport;
use nudge_admin::{Listener, Logging, Serving, Trouble};
use nudge_bus::InProcess;
use nudge_core::{Core, Entropy, HashCost, Keyring, Parts, PasswordHasher, Policy, entropy};
use nudge_mail::{Post, Settings, Way};
use nudge_net::{Addresses, Config, PublicAddress, Server};
use nudge_store::{SqliteOptions, SqliteStore};
use nudge_web::{Web, connect, site};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::gateway::{Entrance, Tunnel};
use crate::machine::{self, SystemEntropy};
use crate::member::{Member, furnish};
use crate::{TestClock, raw};

/// Any port of this machine that is free.
const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// How often the domain does what is due from time to time. The program does it every second; tests do not wait that long.
const SWEEP: Duration = Duration::from_millis(20);

/// How long a stop may take beyond what the configuration allows the connections.
const STOP: Duration = Duration::from_secs(3);

/// The servers, with a database in a folder of their own. Dropping it stops them.
#[derive(Debug)]
pub struct TestServer {
    core: Arc<Core>,
    addresses: Addresses,
    web: SocketAddr,
    /// Where clients connect that are to go over the gateway, and do not know it.
    tunnel: Option<SocketAddr>,
    tls: Option<Tls>,
    clock: Arc<TestClock>,
    patience: Duration,
    running: JoinHandle<()>,
    web_running: JoinHandle<()>,
    /// Dropped last but for the folder, which the database lies in.
    stop: oneshot::Sender<()>,
    setup: Setup,
    folder: TempDir,
}

/// What a server begins with, and begins again with.
#[derive(Debug)]
struct Setup {
    config: Config,
    web: nudge_web::Config,
    certificate: Option<Bytes>,
    tls: bool,
    over_gateway: bool,
    site: Site,
    api: nudge_api::Settings,
    policy: Policy,
    keyring: Keyring,
}

/// The port for TLS, and what clients have to trust.
#[derive(Debug)]
struct Tls {
    address: SocketAddr,
    root: Vec<u8>,
    modern_root: Vec<u8>,
}

/// What the site is like.
#[derive(Debug)]
struct Site {
    visitors: Option<Arc<dyn site::Visitors>>,
    style_guide: bool,
    mail: Option<Post>,
}

/// What a server is to be like.
#[derive(Debug)]
pub struct Builder {
    config: Config,
    web: nudge_web::Config,
    certificate: Option<Bytes>,
    tls: bool,
    over_gateway: bool,
    site: Site,
    api: nudge_api::Settings,
    policy: Policy,
    members: Vec<Member>,
}

impl TestServer {
    /// A server with the defaults, on one free port, without accounts; but commands are handled as fast as they come, since
    /// tests are in a hurry.
    pub fn builder() -> Builder {
        let mut config = Config::on(ANY_PORT);
        config.limits.commands.count = 0;
        config.limits.announcements.count = 0;
        Builder {
            config,
            web: nudge_web::Config::default(),
            certificate: None,
            tls: false,
            over_gateway: false,
            site: Site { visitors: None, style_guide: false, mail: None },
            api: nudge_api::Settings::default(),
            policy: Policy::default(),
            members: Vec::new(),
        }
    }

    /// A server with the defaults and these accounts.
    pub async fn with(members: impl IntoIterator<Item = Member>) -> anyhow::Result<Self> {
        Self::builder().members(members).start().await
    }

    /// The common port.
    pub fn main(&self) -> SocketAddr {
        self.tunnel.or(self.addresses.main).unwrap_or(ANY_PORT)
    }

    /// Where a client begins.
    pub fn dispatch(&self) -> SocketAddr {
        self.tunnel.or(self.addresses.dispatch).unwrap_or(self.main())
    }

    /// Where sessions are.
    pub fn notification(&self) -> SocketAddr {
        self.tunnel.or(self.addresses.notification).unwrap_or(self.main())
    }

    /// Where conversations are.
    pub fn switchboard(&self) -> SocketAddr {
        self.tunnel.or(self.addresses.switchboard).unwrap_or(self.main())
    }

    /// Where plain HTTP is served.
    pub fn web(&self) -> SocketAddr {
        self.web
    }

    /// Where HTTP over TLS is served, if [`Builder::tls`] was asked for.
    pub fn secure(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.tls.as_ref().context("a server without TLS")?.address)
    }

    /// The private root, in the form for everybody and in that for programs that use rustls.
    pub fn roots(&self) -> anyhow::Result<(&[u8], &[u8])> {
        let tls = self.tls.as_ref().context("a server without TLS")?;
        Ok((&tls.root, &tls.modern_root))
    }

    /// The domain, for what no client can do.
    pub fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Puts the time forward that the domain reads.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Puts it back.
    pub fn set_back(&self, by: Duration) {
        self.clock.set_back(by);
    }

    /// Stops the servers as the program does, and lets go of the database. An error if that takes longer than it may.
    pub async fn stop(self) -> anyhow::Result<()> {
        let (_, _, folder) = self.halt().await?;
        Ok(folder.close()?)
    }

    /// Stops the servers and starts them again with the same database, key and time, on other ports.
    pub async fn restart(self) -> anyhow::Result<Self> {
        let (setup, clock, folder) = self.halt().await?;
        Self::launch(setup, clock, folder, &[]).await
    }

    async fn halt(self) -> anyhow::Result<(Setup, Arc<TestClock>, TempDir)> {
        let Self { core, patience, running, web_running, stop, folder, setup, clock, .. } = self;
        drop(stop);
        tokio::time::timeout(patience, running).await.context("the server does not stop")??;
        tokio::time::timeout(STOP, web_running).await.context("the web front end does not stop")??;
        tokio::time::timeout(STOP, core.flush()).await.context("the history is not written")?;
        tokio::time::timeout(STOP, core.store().close()).await.context("the store does not close")?;
        Ok((setup, clock, folder))
    }

    /// A client's configuration for this server, with the defaults of the dialect.
    pub fn client(&self, handle: &str, secret: &str, dialect: Dialect) -> msnp_client::Config {
        let mut config = msnp_client::Config::new(&self.dispatch().to_string(), handle, secret, dialect);
        config.patience = raw::PATIENCE;
        config.passport = Passport::at(&format!("http://{}/rdr/pprdr.asp", self.web()));
        config
    }
}

impl Builder {
    /// Changes the configuration of the front ends.
    #[must_use]
    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Changes the configuration of the web front end.
    #[must_use]
    pub fn web_config(mut self, change: impl FnOnce(&mut nudge_web::Config)) -> Self {
        change(&mut self.web);
        self
    }

    /// A root certificate to give out.
    #[must_use]
    pub fn certificate(mut self, der: &'static [u8]) -> Self {
        self.certificate = Some(Bytes::from_static(der));
        self
    }

    /// A port for TLS of every generation, with a private root of its own. Making its keys takes a second or two.
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Every client goes over the HTTP gateway, whether it knows that or not: see [`crate::gateway::Tunnel`].
    #[must_use]
    pub fn over_gateway(mut self) -> Self {
        self.over_gateway = true;
        // All come from one address.
        self.web.limits.connections = 10_000;
        self.web.limits.connections_per_address = 0;
        (self.web.gateway.sessions_per_address, self.web.gateway.opens.count) = (0, 0);
        self
    }

    /// Letters to members become files in that folder.
    pub fn letters_into(mut self, folder: &Path) -> anyhow::Result<Self> {
        let from = "Nudge <nudge@example.net>".to_owned();
        self.site.mail = Some(Post::open(&Settings { from, way: Way::Folder(folder.to_owned()) })?);
        Ok(self)
    }

    /// The site's style guide, at `/style`.
    #[must_use]
    pub fn style_guide(mut self) -> Self {
        self.site.style_guide = true;
        self
    }

    /// Who has signed in on the site.
    #[must_use]
    pub fn visitors(mut self, visitors: impl site::Visitors + 'static) -> Self {
        self.site.visitors = Some(Arc::new(visitors));
        self
    }

    /// Changes what the operator allows.
    #[must_use]
    pub fn policy(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }

    /// A port for each of the servers, besides the common one.
    #[must_use]
    pub fn separate_ports(self) -> Self {
        self.config(|config| {
            (config.dispatch, config.notification, config.switchboard) =
                (Some(ANY_PORT), Some(ANY_PORT), Some(ANY_PORT));
        })
    }

    /// A port for sessions, to which the common port refers everybody.
    #[must_use]
    pub fn always_refer(self) -> Self {
        self.config(|config| (config.always_refer, config.notification) = (true, Some(ANY_PORT)))
    }

    /// Challenges for these dialects, at this interval.
    #[must_use]
    pub fn challenges(self, dialects: &[Dialect], interval: Duration) -> Self {
        self.config(|config| {
            config.challenges.dialects = dialects.to_vec();
            config.challenges.interval = interval;
        })
    }

    /// One more account.
    #[must_use]
    pub fn member(mut self, member: Member) -> Self {
        self.members.push(member);
        self
    }

    /// More accounts.
    #[must_use]
    pub fn members(mut self, members: impl IntoIterator<Item = Member>) -> Self {
        self.members.extend(members);
        self
    }

    /// Starts the servers.
    pub async fn start(self) -> anyhow::Result<TestServer> {
        let Self { config, web, certificate, tls, over_gateway, site, api, policy, members } = self;
        let keyring = Keyring::new(&entropy::draw_bytes(&SystemEntropy));
        let setup = Setup { config, web, certificate, tls, over_gateway, site, api, policy, keyring };
        TestServer::launch(setup, Arc::default(), tempfile::tempdir()?, &members).await
    }
}

impl TestServer {
    async fn launch(
        setup: Setup,
        clock: Arc<TestClock>,
        folder: TempDir,
        members: &[Member],
    ) -> anyhow::Result<Self> {
        let store = SqliteStore::open(&folder.path().join("nudge.db"), SqliteOptions::default())?;
        let entropy = Arc::new(SystemEntropy);
        let hasher =
            PasswordHasher::new(HashCost::TRIVIAL, Arc::clone(&entropy) as Arc<dyn Entropy>, 2, 1024);
        let core = Core::new(Parts {
            store: Arc::new(store),
            bus: Arc::new(InProcess::new()),
            clock: Arc::clone(&clock) as Arc<dyn nudge_core::Clock>,
            entropy,
            keyring: setup.keyring.clone(),
            hasher,
            policy: setup.policy.clone(),
        });
        furnish(members, &core, &setup.keyring).await?;

        let patience = setup.config.limits.drain + STOP;
        let tunnel = if setup.over_gateway { Some(Tunnel::bind().await?) } else { None };
        let mut config = setup.config.clone();
        if let Some(tunnel) = &tunnel {
            // Whoever is sent to a switchboard is to go by the tunnel, too.
            let (host, port) = (tunnel.address().ip().to_string(), Some(tunnel.address().port()));
            config.public = Some(PublicAddress { host, port });
        }
        let server = Server::bind(Arc::clone(&core), config).await?;
        let addresses = server.addresses();
        let connect = connect::router(connect::Settings {
            host: None,
            address: None,
            port: addresses.main.and_then(|main| main.port().try_into().ok()).context("a common port")?,
            certificate: setup.certificate.clone(),
        });
        let settings = site::Settings {
            key: site::SiteKey::new(entropy::draw_bytes(&SystemEntropy)),
            strict_hosts: Vec::new(),
            mail: setup.site.mail.clone(),
            style_guide: setup.site.style_guide,
        };
        let members = || Arc::new(site::Members(Arc::clone(&core))) as Arc<dyn site::Visitors>;
        let visitors = setup.site.visitors.clone().unwrap_or_else(members);
        let pages = site::router(Arc::clone(&core), visitors, settings, connect);
        let serving = Arc::new(OnceLock::new());
        let api = nudge_api::router(Arc::clone(&core), Arc::clone(&serving), setup.api);
        let pages = nudge_web::beside(pages, nudge_api::PATH, api);
        let entrance = Arc::new(Entrance(server.doorway()));
        let web = Web::new(Arc::clone(&core), setup.web.clone(), pages, Some(entrance)).await;
        let web_server = nudge_web::Server::bind(web.clone(), ANY_PORT).await?;
        let web_address = web_server.address();
        server.pages_at(web_address.port());
        serving.get_or_init(|| Serving {
            since: core.clock().now().into(),
            listeners: vec![Listener { role: "http".to_owned(), address: web_address }],
            log: Arc::new(NoLog),
        });
        let tls = if setup.tls { Some(secure(&web, folder.path()).await?) } else { None };
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async move {
            // The other end is only ever dropped.
            let _dropped = stopped.await;
            web.stop();
        }));
        // It ends when the other one does.
        let web_running = tokio::spawn(web_server.run(std::future::pending()));
        tokio::spawn(sweep(Arc::downgrade(&core)));
        let tunnel = tunnel.map(|tunnel| tunnel.to(web_address));
        Ok(Self {
            core,
            addresses,
            web: web_address,
            tunnel,
            tls,
            clock,
            patience,
            running,
            web_running,
            stop,
            setup,
            folder,
        })
    }
}

/// There is no log whose level could be changed: tests share the process.
#[derive(Debug)]
struct NoLog;

impl Logging for NoLog {
    fn level(&self) -> String {
        "off".to_owned()
    }

    fn set(&self, _: &str) -> Result<(), Trouble> {
        Err(Trouble::Refused("tests have no log of their own".to_owned()))
    }
}

/// Opens a port for TLS. It ends with the web front end.
async fn secure(web: &Web, folder: &Path) -> anyhow::Result<Tls> {
    let settings = nudge_tls::Settings {
        folder: folder.join("tls"),
        era_hosts: nudge_reach::certificate_names().map(str::to_owned).collect(),
        own_names: Vec::new(),
        legacy_key_bits: 2048,
        certificate: None,
        acme: None,
        handshake_timeout: raw::PATIENCE,
    };
    let opened = tokio::task::spawn_blocking(|| nudge_tls::Acceptor::open(settings, machine::now()));
    let acceptor = Arc::new(opened.await??);
    let (root, modern_root) = (acceptor.root_der()?, acceptor.modern_root_der()?);
    let server = nudge_web::Server::bind_tls(web.clone(), ANY_PORT, acceptor).await?;
    let address = server.address();
    tokio::spawn(server.run(std::future::pending()));
    Ok(Tls { address, root, modern_root })
}

/// Does what is due, until the server is gone.
async fn sweep(core: Weak<Core>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(core) = core.upgrade() else { return };
        core.sweep();
    }
}
