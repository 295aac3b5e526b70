//! The names under which clients reach us.

/// The end of every name that is built into a client of the era (reference 14 §8).
const ERA: [&str; 7] =
    ["msn.com", "live.com", "passport.com", "passport.net", "hotmail.com", "microsoft.com", "msn.net"];

/// Whether a host, with or without a port, is one that an untouched client asks for.
pub(crate) fn is_of_the_era(host: &str) -> bool {
    let name = without_port(host).trim_end_matches('.').to_ascii_lowercase();
    ERA.iter().any(|end| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// The name or address alone. `[::1]:80` is an address and a port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

/// Whether it can stand in an address or a header without meaning anything else there.
pub(crate) fn is_plain(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_era_is_told_by_its_end() {
        for host in ["nexus.passport.com", "Login.Live.com:443", "msn.com", "byrdr.omega.contacts.msn.com."] {
            assert!(is_of_the_era(host), "{host}");
        }
        for host in
            ["im.example.net", "notmsn.com", "10.0.0.1:8080", "[::1]:80", "", "passport.com.example.net"]
        {
            assert!(!is_of_the_era(host), "{host}");
        }
    }

    #[test]
    fn a_host_that_could_break_out_is_not_plain() {
        for host in ["im.example.net:8080", "[fe80::1]:80"] {
            assert!(is_plain(host), "{host}");
        }
        for host in ["", "a,b", "a b", "a/b", "a\r\nb", "a'b", "a@b"] {
            assert!(!is_plain(host), "{host}");
        }
    }
}
