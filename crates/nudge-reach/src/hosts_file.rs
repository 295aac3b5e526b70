//! The hosts file: names and addresses that a machine knows without asking anybody.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::Generation;
use crate::hosts::{EraHost, for_everybody, for_generation};

/// Lines for a machine's hosts file that lead a generation's host names, or all that no other program needs, to the
/// server.
///
/// Grammar of a line: `<IPv4 address> <name>`, ended by CR LF. ASCII only, a name per line: Windows before XP reads no
/// more than its TCP/IP stack's buffer of a line, and Windows from XP on no more than nine names. IPv4 only: the stacks of
/// Windows 95 to 2000 do not know the other, and no client looks for it.
///
/// The first and the last line mark what was added, for whoever wants to take it away again (see [`HOSTS_UNDO`]). The
/// file must end in a line end, or Windows 95 and 98 pass over its last line.
pub fn hosts_lines(address: Ipv4Addr, generation: Option<Generation>) -> String {
    let mut lines = format!("{BEGIN}\r\n");
    let mut push = |host: &EraHost| {
        // Writing to a string cannot fail.
        let _ = write!(lines, "{address} {}\r\n", host.name);
    };
    match generation {
        Some(generation) => for_generation(generation).for_each(&mut push),
        None => for_everybody().for_each(&mut push),
    }
    lines.push_str(END);
    lines.push_str("\r\n");
    lines
}

/// How the lines are taken away again, in a sentence.
pub const HOSTS_UNDO: &str =
    "To undo it, delete the lines from \"# Nudge: begin\" to \"# Nudge: end\" from the hosts file.";

/// Where a system keeps its hosts file.
#[derive(Clone, Copy, Debug)]
pub struct HostsPlace {
    /// The system.
    pub system: &'static str,
    /// The file. It has no extension.
    pub path: &'static str,
    /// What else there is to know.
    pub note: &'static str,
}

/// Where each system keeps its hosts file, oldest first.
///
/// The Windows folder may have another name; these are what the installers propose.
pub const HOSTS_PLACES: [HostsPlace; 5] = [
    HostsPlace {
        system: "Windows 95, 98 and ME",
        path: r"C:\WINDOWS\HOSTS",
        note: "There may be none yet: HOSTS.SAM beside it is an example, which Windows does not read.",
    },
    HostsPlace {
        system: "Windows NT 4.0 and 2000",
        path: r"C:\WINNT\system32\drivers\etc\hosts",
        note: "Only an administrator can change it.",
    },
    HostsPlace {
        system: "Windows XP",
        path: r"C:\WINDOWS\system32\drivers\etc\hosts",
        note: "Only an administrator can change it.",
    },
    HostsPlace {
        system: "Windows Vista and later",
        path: r"C:\Windows\System32\drivers\etc\hosts",
        note: "Start Notepad with \"Run as administrator\" to change it.",
    },
    HostsPlace {
        system: "Mac OS X, Linux and other Unix",
        path: "/etc/hosts",
        note: "Only the administrator (root) can change it.",
    },
];

const BEGIN: &str = "# Nudge: begin";
const END: &str = "# Nudge: end";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GENERATIONS;

    const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 10);

    #[test]
    fn the_lines_are_ascii_with_crlf_and_a_name_each() {
        let all = GENERATIONS.map(|needs| Some(needs.generation)).into_iter().chain([None]);
        for text in all.map(|generation| hosts_lines(ADDRESS, generation)) {
            assert!(
                text.is_ascii()
                    && text.ends_with("\r\n")
                    && text.matches('\n').count() == text.matches("\r\n").count()
            );
            let lines: Vec<_> = text.lines().collect();
            assert!(lines.len() > 2, "{text}");
            for line in &lines[1..lines.len() - 1] {
                let (address, name) = line.split_once(' ').unwrap();
                assert_eq!(address, "192.168.1.10");
                assert!(crate::is_era_host(name), "{line}");
            }
        }
    }

    #[test]
    fn seven_point_five_gets_what_it_signs_in_with() {
        let text = hosts_lines(ADDRESS, Some(Generation::Msn75));
        assert!(text.starts_with("# Nudge: begin\r\n192.168.1.10 messenger.hotmail.com\r\n192.168.1.10 loginnet.passport.com\r\n"), "{text}");
        assert!(!text.contains("login.live.com"), "every Microsoft account of the machine signs in there");
    }

    #[test]
    fn undoing_names_both_marks() {
        let text = hosts_lines(ADDRESS, None);
        assert!(text.starts_with(&format!("{BEGIN}\r\n")) && text.ends_with(&format!("\r\n{END}\r\n")));
        assert!(HOSTS_UNDO.contains(BEGIN) && HOSTS_UNDO.contains(END));
    }
}
