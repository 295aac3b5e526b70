//! Values that can be on a line.

use std::borrow::Cow;

use msnp::command::{Adc, AdcEntry, Answer, Chg, ListVersion, Lkp, OutReason, Sbp, SignInPackage};
use msnp::value::{
    Address, ClientCaps, ContactId, Cookie, EndpointId, ErrorCode, Flag, Friendly, GroupId, GroupNumber,
    Guid, Handle, HandleAtEndpoint, List, MsnObject, Network, NetworkAddress, PropertyKey, Reach, SessionId,
    Status, Text, Trid, Via,
};
use msnp::{Cap, Dialect};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A command, or whatever else has fields that do not depend on each other.
macro_rules! draw {
    ($type:ident { $($field:ident: $strategy:expr),* $(,)? }) => {
        ($($strategy,)* proptest::prelude::Just(()))
            .prop_map(|($($field,)* ())| $type { $($field),* })
    };
}
pub(crate) use draw;

/// What a word is made of: anything but spaces and control characters, inside ASCII and out.
const WORD: &str = "[!-~\u{a1}-\u{17f}\u{1f600}-\u{1f64f}]{1,16}";

pub(crate) fn trid() -> impl Strategy<Value = Trid> {
    any::<u32>().prop_map(Trid)
}

pub(crate) fn text() -> impl Strategy<Value = Text> {
    WORD.prop_map(|word| Text::new(&word).unwrap())
}

pub(crate) fn texts() -> impl Strategy<Value = Vec<Text>> {
    vec(text(), 0..6)
}

/// `%40` is read as `@` and so cannot come back.
pub(crate) fn handle() -> impl Strategy<Value = Handle> {
    WORD.prop_map(|word| Handle::new(&word.replace('%', "@")).unwrap())
}

pub(crate) fn friendly() -> impl Strategy<Value = Friendly> {
    prop_oneof![
        ".{1,12}".prop_map(|name| Friendly::encode(&name).unwrap()),
        WORD.prop_map(|w| Friendly::new(&w).unwrap())
    ]
}

pub(crate) fn address() -> impl Strategy<Value = Address> {
    WORD.prop_map(|word| Address::new(&word).unwrap())
}

pub(crate) fn cookie() -> impl Strategy<Value = Cookie> {
    WORD.prop_map(|word| Cookie::new(&word).unwrap())
}

pub(crate) fn session() -> impl Strategy<Value = SessionId> {
    any::<u32>().prop_map(SessionId)
}

pub(crate) fn group() -> impl Strategy<Value = GroupNumber> {
    (0u8..30).prop_map(|number| GroupNumber::new(number).unwrap())
}

pub(crate) fn guid() -> impl Strategy<Value = Guid> {
    any::<u128>().prop_map(Guid)
}

pub(crate) fn group_id(dialect: Dialect) -> BoxedStrategy<GroupId> {
    if dialect.has(Cap::AddressBook) {
        guid().prop_map(GroupId::Guid).boxed()
    } else {
        group().prop_map(GroupId::Number).boxed()
    }
}

/// Where lists have no version, it is 0.
pub(crate) fn serial(dialect: Dialect) -> BoxedStrategy<u32> {
    if dialect.has(Cap::ListSerials) { any::<u32>().boxed() } else { Just(0).boxed() }
}

/// The beginning of an answer, and of a row of a dump.
pub(crate) fn answer(dialect: Dialect) -> BoxedStrategy<Option<Answer>> {
    let answer = (trid(), serial(dialect)).prop_map(|(trid, serial)| Answer::to(trid, serial));
    if dialect.has(Cap::BareDump) { option::of(answer).boxed() } else { answer.prop_map(Some).boxed() }
}

pub(crate) fn list(dialect: Dialect) -> impl Strategy<Value = List> {
    select(List::ALL.iter().copied().filter(|list| list.is_in(dialect)).collect::<Vec<_>>())
}

pub(crate) fn client_caps(dialect: Dialect) -> BoxedStrategy<ClientCaps> {
    let extended = if dialect.has(Cap::ExtendedCaps) { any::<u32>().boxed() } else { Just(0).boxed() };
    draw!(ClientCaps { bits: any::<u32>(), extended: extended }).boxed()
}

pub(crate) fn endpoint() -> impl Strategy<Value = EndpointId> {
    guid().prop_map(EndpointId::from)
}

/// What has a GUID after a `;` is no address any more.
pub(crate) fn at_endpoint() -> impl Strategy<Value = HandleAtEndpoint> {
    draw!(HandleAtEndpoint { handle: handle(), endpoint: option::of(endpoint()) })
}

pub(crate) fn network() -> impl Strategy<Value = Network> {
    any::<u32>().prop_map(Network)
}

/// Whose presence it is, as far as the dialect tells.
pub(crate) fn contact(dialect: Dialect) -> BoxedStrategy<NetworkAddress> {
    // Where a circle begins, the address ends.
    let plain = || handle().prop_map(|handle| Handle::new(&handle.as_str().replace(';', "@")).unwrap());
    let told = dialect.has(Cap::NetworkInPresence) || dialect.has(Cap::NetworkInAddress);
    let network = if told { network().boxed() } else { Just(Network::MESSENGER).boxed() };
    let circle = draw!(Via { network: any::<u32>().prop_map(Network), handle: plain() });
    draw!(NetworkAddress {
        network: network,
        handle: plain(),
        via: if_has(dialect, Cap::NetworkInAddress, circle)
    })
    .boxed()
}

/// Where the dialect does not tell, it is directly.
pub(crate) fn reach(dialect: Dialect) -> BoxedStrategy<Reach> {
    if dialect.has(Cap::SwitchboardReach) {
        select(&[Reach::Direct, Reach::Gateway][..]).boxed()
    } else {
        Just(Reach::Direct).boxed()
    }
}

/// `0` is none.
pub(crate) fn object() -> impl Strategy<Value = MsnObject> {
    WORD.prop_filter_map("0", |word| MsnObject::new(&word).ok())
}

pub(crate) fn version(dialect: Dialect) -> BoxedStrategy<ListVersion> {
    if dialect.has(Cap::ListSerials) {
        any::<u32>().prop_map(ListVersion::Serial).boxed()
    } else {
        (text(), text()).prop_map(|(lists, settings)| ListVersion::Stamps { lists, settings }).boxed()
    }
}

pub(crate) fn package(dialect: Dialect) -> impl Strategy<Value = SignInPackage> {
    let signs_in =
        move |package: &SignInPackage| package.is_in(dialect) && *package != SignInPackage::Circles;
    select(SignInPackage::ALL.iter().copied().filter(signs_in).collect::<Vec<_>>())
}

/// Whom a `REM` means: a contact by GUID where contacts have one.
pub(crate) fn member(dialect: Dialect) -> BoxedStrategy<(List, ContactId, Option<GroupId>)> {
    list(dialect)
        .prop_flat_map(move |list| {
            let by_guid = dialect.has(Cap::AddressBook) && list == List::Forward;
            let contact = if by_guid {
                guid().prop_map(ContactId::Guid).boxed()
            } else {
                handle().prop_map(ContactId::Handle).boxed()
            };
            let group = if by_guid || dialect.has(Cap::GroupNumbers) {
                option::of(group_id(dialect)).boxed()
            } else {
                Just(None).boxed()
            };
            (Just(list), contact, group)
        })
        .boxed()
}

pub(crate) fn adc(dialect: Dialect) -> BoxedStrategy<Adc> {
    let by_handle = draw!(Someone { handle: handle(), name: option::of(friendly()), id: option::of(guid()) })
        .prop_map(|Someone { handle, name, id }| AdcEntry::Handle { handle, name, id });
    let into_group = (guid(), guid()).prop_map(|(id, group)| AdcEntry::Group { id, group });
    prop_oneof![
        draw!(Adc { trid: trid(), list: list(dialect), entry: by_handle }),
        draw!(Adc { trid: trid(), list: Just(List::Forward), entry: into_group }),
    ]
    .boxed()
}

#[derive(Debug)]
struct Someone {
    handle: Handle,
    name: Option<Friendly>,
    id: Option<Guid>,
}

/// The flag stands only after a value.
pub(crate) fn sbp() -> BoxedStrategy<Sbp> {
    let all = (trid(), guid(), property(), option::of((friendly(), option::of(flag()))));
    all.prop_map(|(trid, id, key, value)| {
        let (value, flag) = value.unzip();
        Sbp { trid, id, key, value, flag: flag.flatten() }
    })
    .boxed()
}

/// A picture stands only after capabilities.
pub(crate) fn chg(dialect: Dialect) -> BoxedStrategy<Chg> {
    let object = if_has(dialect, Cap::MsnObjects, object());
    let appearance = (client_caps(dialect), object);
    let appearance = if dialect.has(Cap::NoObjectAsZero) {
        appearance.prop_map(Some).boxed()
    } else {
        if_has(dialect, Cap::ClientCaps, appearance)
    };
    (trid(), one_of(Status::ALL), appearance)
        .prop_map(|(trid, status, appearance)| {
            let (caps, object) = appearance.unzip();
            Chg { trid, status, caps, object: object.flatten() }
        })
        .boxed()
}

pub(crate) fn out_reason(dialect: Dialect) -> impl Strategy<Value = OutReason> {
    let all = prop_oneof![
        Just(OutReason::SignedInElsewhere),
        Just(OutReason::ServerShutdown),
        Just(OutReason::Migrated),
        Just(OutReason::TermsOfUse),
        any::<u32>().prop_map(|minutes| OutReason::Reconnect { minutes }),
    ];
    all.prop_map(move |reason| if reason.is_in(dialect) { reason } else { OutReason::ServerShutdown })
}

pub(crate) fn lkp() -> impl Strategy<Value = Lkp> {
    draw!(Lkp { trid: trid(), number: text() })
}

pub(crate) fn flag() -> impl Strategy<Value = Flag> {
    any::<bool>().prop_map(Flag)
}

pub(crate) fn property() -> impl Strategy<Value = PropertyKey> {
    prop_oneof![
        select(&PropertyKey::ALL[..]),
        // Lower case, so as not to hit upon one that is known.
        "[a-z]{1,3}".prop_map(|key| PropertyKey::Other(key.as_str().into())),
    ]
}

pub(crate) fn payload() -> impl Strategy<Value = Cow<'static, [u8]>> {
    vec(any::<u8>(), 0..64).prop_map(Cow::Owned)
}

pub(crate) fn error_code() -> impl Strategy<Value = ErrorCode> {
    select(ErrorCode::ALL)
}

/// One of the values of an enum of words.
pub(crate) fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

/// Present or not where the dialect has the capability; else absent.
pub(crate) fn if_has<T: std::fmt::Debug + 'static>(
    dialect: Dialect,
    cap: Cap,
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    if dialect.has(cap) { option::of(strategy).boxed() } else { Just(()).prop_map(|()| None).boxed() }
}
