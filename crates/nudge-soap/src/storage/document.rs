//! Display pictures, as files are called here.

use std::fmt;

use data_encoding::BASE64;

use super::{ResourceId, Thing};
use crate::writer::Writer;
use crate::xml::Element;

/// A picture that a client stores.
#[derive(Clone, Eq, PartialEq)]
pub struct Document {
    /// Which one it takes the place of, if it is one that we have given out.
    pub id: Option<ResourceId>,
    /// The file, whatever the client says it is.
    pub picture: Vec<u8>,
}

/// The largest picture, in bytes.
pub const MAX_PICTURE: usize = 512 * 1024;

/// There is no picture in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoPicture {
    /// No stream with data.
    #[error("a document without data")]
    Missing,
    /// No Base64.
    #[error("data that is no Base64")]
    Garbled,
    /// Larger than [`MAX_PICTURE`].
    #[error("a picture beyond the limit")]
    TooLarge,
}

impl Document {
    pub(super) fn read(document: Option<&Element>) -> Result<Self, NoPicture> {
        let document = document.ok_or(NoPicture::Missing)?;
        let id = document.child("ResourceID").and_then(|id| ResourceId::parse(id.text()));
        let streams = document.child("DocumentStreams").map_or(&[][..], Element::children);
        let data =
            |stream: &&Element| stream.child("Data").is_some_and(|data| !data.text().trim().is_empty());
        let is_whole = |stream: &&&Element| {
            let kind = stream.child("DocumentStreamType").map_or("", Element::text);
            kind.trim() == "UserTileStatic"
        };
        let streams: Vec<_> = streams.iter().filter(data).collect();
        let stream = streams.iter().find(|stream| is_whole(stream)).or_else(|| streams.first());
        let text = stream.and_then(|stream| stream.child("Data")).ok_or(NoPicture::Missing)?.text();
        // .NET breaks the lines.
        let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let picture = BASE64.decode(&text).map_err(|_| NoPicture::Garbled)?;
        if picture.len() > MAX_PICTURE {
            return Err(NoPicture::TooLarge);
        }
        Ok(Self { id, picture })
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, {} bytes)", self.id, self.picture.len())
    }
}

/// What is in the answer to `CreateDocument`.
pub fn document_created(cid: u64, w: &mut Writer) {
    w.text("CreateDocumentResult", ResourceId { cid, thing: Thing::Picture });
}

/// What is in the answer to `FindDocuments`: the only picture, if there is one.
pub fn documents_found(cid: u64, has_picture: bool, w: &mut Writer) {
    w.element("FindDocumentsResult", |w| {
        if has_picture {
            w.element_with("Document", &[("xsi:type", "Photo")], |w| {
                w.text("ResourceID", ResourceId { cid, thing: Thing::Picture });
                w.text("Name", PICTURE_NAME);
            });
        }
    });
}

/// What every picture is called.
pub(super) const PICTURE_NAME: &str = "tile";

#[cfg(test)]
mod tests {
    use super::super::Header;
    use super::*;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    fn read(streams: &str) -> Result<Document, NoPicture> {
        let xml = format!("<document><DocumentStreams>{streams}</DocumentStreams></document>");
        // Within the limits of a request with a picture.
        Document::read(Some(&Element::parse_within(xml.as_bytes(), 4 << 20).unwrap()))
    }

    fn stream(kind: &str, data: &str) -> String {
        format!(
            "<DocumentStream><DocumentStreamType>{kind}</DocumentStreamType><Data>{data}</Data></DocumentStream>"
        )
    }

    #[test]
    fn the_picture_is_found_among_its_sizes() {
        let both = format!("{}{}", stream("Named", "AAAA"), stream("UserTileStatic", "QU\r\nJD"));
        assert_eq!(read(&both).unwrap().picture, b"ABC");
        assert_eq!(read(&stream("Named", "QUJD")).unwrap().picture, b"ABC");
        assert_eq!(read(""), Err(NoPicture::Missing));
        assert_eq!(read(&stream("UserTileStatic", " ")), Err(NoPicture::Missing));
        assert_eq!(read(&stream("UserTileStatic", "QUJ")), Err(NoPicture::Garbled));
        let large = BASE64.encode(&vec![0; MAX_PICTURE]);
        assert!(read(&stream("UserTileStatic", &large)).is_ok());
        let larger = BASE64.encode(&vec![0; MAX_PICTURE + 1]);
        assert_eq!(read(&stream("UserTileStatic", &larger)), Err(NoPicture::TooLarge));
    }

    #[test]
    fn what_is_found_is_the_sample() {
        let request = include_bytes!("../../tests/samples/FindDocuments.request.xml");
        let header = Header::read(None, &Call::parse(request).unwrap());
        let cid = 0x1234_5678_9abc_def0;
        let written = header.answer(cid, "FindDocuments", |w| documents_found(cid, true, w));
        assert_eq!(written, in_one_line(include_str!("../../tests/samples/FindDocuments.response.xml")));
        let none = header.answer(cid, "FindDocuments", |w| documents_found(cid, false, w));
        assert!(none.contains("<FindDocumentsResult/>"), "{none}");
    }
}
