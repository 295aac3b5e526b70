//! Roaming storage: `SchematizedStore.asmx`, where clients from Windows Live Messenger 8.1 on keep name, personal message and
//! display picture between computers (reference 13 §1).

mod document;
mod fault;
mod handle;
mod header;
mod operation;
mod profile;
mod relationship;

pub use document::{Document, MAX_PICTURE, NoPicture, document_created, documents_found};
pub use fault::{Trouble, fault, not_authenticated};
pub(crate) use handle::number as cid;
pub use handle::{Handle, ResourceId, Thing};
pub use header::{Header, Namespace};
pub use operation::{NoOperation, Operation};
pub use profile::{Field, Profile, Stream, UpdateProfile};
pub use relationship::Relationship;

/// The largest request: a picture in Base64, with an envelope around it.
pub const MAX_REQUEST: usize = MAX_PICTURE * 3 / 2;
