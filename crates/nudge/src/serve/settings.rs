//! What the settings mean to those who obey them.

use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::time::Duration;

use nudge_core::circle::CircleLimits;
use nudge_core::member::Registration;
use nudge_core::{OfflineLimits, Policy, Rate, RosterLimits};
use nudge_mail::Post;
use nudge_net::{Challenges, ClientPages, Limits, PublicAddress};
use nudge_reach::DEFAULT_PORT;
use nudge_reach::dns::{DnsConfig, DnsLimits, Forward};
use nudge_web::{connect, site};

use crate::assembly::Resources;
use crate::config::{Config, DnsOthers, SsoProof, WhoRegisters};
use crate::data::DataFolder;

/// What the server may take of the machine.
pub(super) fn resources(config: &Config) -> Resources {
    Resources {
        hashing_threads: size(config.sign_in.hashing_threads),
        database_cache: size(config.database.cache_bytes),
    }
}

/// What the domain is told.
pub(super) fn policy(config: &Config) -> Policy {
    let (sign_in, limits, features) = (&config.sign_in, &config.limits, &config.features);
    let window = u32::try_from(sign_in.failure_window.as_millis()).unwrap_or(u32::MAX);
    let per_window = |count| Rate { count, within_millis: window };
    let per_hour = |count| Rate { count, within_millis: 3_600_000 };
    let per_10s = |count| Rate { count, within_millis: 10_000 };
    let per_minute = |count| Rate { count, within_millis: 60_000 };
    Policy {
        roster: RosterLimits {
            forward: size(limits.forward_list),
            allow: size(limits.allow_list),
            block: size(limits.block_list),
            reverse: size(limits.reverse_list),
        },
        circles: CircleLimits {
            members: size(limits.circle_members),
            circles: size(limits.circles_per_user),
        },
        room_members: size(limits.room_members),
        rooms_per_principal: limits.rooms_per_user,
        failures_per_account: per_window(sign_in.failures_per_account),
        failures_per_address: per_window(sign_in.failures_per_address),
        passport_millis: millis(sign_in.passport_lifetime),
        ticket_millis: millis(limits.ticket_lifetime),
        tickets: size(limits.tickets),
        room_idle_millis: millis(limits.room_idle),
        messages: per_10s(limits.messages_per_10s),
        renames: per_minute(limits.renames_per_minute),
        contact_changes: per_hour(limits.contact_changes_per_hour),
        openings: per_minute(limits.switchboard_requests_per_minute),
        calls: per_minute(limits.calls_per_minute),
        strangers: per_hour(limits.strangers_per_hour),
        pages: per_hour(limits.pages_per_hour),
        data: per_minute(limits.endpoint_data_per_minute),
        invites: per_hour(limits.invitations_per_hour),
        searches: per_minute(limits.searches_per_minute),
        offline: offline(config),
        directory: features.directory,
        invitations: features.invitations,
        paging: features.paging,
        history: config.history.enabled,
        open_registration: config.registration.at_sign_in,
        registration: match config.registration.who {
            WhoRegisters::Closed => Registration::Closed,
            WhoRegisters::Invitation => Registration::Invitation,
            WhoRegisters::Open => Registration::Open,
        },
        confirm_addresses: config.registration.confirm_address,
        registrations: per_hour(config.registration.per_hour),
        letters: per_hour(config.mail.per_account_per_hour),
        reports: per_hour(config.site.reports_per_hour),
        administrators_need_second_factor: config.site.administrators_need_second_factor,
        place_idle_millis: millis(config.site.idle),
        place_millis: millis(config.site.lifetime),
    }
}

/// What messages that wait are held to.
fn offline(config: &Config) -> OfflineLimits {
    let limits = &config.offline_messages;
    OfflineLimits {
        enabled: limits.enabled,
        bytes: size(limits.message_bytes),
        per_receiver: size(limits.per_receiver),
        per_sender: size(limits.per_sender),
        pace: Rate { count: limits.per_10s, within_millis: 10_000 },
        keep_millis: i64::from(limits.retention_days) * 86_400_000,
    }
}

/// What the front ends are told.
pub(super) fn front_ends(config: &Config) -> nudge_net::Config {
    let (server, sign_in, limits) = (&config.server, &config.sign_in, &config.limits);
    nudge_net::Config {
        listen: server.listen,
        dispatch: config.ports.dispatch,
        notification: config.ports.notification,
        switchboard: config.ports.switchboard,
        public: server.public_address.as_ref().map(|public| PublicAddress {
            host: public.host.as_str().to_owned(),
            port: public.port.map(Into::into),
        }),
        dialects: server.dialects.to_vec(),
        always_refer: config.dispatch.always_refer,
        clear_text: sign_in.clear_text,
        sso_proof: match sign_in.sso_proof {
            SsoProof::Required => nudge_net::SsoProof::Required,
            SsoProof::Optional => nudge_net::SsoProof::Optional,
        },
        challenges: Challenges {
            dialects: sign_in.challenge_dialects.to_vec(),
            interval: sign_in.challenge_interval,
            timeout: sign_in.challenge_timeout,
        },
        url_base: config.features.url_base.trimmed().map(str::to_owned),
        client_pages: ClientPages {
            download: config.features.client_download_url.trimmed().map(str::to_owned),
            info: config.features.client_info_url.trimmed().map(str::to_owned),
        },
        limits: Limits {
            line: size(limits.line_bytes),
            payload: size(limits.message_bytes),
            commands: Rate { count: limits.commands_per_10s, within_millis: 10_000 },
            announcements: Rate { count: limits.announcements_per_minute, within_millis: 60_000 },
            connections: size(limits.connections),
            connections_per_address: size(limits.connections_per_address),
            greeting: limits.greeting_timeout,
            sign_in: limits.sign_in_timeout,
            notification_idle: limits.notification_idle,
            outbox: size(limits.outbox_bytes),
            slow_reader: limits.slow_reader_timeout,
            drain: limits.drain_timeout,
        },
    }
}

/// What the front end for HTTP is told.
pub(super) fn web(config: &Config) -> nudge_web::Config {
    let (web, server) = (&config.web, &config.server);
    let public = server.public_address.as_ref().map(|public| public.host.as_str().to_owned());
    let pages = config.features.url_base.trimmed().and_then(|base| base.split('/').nth(2)).map(str::to_owned);
    nudge_web::Config {
        login_host: web.login_host.as_ref().map(ToString::to_string),
        own_hosts: public.into_iter().chain(pages).collect(),
        offline_lock_key: config.offline_messages.lock_key,
        gateway: gateway(config),
        limits: nudge_web::Limits {
            connections: size(web.connections),
            connections_per_address: size(web.connections_per_address),
            drain: config.limits.drain_timeout,
            ..nudge_web::Limits::default()
        },
    }
}

/// What the HTTP gateway is told.
fn gateway(config: &Config) -> nudge_web::GatewayLimits {
    let gateway = &config.gateway;
    nudge_web::GatewayLimits {
        sessions: size(gateway.sessions),
        sessions_per_address: size(gateway.sessions_per_address),
        opens: Rate { count: gateway.opens_per_minute, within_millis: 60_000 },
        queue: size(gateway.queue_bytes),
        lifetime: gateway.lifetime,
    }
}

fn size(setting: u32) -> usize {
    usize::try_from(setting).unwrap_or(usize::MAX)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// What the two faces of TLS are told.
pub(super) fn tls(config: &Config, folder: &DataFolder) -> nudge_tls::Settings {
    let tls = &config.tls;
    let (public, login) = (config.server.public_address.as_ref(), config.web.login_host.as_ref());
    let names = tls.acme_names.to_vec();
    nudge_tls::Settings {
        folder: folder.certificates(),
        era_hosts: nudge_reach::certificate_names().map(str::to_owned).collect(),
        own_names: public.into_iter().chain(login).map(|own| own.host.as_str().to_owned()).collect(),
        legacy_key_bits: tls.legacy_key_bits,
        certificate: tls
            .certificate
            .path()
            .zip(tls.key.path())
            .map(|(chain, key)| nudge_tls::CertificateFiles { chain, key }),
        acme: (!names.is_empty()).then(|| nudge_tls::AcmeSettings {
            directory: tls.acme_directory.trimmed().unwrap_or(nudge_tls::LETS_ENCRYPT).to_owned(),
            names,
            contact: tls.acme_contact.get().map(|address| format!("mailto:{address}")).into_iter().collect(),
            root: tls.acme_root.path(),
        }),
        handshake_timeout: tls.handshake_timeout,
    }
}

/// What the answerer of DNS is told, where there is to be one.
pub(super) fn dns(config: &Config) -> Option<DnsConfig> {
    let dns = &config.dns;
    let public = config.server.public_address.as_ref().and_then(|address| address.host.as_str().parse().ok());
    let upstream = dns.upstream.filter(|_| dns.others == DnsOthers::Forward);
    Some(DnsConfig {
        listen: dns.listen?,
        answer: dns.answer.or(public),
        shared_names: dns.shared_names,
        forward: upstream.map(|upstream| Forward { upstream, for_everybody: dns.forward_for_everybody }),
        limits: DnsLimits { per_second: dns.queries_per_second, ..DnsLimits::default() },
    })
}

/// What the pages say of the server, which listens here.
pub(super) fn connect(
    config: &Config,
    dispatch: SocketAddr,
    certificate: Option<Vec<u8>>,
) -> connect::Settings {
    let public = config.server.public_address.as_ref();
    let port = public.and_then(|public| public.port).or_else(|| NonZeroU16::new(dispatch.port()));
    connect::Settings {
        host: public.map(|public| public.host.clone()),
        address: config.dns.answer,
        port: port.unwrap_or(DEFAULT_PORT),
        certificate: certificate.map(Into::into),
    }
}

/// What the site is told.
///
/// Whether browsers trust a certificate that the operator brings is not known here; those of a public authority they do.
pub(super) fn site(config: &Config, key: site::SiteKey, mail: Option<Post>) -> site::Settings {
    let is_public = config.tls.acme_root.path().is_none();
    site::Settings {
        key,
        strict_hosts: if is_public { config.tls.acme_names.to_vec() } else { Vec::new() },
        mail,
        style_guide: false,
    }
}

/// What the JSON API is told, where there is to be one.
pub(super) fn api(config: &Config) -> Option<nudge_api::Settings> {
    config.api.enabled.then_some(nudge_api::Settings { plain_http: config.api.plain_http })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_settings_are_those_of_the_domain_and_the_front_ends() {
        let config = Config::default();
        assert_eq!(policy(&config), Policy::default());
        assert_eq!(front_ends(&config), nudge_net::Config::on(config.server.listen));
        assert_eq!(web(&config), nudge_web::Config::default());
        assert_eq!(api(&config), Some(nudge_api::Settings::default()));
    }

    /// Every setting that somebody obeys, at another value than its default.
    const ALL: &str = r#"
        listen = "127.0.0.1:2000"
        public_address = "msn.example.org"
        dialects = ["MSNP2", "MSNP6", "MSNP7"]
        [ports]
        dispatch = "127.0.0.1:2001"
        notification = "127.0.0.1:2002"
        switchboard = "127.0.0.1:2003"
        [dispatch]
        always_refer = true
        [dns]
        listen = "127.0.0.1:2004"
        answer = "10.0.0.1"
        shared_names = true
        others = "forward"
        upstream = "10.0.0.2:53"
        forward_for_everybody = true
        queries_per_second = 115
        [sign_in]
        clear_text = true
        sso_proof = "optional"
        challenge_dialects = ["MSNP7"]
        challenge_interval = "10m"
        challenge_timeout = "20s"
        failures_per_account = 115
        failures_per_address = 116
        failure_window = "17m"
        passport_lifetime = "18h"
        [web]
        login_host = "login.example.org:8443"
        connections = 1005
        connections_per_address = 1006
        [gateway]
        sessions = 1007
        sessions_per_address = 1008
        opens_per_minute = 122
        queue_bytes = 1048578
        lifetime = "61s"
        [registration]
        who = "invitation"
        confirm_address = true
        per_hour = 118
        at_sign_in = true
        [site]
        idle = "20d"
        lifetime = "21d"
        reports_per_hour = 119
        administrators_need_second_factor = true
        [mail]
        relay = "smtp.example.org:2525"
        encryption = "none"
        user = "nudge"
        password_file = "relay-password"
        root = "relay-root.pem"
        from = "Nudge <nudge@example.org>"
        per_account_per_hour = 120
        [api]
        plain_http = true
        [history]
        enabled = true
        [offline_messages]
        enabled = false
        retention_days = 22
        message_bytes = 1022
        per_receiver = 122
        per_sender = 123
        per_10s = 124
        lock_key = true
        [features]
        directory = false
        invitations = false
        paging = false
        url_base = "http://pages.example.org"
        client_download_url = "http://pages.example.org/get"
        client_info_url = "http://pages.example.org/news"
        [limits]
        line_bytes = 1001
        message_bytes = 1002
        connections = 1003
        connections_per_address = 1004
        forward_list = 101
        allow_list = 102
        block_list = 103
        reverse_list = 104
        room_members = 105
        rooms_per_user = 106
        circle_members = 122
        circles_per_user = 123
        messages_per_10s = 107
        renames_per_minute = 108
        contact_changes_per_hour = 121
        switchboard_requests_per_minute = 109
        calls_per_minute = 110
        strangers_per_hour = 121
        pages_per_hour = 111
        endpoint_data_per_minute = 125
        invitations_per_hour = 112
        searches_per_minute = 113
        commands_per_10s = 114
        announcements_per_minute = 117
        greeting_timeout = "11s"
        sign_in_timeout = "12s"
        ticket_lifetime = "13s"
        tickets = 126
        room_idle = "14s"
        notification_idle = "15s"
        outbox_bytes = 1048577
        slow_reader_timeout = "16s"
        drain_timeout = "3s"
    "#;

    #[test]
    fn every_setting_reaches_those_who_obey_it() {
        let file = crate::config::File { path: "nudge.toml".to_owned(), text: ALL.to_owned() };
        let sources = crate::config::Sources { file: Some(file), ..crate::config::Sources::default() };
        let config = sources.load().unwrap().config;
        let rate = |count, within_millis| Rate { count, within_millis };
        let domain = Policy {
            roster: RosterLimits { forward: 101, allow: 102, block: 103, reverse: 104 },
            circles: CircleLimits { members: 122, circles: 123 },
            room_members: 105,
            rooms_per_principal: 106,
            failures_per_account: rate(115, 17 * 60_000),
            failures_per_address: rate(116, 17 * 60_000),
            passport_millis: 18 * 3_600_000,
            ticket_millis: 13_000,
            tickets: 126,
            room_idle_millis: 14_000,
            messages: rate(107, 10_000),
            renames: rate(108, 60_000),
            contact_changes: rate(121, 3_600_000),
            openings: rate(109, 60_000),
            calls: rate(110, 60_000),
            strangers: rate(121, 3_600_000),
            pages: rate(111, 3_600_000),
            data: rate(125, 60_000),
            invites: rate(112, 3_600_000),
            searches: rate(113, 60_000),
            offline: OfflineLimits {
                enabled: false,
                bytes: 1022,
                per_receiver: 122,
                per_sender: 123,
                pace: rate(124, 10_000),
                keep_millis: 22 * 86_400_000,
            },
            directory: false,
            invitations: false,
            paging: false,
            history: true,
            open_registration: true,
            registration: Registration::Invitation,
            confirm_addresses: true,
            registrations: rate(118, 3_600_000),
            letters: rate(120, 3_600_000),
            reports: rate(119, 3_600_000),
            administrators_need_second_factor: true,
            place_idle_millis: 20 * 86_400_000,
            place_millis: 21 * 86_400_000,
        };
        assert_eq!(api(&config), Some(nudge_api::Settings { plain_http: true }));
        assert_eq!(policy(&config), domain);
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let net = nudge_net::Config {
            listen: local(2000),
            dispatch: Some(local(2001)),
            notification: Some(local(2002)),
            switchboard: Some(local(2003)),
            public: Some(PublicAddress { host: "msn.example.org".to_owned(), port: None }),
            dialects: vec![msnp::Dialect::Msnp2, msnp::Dialect::Msnp6, msnp::Dialect::Msnp7],
            always_refer: true,
            clear_text: true,
            sso_proof: nudge_net::SsoProof::Optional,
            challenges: Challenges {
                dialects: vec![msnp::Dialect::Msnp7],
                interval: Duration::from_mins(10),
                timeout: Duration::from_secs(20),
            },
            url_base: Some("http://pages.example.org".to_owned()),
            client_pages: ClientPages {
                download: Some("http://pages.example.org/get".to_owned()),
                info: Some("http://pages.example.org/news".to_owned()),
            },
            limits: Limits {
                line: 1001,
                payload: 1002,
                commands: rate(114, 10_000),
                announcements: rate(117, 60_000),
                connections: 1003,
                connections_per_address: 1004,
                greeting: Duration::from_secs(11),
                sign_in: Duration::from_secs(12),
                notification_idle: Duration::from_secs(15),
                outbox: 1_048_577,
                slow_reader: Duration::from_secs(16),
                drain: Duration::from_secs(3),
            },
        };
        assert_eq!(front_ends(&config), net);
        let names = DnsConfig {
            listen: local(2004),
            answer: Some([10, 0, 0, 1].into()),
            shared_names: true,
            forward: Some(Forward { upstream: ([10, 0, 0, 2], 53).into(), for_everybody: true }),
            limits: DnsLimits { per_second: 115, ..DnsLimits::default() },
        };
        assert_eq!(dns(&config), Some(names));
        let pages = nudge_web::Config {
            login_host: Some("login.example.org:8443".to_owned()),
            own_hosts: vec!["msn.example.org".to_owned(), "pages.example.org".to_owned()],
            offline_lock_key: true,
            gateway: nudge_web::GatewayLimits {
                sessions: 1007,
                sessions_per_address: 1008,
                opens: rate(122, 60_000),
                queue: 1_048_578,
                lifetime: Duration::from_secs(61),
            },
            limits: nudge_web::Limits {
                connections: 1005,
                connections_per_address: 1006,
                drain: Duration::from_secs(3),
                ..nudge_web::Limits::default()
            },
        };
        assert_eq!(web(&config), pages);
    }

    #[test]
    fn certificates_are_made_for_every_name_that_clients_are_sent_to() {
        let text = "public_address = 'im.example.net:1900'\nweb.login_host = 'login.example.net'";
        let file = crate::config::File { path: "nudge.toml".to_owned(), text: text.to_owned() };
        let sources = crate::config::Sources { file: Some(file), ..crate::config::Sources::default() };
        let settings = tls(&sources.load().unwrap().config, &DataFolder::default());
        assert_eq!(settings.own_names, ["im.example.net", "login.example.net"]);
        assert!(settings.era_hosts.iter().any(|host| host == "nexus.passport.com"));
    }

    #[test]
    fn names_are_given_the_public_address_where_that_is_one() {
        let told = |text: &str| {
            let file = crate::config::File { path: "nudge.toml".to_owned(), text: text.to_owned() };
            let sources = crate::config::Sources { file: Some(file), ..crate::config::Sources::default() };
            dns(&sources.load().unwrap().config)
        };
        assert_eq!(told(""), None, "off unless asked for");
        for (public, answer) in [("203.0.113.7", Some([203, 0, 113, 7].into())), ("im.example.net", None)] {
            let told = told(&format!(
                "public_address = '{public}'\ndns.listen = '127.0.0.1:53'\ndns.upstream = '10.0.0.1:53'"
            ))
            .unwrap();
            assert_eq!((told.answer, told.forward), (answer, None), "nothing is forwarded unless asked for");
        }
    }
}
