//! `ABContactAdd`: somebody new in the book (reference 11 §6).

use super::annotation::Annotation;
use super::book::BookId;
use super::card::{Card, CardChange};
use super::header::{ServiceHeader, answer};
use super::read::{filled, flag, list};
use crate::xml::Element;

/// What is asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ContactAdd {
    /// To which book.
    pub book: BookId,
    /// Whom.
    pub contacts: Vec<NewContact>,
    /// Whether they may see the owner, too.
    pub allow: bool,
}

/// Somebody who is to be in the book.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct NewContact {
    /// The address of an account.
    pub passport_name: Option<String>,
    /// The address of somebody without an account here, and the number of the network that it is of, if that was said.
    pub email: Option<(String, Option<u32>)>,
    /// Whether it has to be on the forward list; somebody with an account is, unless it is said otherwise.
    pub is_messenger_user: bool,
    /// The name to show.
    pub display_name: Option<String>,
    /// What to say to whom it is.
    pub greeting: Option<String>,
    /// What the client keeps with it.
    pub annotations: Vec<Annotation>,
    /// What else is on its card.
    pub card: Vec<CardChange>,
}

/// Of a network that Windows Live Messenger says nothing about but that the mail address is enabled: Yahoo!.
const YAHOO: u32 = 32;

impl NewContact {
    /// From `contactInfo`.
    pub(super) fn read(info: &Element) -> Self {
        let passport_name = filled(info, "passportName").map(str::to_owned);
        let email = list(info, &["emails"], "ContactEmail").find_map(|email| {
            let address = filled(email, "email")?.to_owned();
            let capability = filled(email, "Capability").and_then(|number| number.parse().ok());
            let is_other = filled(email, "contactEmailType") == Some("Messenger2");
            let enabled = flag(email, "isMessengerEnabled");
            Some((
                address,
                enabled
                    .then(|| capability.filter(|number| *number != 0))
                    .flatten()
                    .or((enabled && is_other).then_some(YAHOO)),
            ))
        });
        let greeting = Annotation::all(info, &["MessengerMemberInfo", "PendingAnnotations"]);
        let greeting = greeting.into_iter().find(|annotation| annotation.name == "MSN.IM.InviteMessage");
        Self {
            is_messenger_user: match info.child("isMessengerUser") {
                Some(_) => flag(info, "isMessengerUser"),
                None => passport_name.is_some(),
            },
            passport_name,
            email,
            display_name: filled(info, "displayName").map(str::to_owned),
            greeting: greeting.map(|annotation| annotation.value).filter(|text| !text.is_empty()),
            annotations: Annotation::all(info, &["annotations"]),
            card: Card::read(info),
        }
    }
}

impl NewContact {
    /// The number of the mobile telephone, if it has one.
    pub fn mobile(&self) -> Option<&str> {
        self.card.iter().find_map(|change| match change {
            CardChange::Set(name, number) if name == "phone:ContactPhoneMobile:number" => {
                Some(number.as_str())
            }
            CardChange::Set(..) | CardChange::Clear(_) | CardChange::ClearAll(_) => None,
        })
    }
}

impl ContactAdd {
    pub(super) fn read(operation: &Element) -> Self {
        let infos =
            list(operation, &["contacts"], "Contact").filter_map(|contact| contact.child("contactInfo"));
        Self {
            book: BookId::read(operation.child("abId")),
            contacts: infos.map(NewContact::read).collect(),
            allow: operation
                .child("options")
                .is_some_and(|options| flag(options, "EnableAllowListManagement")),
        }
    }
}

/// The answer: the number of the new contact.
pub fn contact_added(header: &ServiceHeader<'_>, guid: &str) -> String {
    answer(header, "ABContactAdd", |w| w.element("ABContactAddResult", |w| w.text("guid", guid)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/ABContactAdd.request.xml")).unwrap();
        let dave = NewContact {
            passport_name: Some("dave@example.com".to_owned()),
            is_messenger_user: true,
            greeting: Some("Please add me".to_owned()),
            ..NewContact::default()
        };
        let asked = ContactAdd::read(call.operation());
        assert_eq!(asked, ContactAdd { book: BookId::Own, contacts: vec![dave], allow: true });
        let sample = include_str!("../../tests/samples/ABContactAdd.response.xml");
        assert_eq!(contact_added(&SAMPLE, "7f0e3d11-1111-4222-8333-777788889999"), in_one_line(sample));
    }

    #[test]
    fn who_has_no_account_has_a_mail_address() {
        let read = |email: &str, rest: &str| {
            let info = format!("<i><emails><ContactEmail>{email}</ContactEmail></emails>{rest}</i>");
            let contact = NewContact::read(&Element::parse(info.as_bytes()).unwrap());
            (contact.email, contact.is_messenger_user)
        };
        let plain = "<contactEmailType>ContactEmailPersonal</contactEmailType><email>a@b.c</email>";
        assert_eq!(read(plain, ""), (Some(("a@b.c".to_owned(), None)), false));
        let yahoo = "<contactEmailType>Messenger2</contactEmailType><email>a@yahoo.com</email>\
                     <isMessengerEnabled>true</isMessengerEnabled>";
        let dave = Some(("a@yahoo.com".to_owned(), Some(32)));
        assert_eq!(read(yahoo, "<isMessengerUser>true</isMessengerUser>"), (dave.clone(), true));
        assert_eq!(read(&format!("{yahoo}<Capability>32</Capability>"), "").0, dave);
    }
}
