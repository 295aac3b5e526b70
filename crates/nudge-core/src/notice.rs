//! What a principal is told without having asked.

use std::sync::Arc;

use bytes::Bytes;

use crate::circle::{CircleId, CircleName};
use crate::conversation::{RoomId, TicketCode};
use crate::{
    Capabilities, DirectDevice, DisplayName, Encodings, Endpoints, Handle, MachineGuid, OfflineMessage,
    OwnEndpoint, PersonalMessage, Phone, PhoneKind, Picture, Serial, Status,
};

/// Something that happened to a principal. Cheap to clone: one is sent to every contact.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A contact was online already when the principal came online, or added them.
    AlreadyPresent {
        /// What the principal's request was marked with.
        tag: u32,
        /// The contact.
        presence: Arc<Presence>,
        /// What they show below the name.
        personal: PersonalMessage,
        /// With which programs they can be seen.
        endpoints: Endpoints,
    },
    /// A contact can be seen from now on: they came online, show themselves again, or permit the principal.
    Appeared {
        /// The contact.
        presence: Arc<Presence>,
        /// What they show below the name.
        personal: Arc<Personal>,
    },
    /// A contact who could be seen before changed state, name, picture or client.
    Present {
        /// The contact.
        presence: Arc<Presence>,
        /// What is different.
        changed: Changed,
    },
    /// A contact who could be seen before shows something else below the name, and perhaps with other programs.
    Personal(Arc<Personal>),
    /// A contact who could be seen before can be seen with other programs than before; nothing else is new.
    Endpoints(Arc<Personal>),
    /// A contact went offline, or is no longer to be seen.
    Absent(Arc<Absence>),
    /// Somebody put the principal on their forward list.
    AddedBy(Arc<ReverseChange>),
    /// Somebody took the principal off their forward list.
    RemovedBy(Arc<ReverseChange>),
    /// The principal's lists, groups, settings or notes were changed, and not by this session: past it, or by somebody who has
    /// made the principal a contact, does so no more, or is gone. A client that can reads what is new.
    ListsChanged,
    /// A contact changed a property.
    PropertyChanged(Arc<PropertyChange>),
    /// Somebody calls.
    Called(Arc<Call>),
    /// Somebody paged the principal.
    Paged(Arc<Page>),
    /// A message of the service.
    Alerted(Arc<Alert>),
    /// How the principal is now, with whichever program, or with which programs: for programs that know of each other, the
    /// one that caused the change among them.
    Own(Arc<Own>),
    /// A program of somebody's sends data to this one.
    Data(Arc<Data>),
    /// Somebody says something outside of a conversation.
    Noted(Arc<Note>),
    /// Somebody has left a message, which waits.
    MessageLeft(Arc<OfflineMessage>),
    /// So many messages that waited no longer do.
    MessagesRemoved(u32),
    /// A circle that the principal belongs to or is invited to was changed, or the principal was put out of it: a client that can
    /// reads what is new.
    CircleChanged(CircleId),
    /// Something has happened in a circle that the program watches.
    Circle(Arc<CircleNews>),
    /// The session ends.
    Ended(Ending),
}

/// A contact as they are now.
#[derive(Debug)]
pub struct Presence {
    /// Who.
    pub handle: Handle,
    /// Their own name.
    pub name: DisplayName,
    /// What they are doing; never [`Status::Hidden`].
    pub status: Status,
    /// What their client can do.
    pub capabilities: Capabilities,
    /// Their display picture.
    pub picture: Option<Picture>,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// What is different about a contact who could be seen before. Not every client can show every difference.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each may change without the others")]
pub struct Changed {
    /// What they are doing.
    pub status: bool,
    /// What they are called.
    pub name: bool,
    /// What their client can do, in the first word.
    pub capabilities: bool,
    /// The same in the second word.
    pub extended: bool,
    /// Their display picture.
    pub picture: bool,
}

impl Changed {
    /// Whether anything is different.
    pub fn is_something(self) -> bool {
        self != Self::default()
    }
}

/// What a contact shows below the name.
#[derive(Debug)]
pub struct Personal {
    /// Who.
    pub handle: Handle,
    /// What; empty if nothing.
    pub message: PersonalMessage,
    /// With which programs they can be seen.
    pub endpoints: Endpoints,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// A contact who is no longer to be seen.
#[derive(Debug)]
pub struct Absence {
    /// Who.
    pub handle: Handle,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// A change to the principal's reverse list.
#[derive(Debug)]
pub struct ReverseChange {
    /// Who added or removed the principal.
    pub handle: Handle,
    /// Their own name, if they let the principal see it.
    pub name: Option<DisplayName>,
    /// The version of the principal's lists with the change.
    pub serial: Serial,
}

/// A contact's new property.
#[derive(Debug)]
pub struct PropertyChange {
    /// Who.
    pub handle: Handle,
    /// Which, and what it is now.
    pub property: Property,
}

/// A property that contacts can see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Property {
    /// A telephone number, or that there is none any more.
    Phone(PhoneKind, Option<Phone>),
    /// Whether the contact takes pages.
    Pageable(bool),
    /// The MSN Direct device.
    Direct(DirectDevice),
    /// Whether the contact keeps a web diary.
    Space(bool),
}

/// An invitation into a conversation.
#[derive(Debug)]
pub struct Call {
    /// The conversation.
    pub room: RoomId,
    /// What lets the principal in, once.
    pub ticket: TicketCode,
    /// Who calls.
    pub caller: Handle,
    /// Their own name, if they let the principal see it.
    pub name: Option<DisplayName>,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Who sent it.
    pub from: Handle,
    /// What it says.
    pub text: String,
}

/// A message of the service.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alert {
    /// What it says.
    pub text: String,
    /// Where a click leads; empty for nowhere.
    pub url: String,
}

/// A principal, as their own programs are told.
#[derive(Debug)]
pub struct Own {
    /// Whose programs they are.
    pub handle: Handle,
    /// Their name.
    pub name: DisplayName,
    /// What they chose last, idle only if all programs are: what the others may follow.
    pub status: Status,
    /// What the program can do where that was chosen.
    pub capabilities: Capabilities,
    /// The display picture that was chosen there.
    pub picture: Option<Picture>,
    /// What they show below the name.
    pub message: PersonalMessage,
    /// All programs that are signed in, hidden ones too.
    pub endpoints: Vec<OwnEndpoint>,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// Data from one program to another. The domain does not look inside.
#[derive(Debug)]
pub struct Data {
    /// Who sends it.
    pub from: Handle,
    /// From which machine, if that is known.
    pub machine: Option<MachineGuid>,
    /// To which machine, if only to that one.
    pub to: Option<MachineGuid>,
    /// What kind of data it is.
    pub kind: u32,
    /// The data.
    pub payload: Bytes,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// A message outside of a conversation.
#[derive(Debug)]
pub struct Note {
    /// Who says it.
    pub from: Handle,
    /// What kind of message it is; the domain does not know.
    pub kind: u32,
    /// The message.
    pub payload: Bytes,
}

/// What has happened in a circle.
#[derive(Debug)]
pub struct CircleNews {
    /// In which.
    pub circle: CircleId,
    /// What.
    pub event: CircleEvent,
    /// What front ends made of it.
    pub encodings: Encodings,
}

/// Something that happens in a circle.
#[derive(Debug)]
pub enum CircleEvent {
    /// A member is to be seen there; the principal too, who may be that member.
    There {
        /// The member.
        presence: Arc<Presence>,
        /// What they show below the name.
        personal: Arc<Personal>,
        /// Whether they were not to be seen before.
        is_new: bool,
    },
    /// A member is to be seen there no more.
    Gone(Handle),
    /// A member says something. The domain does not look inside.
    Said(Bytes),
    /// The circle has another name.
    Renamed(CircleName),
    /// The principal does not belong to it any more.
    Over,
}

/// Why a session ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// The principal has signed in elsewhere.
    SignedInElsewhere,
    /// The server is going down.
    Shutdown,
    /// The operator disabled or deleted the account, or revoked the access token that opened the session.
    Revoked,
}
