//! `PRP`: phone numbers, devices and the own name (reference 02 §2).

use msnp::command::{Answer, Prp, PrpReply};
use msnp::value::{ErrorCode, Friendly, PropertyKey, YesNo};
use msnp::{Cap, percent};
use nudge_core::{DirectDevice, Edit, Outcome, Phone, PhoneKind, Refusal};

use super::Cx;
use super::lists::acceptable;
use super::online::Online;
use super::sync::switch;
use crate::goodbye::Goodbye;

/// A telephone number's longest form on the wire, in bytes.
const LONGEST_PHONE: usize = 95;

impl Online {
    pub(super) async fn prp(&mut self, prp: Prp, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if !prp.key.is_in(self.dialect) {
            cx.out.refuse(prp.trid, ErrorCode::NotExpected);
            return Ok(());
        }
        let value = prp.value.as_ref();
        let edit = match &prp.key {
            PropertyKey::HomePhone => Edit::SetPhone(PhoneKind::Home, phone(value)?),
            PropertyKey::WorkPhone => Edit::SetPhone(PhoneKind::Work, phone(value)?),
            PropertyKey::MobilePhone => Edit::SetPhone(PhoneKind::Mobile, phone(value)?),
            PropertyKey::Pageable => Edit::SetPageable(yes(value)?),
            PropertyKey::MobileEnabled => Edit::SetMobileEnabled(yes(value)?),
            PropertyKey::Direct => Edit::SetDirectDevice(
                digit(value).and_then(DirectDevice::new).ok_or(Goodbye::Rules("no number of a device"))?,
            ),
            PropertyKey::HasBlog => match digit(value) {
                Some(number @ (0 | 1)) => Edit::SetSpace(number == 1),
                Some(_) | None => return Err(Goodbye::Rules("a switch that is neither 0 nor 1")),
            },
            PropertyKey::FriendlyName => match value.and_then(acceptable) {
                // Clients that have the name from the address book repeat it here.
                Some(name) if self.dialect.has(Cap::MembershipLists) && name == self.session.name() => {
                    let answer = Some(Answer::to(prp.trid, self.session.serial().get()));
                    cx.say(self.dialect, PrpReply { answer, key: prp.key, value: prp.value });
                    return Ok(());
                }
                Some(name) if self.session.is_verified() => Edit::RenameSelf(name),
                Some(_) | None => return cx.refuse(prp.trid, Refusal::InvalidName),
            },
            // No dialect has one.
            PropertyKey::Other(_) => return Ok(()),
        };
        let Some(edited) = self.edit(prp.trid, edit, cx).await? else { return Ok(()) };
        // The client is told the value in force, which for MOB need not be the one it sent.
        let value = if let Outcome::Pageable(on) = edited.outcome { switch(on) } else { prp.value };
        let answer = Some(Answer::to(prp.trid, edited.serial.get()));
        cx.say(self.dialect, PrpReply { answer, key: prp.key, value });
        Ok(())
    }
}

fn digit(value: Option<&Friendly>) -> Option<u8> {
    value.and_then(|value| value.as_str().parse().ok())
}

fn phone(value: Option<&Friendly>) -> Result<Option<Phone>, Goodbye> {
    let Some(value) = value else { return Ok(None) };
    if percent::encode(&value.decode()).len() > LONGEST_PHONE {
        return Err(Goodbye::Rules("a telephone number of more than 95 bytes"));
    }
    Phone::new(&value.decode()).map(Some).map_err(|_| Goodbye::Rules("a telephone number that cannot be"))
}

fn yes(value: Option<&Friendly>) -> Result<bool, Goodbye> {
    match value.map(Friendly::as_str) {
        Some(word) if word == YesNo::Yes.as_str() => Ok(true),
        Some(word) if word == YesNo::No.as_str() => Ok(false),
        Some(_) | None => Err(Goodbye::Rules("a switch that is neither Y nor N")),
    }
}
