//! `ADG`, `RMG` and `REG`: contact groups (reference 02 §5).

use msnp::command::{Adg, AdgReply, Reg, RegReply, Rmg, RmgReply, RmgTarget};
use msnp::value::{ErrorCode, Friendly, GroupId, Trid};
use msnp::{Cap, percent};
use nudge_core::{Edit, Group, GroupName, Guid, Outcome, Refusal};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// The longest name of a new group, in bytes of its form on the wire: 229 above it.
const LONGEST_NEW: usize = 61;

/// No group's name is longer, in the same bytes: the connection is closed above it.
const LONGEST: usize = 127;

impl Online {
    pub(super) async fn adg(&mut self, adg: Adg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let name = group_name(&adg.name)?;
        if written(&adg.name) > LONGEST_NEW {
            cx.out.refuse(adg.trid, ErrorCode::GroupNameTooLong);
            return Ok(());
        }
        let edit = Edit::AddGroup { name, guid: Guid::draw(cx.net.core.entropy()) };
        if let Some((serial, group)) = self.group_edit(adg.trid, edit, cx).await? {
            let number = self.group_number();
            cx.say(self.dialect, AdgReply { trid: adg.trid, serial, number, name: adg.name, group });
        }
        Ok(())
    }

    pub(super) async fn rmg(&mut self, rmg: &Rmg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let key = match &rmg.group {
            RmgTarget::Id(id) => names::group_key(*id),
            RmgTarget::Name(name) => match GroupName::new(&name.decode()) {
                Ok(name) => name.into(),
                Err(_) => return cx.refuse(rmg.trid, Refusal::NoSuchGroup),
            },
        };
        if let Some((serial, group)) = self.group_edit(rmg.trid, Edit::RemoveGroup(key), cx).await? {
            cx.say(self.dialect, RmgReply { trid: rmg.trid, serial, number: self.group_number(), group });
        }
        Ok(())
    }

    pub(super) async fn reg(&mut self, reg: Reg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let edit = Edit::RenameGroup(names::group_key(reg.group), group_name(&reg.name)?);
        if let Some((serial, group)) = self.group_edit(reg.trid, edit, cx).await? {
            let number = self.group_number();
            cx.say(self.dialect, RegReply { trid: reg.trid, serial, number, group, name: reg.name });
        }
        Ok(())
    }

    /// Changes a group, and says what it is called by. A refusal is answered and gives `None`.
    async fn group_edit(
        &mut self,
        trid: Trid,
        edit: Edit,
        cx: &mut Cx<'_>,
    ) -> Result<Option<(u32, GroupId)>, Goodbye> {
        let Some(edited) = self.edit(trid, edit, cx).await? else { return Ok(None) };
        let (Outcome::GroupAdded(group) | Outcome::GroupRemoved(group) | Outcome::GroupRenamed(group)) =
            &edited.outcome
        else {
            // Nothing else comes of an edit of a group.
            return Ok(None);
        };
        Ok(Some((edited.serial.get(), self.group_id(group))))
    }

    /// What the client calls a group by.
    pub(super) fn group_id(&self, group: &Group) -> GroupId {
        if self.dialect.has(Cap::GroupNumbers) {
            GroupId::Number(names::group(group.id))
        } else {
            GroupId::Guid(names::guid(group.guid))
        }
    }

    /// For the client that expects one more word. Which one does not matter to it.
    fn group_number(&self) -> Option<u32> {
        self.quirks.group_answers_carry_a_number.then_some(1)
    }
}

fn group_name(name: &Friendly) -> Result<GroupName, Goodbye> {
    if written(name) > LONGEST {
        return Err(Goodbye::Rules("a group name of more than 127 bytes"));
    }
    GroupName::new(&name.decode()).map_err(|_| Goodbye::Rules("a group name that cannot be"))
}

/// How long a name is as this server writes it.
fn written(name: &Friendly) -> usize {
    percent::encode(&name.decode()).len()
}
