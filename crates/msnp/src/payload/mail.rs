//! The mail notices: what waits when a client signs in, and what happens to it afterwards (reference 01 §6.2, §6.3).

use super::mail_data::{MailCounts, MailData, OfflineMessage};
use super::mime::Message;
use crate::{Cap, Dialect};

/// Counts and addresses of a mailbox, and from MSNP11 on the messages that came while the principal was offline.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct InitialMail {
    /// Letters in the inbox; told from MSNP11 on.
    pub inbox: u32,
    /// Unread letters in the inbox.
    pub inbox_unread: u32,
    /// Letters elsewhere; told from MSNP11 on.
    pub folders: u32,
    /// Unread letters elsewhere.
    pub folders_unread: u32,
    /// Where the inbox is.
    pub inbox_url: String,
    /// Where the folders are.
    pub folders_url: String,
    /// Where to sign in to see them.
    pub post_url: String,
    /// The messages that came while the principal was offline; told from MSNP11 on.
    pub offline: Vec<OfflineMessage>,
}

impl InitialMail {
    /// The whole payload.
    pub fn to_bytes(&self, dialect: Dialect) -> Vec<u8> {
        let content_type = if dialect.has(Cap::MailData) {
            MAIL_DATA
        } else if dialect.has(Cap::TextMailNotice) {
            "text/x-msmsgsinitialemailnotification; charset=UTF-8"
        } else {
            "application/x-msmsgsemailnotification"
        };
        let counts = if dialect.has(Cap::MailData) {
            format!("Mail-Data: {}\r\n", self.data().to_value())
        } else {
            format!("Inbox-Unread: {}\r\nFolders-Unread: {}\r\n", self.inbox_unread, self.folders_unread)
        };
        let body = format!(
            "{counts}Inbox-URL: {}\r\nFolders-URL: {}\r\nPost-URL: {}\r\n\r\n",
            self.inbox_url, self.folders_url, self.post_url
        );
        Message::new(content_type, body.into_bytes()).to_bytes()
    }

    fn data(&self) -> MailData {
        let counts = MailCounts {
            inbox: self.inbox,
            inbox_unread: self.inbox_unread,
            folders: self.folders,
            folders_unread: self.folders_unread,
        };
        MailData::Listed { counts: Some(counts), messages: self.offline.clone() }
    }
}

const MAIL_DATA: &str = "text/x-msmsgsinitialmdatanotification; charset=UTF-8";

/// A message has come that waits to be fetched, although the principal is online (MSNP11 and later).
pub fn offline_message(message: &OfflineMessage) -> Vec<u8> {
    let data = MailData::Listed { counts: None, messages: vec![message.clone()] };
    let body = format!("Mail-Data: {}\r\n\r\n", data.to_value());
    Message::new("text/x-msmsgsoimnotification; charset=UTF-8", body.into_bytes()).to_bytes()
}

/// Letters or messages have been moved, or read and deleted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailMoved {
    /// Out of this folder.
    pub from: String,
    /// Into this folder.
    pub to: String,
    /// So many of them.
    pub count: u32,
}

impl MailMoved {
    /// Offline messages have been fetched and deleted.
    pub fn offline_deleted(count: u32) -> Self {
        Self { from: ".!!OIM".into(), to: ".!!trAsH".into(), count }
    }

    /// The whole payload.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = format!(
            "Src-Folder: {}\r\nDest-Folder: {}\r\nMessage-Delta: {}\r\n\r\n",
            self.from, self.to, self.count
        );
        Message::new("text/x-msmsgsactivemailnotification; charset=UTF-8", body.into_bytes()).to_bytes()
    }
}

/// What a message of the service says about mail, if it is one that does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MailNotice {
    /// What waits: at sign-in.
    Waiting(InitialMail),
    /// What waits, but more than is told; the rest is fetched over HTTP.
    TooMuch,
    /// A message that came in now.
    Arrived(Vec<OfflineMessage>),
    /// Letters or messages have been moved.
    Moved(MailMoved),
}

impl MailNotice {
    /// Reads the payload of a message of the service. `None` if it is about something else, or says nothing that can be
    /// understood.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let message = Message::parse(payload).ok()?;
        let fields = Fields::of(&message.body);
        let is = |content_type: &str| message.content_type().eq_ignore_ascii_case(content_type);
        if is("text/x-msmsgsinitialmdatanotification") {
            fields.waiting_as_data()
        } else if is("text/x-msmsgsinitialemailnotification")
            || (is("application/x-msmsgsemailnotification") && fields.get("Inbox-Unread").is_some())
        {
            fields.waiting()
        } else if is("text/x-msmsgsoimnotification") {
            match MailData::parse(fields.get("Mail-Data")?).ok()? {
                MailData::TooLarge => Some(Self::TooMuch),
                MailData::Listed { messages, .. } => Some(Self::Arrived(messages)),
            }
        } else if is("text/x-msmsgsactivemailnotification") {
            Some(Self::Moved(MailMoved {
                from: fields.get("Src-Folder")?.to_owned(),
                to: fields.get("Dest-Folder")?.to_owned(),
                count: fields.get("Message-Delta")?.parse().ok()?,
            }))
        } else {
            None
        }
    }
}

/// The body of a notice: lines of `Name: value`.
struct Fields<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Fields<'a> {
    fn of(body: &'a [u8]) -> Self {
        let lines = std::str::from_utf8(body).unwrap_or_default().lines();
        Self(
            lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name, value.trim_ascii()))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    fn addresses(&self) -> InitialMail {
        let url = |name| self.get(name).unwrap_or_default().to_owned();
        InitialMail {
            inbox_url: url("Inbox-URL"),
            folders_url: url("Folders-URL"),
            post_url: url("Post-URL"),
            ..InitialMail::default()
        }
    }

    fn waiting(&self) -> Option<MailNotice> {
        Some(MailNotice::Waiting(InitialMail {
            inbox_unread: self.get("Inbox-Unread")?.parse().ok()?,
            folders_unread: self.get("Folders-Unread")?.parse().ok()?,
            ..self.addresses()
        }))
    }

    fn waiting_as_data(&self) -> Option<MailNotice> {
        let MailData::Listed { counts, messages } = MailData::parse(self.get("Mail-Data")?).ok()? else {
            return Some(MailNotice::TooMuch);
        };
        let counts = counts.unwrap_or_default();
        Some(MailNotice::Waiting(InitialMail {
            inbox: counts.inbox,
            inbox_unread: counts.inbox_unread,
            folders: counts.folders,
            folders_unread: counts.folders_unread,
            offline: messages,
            ..self.addresses()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> InitialMail {
        InitialMail {
            inbox_unread: 293,
            inbox_url: "/cgi-bin/HoTMaiL".into(),
            folders_url: "/cgi-bin/folders".into(),
            post_url: "http://www.hotmail.com".into(),
            ..InitialMail::default()
        }
    }

    #[test]
    fn the_sample_of_the_reference_has_its_length() {
        assert_eq!(mail().to_bytes(Dialect::Msnp7).len(), 223);
        let old = String::from_utf8(mail().to_bytes(Dialect::Msnp2)).unwrap();
        assert!(old.starts_with(
            "MIME-Version: 1.0\r\nContent-Type: application/x-msmsgsemailnotification\r\n\r\nInbox"
        ));
    }

    #[test]
    fn from_msnp11_on_it_is_xml() {
        let text =
            String::from_utf8(InitialMail { inbox_unread: 0, ..mail() }.to_bytes(Dialect::Msnp11)).unwrap();
        assert_eq!(
            text,
            "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialmdatanotification; charset=UTF-8\r\n\r\n\
             Mail-Data: <MD><E><I>0</I><IU>0</IU><O>0</O><OU>0</OU></E><Q><QTM>409600</QTM><QNM>204800</QNM></Q></MD>\r\n\
             Inbox-URL: /cgi-bin/HoTMaiL\r\nFolders-URL: /cgi-bin/folders\r\nPost-URL: http://www.hotmail.com\r\n\r\n"
        );
    }

    #[test]
    fn what_is_written_is_read() {
        let message =
            OfflineMessage { from: "bob@example.com".into(), id: "1".into(), ..OfflineMessage::default() };
        for dialect in Dialect::ALL {
            let mut mail = mail();
            if dialect.has(Cap::MailData) {
                mail.inbox = 300;
                mail.offline = vec![message.clone()];
            }
            assert_eq!(
                MailNotice::parse(&mail.to_bytes(dialect)),
                Some(MailNotice::Waiting(mail)),
                "{dialect}"
            );
        }
        let too_many = InitialMail { offline: vec![message.clone(); 26], ..mail() };
        assert_eq!(MailNotice::parse(&too_many.to_bytes(Dialect::Msnp12)), Some(MailNotice::TooMuch));
        let arrived = offline_message(&message);
        assert_eq!(MailNotice::parse(&arrived), Some(MailNotice::Arrived(vec![message])));
        let deleted = MailMoved::offline_deleted(3);
        assert_eq!(MailNotice::parse(&deleted.to_bytes()), Some(MailNotice::Moved(deleted)));
        assert_eq!(MailNotice::parse(&Message::text("hello").to_bytes()), None);
        assert_eq!(
            MailNotice::parse(b"Content-Type: text/x-msmsgsoimnotification\r\n\r\nMail-Data: <MD>\r\n"),
            None
        );
    }
}
