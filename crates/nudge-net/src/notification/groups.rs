//! `ADG`, `RMG` and `REG`: contact groups (reference 02 §5).

use msnp::command::{Adg, AdgReply, Reg, RegReply, Rmg, RmgReply, RmgTarget};
use msnp::percent;
use msnp::value::{ErrorCode, Friendly, GroupId, GroupNumber};
use nudge_core::{Edit, GroupName, Outcome};

use super::Cx;
use super::online::Online;
use crate::goodbye::Goodbye;
use crate::names;

/// The longest name of a new group, in bytes of its form on the wire: 229 above it.
const LONGEST_NEW: usize = 61;

/// No group's name is longer, in the same bytes: the connection is closed above it.
const LONGEST: usize = 127;

const NO_NUMBER: Goodbye = Goodbye::Rules("a group that has no number");

impl Online {
    pub(super) async fn adg(&mut self, adg: Adg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let name = group_name(&adg.name)?;
        if written(&adg.name) > LONGEST_NEW {
            cx.out.refuse(adg.trid, ErrorCode::GroupNameTooLong);
            return Ok(());
        }
        let Some(edited) = self.edit(adg.trid, Edit::AddGroup(name), cx).await? else { return Ok(()) };
        let group =
            if let Outcome::GroupAdded(id) = edited.outcome { names::group(id) } else { GroupNumber::OTHER };
        let (serial, group) = (edited.serial.get(), GroupId::Number(group));
        cx.say(self.dialect, AdgReply { trid: adg.trid, serial, number: None, name: adg.name, group });
        Ok(())
    }

    pub(super) async fn rmg(&mut self, rmg: &Rmg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let RmgTarget::Id(GroupId::Number(group)) = rmg.group else { return Err(NO_NUMBER) };
        let edit = Edit::RemoveGroup(names::group_id(group));
        if let Some(edited) = self.edit(rmg.trid, edit, cx).await? {
            let (serial, group) = (edited.serial.get(), GroupId::Number(group));
            cx.say(self.dialect, RmgReply { trid: rmg.trid, serial, number: None, group });
        }
        Ok(())
    }

    pub(super) async fn reg(&mut self, reg: Reg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let GroupId::Number(group) = reg.group else { return Err(NO_NUMBER) };
        let edit = Edit::RenameGroup(names::group_id(group), group_name(&reg.name)?);
        let Some(edited) = self.edit(reg.trid, edit, cx).await? else { return Ok(()) };
        let serial = edited.serial.get();
        cx.say(
            self.dialect,
            RegReply { trid: reg.trid, serial, number: None, group: reg.group, name: reg.name },
        );
        Ok(())
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
