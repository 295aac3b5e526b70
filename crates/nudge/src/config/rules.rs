//! What must hold between settings that are each right by themselves.

use std::net::SocketAddr;

use super::layers::Loaded;
use super::origin::{Origin, Problem};
use super::value::DnsOthers;

/// The rules that the configuration breaks.
pub(super) fn broken(loaded: &Loaded) -> Vec<Problem> {
    [
        dialects(loaded),
        sign_in(loaded),
        ports(loaded),
        tls(loaded),
        mail(loaded),
        dns(loaded),
        timeouts(loaded),
    ]
    .concat()
}

fn dialects(loaded: &Loaded) -> Vec<Problem> {
    let spoken = &loaded.config.server.dialects;
    let challenged = &loaded.config.sign_in.challenge_dialects;
    let mut problems = Vec::new();
    if spoken.is_empty() {
        problems.push(problem(loaded, &["dialects"], "dialects is empty: name at least one".to_owned()));
    }
    if let Some(names) = challenged.without_challenge() {
        let what = format!(
            "sign_in.challenge_dialects has {names}: only clients of MSNP6 and later can be challenged"
        );
        problems.push(problem(loaded, &["sign_in.challenge_dialects"], what));
    } else if let Some(names) = challenged.missing_in(spoken) {
        let what = format!("sign_in.challenge_dialects has {names}, which dialects leaves out");
        problems.push(problem(loaded, &["sign_in.challenge_dialects", "dialects"], what));
    }
    problems
}

fn sign_in(loaded: &Loaded) -> Vec<Problem> {
    let mut problems = Vec::new();
    let config = &loaded.config;
    if config.sign_in.challenge_timeout >= config.sign_in.challenge_interval {
        let what = "sign_in.challenge_timeout must be less than sign_in.challenge_interval".to_owned();
        problems.push(problem(loaded, &["sign_in.challenge_timeout", "sign_in.challenge_interval"], what));
    }
    if config.registration.at_sign_in && !config.sign_in.clear_text {
        let what = "registration.at_sign_in makes accounts at a sign-in in clear text: it needs sign_in.clear_text = true";
        problems.push(problem(loaded, &["registration.at_sign_in"], what.to_owned()));
    }
    problems
}

fn ports(loaded: &Loaded) -> Vec<Problem> {
    let ports = &loaded.config.ports;
    let roles = [
        ("ports.dispatch", ports.dispatch),
        ("ports.notification", ports.notification),
        ("ports.switchboard", ports.switchboard),
    ];
    let moved = || roles.into_iter().filter_map(|(name, address)| Some((name, address?)));
    let web = &loaded.config.web;
    let web = [("web.http", web.http), ("web.https", web.https)];
    let web = web.into_iter().filter_map(|(name, address)| Some((name, address?)));
    let listening: Vec<_> =
        std::iter::once(("listen", loaded.config.server.listen)).chain(moved()).chain(web).collect();
    let mut problems = Vec::new();
    for (index, (name, address)) in listening.iter().enumerate() {
        for (earlier, _) in listening.iter().take(index).filter(|(_, other)| overlap(*address, *other)) {
            let what = format!("{name} and {earlier} both listen on port {}", address.port());
            problems.push(problem(loaded, &[name, earlier], what));
        }
    }
    let public_port = loaded.config.server.public_address.as_ref().and_then(|address| address.port);
    if public_port.is_some()
        && let Some((name, _)) = moved().find(|(name, _)| *name != "ports.dispatch")
    {
        let what = format!(
            "public_address has a port, but {name} has its own: leave the port out of public_address"
        );
        problems.push(problem(loaded, &["public_address"], what));
    }
    problems
}

fn tls(loaded: &Loaded) -> Vec<Problem> {
    let (tls, web) = (&loaded.config.tls, &loaded.config.web);
    let mut problems = Vec::new();
    if tls.certificate.path().is_some() != tls.key.path().is_some() {
        let what = "tls.certificate and tls.key belong together: set both or neither".to_owned();
        problems.push(problem(loaded, &["tls.certificate", "tls.key"], what));
    }
    if !tls.acme_names.to_vec().is_empty() && (web.https.is_none() || web.http.is_none()) {
        let what = "tls.acme_names needs web.https, where the certificate is shown, and web.http, where the \
                    authority asks"
            .to_owned();
        problems.push(problem(loaded, &["tls.acme_names", "web.https", "web.http"], what));
    }
    if ![1024, 2048].contains(&tls.legacy_key_bits) {
        let what = "tls.legacy_key_bits is neither 1024 nor 2048".to_owned();
        problems.push(problem(loaded, &["tls.legacy_key_bits"], what));
    }
    problems
}

fn mail(loaded: &Loaded) -> Vec<Problem> {
    let mail = &loaded.config.mail;
    let mut problems = Vec::new();
    let mut wrong = |settings: &[&'static str], what: &str| {
        problems.push(problem(loaded, settings, what.to_owned()));
    };
    let is_sent = mail.relay.is_some() || mail.folder.path().is_some();
    if mail.relay.is_some() && mail.folder.path().is_some() {
        wrong(
            &["mail.folder", "mail.relay"],
            "mail.relay and mail.folder exclude each other: set one of them",
        );
    }
    if is_sent && mail.from.get().is_none() {
        let what = "mail.from is empty: say who writes, such as \"nudge@example.net\"";
        wrong(&["mail.from", "mail.relay", "mail.folder"], what);
    }
    if mail.user.get().is_some() != mail.password_file.path().is_some() {
        let what = "mail.user and mail.password_file belong together: set both or neither";
        wrong(&["mail.user", "mail.password_file"], what);
    }
    if loaded.config.registration.confirm_address && !is_sent {
        let what = "registration.confirm_address sends a code to every new address: it needs mail.relay";
        wrong(&["registration.confirm_address"], what);
    }
    problems
}

fn dns(loaded: &Loaded) -> Vec<Problem> {
    let dns = &loaded.config.dns;
    if dns.others == DnsOthers::Refuse {
        return Vec::new();
    }
    let Some(upstream) = dns.upstream else {
        let what = "dns.others is \"forward\": say with dns.upstream which server is asked".to_owned();
        return vec![problem(loaded, &["dns.others"], what)];
    };
    let is_itself = dns.listen.is_some_and(|listen| overlap(listen, upstream));
    if is_itself && (upstream.ip().is_loopback() || dns.listen.is_some_and(|own| own.ip() == upstream.ip())) {
        let what = "dns.upstream is this server itself: questions would go round in circles".to_owned();
        return vec![problem(loaded, &["dns.upstream"], what)];
    }
    Vec::new()
}

fn timeouts(loaded: &Loaded) -> Vec<Problem> {
    let limits = &loaded.config.limits;
    if limits.greeting_timeout <= limits.sign_in_timeout {
        return Vec::new();
    }
    let what = "limits.greeting_timeout must not be more than limits.sign_in_timeout, of which it is a part"
        .to_owned();
    vec![problem(loaded, &["limits.greeting_timeout", "limits.sign_in_timeout"], what)]
}

/// Whether both cannot be listened on. Port 0 takes a free one each time.
fn overlap(a: SocketAddr, b: SocketAddr) -> bool {
    let same_ip = a.ip() == b.ip() || a.ip().is_unspecified() || b.ip().is_unspecified();
    a.port() == b.port() && a.port() != 0 && same_ip
}

/// A problem at the first of the settings that the user has given a value.
fn problem(loaded: &Loaded, names: &[&str], what: String) -> Problem {
    let at = names.iter().map(|name| loaded.origin(name)).find(|origin| *origin != Origin::Default);
    Problem { at: at.unwrap_or(Origin::Default), what }
}

#[cfg(test)]
mod tests {
    use super::super::file::File;
    use super::super::layers::Sources;

    fn problems(text: &str) -> Vec<String> {
        let file = File { path: "nudge.toml".to_owned(), text: text.to_owned() };
        let sources = Sources { file: Some(file), ..Sources::default() };
        sources.load().err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_defaults_break_no_rule() {
        assert_eq!(problems(""), [""; 0]);
    }

    #[test]
    fn some_dialect_must_be_spoken() {
        assert_eq!(problems("dialects = []"), ["nudge.toml:1: dialects is empty: name at least one"]);
    }

    #[test]
    fn only_dialects_that_are_spoken_and_know_challenges_are_challenged() {
        assert_eq!(
            problems("[sign_in]\nchallenge_dialects = ['MSNP5', 'MSNP7']"),
            [
                "nudge.toml:2: sign_in.challenge_dialects has MSNP5: only clients of MSNP6 and later can be challenged"
            ]
        );
        assert_eq!(
            problems("dialects = ['MSNP2', 'MSNP7']\n[sign_in]\nchallenge_dialects = ['MSNP6', 'MSNP7']"),
            ["nudge.toml:3: sign_in.challenge_dialects has MSNP6, which dialects leaves out"]
        );
        assert_eq!(problems("[sign_in]\nchallenge_dialects = ['MSNP6', 'MSNP7']"), [""; 0]);
    }

    #[test]
    fn a_challenge_ends_before_the_next_begins() {
        assert_eq!(
            problems("[sign_in]\nchallenge_interval = '1m'\nchallenge_timeout = '60s'"),
            ["nudge.toml:3: sign_in.challenge_timeout must be less than sign_in.challenge_interval"]
        );
    }

    #[test]
    fn open_registration_needs_clear_text() {
        assert_eq!(
            problems("registration.at_sign_in = true"),
            [
                "nudge.toml:1: registration.at_sign_in makes accounts at a sign-in in clear text: it needs sign_in.clear_text = true"
            ]
        );
        assert_eq!(problems("registration.at_sign_in = true\nsign_in.clear_text = true"), [""; 0]);
    }

    #[test]
    fn letters_need_a_sender_and_one_way() {
        assert_eq!(problems("mail.relay = 'localhost'\nmail.from = 'a@example.net'"), [""; 0]);
        assert_eq!(
            problems("mail.relay = 'localhost'"),
            ["nudge.toml:1: mail.from is empty: say who writes, such as \"nudge@example.net\""]
        );
        assert_eq!(
            problems("[mail]\nfrom = 'a@example.net'\nrelay = 'localhost'\nfolder = 'letters'"),
            ["nudge.toml:4: mail.relay and mail.folder exclude each other: set one of them"]
        );
        assert_eq!(
            problems("mail.user = 'nudge'"),
            ["nudge.toml:1: mail.user and mail.password_file belong together: set both or neither"]
        );
        assert_eq!(
            problems("registration.confirm_address = true"),
            [
                "nudge.toml:1: registration.confirm_address sends a code to every new address: it needs mail.relay"
            ]
        );
    }

    #[test]
    fn no_two_roles_listen_on_the_same_port() {
        assert_eq!(
            problems(
                "[ports]\ndispatch = '127.0.0.1:1863'\nnotification = '10.0.0.1:1864'\nswitchboard = '10.0.0.2:1864'"
            ),
            ["nudge.toml:2: ports.dispatch and listen both listen on port 1863"]
        );
        assert_eq!(
            problems("[web]\nhttp = '127.0.0.1:1863'"),
            ["nudge.toml:2: web.http and listen both listen on port 1863"]
        );
        assert_eq!(problems("listen = '127.0.0.1:0'\n[ports]\nswitchboard = '127.0.0.1:0'"), [""; 0]);
    }

    #[test]
    fn a_public_port_is_for_one_port_only() {
        assert_eq!(
            problems("public_address = 'a.example:1900'\n[ports]\nswitchboard = '0.0.0.0:1865'"),
            [
                "nudge.toml:1: public_address has a port, but ports.switchboard has its own: leave the port out of public_address"
            ]
        );
        assert_eq!(problems("public_address = 'a.example'\n[ports]\nswitchboard = '0.0.0.0:1865'"), [""; 0]);
        assert_eq!(
            problems("public_address = 'a.example:1900'\n[ports]\ndispatch = '0.0.0.0:1865'"),
            [""; 0]
        );
    }

    #[test]
    fn forwarding_needs_another_server() {
        assert_eq!(
            problems("[dns]\nothers = 'forward'"),
            ["nudge.toml:2: dns.others is \"forward\": say with dns.upstream which server is asked"]
        );
        for (listen, upstream) in [("0.0.0.0:53", "127.0.0.1:53"), ("192.168.1.2:53", "192.168.1.2:53")] {
            assert_eq!(
                problems(&format!("[dns]\nothers = 'forward'\nlisten = '{listen}'\nupstream = '{upstream}'")),
                ["nudge.toml:4: dns.upstream is this server itself: questions would go round in circles"]
            );
        }
        for (listen, upstream) in [("0.0.0.0:53", "192.168.1.1:53"), ("127.0.0.1:53", "127.0.0.53:53")] {
            let text = format!("[dns]\nothers = 'forward'\nlisten = '{listen}'\nupstream = '{upstream}'");
            assert_eq!(problems(&text), [""; 0]);
        }
    }

    #[test]
    fn the_greeting_is_part_of_the_sign_in() {
        assert_eq!(
            problems("[limits]\nsign_in_timeout = '30s'"),
            [
                "nudge.toml:2: limits.greeting_timeout must not be more than limits.sign_in_timeout, of which it is a part"
            ]
        );
    }
}
