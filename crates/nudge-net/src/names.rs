//! The words of the wire and the words of the domain, one for one.

use msnp::value as wire;
use msnp::{Cap, Dialect};
use nudge_core::circle::CircleId;
use nudge_core::{
    Capabilities, ContactKey, DisplayName, GroupId, GroupKey, Guid, Handle, List, MachineGuid, Outsider,
    PhoneKind, Picture, Privacy, Refusal, ReversePrompt, Status, TicketCode,
};

/// An address, as the wire has it. A registered address is a word.
pub(crate) fn handle(handle: &Handle) -> wire::Handle {
    word(wire::Handle::new(handle.as_str()), || wire::Handle::new(NOBODY))
}

/// A principal of this server, as presence names them: all of them are on the one network that there is.
pub(crate) fn contact(who: &Handle) -> wire::NetworkAddress {
    handle(who).into()
}

/// Under which domain circles are.
pub(crate) const CIRCLES: &str = msnp::auth::circles::DOMAIN;

/// A circle, as the wire has its address.
pub(crate) fn circle(id: CircleId) -> wire::Handle {
    word(wire::Handle::new(&format!("{id}@{CIRCLES}")), || wire::Handle::new(NOBODY))
}

/// A principal at one of their machines, if it is known.
pub(crate) fn at_endpoint(who: &Handle, machine: Option<&MachineGuid>) -> wire::HandleAtEndpoint {
    let endpoint = machine.and_then(|machine| wire::EndpointId::new(machine.as_str()).ok());
    wire::HandleAtEndpoint { handle: handle(who), endpoint }
}

/// A machine, as its program names it. The wire's check is the domain's.
pub(crate) fn machine(endpoint: &wire::EndpointId) -> Option<MachineGuid> {
    MachineGuid::new(endpoint.as_str()).ok()
}

/// Somebody without an account, as the wire has their address, which is one word.
pub(crate) fn outsider(outsider: &Outsider) -> wire::Handle {
    word(wire::Handle::new(outsider.address()), || wire::Handle::new(NOBODY))
}

/// Whom an address of the wire names: an account or, in dialects that have such contacts, a telephone.
pub(crate) fn contact_key(address: &wire::Handle, dialect: Dialect) -> Result<ContactKey, Refusal> {
    match Handle::new(address.as_str()) {
        Err(_) if dialect.has(Cap::TelephoneContacts) => Outsider::new(address.as_str()).map(Into::into),
        handle => handle.map(Into::into),
    }
}

/// A name, as the wire has it.
pub(crate) fn friendly(name: &str) -> wire::Friendly {
    word(wire::Friendly::encode(name), || wire::Friendly::encode(NOBODY))
}

/// A name, or the address of those who hide it.
pub(crate) fn friendly_or_handle(name: Option<&DisplayName>, handle: &Handle) -> wire::Friendly {
    friendly(name.map_or(handle.as_str(), DisplayName::as_str))
}

/// Text without spaces that the server itself makes.
pub(crate) fn text(text: &str) -> wire::Text {
    word(wire::Text::new(text), || wire::Text::new(NOBODY))
}

/// `host:port`.
pub(crate) fn address(address: &str) -> wire::Address {
    word(wire::Address::new(address), || wire::Address::new(NOBODY))
}

/// A ticket into a conversation.
pub(crate) fn cookie(ticket: &TicketCode) -> wire::Cookie {
    word(wire::Cookie::new(ticket.as_str()), || wire::Cookie::new(NOBODY))
}

/// Percent-encoded text; `None` if there is none.
pub(crate) fn optional(text: Option<&str>) -> Option<wire::Friendly> {
    text.and_then(|text| wire::Friendly::encode(text).ok())
}

const NOBODY: &str = "-";

/// What the domain lets through is a word; should it ever not be, a dash goes out rather than a broken line.
fn word<T>(made: Result<T, wire::NotAWord>, dash: impl FnOnce() -> Result<T, wire::NotAWord>) -> T {
    #[expect(clippy::expect_used, reason = "a dash is a word")]
    made.or_else(|_| dash()).expect("a dash is a word")
}

pub(crate) const fn status(status: Status) -> wire::Status {
    match status {
        Status::Online => wire::Status::Online,
        Status::Busy => wire::Status::Busy,
        Status::Idle => wire::Status::Idle,
        Status::BeRightBack => wire::Status::BeRightBack,
        Status::Away => wire::Status::Away,
        Status::OnThePhone => wire::Status::OnThePhone,
        Status::OutToLunch => wire::Status::OutToLunch,
        Status::Hidden => wire::Status::Hidden,
    }
}

/// `None` for offline, which nobody can choose.
pub(crate) const fn chosen_status(status: wire::Status) -> Option<Status> {
    match status {
        wire::Status::Online => Some(Status::Online),
        wire::Status::Busy => Some(Status::Busy),
        wire::Status::Idle => Some(Status::Idle),
        wire::Status::BeRightBack => Some(Status::BeRightBack),
        wire::Status::Away => Some(Status::Away),
        wire::Status::OnThePhone => Some(Status::OnThePhone),
        wire::Status::OutToLunch => Some(Status::OutToLunch),
        wire::Status::Hidden => Some(Status::Hidden),
        wire::Status::Offline => None,
    }
}

/// `None` for the lists that only the server writes.
pub(crate) const fn writable(list: wire::List) -> Option<List> {
    match list {
        wire::List::Forward => Some(List::Forward),
        wire::List::Allow => Some(List::Allow),
        wire::List::Block => Some(List::Block),
        wire::List::Reverse | wire::List::Pending => None,
    }
}

pub(crate) const fn privacy(privacy: Privacy) -> wire::Privacy {
    match privacy {
        Privacy::AllowByDefault => wire::Privacy::AllowByDefault,
        Privacy::BlockByDefault => wire::Privacy::BlockByDefault,
    }
}

pub(crate) const fn prompt(prompt: ReversePrompt) -> wire::ReversePrompt {
    match prompt {
        ReversePrompt::Ask => wire::ReversePrompt::Ask,
        ReversePrompt::Silent => wire::ReversePrompt::Silent,
    }
}

pub(crate) const fn phone_key(kind: PhoneKind) -> wire::PropertyKey {
    match kind {
        PhoneKind::Home => wire::PropertyKey::HomePhone,
        PhoneKind::Work => wire::PropertyKey::WorkPhone,
        PhoneKind::Mobile => wire::PropertyKey::MobilePhone,
    }
}

pub(crate) const fn yes_no(on: bool) -> wire::YesNo {
    if on { wire::YesNo::Yes } else { wire::YesNo::No }
}

/// The wire's group numbers are the domain's.
pub(crate) fn group(id: GroupId) -> wire::GroupNumber {
    wire::GroupNumber::new(id.get()).unwrap_or(wire::GroupNumber::OTHER)
}

/// The domain's group numbers are the wire's.
pub(crate) fn group_id(number: wire::GroupNumber) -> GroupId {
    GroupId::new(number.number()).unwrap_or(GroupId::OTHER)
}

/// A group, as an edit names it.
pub(crate) fn group_key(id: wire::GroupId) -> GroupKey {
    match id {
        wire::GroupId::Number(number) => group_id(number).into(),
        wire::GroupId::Guid(guid) => domain_guid(guid).into(),
    }
}

/// A list that its owner writes.
pub(crate) const fn list(list: List) -> wire::List {
    match list {
        List::Forward => wire::List::Forward,
        List::Allow => wire::List::Allow,
        List::Block => wire::List::Block,
    }
}

/// What somebody's client can do.
pub(crate) const fn caps(capabilities: Capabilities) -> wire::ClientCaps {
    wire::ClientCaps { bits: capabilities.bits(), extended: capabilities.extended() }
}

/// What a client says that it can do; one that says nothing can do nothing.
pub(crate) fn capabilities(caps: Option<wire::ClientCaps>) -> Capabilities {
    caps.map_or(Capabilities::NONE, |caps| Capabilities::new(caps.bits, caps.extended))
}

/// A display picture, as its owner's client described it.
pub(crate) fn object(picture: Option<&Picture>) -> Option<wire::MsnObject> {
    picture.and_then(|picture| wire::MsnObject::new(picture.as_str()).ok())
}

/// The wire's GUIDs are the domain's.
pub(crate) const fn guid(guid: Guid) -> wire::Guid {
    wire::Guid(u128::from_be_bytes(*guid.as_bytes()))
}

/// The domain's GUIDs are the wire's.
pub(crate) const fn domain_guid(guid: wire::Guid) -> Guid {
    Guid::from_bytes(guid.0.to_be_bytes())
}

/// The number for a refusal (reference 04). `None` where the protocol has none and the connection is closed instead.
pub(crate) const fn code(refusal: Refusal) -> Option<wire::ErrorCode> {
    use wire::ErrorCode as Code;
    Some(match refusal {
        Refusal::InvalidAddress => Code::InvalidParameter,
        Refusal::InvalidName => Code::InvalidFriendlyName,
        Refusal::UnknownAccount => Code::InvalidUser,
        Refusal::ListFull => Code::ListFull,
        Refusal::AlreadyThere | Refusal::AlreadyInvited => Code::AlreadyThere,
        Refusal::OnOppositeList => Code::OnOppositeList,
        Refusal::NotThere => Code::NotOnList,
        Refusal::NotRenamable => Code::NotRenamable,
        Refusal::NoSuchGroup => Code::NoSuchGroup,
        Refusal::NotInGroup => Code::NotInGroup,
        Refusal::TooManyGroups => Code::TooManyGroups,
        Refusal::GroupExists => Code::GroupExists,
        Refusal::GroupZero => Code::GroupZero,
        Refusal::Unchanged => Code::AlreadyInMode,
        Refusal::NotOnline | Refusal::Unreceivable | Refusal::TooManyWaiting => Code::NotOnline,
        Refusal::Hidden => Code::NotWhenOffline,
        Refusal::TooManyRooms => Code::TooManySessions,
        Refusal::TooManyEndpoints => Code::TooManyEndpoints,
        Refusal::RoomFull => Code::SessionOverload,
        Refusal::TooFast => Code::TooOften,
        Refusal::MessageTooLong => Code::MessageTooLong,
        Refusal::NotPageable => Code::NotPageable,
        Refusal::SwitchedOff => Code::Disabled,
        // 910 ("too busy") would have clients from 6.0 on try again by themselves, with the same wrong password.
        Refusal::BadCredentials
        | Refusal::TicketExpired
        | Refusal::Disabled
        | Refusal::Banned
        | Refusal::Unconfirmed
        | Refusal::TooManyAttempts => Code::AuthenticationFailed,
        Refusal::Busy => Code::ServerBusy,
        Refusal::NoSuchCircle => Code::NotInCircle,
        Refusal::InvalidGroupName
        | Refusal::InvalidGuid
        | Refusal::InvalidPhone
        | Refusal::InvalidPicture
        | Refusal::InvalidPersonalMessage
        | Refusal::InvalidEndpoint
        | Refusal::InvalidTokenName
        | Refusal::HandleTaken
        | Refusal::TokenNameTaken
        | Refusal::UnknownToken
        | Refusal::TooManyTokens
        | Refusal::WeakPassword
        | Refusal::WrongCode
        | Refusal::CodeVoid
        | Refusal::LinkVoid
        | Refusal::NotAllowed
        | Refusal::OwnAccount
        | Refusal::LastAdministrator
        | Refusal::NoSuchEntry
        | Refusal::InvalidText
        | Refusal::InvalidBan
        | Refusal::TooManyBans
        | Refusal::TooManyCircles => return None,
    })
}
