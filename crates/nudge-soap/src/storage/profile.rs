//! Name, personal message and display picture.

use super::document::PICTURE_NAME;
use super::{ResourceId, Thing};
use crate::passport::Moment;
use crate::writer::Writer;
use crate::xml::Element;

/// What somebody has.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The number of the account.
    pub cid: u64,
    /// Since when it is so.
    pub modified: Moment,
    /// The name.
    pub name: &'a str,
    /// The message; clients empty theirs if it is.
    pub message: &'a str,
    /// The sizes of the picture, none if there is none. papyon dies on a picture without one.
    pub streams: &'a [Stream<'a>],
    /// Where everybody finds the picture who knows the address.
    pub public_url: Option<&'a str>,
    /// Whether it is the client's own: of others it is told no more than name, message and that address.
    pub is_own: bool,
}

/// A size of a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stream<'a> {
    /// `UserTileStatic`, which aMSN looks for, or `UserTileSmall`.
    pub name: &'a str,
    /// `UserTileStatic` or `Named`.
    pub kind: &'a str,
    /// Such as `image/png`.
    pub mime_type: &'a str,
    /// Bytes of the file.
    pub size: usize,
    /// Where it is. Clients put their ticket behind it.
    pub url: &'a str,
}

impl Profile<'_> {
    /// What is in the answer to `GetProfile`.
    pub fn write(&self, w: &mut Writer) {
        let id = |thing| ResourceId { cid: self.cid, thing };
        w.element("GetProfileResult", |w| {
            w.text("ResourceID", id(Thing::Profile));
            w.text("DateModified", self.modified);
            w.element("ExpressionProfile", |w| {
                w.text("ResourceID", id(Thing::ExpressionProfile));
                w.text("DateModified", self.modified);
                if self.is_own {
                    w.text("Version", 205);
                    w.text("Flags", 0);
                    if !self.streams.is_empty() {
                        self.photo(w);
                    }
                }
                w.text("PersonalStatus", self.message);
                w.text("PersonalStatusLastModified", self.modified);
                w.text("DisplayName", self.name);
                w.text("DisplayNameLastModified", self.modified);
                w.optional("StaticUserTilePublicURL", self.public_url);
            });
        });
    }

    fn photo(&self, w: &mut Writer) {
        w.element("Photo", |w| {
            w.text("ResourceID", ResourceId { cid: self.cid, thing: Thing::Picture });
            w.text("Name", PICTURE_NAME);
            w.text("ItemType", "Photo");
            w.text("DateModified", self.modified);
            w.element("DocumentStreams", |w| {
                for stream in self.streams {
                    w.element_with("DocumentStream", &[("xsi:type", "PhotoStream")], |w| stream.write(w));
                }
            });
        });
    }
}

impl Stream<'_> {
    fn write(&self, w: &mut Writer) {
        w.text("DocumentStreamName", self.name);
        w.text("MimeType", self.mime_type);
        w.text("DataSize", self.size);
        w.text("PreAuthURL", self.url);
        w.text("WriteMode", "Overwrite");
        w.text("StreamDataStatus", "None");
        w.text("StreamStatus", "None");
        w.text("Genie", false);
        w.text("StreamVersion", 0);
        w.text("DocumentStreamType", self.kind);
        w.text("IsAliasForDefault", false);
        w.text("ExpirationDateTime", "0001-01-01T00:00:00");
    }
}

/// What is to become of a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Field {
    /// It stays as it is.
    Kept,
    /// It is that now.
    Set(String),
    /// There is none any more.
    Deleted,
}

/// Another name or message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UpdateProfile {
    /// The name.
    pub name: Field,
    /// The message.
    pub message: Field,
}

impl UpdateProfile {
    pub(super) fn read(operation: &Element) -> Self {
        let profile = operation.at(&["profile", "ExpressionProfile"]);
        let deleted = operation.at(&["profileAttributesToDelete", "ExpressionProfileAttributes"]);
        let field = |name| {
            let flag = deleted.and_then(|deleted| deleted.child(name)).map(|flag| flag.text().trim());
            if flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true") || flag == "1") {
                return Field::Deleted;
            }
            let set = profile.and_then(|profile| profile.child(name));
            set.map_or(Field::Kept, |set| Field::Set(set.text().to_owned()))
        };
        Self { name: field("DisplayName"), message: field("PersonalStatus") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Header;
    use super::*;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    fn written(profile: Profile<'_>) -> String {
        let request = include_bytes!("../../tests/samples/GetProfile.request.xml");
        let header = Header::read(None, &Call::parse(request).unwrap());
        header.answer(profile.cid, "GetProfile", |w| profile.write(w))
    }

    fn alice<'a>(streams: &'a [Stream<'a>]) -> Profile<'a> {
        Profile {
            cid: 0x1234_5678_9abc_def0,
            modified: Moment(1_767_323_045),
            name: "Alice",
            message: "Reading",
            streams,
            public_url: Some("https://storage.msn.com/storage/usertile/1/static"),
            is_own: true,
        }
    }

    #[test]
    fn a_profile_is_the_sample() {
        let streams = [
            Stream {
                name: "UserTileStatic",
                kind: "UserTileStatic",
                mime_type: "image/png",
                size: 5120,
                url: "https://storage.msn.com/storage/usertile/1/static",
            },
            Stream {
                name: "UserTileSmall",
                kind: "Named",
                mime_type: "image/png",
                size: 900,
                url: "https://storage.msn.com/storage/usertile/1/small",
            },
        ];
        let sample = include_str!("../../tests/samples/GetProfile.response.xml");
        assert_eq!(written(alice(&streams)), in_one_line(sample));
    }

    #[test]
    fn without_a_picture_there_is_no_photo_and_of_others_there_is_never_one() {
        let bare = written(Profile { message: "", public_url: None, ..alice(&[]) });
        assert!(!bare.contains("Photo") && bare.contains("<PersonalStatus/>") && bare.contains("<Version>"));
        let other = written(Profile { is_own: false, ..alice(&[]) });
        assert!(!other.contains("<Version>") && other.contains("<StaticUserTilePublicURL>"), "{other}");
    }

    #[test]
    fn what_is_absent_is_kept_and_a_flag_wins() {
        let read = |xml: &str| UpdateProfile::read(&Element::parse(xml.as_bytes()).unwrap());
        let kept = UpdateProfile { name: Field::Kept, message: Field::Kept };
        assert_eq!(read("<UpdateProfile/>"), kept);
        let cleared = "<u><profile><ExpressionProfile><PersonalStatus/></ExpressionProfile></profile></u>";
        assert_eq!(read(cleared), UpdateProfile { message: Field::Set(String::new()), ..kept.clone() });
        let both = "<u><profile><ExpressionProfile><DisplayName>A</DisplayName></ExpressionProfile></profile>\
                    <profileAttributesToDelete><ExpressionProfileAttributes><DisplayName>true</DisplayName>\
                    <PersonalStatus>false</PersonalStatus></ExpressionProfileAttributes></profileAttributesToDelete></u>";
        assert_eq!(read(both), UpdateProfile { name: Field::Deleted, ..kept });
    }
}
