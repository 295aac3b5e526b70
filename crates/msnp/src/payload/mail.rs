//! The mail notice: how many letters wait when a client signs in (reference 01 §6.2).

use super::mime::Message;
use crate::{Cap, Dialect};

/// Counts and addresses of a mailbox.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InitialMail {
    /// Unread letters in the inbox.
    pub inbox_unread: u32,
    /// Unread letters elsewhere.
    pub folders_unread: u32,
    /// Where the inbox is.
    pub inbox_url: String,
    /// Where the folders are.
    pub folders_url: String,
    /// Where to sign in to see them.
    pub post_url: String,
}

impl InitialMail {
    /// The whole payload.
    pub fn to_bytes(&self, dialect: Dialect) -> Vec<u8> {
        let content_type = if dialect.has(Cap::TextMailNotice) {
            "text/x-msmsgsinitialemailnotification; charset=UTF-8"
        } else {
            "application/x-msmsgsemailnotification"
        };
        let body = format!(
            "Inbox-Unread: {}\r\nFolders-Unread: {}\r\nInbox-URL: {}\r\nFolders-URL: {}\r\nPost-URL: {}\r\n\r\n",
            self.inbox_unread, self.folders_unread, self.inbox_url, self.folders_url, self.post_url
        );
        Message::new(content_type, body.into_bytes()).to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_reference_has_its_length() {
        let mail = InitialMail {
            inbox_unread: 293,
            folders_unread: 0,
            inbox_url: "/cgi-bin/HoTMaiL".into(),
            folders_url: "/cgi-bin/folders".into(),
            post_url: "http://www.hotmail.com".into(),
        };
        assert_eq!(mail.to_bytes(Dialect::Msnp7).len(), 223);
        let old = String::from_utf8(mail.to_bytes(Dialect::Msnp2)).unwrap();
        assert!(old.starts_with(
            "MIME-Version: 1.0\r\nContent-Type: application/x-msmsgsemailnotification\r\n\r\nInbox"
        ));
    }
}
