//! `Mail-Data`: what waits for a principal, as one line of XML in the mail notices of MSNP11 and later (reference 12 §4).

use std::fmt::Write;

use data_encoding::BASE64;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml_text::XmlText;

/// What waits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MailData {
    /// More than is told here; the client asks for it.
    TooLarge,
    /// This.
    Listed {
        /// How many letters there are; not told when a message arrives.
        counts: Option<MailCounts>,
        /// The messages that came while the principal was offline.
        messages: Vec<OfflineMessage>,
    },
}

/// How many letters are in a mailbox.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MailCounts {
    /// In the inbox.
    pub inbox: u32,
    /// Those of them that are unread.
    pub inbox_unread: u32,
    /// In other folders.
    pub folders: u32,
    /// Those of them that are unread.
    pub folders_unread: u32,
}

/// A message that came while its receiver was offline. What it says is fetched over HTTP.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OfflineMessage {
    /// When it came, as `2005-11-15T22:24:27.000Z`.
    pub received: String,
    /// Whether it has been read.
    pub read: bool,
    /// How long it is, in bytes.
    pub size: u32,
    /// The sender's address.
    pub from: String,
    /// The sender's name.
    pub name: String,
    /// By what it is fetched: a GUID.
    pub id: String,
}

impl OfflineMessage {
    /// The row of a message that came at that time, in milliseconds since 1970. Where the sender had no name, the address is one.
    pub fn row(id: String, millis: i64, from: &str, name: Option<&str>, size: usize) -> Self {
        Self {
            received: received(millis),
            read: false,
            size: u32::try_from(size).unwrap_or(u32::MAX),
            from: from.to_owned(),
            name: name.unwrap_or(from).to_owned(),
            id,
        }
    }
}

/// The text is no `Mail-Data`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the XML of mail data")]
pub struct NotMailData;

/// Longer lists are not told.
const MAX_MESSAGES: usize = 25;

/// What stands instead of them.
const TOO_LARGE: &str = "too-large";

/// The folder that offline messages are in.
const FOLDER: &str = "00000000-0000-0000-0000-000000000009";

/// The same for one that comes in now.
const LIVE_FOLDER: &str = ".!!OIM";

/// A moment as [`OfflineMessage::received`] has it, from milliseconds since 1970-01-01T00:00:00Z. The calendar is that of
/// today, also before there was one; what lies beyond the year 9999 is the end of it.
///
/// ```
/// assert_eq!(msnp::payload::mail_data::received(1_132_093_467_000), "2005-11-15T22:24:27.000Z");
/// ```
pub fn received(millis: i64) -> String {
    const DAY: i64 = 86_400_000;
    /// From 0000-03-01 to 1970-01-01.
    const SHIFT: i64 = 719_468;
    let millis = millis.clamp(-62_135_596_800_000, 253_402_300_799_999);
    let (days, rest) = (millis.div_euclid(DAY) + SHIFT, millis.rem_euclid(DAY));
    // Years begin in March here, so that the day that some lack is their last one; every 400 of them are alike.
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day + 2) / 153;
    let (day, month) =
        (day - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

impl MailData {
    /// Writes the value of the header. A list that is too long for it becomes [`Self::TooLarge`].
    pub fn to_value(&self) -> String {
        match self {
            Self::Listed { messages, .. } if messages.len() <= MAX_MESSAGES => self.to_document(),
            Self::Listed { .. } | Self::TooLarge => TOO_LARGE.to_owned(),
        }
    }

    /// Writes all of it, however long, for who asks over HTTP. Of [`Self::TooLarge`] nothing is known.
    pub fn to_document(&self) -> String {
        let Self::Listed { counts, messages } = self else { return "<MD></MD>".to_owned() };
        // The original named the folder otherwise where it told of one message alone.
        let folder = if counts.is_some() { FOLDER } else { LIVE_FOLDER };
        let mut out = String::from("<MD>");
        if let Some(counts) = counts {
            let MailCounts { inbox, inbox_unread, folders, folders_unread } = counts;
            // Writing to a String cannot fail.
            let _infallible = write!(
                out,
                "<E><I>{inbox}</I><IU>{inbox_unread}</IU><O>{folders}</O><OU>{folders_unread}</OU></E>\
                 <Q><QTM>409600</QTM><QNM>204800</QNM></Q>"
            );
        }
        for message in messages {
            message.write(folder, &mut out);
        }
        out.push_str("</MD>");
        out
    }

    /// Reads the value of the header. Unknown elements are left out, and so is a message without sender or id.
    pub fn parse(value: &str) -> Result<Self, NotMailData> {
        let value = value.trim_ascii();
        if value == TOO_LARGE {
            return Ok(Self::TooLarge);
        }
        let (mut counts, mut messages) = (None, Vec::new());
        let mut path: Vec<String> = Vec::new();
        let (mut text, mut message) = (XmlText::EMPTY, OfflineMessage::default());
        let mut reader = Reader::from_str(value);
        loop {
            match reader.read_event().map_err(|_| NotMailData)? {
                Event::Start(element) => {
                    if path.len() == MAX_DEPTH {
                        return Err(NotMailData);
                    }
                    path.push(element.name().as_ref().to_owned());
                    text = XmlText::EMPTY;
                }
                Event::Text(piece) => text.push_escaped(&piece),
                Event::GeneralRef(reference) => text.push_reference(&reference).map_err(|_| NotMailData)?,
                Event::End(_) => {
                    let names: Vec<&str> = path.iter().map(String::as_str).collect();
                    match *names.as_slice() {
                        ["MD"] => return Ok(Self::Listed { counts, messages }),
                        ["MD", "E"] => {
                            counts.get_or_insert_default();
                        }
                        ["MD", "E", name] => {
                            read_count(counts.get_or_insert_default(), name, &text.text())?;
                        }
                        ["MD", "M"] => {
                            let whole = std::mem::take(&mut message);
                            if !whole.from.is_empty() && !whole.id.is_empty() {
                                messages.push(whole);
                            }
                        }
                        ["MD", "M", name] => message.read(name, text.text())?,
                        _ => {}
                    }
                    path.pop();
                    text = XmlText::EMPTY;
                }
                Event::Eof | Event::DocType(_) => return Err(NotMailData),
                Event::Empty(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }
}

/// An element of a message is in the third level.
const MAX_DEPTH: usize = 8;

fn read_count(counts: &mut MailCounts, name: &str, text: &str) -> Result<(), NotMailData> {
    let place = match name {
        "I" => &mut counts.inbox,
        "IU" => &mut counts.inbox_unread,
        "O" => &mut counts.folders,
        "OU" => &mut counts.folders_unread,
        _ => return Ok(()),
    };
    *place = text.trim_ascii().parse().map_err(|_| NotMailData)?;
    Ok(())
}

impl OfflineMessage {
    fn write(&self, folder: &str, out: &mut String) {
        let Self { received, read, size, from, name, id } = self;
        let name = if name.is_empty() { String::new() } else { encoded_word(name) };
        // Writing to a String cannot fail.
        let _infallible = write!(
            out,
            "<M><T>11</T><S>6</S><RT>{}</RT><RS>{}</RS><SZ>{size}</SZ><E>{}</E><I>{}</I><F>{folder}</F><N>{name}</N>\
             <SU> </SU></M>",
            line(received),
            u8::from(*read),
            line(from),
            line(id),
        );
    }

    fn read(&mut self, name: &str, text: String) -> Result<(), NotMailData> {
        match name {
            "RT" => self.received = text,
            "RS" => self.read = text == "1",
            "SZ" => self.size = text.trim_ascii().parse().map_err(|_| NotMailData)?,
            "E" => self.from = text,
            "I" => self.id = text,
            "N" => self.name = decoded_word(&text),
            _ => {}
        }
        Ok(())
    }
}

/// Text that is put into a header: escaped, and of one line.
fn line(text: &str) -> XmlText {
    XmlText::of(&text.chars().filter(|c| !c.is_control()).collect::<String>())
}

/// A text in the form of RFC 2047, as far as these notices use it.
fn encoded_word(text: &str) -> String {
    format!("{OPENING}{}{CLOSING}", BASE64.encode(text.as_bytes()))
}

/// Undoes [`encoded_word`]. Text in another form stays as it is.
fn decoded_word(text: &str) -> String {
    let opened = text.split_at_checked(OPENING.len());
    let inner = opened.filter(|(opening, _)| opening.eq_ignore_ascii_case(OPENING)).map(|(_, inner)| inner);
    // The original wrote a blank before the end of some.
    let inner = inner.and_then(|inner| inner.strip_suffix(CLOSING)).map(str::trim_ascii);
    let bytes = inner.and_then(|inner| BASE64.decode(inner.as_bytes()).ok());
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

const OPENING: &str = "=?utf-8?B?";
const CLOSING: &str = "?=";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sample_of_the_reference_is_written_and_read() {
        let sample = "<MD><E><I>0</I><IU>0</IU><O>0</O><OU>0</OU></E><Q><QTM>409600</QTM><QNM>204800</QNM></Q>\
                      <M><T>11</T><S>6</S><RT>2026-01-02T03:04:05.000Z</RT><RS>0</RS><SZ>950</SZ><E>bob@example.com</E>\
                      <I>0f5a1c2e-0000-4000-8000-00000000a001</I><F>00000000-0000-0000-0000-000000000009</F>\
                      <N>=?utf-8?B?Qm9i?=</N><SU> </SU></M></MD>";
        let data = MailData::Listed {
            counts: Some(MailCounts::default()),
            messages: vec![OfflineMessage {
                received: "2026-01-02T03:04:05.000Z".into(),
                read: false,
                size: 950,
                from: "bob@example.com".into(),
                name: "Bob".into(),
                id: "0f5a1c2e-0000-4000-8000-00000000a001".into(),
            }],
        };
        assert_eq!(data.to_value(), sample);
        assert_eq!(MailData::parse(sample), Ok(data));
    }

    #[test]
    fn a_list_that_is_too_long_is_not_told() {
        let listed = |count| MailData::Listed { counts: None, messages: vec![message(); count] };
        assert_ne!(listed(25).to_value(), "too-large");
        assert_eq!(listed(26).to_value(), "too-large");
        assert_eq!(MailData::parse("too-large"), Ok(MailData::TooLarge));
    }

    fn message() -> OfflineMessage {
        OfflineMessage { from: "a@b.c".into(), id: "1".into(), ..OfflineMessage::default() }
    }

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_767_323_045_007, "2026-01-02T03:04:05.007Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (i64::MIN, "0001-01-01T00:00:00.000Z"),
            (i64::MAX, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(received(millis), text);
        }
    }

    #[test]
    fn one_that_comes_in_now_is_in_a_folder_of_another_name() {
        let live = MailData::Listed { counts: None, messages: vec![message()] }.to_value();
        assert!(live.contains("<F>.!!OIM</F>"), "{live}");
    }

    #[test]
    fn nothing_of_a_user_becomes_markup_or_a_header() {
        let evil = OfflineMessage { from: "</E>&\r\nX: y".into(), name: "</N>\r\n".into(), ..message() };
        let value = MailData::Listed { counts: None, messages: vec![evil] }.to_value();
        assert!(value.contains("<E>&lt;/E&gt;&amp;X: y</E>"), "{value}");
        assert!(!value.contains(['\r', '\n']), "{value}");
    }

    #[test]
    fn names_in_other_forms_stay_as_they_are() {
        for (written, read) in [
            ("=?utf-8?B?Qm9i ?=", "Bob"),
            ("=?UTF-8?b?Qm9i?=", "Bob"),
            ("=?utf-8?Q?Bob?=", "=?utf-8?Q?Bob?="),
            ("Bob", "Bob"),
        ] {
            assert_eq!(decoded_word(written), read);
        }
    }

    #[test]
    fn what_is_no_mail_data_is_refused() {
        for bad in [
            "",
            "hello",
            "<MD>",
            "<MD><E></MD>",
            "<MD><E><I>x</I></E></MD>",
            "<!DOCTYPE a><MD></MD>",
            "<MD>&a;</MD>",
        ] {
            assert_eq!(MailData::parse(bad), Err(NotMailData), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(
            counts in proptest::option::of(any::<[u32; 4]>()),
            rows in proptest::collection::vec(("[!-~]{1,20}", ".{0,12}", any::<bool>(), any::<u32>()), 0..4),
        ) {
            let counts = counts.map(|[inbox, inbox_unread, folders, folders_unread]| {
                MailCounts { inbox, inbox_unread, folders, folders_unread }
            });
            let messages = rows.into_iter().map(|(from, name, read, size)| {
                OfflineMessage { received: from.clone(), read, size, id: from.clone(), from, name }
            });
            let data = MailData::Listed { counts, messages: messages.collect() };
            prop_assert_eq!(MailData::parse(&data.to_value()), Ok(data));
        }

        #[test]
        fn nothing_makes_it_panic(value in "(<MD>)?(</?(E|I|M|N|SZ|b)>|[a&;0-9=?]|=\\?utf-8\\?B\\?|\u{e9}){0,20}(</MD>)?") {
            let _ = MailData::parse(&value);
        }
    }
}
