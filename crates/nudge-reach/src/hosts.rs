//! The host names that are built into the clients of the era.

use crate::Generation;
use crate::Generation::{
    Mac, Msn1To4, Msn5, Msn6, Msn70, Msn75, ThirdParty, WindowsMessenger, Wlm80, Wlm85, Wlm2009,
};

/// A host name that clients of the era ask for.
#[derive(Clone, Copy, Debug)]
pub struct EraHost {
    /// The name, in lower case.
    pub name: &'static str,
    /// What it served.
    pub purpose: &'static str,
    /// How it is spoken to.
    pub speaks: Speaks,
    /// What its absence costs.
    pub importance: Importance,
    /// The generations that ask for it. Empty: only clients that this table of generations does not have, which are
    /// those of Windows Live Messenger 2011 and later, or accounts that Microsoft had.
    pub generations: &'static [Generation],
    /// Whether programs other than Messenger ask for it to this day, and break when it leads elsewhere:
    /// `login.live.com` is where every Microsoft account signs in.
    pub in_use_today: bool,
}

/// How a host is spoken to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Speaks {
    /// MSNP on TCP port 1863.
    Msnp,
    /// HTTP on port 80.
    Http,
    /// HTTPS on port 443. Every service also answers on port 80, for clients that were changed to ask there.
    Https,
    /// Something that Nudge does not serve: voice, and probes for direct connections.
    Other,
}

/// What the absence of a host costs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Importance {
    /// A link or a pane that is empty.
    May,
    /// Something that users notice.
    Should,
    /// The sign-in.
    Must,
}

/// Whether the name is one of [`ERA_HOSTS`]. In any case, with or without the dot at the end.
pub fn is_era_host(name: &str) -> bool {
    era_host(name).is_some()
}

/// The row of a name. In any case, with or without the dot at the end.
pub fn era_host(name: &str) -> Option<&'static EraHost> {
    let name = name.strip_suffix('.').unwrap_or(name);
    ERA_HOSTS.iter().find(|host| host.name.eq_ignore_ascii_case(name))
}

/// What a machine must find at the server for a client of this generation.
///
/// Names that other programs use to this day are only among them where the sign-in depends on it.
pub fn for_generation(generation: Generation) -> impl Iterator<Item = &'static EraHost> {
    ERA_HOSTS.iter().filter(move |host| {
        let asked_for = host.generations.contains(&generation) && host.speaks != Speaks::Other;
        asked_for && (!host.in_use_today || host.importance == Importance::Must)
    })
}

/// What a machine or a network can find at the server without breaking what other programs need, for every generation.
pub fn for_everybody() -> impl Iterator<Item = &'static EraHost> {
    ERA_HOSTS.iter().filter(|host| !host.in_use_today && host.speaks != Speaks::Other)
}

/// The names that clients speak TLS to: those of a server's certificate. The gateway's are all among them: the clients of the
/// era ask it over plain HTTP, later ones over TLS.
pub fn certificate_names() -> impl Iterator<Item = &'static str> {
    let is_gateway = |host: &EraHost| host.purpose == GATEWAY;
    ERA_HOSTS
        .iter()
        .filter(move |host| host.speaks == Speaks::Https || is_gateway(host))
        .map(|host| host.name)
}

/// What the hosts of the HTTP gateway are for.
const GATEWAY: &str = "MSNP over HTTP";

/// Every host name of the era that is known, the most needed first (reference 14 §8).
///
/// The column of generations follows the reference's "client" and "must-have" columns. What is marked as in use today is
/// a judgement to the safe side: a name is marked where a machine of today may ask for it.
pub const ERA_HOSTS: &[EraHost] = &[
    must("messenger.hotmail.com", "dispatch and notification server", Speaks::Msnp, EVERYBODY),
    must("nexus.passport.com", "where Passport's login server is found", Speaks::Https, BY_NEXUS),
    must("login.passport.com", "Passport sign-in", Speaks::Https, BY_NEXUS),
    must("loginnet.passport.com", "Passport sign-in", Speaks::Https, BY_PASSPORT),
    must("login.passport.net", "Passport sign-in", Speaks::Https, &[Msn75, Wlm80, Wlm85, ThirdParty]),
    must("loginnet.passport.net", "Passport sign-in", Speaks::Https, BY_NEXUS),
    shared(must("login.live.com", "Passport sign-in", Speaks::Https, &[Wlm80, Wlm85, Wlm2009, ThirdParty])),
    shared(must("msnia.login.live.com", "sign-in of msn.com addresses", Speaks::Https, &[])),
    should("gateway.messenger.hotmail.com", GATEWAY, Speaks::Http, EVERYBODY),
    should("muser.gateway.messenger.hotmail.com", GATEWAY, Speaks::Http, &[]),
    should("gateway.messenger.live.com", GATEWAY, Speaks::Http, &[ThirdParty]),
    should("geo.gateway.messenger.live.com", GATEWAY, Speaks::Https, &[ThirdParty]),
    should(
        "config.messenger.msn.com",
        "client configuration",
        Speaks::Http,
        &[Msn6, Msn70, Msn75, Wlm80, Wlm85, Wlm2009, ThirdParty],
    ),
    should("rad.msn.com", "advertising: a blank page, or an error box shows", Speaks::Http, OFFICIAL),
    should(
        "ows.messenger.msn.com",
        "sending offline messages",
        Speaks::Https,
        &[Msn75, Wlm80, Wlm85, ThirdParty],
    ),
    should("rsi.hotmail.com", "reading offline messages", Speaks::Https, BY_ADDRESS_BOOK_AND_75),
    may("svcs.microsoft.com", "tabs and the Today page", Speaks::Http, &[Msn1To4, WindowsMessenger, Msn5]),
    may("appdirectory.messenger.msn.com", "activities and games", Speaks::Http, SINCE_6),
    may("cc.services.spaces.live.com", "contact cards", Speaks::Http, &[Msn75, Wlm80, Wlm85, Wlm2009]),
    may("services.spaces.msn.com", "contact cards", Speaks::Http, &[Msn75, Wlm80]),
    shared(may("g.msn.com", "redirector of links", Speaks::Http, OFFICIAL)),
    may("members.msn.com", "profile pages", Speaks::Http, OFFICIAL),
    may("spaces.live.com", "profile pages", Speaks::Http, &[Msn75, Wlm80, Wlm85, Wlm2009]),
    shared(may("profile.live.com", "profile pages", Speaks::Http, &[Wlm2009])),
    may("accountservices.passport.net", "account pages", Speaks::Https, OFFICIAL),
    may("register.passport.net", "registration pages", Speaks::Https, OFFICIAL),
    may("memberservices.passport.net", "account pages", Speaks::Https, OFFICIAL),
    may("messenger.msn.com", "product pages", Speaks::Http, OFFICIAL),
    may("ilovemessenger.msn.com", "product pages", Speaks::Http, &[Msn70, Msn75, Wlm80, Wlm85]),
    shared(may("get.live.com", "product pages", Speaks::Http, &[Wlm80, Wlm85])),
    shared(may("www.hotmail.com", "the inbox", Speaks::Http, OFFICIAL)),
    shared(may("mail.live.com", "the inbox", Speaks::Http, &[Wlm80, Wlm85, Wlm2009])),
    shared(may(
        "sqm.microsoft.com",
        "usage statistics",
        Speaks::Http,
        &[Msn70, Msn75, Wlm80, Wlm85, Wlm2009],
    )),
    shared(may("watson.microsoft.com", "crash reports", Speaks::Http, SINCE_6)),
    shared(may("crl.microsoft.com", "revoked certificates", Speaks::Http, OFFICIAL)),
    must("contacts.msn.com", "address book", Speaks::Https, BY_ADDRESS_BOOK),
    must("omega.contacts.msn.com", "address book", Speaks::Https, BY_ADDRESS_BOOK),
    must("byrdr.omega.contacts.msn.com", "address book", Speaks::Https, BY_ADDRESS_BOOK),
    must("local-bay.contacts.msn.com", "address book", Speaks::Https, BY_ADDRESS_BOOK),
    should("proxy-bay.contacts.msn.com", "address book", Speaks::Https, BY_ADDRESS_BOOK),
    should("config.messenger.live.com", "client configuration", Speaks::Https, &[Wlm2009]),
    should("storage.msn.com", "roaming profile", Speaks::Https, BY_STORAGE),
    should("tkrdr.storage.msn.com", "roaming profile", Speaks::Https, BY_STORAGE),
    should("byfiles.storage.msn.com", "roaming pictures", Speaks::Https, BY_STORAGE),
    should("blufiles.storage.msn.com", "roaming pictures", Speaks::Https, BY_STORAGE),
    may("sup.live.com", "What's New", Speaks::Https, &[Wlm2009, ThirdParty]),
    shared(may("directory.services.live.com", "profile", Speaks::Https, &[])),
    may("livecontacts.services.live.com", "contacts", Speaks::Https, &[Wlm2009]),
    may("relay.voice.messenger.msn.com", "voice relay", Speaks::Other, SINCE_6),
    may("relay.data.edge.messenger.live.com", "data relay", Speaks::Other, &[Wlm2009]),
    may(
        "echo.edge.messenger.live.com",
        "probe for direct connections",
        Speaks::Other,
        &[Wlm80, Wlm85, Wlm2009],
    ),
    may("vp.sip.messenger.msn.com", "voice", Speaks::Other, SINCE_6),
];

const EVERYBODY: &[Generation] =
    &[Msn1To4, WindowsMessenger, Msn5, Msn6, Msn70, Msn75, Wlm80, Wlm85, Wlm2009, Mac, ThirdParty];
const OFFICIAL: &[Generation] =
    &[Msn1To4, WindowsMessenger, Msn5, Msn6, Msn70, Msn75, Wlm80, Wlm85, Wlm2009, Mac];
const SINCE_6: &[Generation] = &[Msn6, Msn70, Msn75, Wlm80, Wlm85, Wlm2009];
const BY_NEXUS: &[Generation] = &[WindowsMessenger, Msn5, Msn6, Msn70, Mac, ThirdParty];
const BY_PASSPORT: &[Generation] =
    &[WindowsMessenger, Msn5, Msn6, Msn70, Msn75, Wlm80, Wlm85, Mac, ThirdParty];
const BY_ADDRESS_BOOK: &[Generation] = &[Wlm80, Wlm85, Wlm2009, Mac, ThirdParty];
const BY_ADDRESS_BOOK_AND_75: &[Generation] = &[Msn75, Wlm80, Wlm85, Wlm2009, Mac, ThirdParty];
const BY_STORAGE: &[Generation] = &[Wlm85, Wlm2009, ThirdParty];

const fn must(
    name: &'static str,
    purpose: &'static str,
    speaks: Speaks,
    generations: &'static [Generation],
) -> EraHost {
    EraHost { name, purpose, speaks, importance: Importance::Must, generations, in_use_today: false }
}

const fn should(
    name: &'static str,
    purpose: &'static str,
    speaks: Speaks,
    generations: &'static [Generation],
) -> EraHost {
    EraHost { importance: Importance::Should, ..must(name, purpose, speaks, generations) }
}

const fn may(
    name: &'static str,
    purpose: &'static str,
    speaks: Speaks,
    generations: &'static [Generation],
) -> EraHost {
    EraHost { importance: Importance::May, ..must(name, purpose, speaks, generations) }
}

const fn shared(host: EraHost) -> EraHost {
    EraHost { in_use_today: true, ..host }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{GENERATIONS, Host};

    fn names(hosts: impl Iterator<Item = &'static EraHost>) -> BTreeSet<&'static str> {
        hosts.map(|host| host.name).collect()
    }

    #[test]
    fn every_name_is_a_host_in_lower_case_and_stands_once() {
        for host in ERA_HOSTS {
            assert!(host.name.parse::<Host>().is_ok() && !host.name.contains(char::is_uppercase), "{host:?}");
        }
        assert_eq!(names(ERA_HOSTS.iter()).len(), ERA_HOSTS.len());
    }

    #[test]
    fn a_name_is_known_in_any_case_and_with_the_dot_at_its_end() {
        assert!(is_era_host("Messenger.Hotmail.COM.") && is_era_host("g.msn.com"));
        for name in
            ["", ".", "hotmail.com", "x.messenger.hotmail.com", "messenger.hotmail.com..", "example.com"]
        {
            assert!(!is_era_host(name), "{name}");
        }
    }

    #[test]
    fn a_client_of_the_first_years_needs_no_passport() {
        let needed = for_generation(Msn1To4).filter(|host| host.importance == Importance::Must);
        assert_eq!(names(needed), BTreeSet::from(["messenger.hotmail.com"]));
    }

    #[test]
    fn whoever_signs_in_by_nexus_finds_it() {
        for generation in [WindowsMessenger, Msn5, Msn6, Msn70, Mac] {
            let found = names(for_generation(generation));
            assert!(
                found.is_superset(&BTreeSet::from(["nexus.passport.com", "login.passport.com"])),
                "{found:?}"
            );
        }
        assert!(!names(for_generation(Msn75)).contains("nexus.passport.com"), "7.5 does not ask it");
        assert!(names(for_generation(Msn75)).contains("loginnet.passport.com"));
    }

    #[test]
    fn what_other_programs_use_today_is_left_alone_unless_the_sign_in_depends_on_it() {
        for needs in GENERATIONS {
            for host in for_generation(needs.generation).filter(|host| host.in_use_today) {
                assert_eq!(host.name, "login.live.com", "{}", needs.name);
                assert!([Wlm80, Wlm85, Wlm2009, ThirdParty].contains(&needs.generation), "{}", needs.name);
            }
        }
        assert!(for_everybody().all(|host| !host.in_use_today));
    }

    #[test]
    fn only_what_speaks_tls_stands_in_the_certificate() {
        let certified: BTreeSet<_> = certificate_names().collect();
        assert!(certified.contains("nexus.passport.com") && certified.contains("login.live.com"));
        assert!(certified.contains("gateway.messenger.hotmail.com"), "all names of the gateway");
        assert!(!certified.contains("messenger.hotmail.com") && !certified.contains("crl.microsoft.com"));
    }

    #[test]
    fn a_generation_that_needs_the_certificate_has_a_host_for_it_and_the_other_way_round() {
        for needs in GENERATIONS {
            let must = for_generation(needs.generation).filter(|host| host.importance == Importance::Must);
            let speaks_tls = must.into_iter().any(|host| host.speaks == Speaks::Https);
            assert_eq!(speaks_tls, needs.certificate, "{}", needs.name);
        }
    }
}
