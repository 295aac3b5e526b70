//! `PRP`: phone numbers, and whether one may be paged (reference 02 §2).

use msnp::command::{Answer, Prp, PrpReply};
use msnp::percent;
use msnp::value::{ErrorCode, Friendly, PropertyKey, YesNo};
use nudge_core::{Edit, Outcome, Phone, PhoneKind};

use super::Cx;
use super::online::Online;
use super::sync::switch;
use crate::goodbye::Goodbye;

/// A telephone number's longest form on the wire, in bytes.
const LONGEST_PHONE: usize = 95;

impl Online {
    pub(super) async fn prp(&mut self, prp: Prp, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let edit = match &prp.key {
            PropertyKey::HomePhone => Edit::SetPhone(PhoneKind::Home, phone(prp.value.as_ref())?),
            PropertyKey::WorkPhone => Edit::SetPhone(PhoneKind::Work, phone(prp.value.as_ref())?),
            PropertyKey::MobilePhone => Edit::SetPhone(PhoneKind::Mobile, phone(prp.value.as_ref())?),
            PropertyKey::Pageable => Edit::SetPageable(yes(prp.value.as_ref())?),
            PropertyKey::MobileEnabled => Edit::SetMobileEnabled(yes(prp.value.as_ref())?),
            PropertyKey::Direct
            | PropertyKey::FriendlyName
            | PropertyKey::HasBlog
            | PropertyKey::Other(_) => {
                cx.out.refuse(prp.trid, ErrorCode::NotExpected);
                return Ok(());
            }
        };
        let Some(edited) = self.edit(prp.trid, edit, cx).await? else { return Ok(()) };
        // The client is told the value in force, which for MOB need not be the one it sent.
        let value = if let Outcome::Pageable(on) = edited.outcome { switch(on) } else { prp.value };
        let answer = Some(Answer::to(prp.trid, edited.serial.get()));
        cx.say(self.dialect, PrpReply { answer, key: prp.key, value });
        Ok(())
    }
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
