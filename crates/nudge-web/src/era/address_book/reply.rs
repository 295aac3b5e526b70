//! Answers without a result, and why there is none.

use nudge_core::{Error, Refusal};
use nudge_soap::address_book::{BookId, ServiceHeader, Trouble, answer, found_no_friends, service_added};

use super::Visit;

/// An answer, or a fault; both ready to be sent.
pub(super) type Replied = Result<String, Faulted>;

/// A fault that is ready to be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Faulted(pub(super) String);

/// How many contacts, groups or members one call may change.
const AT_ONCE: usize = 100;

impl Visit<'_> {
    pub(super) fn header(&self) -> ServiceHeader<'_> {
        ServiceHeader {
            cache_key: &self.cache_key,
            preferred_host: self.preferred_host.as_deref(),
            session: &self.session,
        }
    }

    /// It is done, and there is nothing to tell.
    pub(super) fn done(&self) -> String {
        answer(&self.header(), self.operation, |_| {})
    }

    pub(super) fn service_added(&self) -> String {
        service_added(&self.header())
    }

    pub(super) fn found_no_friends(&self) -> String {
        found_no_friends(&self.header())
    }

    pub(super) fn fault(&self, trouble: Trouble<'_>) -> Faulted {
        Faulted(trouble.to_xml(self.operation))
    }

    /// Nobody does so much with one call: clients do one thing with each.
    pub(super) fn few(&self, things: usize) -> Result<(), Faulted> {
        if things <= AT_ONCE { Ok(()) } else { Err(self.fault(Trouble::RequestLimitReached)) }
    }

    /// Of the books of circles, this is no part.
    pub(super) fn only_own(&self, book: &BookId) -> Result<(), Faulted> {
        match book {
            BookId::Own => Ok(()),
            BookId::Other(_) => Err(self.fault(Trouble::AbDoesNotExist)),
        }
    }

    /// What a refusal or a fault of ours is called here. What concerns an address is told by whoever knows it.
    pub(super) fn trouble(&self, error: &Error) -> Faulted {
        let Some(refusal) = error.refusal() else {
            tracing::error!(%error, operation = self.operation, "an address book could not be served");
            return self.fault(Trouble::InternalServerError);
        };
        if refusal == Refusal::NotAllowed {
            return self.fault(Trouble::Forbidden(self.operation));
        }
        let told = TOLD.iter().find(|(known, _)| *known == refusal).map(|(_, trouble)| *trouble);
        self.fault(told.unwrap_or_else(|| {
            tracing::warn!(%refusal, operation = self.operation, "a refusal that no client has a word for");
            Trouble::InternalServerError
        }))
    }
}

/// The refusals that edits of a book come to.
const TOLD: [(Refusal, Trouble<'static>); 23] = [
    (Refusal::ListFull, Trouble::RequestLimitReached),
    (Refusal::TooManyGroups, Trouble::RequestLimitReached),
    (Refusal::TooFast, Trouble::ServerBusy),
    (Refusal::Busy, Trouble::ServerBusy),
    (Refusal::InvalidAddress, Trouble::BadEmailArgument),
    (Refusal::InvalidPhone, Trouble::BadEmailArgument),
    (Refusal::UnknownAccount, Trouble::InvalidPassportUser("")),
    (Refusal::AlreadyThere, Trouble::ContactAlreadyExists(None)),
    (Refusal::NotThere, Trouble::ContactDoesNotExist),
    (Refusal::NoSuchGroup, Trouble::GroupDoesNotExist),
    (Refusal::GroupZero, Trouble::GroupDoesNotExist),
    (Refusal::NotInGroup, Trouble::GroupDoesNotExist),
    (Refusal::GroupExists, Trouble::GroupAlreadyExists(None)),
    (Refusal::InvalidGroupName, Trouble::BadArgumentLength("GroupName")),
    (Refusal::InvalidName, Trouble::BadArgumentLength("DisplayName")),
    (Refusal::InvalidText, Trouble::BadArgumentLength("Annotation")),
    (Refusal::InvalidGuid, Trouble::InvalidArgument("guid")),
    (Refusal::NoSuchCircle, Trouble::AbDoesNotExist),
    (Refusal::TooManyCircles, Trouble::RequestLimitReached),
    (Refusal::RoomFull, Trouble::RequestLimitReached),
    (Refusal::AlreadyInvited, Trouble::ContactAlreadyExists(None)),
    (Refusal::LastAdministrator, Trouble::InvalidArgument("relationshipRole")),
    (Refusal::NotRenamable, Trouble::InvalidArgument("displayName")),
];
