//! MSN Messenger and Windows Messenger up to 4.7: the server's name is a value in the registry.

use crate::ServerAddress;

/// The content of a `.reg` file that points MSN Messenger 1.0 to 4.7 at `server`, to be opened on the client's machine
/// by the user who will sign in.
///
/// The value `Server` is a list of `host[:port]` separated by `;`: the service's name, then the notification server
/// that the client was last referred to. Writing it anew with one entry therefore also forgets where the client has
/// been before. The client itself writes the value when it first starts, so it must have been started once.
///
/// The format is the older one, `REGEDIT4`, which is plain ANSI and which every Windows from 95 on imports; the newer
/// one is UTF-16 and unknown to Windows 95, 98 and NT 4. Lines end in CR LF. The text is ASCII only, thus the same bytes
/// in every ANSI code page.
///
/// Windows Messenger 4.7.2009 and later, and MSN Messenger from 5.0 on, also ask Passport for a ticket: this file alone
/// does not help them.
pub fn registry_file(server: &ServerAddress) -> String {
    // Neither the quote nor the backslash, which would need escaping, can occur in a `Host`.
    format!(
        "REGEDIT4\r\n\
         \r\n\
         [HKEY_CURRENT_USER\\Software\\Microsoft\\MessengerService]\r\n\
         \"Server\"=\"{server}\"\r\n\
         \r\n"
    )
}

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
}
