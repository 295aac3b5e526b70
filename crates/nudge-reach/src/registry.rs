//! The Windows registry: where MSN Messenger up to 4.7 keeps the server's name, and where later ones remember things.

use crate::ServerAddress;

/// The content of a `.reg` file that points MSN Messenger 1.0 to 4.7 and Windows Messenger at `server`, to be opened on the
/// client's machine by the user who will sign in.
///
/// The value `Server` is a list of `host[:port]` separated by `;`: the service's name, then the notification server
/// that the client was last referred to. Writing it anew with one entry therefore also forgets where the client has
/// been before. The client itself writes the value when it first starts, so it must have been started once.
///
/// The format is the older one, `REGEDIT4`, which is plain ANSI and which every Windows from 95 on imports; the newer
/// one is UTF-16 and unknown to Windows 95, 98 and NT 4. Lines end in CR LF. The text is ASCII only, thus the same bytes
/// in every ANSI code page.
///
/// Windows Messenger 4.7.2009 and later also asks Passport for a ticket: this file alone does not help it.
pub fn registry_file(server: &ServerAddress) -> String {
    // Neither the quote nor the backslash, which would need escaping, can occur in a `Host`.
    format!("{HEAD}{MESSENGER_SERVICE}\"Server\"=\"{server}\"\r\n\r\n")
}

/// The content of a `.reg` file that undoes [`registry_file`]: Microsoft's own name stands there again, as the client
/// writes it when it first starts.
pub fn registry_undo_file() -> String {
    format!("{HEAD}{MESSENGER_SERVICE}\"Server\"=\"messenger.hotmail.com\"\r\n\r\n")
}

/// The content of a `.reg` file that makes MSN Messenger 5.0 to 7.5, and Windows Live Messenger to 8.5, forget where it has been before.
///
/// These look for names that are built in, and no registry file changes that. Two memories get in the way where a client
/// has been used with another server:
///
/// - `Server` under `MSNMessenger` is the notification server that the client was last referred to (reference 40 §2.1).
/// - `LoginServerUrl` and its neighbours under `WinInet`'s `Passport` are the nexus's last answer, kept while its
///   `ConfigVersion` does not change. Seen with just these values in an export of a Windows XP registry; MS-PASS names the
///   key. `WinInet` asks the nexus again when they are missing.
///
/// There is nothing to undo: both are written anew at the next sign-in. A value is deleted by `=-`, which is why this is
/// for Windows 98 and later, as the clients are.
pub fn reset_file() -> String {
    format!(
        "{HEAD}{MSN_MESSENGER}\"Server\"=-\r\n\r\n{PASSPORT}\"LoginServerUrl\"=-\r\n\"LoginServerRealm\"=-\r\n\
         \"ConfigVersion\"=-\r\n\r\n"
    )
}

const HEAD: &str = "REGEDIT4\r\n\r\n";
const MESSENGER_SERVICE: &str = "[HKEY_CURRENT_USER\\Software\\Microsoft\\MessengerService]\r\n";
const MSN_MESSENGER: &str = "[HKEY_CURRENT_USER\\Software\\Microsoft\\MSNMessenger]\r\n";
const PASSPORT: &str =
    "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Passport]\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_regedit4_with_crlf() {
        let server = "im.example.net".parse().unwrap();
        assert_eq!(
            registry_file(&server).as_bytes(),
            b"REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\MessengerService]\r\n\"Server\"=\"im.example.net\"\r\n\r\n"
        );
    }

    #[test]
    fn a_port_other_than_1863_is_written() {
        let server = "192.168.1.10:1900".parse().unwrap();
        assert_eq!(
            registry_file(&server).as_bytes(),
            b"REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\MessengerService]\r\n\"Server\"=\"192.168.1.10:1900\"\r\n\r\n"
        );
    }

    #[test]
    fn undoing_names_the_service_that_was() {
        assert_eq!(registry_undo_file(), registry_file(&"messenger.hotmail.com".parse().unwrap()));
    }

    #[test]
    fn forgetting_deletes_values_and_no_key() {
        let text = reset_file();
        assert_eq!(
            text,
            "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\MSNMessenger]\r\n\"Server\"=-\r\n\r\n\
             [HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Passport]\r\n\
             \"LoginServerUrl\"=-\r\n\"LoginServerRealm\"=-\r\n\"ConfigVersion\"=-\r\n\r\n"
        );
        assert!(!text.contains("[-"), "a key that is deleted takes the owner's settings along");
    }
}
