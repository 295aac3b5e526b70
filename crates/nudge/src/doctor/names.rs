//! Do names lead to the server?

use std::net::{IpAddr, Ipv4Addr};

use nudge_reach::{EraHost, Generation, Importance, for_everybody, for_generation};
use tokio::net::lookup_host;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Finding, PATIENCE};

/// The name that every client begins with.
pub(super) const DISPATCH: &str = "messenger.hotmail.com";

/// Where the server is. Clients know only IPv4.
pub(super) async fn server(host: &str, is_given: bool) -> (Finding, Vec<Ipv4Addr>) {
    let check = format!("server {host}");
    let remedy = if is_given {
        "Check the name with --host, and this machine's DNS."
    } else {
        "Add the hosts lines (nudge client-config hosts) to this machine's hosts file, or say with --host where the \
         server is."
    };
    match resolve(host).await {
        Ok(addresses) if addresses.is_empty() => {
            (Finding::fails(check, "it has no address of IPv4, and clients know no other", remedy), addresses)
        }
        Ok(addresses) => (Finding::ok(check, listed(&addresses)), addresses),
        Err(why) => (Finding::fails(check, why, remedy), Vec::new()),
    }
}

/// Whether the names that are built into the clients lead there, too.
pub(super) async fn era(client: Option<Generation>, server: &[Ipv4Addr], tell: &mut dyn FnMut(Finding)) {
    let mut looked_up = JoinSet::new();
    for (place, name) in needed(client).into_iter().enumerate() {
        looked_up.spawn(async move { (place, name, resolve(name).await) });
    }
    // All at once, and told in the order of the table, so that two reports can be compared.
    let mut found = looked_up.join_all().await;
    found.sort_by_key(|(place, ..)| *place);
    for (_, name, resolved) in found {
        tell(judge(name, resolved, server));
    }
}

/// The names whose absence a user would notice. A client that finds the server by the registry needs none.
fn needed(client: Option<Generation>) -> Vec<&'static str> {
    let matters = |host: &&EraHost| host.importance >= Importance::Should;
    let name = |host: &EraHost| host.name;
    match client {
        Some(client) if !client.needs().hosts => Vec::new(),
        Some(client) => for_generation(client).filter(matters).map(name).collect(),
        None => {
            for_everybody().filter(matters).filter(|host| !host.generations.is_empty()).map(name).collect()
        }
    }
}

fn judge(name: &str, resolved: Result<Vec<Ipv4Addr>, String>, server: &[Ipv4Addr]) -> Finding {
    const REMEDY: &str = "Add the hosts lines (nudge client-config hosts) to this machine's hosts file, or let it ask the \
                          server's own DNS (the setting dns.listen).";
    let check = format!("name {name}");
    match resolved {
        Err(why) => Finding::fails(check, why, REMEDY),
        Ok(addresses) if addresses.iter().any(|address| server.contains(address)) => {
            Finding::ok(check, "it leads to the server")
        }
        Ok(addresses) if addresses.is_empty() => Finding::fails(check, "it has no address of IPv4", REMEDY),
        Ok(addresses) => {
            Finding::fails(check, format!("it leads to {}, not to the server", listed(&addresses)), REMEDY)
        }
    }
}

/// The addresses of IPv4, or in words why there are none.
async fn resolve(name: &str) -> Result<Vec<Ipv4Addr>, String> {
    let found = match timeout(PATIENCE, lookup_host((name, 0))).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) => return Err("this machine does not know the name".to_owned()),
        Err(_) => return Err(format!("there is no answer from DNS within {PATIENCE:?}")),
    };
    let mut addresses: Vec<_> = found
        .filter_map(|address| match address.ip().to_canonical() {
            IpAddr::V4(ip) => Some(ip),
            IpAddr::V6(_) => None,
        })
        .collect();
    addresses.sort();
    addresses.dedup();
    Ok(addresses)
}

fn listed(addresses: &[Ipv4Addr]) -> String {
    addresses.iter().map(Ipv4Addr::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;

    const SERVER: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

    #[test]
    fn a_name_is_right_where_it_leads_to_the_server() {
        let outcome = |resolved| judge("nexus.passport.com", resolved, &[SERVER]);
        assert_eq!(outcome(Ok(vec![SERVER])).outcome, Outcome::Ok);
        let elsewhere = outcome(Ok(vec![Ipv4Addr::new(192, 0, 2, 1)]));
        assert_eq!(elsewhere.found, "it leads to 192.0.2.1, not to the server");
        for finding in [elsewhere, outcome(Ok(Vec::new())), outcome(Err("no".to_owned()))] {
            assert_eq!(finding.outcome, Outcome::Fails);
            assert!(finding.remedy.unwrap().contains("nudge client-config hosts"));
        }
    }

    #[test]
    fn only_what_users_would_notice_is_looked_at() {
        assert_eq!(needed(Some(Generation::Msn1To4)), [""; 0]);
        let all = needed(None);
        assert!(all.contains(&"nexus.passport.com") && all.contains(&"config.messenger.msn.com"));
        assert!(!all.contains(&"members.msn.com") && !all.contains(&"login.live.com"), "{all:?}");
        assert!(!all.contains(&"directory.services.live.com"), "only later clients ask for it");
    }
}
