//! What is done to an account at the press of a button.

use nudge_core::{Account, Actor, Core, Error, Role};
use serde::Deserialize;

use super::super::online::gone;
use super::super::words::why;
use super::subject::{Subject, path};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::Form;
use crate::site::signed_in::Administrator;
use crate::site::trouble::Trouble;

/// Something that needs no more than a word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Change {
    Enable,
    Disable,
    Verify,
    Unverify,
    MakeAdministrator,
    MakeMember,
    SignOut,
    Disconnect,
    RemoveSecondFactor,
    ForbidLegacyPassword,
}

/// Which one.
#[derive(Debug, Deserialize)]
pub(in crate::site::administration) struct Wanted {
    what: String,
}

/// `POST /administration/accounts/{number}/change`.
pub(in crate::site::administration) async fn change(
    cx: Administrator,
    Subject(account): Subject,
    Form(wanted): Form<Wanted>,
) -> Result<Redirect, Trouble> {
    let change = Change::from_name(&wanted.what).ok_or(Trouble::BAD_REQUEST)?;
    let flash = match change.make(cx.core(), &cx.visitor.administrator(), &account).await {
        Ok(()) => Flash::success(change.done()).with("handle", account.handle.as_str()),
        Err(error) => Flash::error(why(error)?),
    };
    Ok(cx.redirect(&path(&account)).flash(flash))
}

impl Change {
    /// Every one, in the order of their buttons.
    pub(super) const ALL: [Self; 10] = [
        Self::Enable,
        Self::Verify,
        Self::Unverify,
        Self::MakeAdministrator,
        Self::MakeMember,
        Self::Disconnect,
        Self::SignOut,
        Self::RemoveSecondFactor,
        Self::ForbidLegacyPassword,
        Self::Disable,
    ];

    /// As a form sends it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Enable => "enable",
            Self::Disable => "disable",
            Self::Verify => "verify",
            Self::Unverify => "unverify",
            Self::MakeAdministrator => "administrator",
            Self::MakeMember => "member",
            Self::SignOut => "sign-out",
            Self::Disconnect => "disconnect",
            Self::RemoveSecondFactor => "remove-second-factor",
            Self::ForbidLegacyPassword => "forbid-legacy-password",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// What its button says.
    pub(super) const fn button(self) -> &'static str {
        match self {
            Self::Enable => "account-enable",
            Self::Disable => "account-disable",
            Self::Verify => "account-verify",
            Self::Unverify => "account-unverify",
            Self::MakeAdministrator => "account-make-administrator",
            Self::MakeMember => "account-make-member",
            Self::SignOut => "account-sign-out",
            Self::Disconnect => "account-disconnect",
            Self::RemoveSecondFactor => "account-remove-second-factor",
            Self::ForbidLegacyPassword => "account-forbid-legacy-password",
        }
    }

    /// What is said once it has been done.
    const fn done(self) -> &'static str {
        match self {
            Self::Enable => "account-enabled",
            Self::Disable => "account-disabled",
            Self::Verify => "account-verified",
            Self::Unverify => "account-not-verified",
            Self::MakeAdministrator => "account-is-administrator",
            Self::MakeMember => "account-is-member",
            Self::SignOut => "account-signed-out",
            Self::Disconnect => "online-ended",
            Self::RemoveSecondFactor => "account-second-factor-removed",
            Self::ForbidLegacyPassword => "account-legacy-password-forbidden",
        }
    }

    /// Whether it would change anything about that account.
    pub(super) fn is_for(self, account: &Account) -> bool {
        match self {
            Self::Enable => !account.state.enabled,
            Self::Disable => account.state.enabled,
            Self::Verify => !account.state.verified,
            Self::Unverify => account.state.verified,
            Self::MakeAdministrator => account.role == Role::Member,
            Self::MakeMember => account.role == Role::Administrator,
            Self::RemoveSecondFactor => account.has_second_factor,
            Self::ForbidLegacyPassword => account.legacy_password_allowed,
            // Where somebody is signed in is said beside the button.
            Self::SignOut | Self::Disconnect => false,
        }
    }

    /// Whether it takes something from its owner that they would miss.
    pub(super) const fn is_grave(self) -> bool {
        matches!(self, Self::Disable | Self::RemoveSecondFactor)
    }

    async fn make(self, core: &Core, by: &Actor, account: &Account) -> Result<(), Error> {
        let handle = &account.handle;
        match self {
            Self::Enable => core.set_enabled(by, handle, true).await,
            Self::Disable => core.set_enabled(by, handle, false).await,
            Self::Verify => core.set_verified(by, handle, true).await,
            Self::Unverify => core.set_verified(by, handle, false).await,
            Self::MakeAdministrator => core.set_role(by, handle, Role::Administrator).await,
            Self::MakeMember => core.set_role(by, handle, Role::Member).await,
            Self::SignOut => core.sign_out_everywhere(by, handle).await,
            Self::Disconnect => gone(core.disconnect(by, handle).await),
            Self::RemoveSecondFactor => core.remove_second_factor(by, handle).await,
            Self::ForbidLegacyPassword => core.forbid_legacy_password(by, handle).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_found_by_its_name() {
        for change in Change::ALL {
            assert_eq!(Change::from_name(change.name()), Some(change));
        }
        assert_eq!(Change::from_name("delete"), None);
    }
}
