//! `ADG`, `RMG` and `REG`: contact groups (reference 02 §5).

use msnp::command::{Adg, AdgReply, Reg, RegReply, Rmg, RmgReply};
use msnp::percent;
use msnp::value::{ErrorCode, Friendly, GroupNumber, Zero};
use nudge_core::{Edit, GroupName, Guid, Outcome};

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
        let Some(edited) = self.edit(adg.trid, edit, cx).await? else { return Ok(()) };
        let group = if let Outcome::GroupAdded(group) = edited.outcome {
            names::group(group.id)
        } else {
            GroupNumber::OTHER
        };
        let serial = edited.serial.get();
        cx.say(self.dialect, AdgReply { trid: adg.trid, serial, name: adg.name, group, zero: Zero });
        Ok(())
    }

    pub(super) async fn rmg(&mut self, rmg: &Rmg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let edit = Edit::RemoveGroup(names::group_id(rmg.group).into());
        if let Some(edited) = self.edit(rmg.trid, edit, cx).await? {
            let serial = edited.serial.get();
            cx.say(self.dialect, RmgReply { trid: rmg.trid, serial, group: rmg.group });
        }
        Ok(())
    }

    pub(super) async fn reg(&mut self, reg: Reg, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let edit = Edit::RenameGroup(names::group_id(reg.group).into(), group_name(&reg.name)?);
        let Some(edited) = self.edit(reg.trid, edit, cx).await? else { return Ok(()) };
        let serial = edited.serial.get();
        cx.say(
            self.dialect,
            RegReply { trid: reg.trid, serial, group: reg.group, name: reg.name, zero: Zero },
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
