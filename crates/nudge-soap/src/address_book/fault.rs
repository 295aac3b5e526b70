//! Why an operation was not done (reference 11 §9).

use super::NAMESPACE;
use crate::envelope::{CLIENT, Fault, FaultCode};
use crate::writer::Writer;

/// Why, as clients compare it letter by letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trouble<'a> {
    /// There is an address book already, as there is with every account.
    AbAlreadyExists,
    /// There is no such address book.
    AbDoesNotExist,
    /// What has changed since then cannot be told: ask for everything.
    FullSyncRequired,
    /// The contact is there already, with that number.
    ContactAlreadyExists(Option<&'a str>),
    /// No contact has that number.
    ContactDoesNotExist,
    /// A group of that name is there already, with that number.
    GroupAlreadyExists(Option<&'a str>),
    /// No group has that number.
    GroupDoesNotExist,
    /// That argument is too long, or empty.
    BadArgumentLength(&'a str),
    /// Something cannot be what it has to be.
    InvalidArgument(&'a str),
    /// No account has that address.
    InvalidPassportUser(&'a str),
    /// What should be an address is none.
    BadEmailArgument,
    /// A list has as many entries as it may.
    RequestLimitReached,
    /// No account has the address of the member.
    UserDoesNotExist(&'a str),
    /// There is no such operation.
    Forbidden(&'a str),
    /// Later it may work.
    ServerBusy,
    /// We failed.
    InternalServerError,
}

impl Trouble<'_> {
    fn code(self) -> &'static str {
        match self {
            Self::AbAlreadyExists => "ABAlreadyExists",
            Self::AbDoesNotExist => "ABDoesNotExist",
            Self::FullSyncRequired => "FullSyncRequired",
            Self::ContactAlreadyExists(_) => "ContactAlreadyExists",
            Self::ContactDoesNotExist => "ContactDoesNotExist",
            Self::GroupAlreadyExists(_) => "GroupAlreadyExists",
            Self::GroupDoesNotExist => "GroupDoesNotExist",
            Self::BadArgumentLength(_) => "BadArgumentLength",
            Self::InvalidArgument(_) => "InvalidArgument",
            Self::InvalidPassportUser(_) => "InvalidPassportUser",
            Self::BadEmailArgument => "BadEmailArgument",
            Self::RequestLimitReached => "RequestLimitReached",
            Self::UserDoesNotExist(_) => "UserDoesNotExist",
            Self::Forbidden(_) => "Forbidden",
            Self::ServerBusy => "ServerBusy",
            Self::InternalServerError => "InternalServerError",
        }
    }

    fn text(self) -> String {
        match self {
            Self::AbAlreadyExists => "Address Book Already Exists".to_owned(),
            Self::AbDoesNotExist => "Address Book Does Not Exist".to_owned(),
            // `MSNPSharp` looks for these words.
            Self::FullSyncRequired => "Full sync required.  Details: Delta syncs disabled.".to_owned(),
            Self::ContactAlreadyExists(_) => "Contact Already Exists".to_owned(),
            Self::ContactDoesNotExist => "Contact Does Not Exist".to_owned(),
            Self::GroupAlreadyExists(_) => "Group Already Exists".to_owned(),
            Self::GroupDoesNotExist => "Group Does Not Exist".to_owned(),
            Self::BadArgumentLength(argument) => {
                format!("Argument Exceeded Allowed Length {argument} exceeded length")
            }
            Self::InvalidArgument(argument) => format!("Invalid Argument {argument}"),
            Self::InvalidPassportUser(address) => {
                format!("The Passport user specified is invalid SignInName: {address}")
            }
            Self::BadEmailArgument => "Malformed email Argument Email missing '@' character".to_owned(),
            Self::RequestLimitReached => "Request Limit Reached".to_owned(),
            Self::UserDoesNotExist(address) => format!("User does not exist: {address}"),
            Self::Forbidden(operation) => format!("API {operation} no longer supported"),
            Self::ServerBusy => "Server Busy. Try again later.".to_owned(),
            Self::InternalServerError => "Internal Server Error".to_owned(),
        }
    }

    /// What argument it is about.
    fn parameter(&self) -> Option<&str> {
        match self {
            Self::BadArgumentLength(argument) | Self::InvalidArgument(argument) => Some(argument),
            Self::AbAlreadyExists
            | Self::AbDoesNotExist
            | Self::FullSyncRequired
            | Self::ContactAlreadyExists(_)
            | Self::ContactDoesNotExist
            | Self::GroupAlreadyExists(_)
            | Self::GroupDoesNotExist
            | Self::InvalidPassportUser(_)
            | Self::BadEmailArgument
            | Self::RequestLimitReached
            | Self::UserDoesNotExist(_)
            | Self::Forbidden(_)
            | Self::ServerBusy
            | Self::InternalServerError => None,
        }
    }

    /// The fault, of that operation.
    pub fn to_xml(self, operation: &str) -> String {
        let text = self.text();
        let namespace = [("xmlns", NAMESPACE)];
        let mut detail = Writer::new();
        detail.text_with("errorcode", &namespace, self.code());
        detail.text_with("errorstring", &namespace, &text);
        detail.text_with("machineName", &namespace, "ABCH01");
        if let Some(parameter) = self.parameter() {
            detail.text_with("parameterFault", &namespace, parameter);
        }
        detail.element("additionalDetails", |w| match self {
            Self::ContactAlreadyExists(Some(id)) | Self::GroupAlreadyExists(Some(id)) => {
                w.text("conflictObjectId", id);
            }
            Self::AbAlreadyExists
            | Self::AbDoesNotExist
            | Self::FullSyncRequired
            | Self::ContactAlreadyExists(None)
            | Self::ContactDoesNotExist
            | Self::GroupAlreadyExists(None)
            | Self::GroupDoesNotExist
            | Self::BadArgumentLength(_)
            | Self::InvalidArgument(_)
            | Self::InvalidPassportUser(_)
            | Self::BadEmailArgument
            | Self::RequestLimitReached
            | Self::UserDoesNotExist(_)
            | Self::Forbidden(_)
            | Self::ServerBusy
            | Self::InternalServerError => w.text("originalExceptionErrorMessage", &text),
        });
        let actor = format!("{NAMESPACE}/{operation}");
        Fault { code: CLIENT, text: &text, actor: Some(&actor), detail: Some(detail) }.to_xml()
    }
}

/// The ticket is none, or too old: the client gets a new one and asks again (reference 11 §1). libpurple compares the code with
/// its prefix.
pub fn bad_context_token(operation: &str) -> String {
    let mut detail = Writer::new();
    detail.text_with("errorcode", &[("xmlns", NAMESPACE)], "PassportAuthFail");
    detail.text_with("errorstring", &[("xmlns", NAMESPACE)], "Authentication failed");
    Fault {
        code: FaultCode::Qualified {
            namespace: "http://schemas.xmlsoap.org/ws/2003/06/secext",
            name: "BadContextToken",
        },
        text: "Authentication failed",
        actor: Some(&format!("{NAMESPACE}/{operation}")),
        detail: Some(detail),
    }
    .to_xml()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;

    #[test]
    fn every_fault_is_the_sample() {
        for (trouble, operation, sample) in [
            (
                Trouble::AbAlreadyExists,
                "ABAdd",
                include_str!("../../tests/samples/Fault.ABAlreadyExists.response.xml"),
            ),
            (
                Trouble::AbDoesNotExist,
                "ABFindAll",
                include_str!("../../tests/samples/Fault.ABDoesNotExist.response.xml"),
            ),
            (
                Trouble::BadArgumentLength("GroupName"),
                "ABGroupAdd",
                include_str!("../../tests/samples/Fault.BadArgumentLength.response.xml"),
            ),
            (
                Trouble::BadEmailArgument,
                "ABContactAdd",
                include_str!("../../tests/samples/Fault.BadEmailArgument.response.xml"),
            ),
            (
                Trouble::ContactAlreadyExists(Some("7f0e3d11-1111-4222-8333-444455556666")),
                "ABContactAdd",
                include_str!("../../tests/samples/Fault.ContactAlreadyExists.response.xml"),
            ),
            (
                Trouble::FullSyncRequired,
                "ABFindAll",
                include_str!("../../tests/samples/Fault.FullSyncRequired.response.xml"),
            ),
            (
                Trouble::InvalidPassportUser("nobody@example.com"),
                "ABContactAdd",
                include_str!("../../tests/samples/Fault.InvalidPassportUser.response.xml"),
            ),
        ] {
            assert_eq!(trouble.to_xml(operation), in_one_line(sample), "{trouble:?}");
        }
    }

    #[test]
    fn a_bad_ticket_is_the_sample() {
        let sample = include_str!("../../tests/samples/Fault.BadContextToken.response.xml");
        assert_eq!(bad_context_token("ABFindAll"), in_one_line(sample));
    }

    #[test]
    fn what_a_client_sent_cannot_break_out() {
        let fault = Trouble::Forbidden("a<b>&\"").to_xml("a<b>&\"");
        assert!(crate::xml::Element::parse(fault.as_bytes()).is_ok(), "{fault}");
    }
}
