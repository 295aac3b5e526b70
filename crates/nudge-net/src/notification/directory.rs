//! `FND`, `SND` and `SDC`: find members, and invite those who are none (reference 02 §10).

use msnp::Cap;
use msnp::command::{Fnd, FndRow, InviteReply, Sdc, Snd};
use msnp::notification::FromServer;
use msnp::percent;
use msnp::value::{ErrorCode, Handle as Address, Trid};
use nudge_core::{Account, Handle, MemberQuery, Profile};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// More members than this are too many (301).
const MOST: usize = 100;

/// The fields of a search, in the order of the clients.
const FIELDS: [&str; 5] = ["fname", "lname", "city", "state", "country"];

impl Online {
    pub(super) async fn fnd(&mut self, fnd: &Fnd, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        if !self.dialect.has(Cap::Directory) {
            cx.out.refuse(fnd.trid, ErrorCode::Disabled);
            return Ok(());
        }
        let mut query = MemberQuery { limit: MOST + 1, ..MemberQuery::default() };
        let mut given = 0;
        for field in &fnd.fields {
            let known = field
                .as_str()
                .split_once('=')
                .and_then(|(name, value)| FIELDS.contains(&name).then(|| (name, percent::decode(value))));
            let Some((name, value)) = known else {
                cx.out.refuse(fnd.trid, ErrorCode::InvalidParameter);
                return Ok(());
            };
            given += 1;
            match name {
                "fname" => query.first_name = value,
                "lname" => query.last_name = value,
                "city" => query.city = value,
                "state" => query.region = value,
                _ => query.country = value,
            }
        }
        if given < FIELDS.len() {
            cx.out.refuse(fnd.trid, ErrorCode::FieldMissing);
            return Ok(());
        }
        match self.session.find_members(query).await {
            Ok(members) if members.len() > MOST => {
                cx.out.refuse(fnd.trid, ErrorCode::TooManyMatches);
                Ok(())
            }
            Ok(members) => {
                self.say_members(fnd.trid, &members, cx);
                self.found = members.into_iter().map(|member| member.handle).collect();
                Ok(())
            }
            Err(error) => cx.fail(fnd.trid, error),
        }
    }

    fn say_members(&self, trid: Trid, members: &[Account], cx: &mut Cx<'_>) {
        if members.is_empty() {
            cx.say(self.dialect, FndRow { trid, index: 0, total: 0, fields: Vec::new() });
        }
        let total = u32::try_from(members.len()).unwrap_or(u32::MAX);
        for (index, member) in (1..).zip(members) {
            let fields = fields(&member.profile)
                .map(|(name, value)| names::text(&format!("{name}={}", percent::encode(value))));
            cx.say(self.dialect, FndRow { trid, index, total, fields: fields.into() });
        }
    }

    pub(super) async fn snd(&mut self, snd: &Snd, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let address = self.invited(&snd.address);
        if self.invite(snd.trid, address, String::new(), cx).await? {
            cx.say(self.dialect, FromServer::Snd(InviteReply { trid: snd.trid, ok: names::text("OK") }));
        }
        Ok(())
    }

    pub(super) async fn sdc(&mut self, sdc: &Sdc<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let address = self.invited(&sdc.address);
        let text = String::from_utf8_lossy(&sdc.payload).into_owned();
        if self.invite(sdc.trid, address, text, cx).await? {
            cx.say(self.dialect, FromServer::Sdc(InviteReply { trid: sdc.trid, ok: names::text("OK") }));
        }
        Ok(())
    }

    /// An address, or the number of a row of the last search.
    fn invited(&self, address: &Address) -> Option<Handle> {
        let row = address.as_str().parse::<usize>().ok().and_then(|row| row.checked_sub(1));
        match row {
            Some(row) => self.found.get(row).cloned(),
            None => Handle::new(address.as_str()).ok(),
        }
    }

    async fn invite(
        &mut self,
        trid: Trid,
        address: Option<Handle>,
        text: String,
        cx: &mut Cx<'_>,
    ) -> Result<bool, Goodbye> {
        let Some(address) = address else {
            return Err(cx.give_up(trid, ErrorCode::InviteFailed, "an invitation to nobody"));
        };
        match self.session.invite(&address, text).await {
            Ok(()) => Ok(true),
            Err(error) => cx.fail(trid, error).map(|()| false),
        }
    }
}

fn fields(profile: &Profile) -> [(&'static str, &str); 5] {
    let values = [&profile.first_name, &profile.last_name, &profile.city, &profile.region, &profile.country];
    let mut fields = [("", ""); 5];
    for ((field, name), value) in fields.iter_mut().zip(FIELDS).zip(values) {
        *field = (name, value.as_str());
    }
    fields
}
