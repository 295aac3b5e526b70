//! The generations of clients, and what each needs in order to find a server.

use std::fmt;
use std::str::FromStr;

/// Clients that are pointed at a server in the same way.
///
/// Its name in an address or on a command line is [`Self::slug`]; [`GENERATIONS`] says what each needs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Generation {
    /// MSN Messenger 1.0 to 4.7 and Windows Messenger 4.0 to 4.7 as first shipped: MSNP2 to MSNP7, no Passport.
    Msn1To4,
    /// Windows Messenger 4.7 as it came with Windows XP SP1 and later, 5.0 and 5.1: the registry and Passport.
    WindowsMessenger,
    /// MSN Messenger 5.0: MSNP8.
    Msn5,
    /// MSN Messenger 6.0 to 6.2: MSNP9 and MSNP10.
    Msn6,
    /// MSN Messenger 7.0: MSNP11.
    Msn70,
    /// MSN Messenger 7.5: MSNP12, and a login library of its own.
    Msn75,
    /// Windows Live Messenger 8.0: MSNP13 and MSNP14, the address book over SOAP.
    Wlm80,
    /// Windows Live Messenger 8.1 and 8.5: MSNP15, single sign-on.
    Wlm85,
    /// Windows Live Messenger 2009: MSNP16 to MSNP18, several places at once, groups.
    Wlm2009,
    /// Microsoft Messenger for Mac OS X.
    Mac,
    /// Pidgin, aMSN, Miranda and other programs that Microsoft did not write.
    ThirdParty,
}

/// What one generation needs.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Who it is about.
    pub generation: Generation,
    /// Its name for people.
    pub name: &'static str,
    /// Which programs are meant, where the name does not say it all.
    pub which: &'static str,
    /// Which registry file helps.
    pub registry: Option<RegistryFile>,
    /// Whether the era's host names must lead to the server: by the hosts file, or by DNS.
    pub hosts: bool,
    /// Whether the client's machine must trust the server's root certificate.
    pub certificate: bool,
    /// How its user's password is shown to the server.
    pub proof: Proof,
    /// The server's TCP ports that the client must reach.
    pub ports: &'static [u16],
    /// What to do, in three sentences.
    pub steps: [&'static str; 3],
    /// What to do where the network lets nothing but the web through, in a sentence.
    pub behind_firewall: &'static str,
}

/// What a registry file does for a generation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RegistryFile {
    /// It names the server (see [`crate::registry_file`]).
    Points,
    /// It forgets where the client has been before (see [`crate::reset_file`]).
    Resets,
}

/// How a client shows that its user knows the password. An access token will do for each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proof {
    /// It answers a challenge (MD5), for which the server must be able to read the password.
    Challenge,
    /// It sends it to Passport, whose passwords have 16 characters at most.
    Passport,
    /// One or the other, by the dialect that the program speaks; some cut passwords after 16 characters.
    Either,
}

impl Generation {
    /// Its name in addresses and on command lines.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Msn1To4 => "1-4",
            Self::WindowsMessenger => "windows-messenger",
            Self::Msn5 => "5.0",
            Self::Msn6 => "6",
            Self::Msn70 => "7.0",
            Self::Msn75 => "7.5",
            Self::Wlm80 => "8.0",
            Self::Wlm85 => "8.5",
            Self::Wlm2009 => "2009",
            Self::Mac => "mac",
            Self::ThirdParty => "third-party",
        }
    }

    /// What it needs.
    pub fn needs(self) -> &'static Needs {
        match self {
            Self::Msn1To4 => &MSN_1_TO_4,
            Self::WindowsMessenger => &WINDOWS_MESSENGER,
            Self::Msn5 => &MSN_5,
            Self::Msn6 => &MSN_6,
            Self::Msn70 => &MSN_70,
            Self::Msn75 => &MSN_75,
            Self::Wlm80 => &WLM_80,
            Self::Wlm85 => &WLM_85,
            Self::Wlm2009 => &WLM_2009,
            Self::Mac => &MAC,
            Self::ThirdParty => &THIRD_PARTY,
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Generation {
    type Err = UnknownGeneration;

    fn from_str(text: &str) -> Result<Self, UnknownGeneration> {
        let found = GENERATIONS.iter().find(|needs| needs.generation.slug().eq_ignore_ascii_case(text));
        found.map(|needs| needs.generation).ok_or(UnknownGeneration)
    }
}

/// A text that names no generation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected 1-4, windows-messenger, 5.0, 6, 7.0, 7.5, 8.0, 8.5, 2009, mac or third-party")]
pub struct UnknownGeneration;

/// Every generation, oldest first.
pub const GENERATIONS: [&Needs; 11] = [
    &MSN_1_TO_4,
    &WINDOWS_MESSENGER,
    &MSN_5,
    &MSN_6,
    &MSN_70,
    &MSN_75,
    &WLM_80,
    &WLM_85,
    &WLM_2009,
    &MAC,
    &THIRD_PARTY,
];

const MSN_1_TO_4: Needs = Needs {
    generation: Generation::Msn1To4,
    name: "MSN Messenger 1.0 to 4.7",
    which: "On Windows 95 to XP; also Windows Messenger 4.0 to 4.6 on Windows XP.",
    registry: Some(RegistryFile::Points),
    hosts: false,
    certificate: false,
    proof: Proof::Challenge,
    ports: &[1863],
    steps: [
        "Start Messenger once and close it, also its icon beside the clock, because the first start writes a setting of its own.",
        "Open the registry file on the same machine, as the user who will sign in, and say yes when Windows asks.",
        "Start Messenger again and sign in with your address and an access token.",
    ],
    behind_firewall: "Add the hosts line of gateway.messenger.hotmail.com to the machine's hosts file, and say on the Connection page of the options that you use an HTTP proxy, if there is one.",
};

const WINDOWS_MESSENGER: Needs = Needs {
    generation: Generation::WindowsMessenger,
    name: "Windows Messenger 4.7 to 5.1",
    which: "As it comes with Windows XP SP1 and later (4.7.2009 on), and 5.0 and 5.1.",
    registry: Some(RegistryFile::Points),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: [
        "Close Messenger, also its icon beside the clock, and open the registry file as the user who will sign in.",
        "Add the hosts lines to the machine's hosts file, and install the root certificate among the trusted root certification authorities.",
        "Start Messenger and sign in with your address and an access token.",
    ],
    behind_firewall: BY_ITSELF,
};

const MSN_5: Needs = Needs {
    generation: Generation::Msn5,
    name: "MSN Messenger 5.0",
    which: "On Windows 98 to XP.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: PASSPORT_STEPS,
    behind_firewall: BY_ITSELF,
};

const MSN_6: Needs = Needs {
    generation: Generation::Msn6,
    name: "MSN Messenger 6.0 to 6.2",
    which: "On Windows 98 to XP.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: PASSPORT_STEPS,
    behind_firewall: BY_ITSELF,
};

const MSN_70: Needs = Needs {
    generation: Generation::Msn70,
    name: "MSN Messenger 7.0",
    which: "On Windows 98 to XP.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: PASSPORT_STEPS,
    behind_firewall: BY_ITSELF,
};

const MSN_75: Needs = Needs {
    generation: Generation::Msn75,
    name: "MSN Messenger 7.5",
    which: "On Windows XP and later.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: PASSPORT_STEPS,
    behind_firewall: BY_ITSELF,
};

const WLM_80: Needs = Needs {
    generation: Generation::Wlm80,
    name: "Windows Live Messenger 8.0",
    which: "On Windows XP and later.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    behind_firewall: BY_ITSELF,
    steps: LIVE_STEPS,
};

const WLM_85: Needs = Needs {
    generation: Generation::Wlm85,
    name: "Windows Live Messenger 8.1 and 8.5",
    which: "On Windows XP and later.",
    registry: Some(RegistryFile::Resets),
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    behind_firewall: BY_ITSELF,
    steps: LIVE_STEPS,
};

const WLM_2009: Needs = Needs {
    generation: Generation::Wlm2009,
    name: "Windows Live Messenger 2009",
    which: "Version 14.0, and the betas of 9.0, on Windows XP SP2 and later.",
    registry: None,
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    behind_firewall: BY_ITSELF,
    steps: [
        "Close Messenger, also its icon beside the clock, and add the hosts lines to the machine's hosts file.",
        "As an administrator, install the root certificate among the trusted root certification authorities of the computer, because more than one program signs in for Messenger.",
        "Start Messenger and sign in with your address and an access token.",
    ],
};

const MAC: Needs = Needs {
    generation: Generation::Mac,
    name: "Messenger for Mac",
    which: "Microsoft's own, on Mac OS X.",
    registry: None,
    hosts: true,
    certificate: true,
    proof: Proof::Passport,
    ports: &[1863, 80, 443],
    steps: [
        "Quit Messenger, and move com.microsoft.Messenger.plist out of Library/Preferences and Library/Preferences/Microsoft in your home folder, because it remembers old servers.",
        "As an administrator, add the hosts lines to /etc/hosts, open the root certificate in Keychain Access, put it into the System keychain and trust it.",
        "Start Messenger and sign in with your address and an access token.",
    ],
    behind_firewall: BY_ITSELF,
};

const THIRD_PARTY: Needs = Needs {
    generation: Generation::ThirdParty,
    name: "Other programs",
    which: "Pidgin, aMSN, Miranda, BitlBee and others that speak MSNP18 or older, or are told to.",
    registry: None,
    hosts: true,
    certificate: true,
    proof: Proof::Either,
    ports: &[1863, 80, 443],
    steps: [
        "Enter this server in the settings of the account, if the program has a field for it.",
        "For what has no field, add the hosts lines to the machine's hosts file, and add the root certificate where the program looks for trusted authorities.",
        "Sign in with your address and an access token.",
    ],
    behind_firewall: "Switch on the HTTP method in the settings of the account, which Pidgin calls Use HTTP Method, or the HTTP proxy in those of the program.",
};

const BY_ITSELF: &str = "Messenger goes over HTTP by itself when its own port does not answer, and through the HTTP proxy that its options name under Connection.";

const PASSPORT_STEPS: [&str; 3] = [
    "Close Messenger, also its icon beside the clock, add the hosts lines to the machine's hosts file, and open the registry file, which makes Messenger forget where it has been before.",
    "Open the root certificate and install it among the trusted root certification authorities, choosing that store yourself.",
    "Start Messenger and sign in with your address and an access token.",
];

const LIVE_STEPS: [&str; 3] = [
    "Close Messenger, also its icon beside the clock, add the hosts lines to the machine's hosts file, and open the registry file, which makes Messenger forget where it has been before.",
    "As an administrator, install the root certificate among the trusted root certification authorities of the computer.",
    "Start Messenger and sign in with your address and an access token.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generation_is_found_by_its_slug() {
        for needs in GENERATIONS {
            let generation = needs.generation;
            assert_eq!(generation.slug().parse(), Ok(generation));
            assert_eq!(generation.needs().generation, generation);
            assert!(UnknownGeneration.to_string().contains(generation.slug()), "{generation}");
        }
        assert_eq!("2012".parse::<Generation>(), Err(UnknownGeneration));
    }

    #[test]
    fn a_slug_can_stand_in_an_address() {
        for needs in GENERATIONS {
            let slug = needs.generation.slug();
            assert!(slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.'), "{slug}");
        }
    }

    #[test]
    fn what_to_do_is_three_sentences() {
        for needs in GENERATIONS {
            for step in needs.steps.into_iter().chain([needs.behind_firewall]) {
                assert!(step.ends_with('.') && !step.contains(". "), "one sentence: {step}");
                assert!(step.is_ascii(), "old code pages: {step}");
            }
        }
    }

    #[test]
    fn the_steps_speak_of_what_is_needed_and_of_nothing_else() {
        for needs in GENERATIONS {
            let text = needs.steps.concat();
            assert_eq!(text.contains("registry file"), needs.registry.is_some(), "{}", needs.name);
            assert_eq!(text.contains("hosts lines"), needs.hosts, "{}", needs.name);
            assert_eq!(text.contains("root certificate"), needs.certificate, "{}", needs.name);
            assert_eq!(needs.ports.contains(&443), needs.certificate, "{}", needs.name);
        }
    }

    #[test]
    fn whoever_sends_a_password_must_trust_our_certificate() {
        for needs in GENERATIONS {
            assert_eq!(needs.proof != Proof::Challenge, needs.certificate, "{}", needs.name);
        }
    }

    #[test]
    fn every_generation_has_a_page_in_the_manual() {
        let clients = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/clients");
        let index = std::fs::read_to_string(format!("{clients}/README.md")).unwrap();
        for needs in GENERATIONS {
            let slug = needs.generation.slug();
            let page = std::fs::read_to_string(format!("{clients}/{slug}.md")).unwrap_or_default();
            assert!(page.starts_with(&format!("# {}\n", needs.name)), "docs/clients/{slug}.md");
            assert!(page.contains(&format!("nudge doctor --client {slug}`")), "docs/clients/{slug}.md");
            assert!(
                index.contains(&format!("[{}]({slug}.md)", needs.name)),
                "docs/clients/README.md: {slug}"
            );
        }
    }

    #[test]
    fn the_manual_says_the_same() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/connect.md");
        let manual = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        let mut rest = manual.as_str();
        for needs in GENERATIONS {
            let steps = (1..).zip(needs.steps).map(|(number, step)| format!("{number}. {step}\n"));
            let steps = steps.collect::<Vec<_>>().concat();
            let expected = format!("### {}\n\n{}\n\n{steps}\n", needs.name, needs.which);
            let behind = format!("Behind a firewall: {}\n", needs.behind_firewall);
            let at = rest.find(&expected).unwrap_or_else(|| panic!("docs/connect.md lacks: {expected}"));
            rest = &rest[at + expected.len()..];
            let section = rest.split("\n#").next().unwrap_or_default();
            assert!(section.contains(&behind), "docs/connect.md lacks: {behind}");
            for (command, needed) in [
                ("client-config registry", needs.registry.is_some()),
                ("client-config hosts", needs.hosts),
                ("client-config certificate", needs.certificate),
            ] {
                assert_eq!(section.contains(command), needed, "{} of {}", command, needs.name);
            }
        }
        for place in crate::HOSTS_PLACES {
            let row = format!("| {} | `{}` | {} |\n", place.system, place.path, place.note);
            assert!(rest.contains(&row), "docs/connect.md lacks: {row}");
        }
        assert!(rest.contains(crate::HOSTS_UNDO), "docs/connect.md lacks: {}", crate::HOSTS_UNDO);
    }
}
