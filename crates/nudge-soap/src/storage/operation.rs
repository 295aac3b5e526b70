//! Which operation a call is, with what it says.

use super::{Document, Handle, NoPicture, Relationship, ResourceId, UpdateProfile};
use crate::envelope::Call;
use crate::xml::Element;

/// What a client wants done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Operation {
    /// Name, message and picture of somebody.
    GetProfile(Handle),
    /// Other ones for oneself.
    UpdateProfile(UpdateProfile),
    /// What there is of everybody, here.
    CreateProfile,
    /// Letting contacts see it.
    ShareItem(Option<ResourceId>),
    /// The display pictures of somebody.
    FindDocuments(Handle),
    /// A display picture.
    CreateDocument(Result<Document, NoPicture>),
    /// Another one in its place.
    UpdateDocument(Result<Document, NoPicture>),
    /// Using what is there.
    CreateRelationships(Vec<Relationship>),
    /// Using it no longer.
    DeleteRelationships {
        /// From what.
        source: Handle,
        /// What; `None` for each that is none we have given out.
        targets: Vec<Option<ResourceId>>,
    },
}

/// The service has no such operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no operation of this service")]
pub struct NoOperation;

/// Pictures and relationships in one call; clients name one or two.
pub(super) const MOST: usize = 32;

impl Operation {
    /// Reads it.
    pub fn read(call: &Call) -> Result<Self, NoOperation> {
        let operation = call.operation();
        let handle = |name| Handle::read(operation.child(name));
        let document = || Document::read(operation.child("document"));
        Ok(match operation.name() {
            "GetProfile" => Self::GetProfile(handle("profileHandle")),
            "UpdateProfile" => Self::UpdateProfile(UpdateProfile::read(operation)),
            "CreateProfile" => Self::CreateProfile,
            "ShareItem" => {
                Self::ShareItem(operation.child("resourceID").and_then(|id| ResourceId::parse(id.text())))
            }
            "FindDocuments" => Self::FindDocuments(handle("objectHandle")),
            "CreateDocument" => Self::CreateDocument(document()),
            "UpdateDocument" => Self::UpdateDocument(document()),
            "CreateRelationships" => Self::CreateRelationships(Relationship::read_all(operation)),
            "DeleteRelationships" => {
                let targets = operation.child("targetHandles").map_or(&[][..], Element::children);
                let target = |target: &Element| ResourceId::parse(target.child("ResourceID")?.text());
                let targets = targets.iter().take(MOST).map(target).collect();
                Self::DeleteRelationships { source: handle("sourceHandle"), targets }
            }
            _ => return Err(NoOperation),
        })
    }

    /// What it is called, as its answer is.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::GetProfile(_) => "GetProfile",
            Self::UpdateProfile(_) => "UpdateProfile",
            Self::CreateProfile => "CreateProfile",
            Self::ShareItem(_) => "ShareItem",
            Self::FindDocuments(_) => "FindDocuments",
            Self::CreateDocument(_) => "CreateDocument",
            Self::UpdateDocument(_) => "UpdateDocument",
            Self::CreateRelationships(_) => "CreateRelationships",
            Self::DeleteRelationships { .. } => "DeleteRelationships",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Field, Header, Thing};
    use super::*;
    use crate::samples::in_one_line;

    const CID: u64 = 0x1234_5678_9abc_def0;
    const PICTURE: ResourceId = ResourceId { cid: CID, thing: Thing::Picture };

    fn read(sample: &str) -> Operation {
        Operation::read(&Call::parse(sample.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn every_sample_is_read() {
        let sample = include_str!("../../tests/samples/GetProfile.request.xml");
        assert_eq!(read(sample), Operation::GetProfile(Handle::Alias(Some(CID))));
        let sample = include_str!("../../tests/samples/UpdateProfile.request.xml");
        let update = UpdateProfile { name: Field::Set("Alice".to_owned()), message: Field::Deleted };
        assert_eq!(read(sample), Operation::UpdateProfile(update));
        let sample = include_str!("../../tests/samples/CreateProfile.request.xml");
        assert_eq!(read(sample), Operation::CreateProfile);
        let sample = include_str!("../../tests/samples/ShareItem.request.xml");
        let profile = ResourceId { cid: CID, thing: Thing::Profile };
        assert_eq!(read(sample), Operation::ShareItem(Some(profile)));
        let sample = include_str!("../../tests/samples/FindDocuments.request.xml");
        assert_eq!(read(sample), Operation::FindDocuments(Handle::Alias(Some(CID))));
        let document = |id| Document { id, picture: b"\x89PNG\r\n\x1a\n".to_vec() };
        let sample = include_str!("../../tests/samples/CreateDocument.request.xml");
        assert_eq!(read(sample), Operation::CreateDocument(Ok(document(None))));
        let sample = include_str!("../../tests/samples/UpdateDocument.request.xml");
        assert_eq!(read(sample), Operation::UpdateDocument(Ok(document(Some(PICTURE)))));
        let sample = include_str!("../../tests/samples/CreateRelationships.request.xml");
        let source = Some(ResourceId { cid: CID, thing: Thing::ExpressionProfile });
        let relationship = Relationship { source, target: Some(PICTURE) };
        assert_eq!(read(sample), Operation::CreateRelationships(vec![relationship]));
        let sample = include_str!("../../tests/samples/DeleteRelationships.request.xml");
        let source = Handle::Alias(Some(CID));
        assert_eq!(read(sample), Operation::DeleteRelationships { source, targets: vec![Some(PICTURE)] });
    }

    #[test]
    fn empty_answers_are_the_samples() {
        for (request, response) in [
            (
                include_str!("../../tests/samples/UpdateProfile.request.xml"),
                include_str!("../../tests/samples/UpdateProfile.response.xml"),
            ),
            (
                include_str!("../../tests/samples/UpdateDocument.request.xml"),
                include_str!("../../tests/samples/UpdateDocument.response.xml"),
            ),
            (
                include_str!("../../tests/samples/CreateRelationships.request.xml"),
                include_str!("../../tests/samples/CreateRelationships.response.xml"),
            ),
            (
                include_str!("../../tests/samples/DeleteRelationships.request.xml"),
                include_str!("../../tests/samples/DeleteRelationships.response.xml"),
            ),
        ] {
            let call = Call::parse(request.as_bytes()).unwrap();
            let name = Operation::read(&call).unwrap().name();
            assert_eq!(Header::read(None, &call).answer(CID, name, |_| {}), in_one_line(response));
        }
    }

    #[test]
    fn answers_with_an_id_are_the_samples() {
        for (request, response, thing) in [
            (
                include_str!("../../tests/samples/CreateProfile.request.xml"),
                include_str!("../../tests/samples/CreateProfile.response.xml"),
                Thing::Profile,
            ),
            (
                include_str!("../../tests/samples/ShareItem.request.xml"),
                include_str!("../../tests/samples/ShareItem.response.xml"),
                Thing::Profile,
            ),
            (
                include_str!("../../tests/samples/CreateDocument.request.xml"),
                include_str!("../../tests/samples/CreateDocument.response.xml"),
                Thing::Picture,
            ),
        ] {
            let call = Call::parse(request.as_bytes()).unwrap();
            let name = Operation::read(&call).unwrap().name();
            let id = ResourceId { cid: CID, thing };
            let written =
                Header::read(None, &call).answer(CID, name, |w| w.text(&format!("{name}Result"), id));
            assert_eq!(written, in_one_line(response));
        }
    }

    #[test]
    fn what_the_service_does_not_know_is_none() {
        let call = Call::parse(b"<Envelope><Body><Explode/></Body></Envelope>").unwrap();
        assert_eq!(Operation::read(&call), Err(NoOperation));
    }

    const SAMPLE: &str = include_str!("../../tests/samples/CreateDocument.request.xml");

    proptest! {
        #[test]
        fn nothing_makes_it_panic(at in 0..SAMPLE.len(), length in 0..40_usize, other in "[<>/a-zA-Z!\"= &;]{0,10}") {
            let mut changed = SAMPLE.as_bytes().to_vec();
            let end = (at + length).min(changed.len());
            changed.splice(at..end, other.bytes());
            if let Ok(call) = Call::parse(&changed) {
                let _ = Operation::read(&call);
                let _ = Header::read(None, &call);
            }
        }
    }
}
