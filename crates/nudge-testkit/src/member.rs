//! Who has an account on a test server, and what is on their lists.

use anyhow::Context as _;
use nudge_core::circle::{CircleId, CircleLimits, CircleName, NewCircle};
use nudge_core::{
    AccountId, Core, DisplayName, Edit, GroupId, GroupName, Guid, Handle, ImportAccount, ImportContact,
    Keyring, List, Lists, MailNotice, NewAccount, Phone, PhoneKind, Privacy, Profile, Purpose, ReversePrompt,
    RosterLimits, Secret,
};

/// An account to begin with.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) handle: String,
    secret: String,
    name: String,
    enabled: bool,
    verified: bool,
    keeps_history: bool,
    mail: MailNotice,
    profile: Profile,
    contacts: Vec<Entry>,
    edits: Vec<Change>,
    circles: Vec<(CircleId, String)>,
}

/// Somebody on the member's lists.
#[derive(Clone, Debug)]
struct Entry {
    handle: String,
    lists: Lists,
}

/// What is changed once everybody is there.
#[derive(Clone, Debug)]
enum Change {
    Group(String),
    IntoGroup(String, u8),
    Phone(PhoneKind, String),
    Pageable,
    Privacy(Privacy),
    Prompt(ReversePrompt),
}

impl Member {
    /// A member with that address who signs in with that secret. Any secret will do, also one that the server would not
    /// let somebody choose.
    pub fn new(handle: &str, secret: &str) -> Self {
        let name = handle.split('@').next().unwrap_or(handle);
        Self {
            handle: handle.into(),
            secret: secret.into(),
            name: name.into(),
            enabled: true,
            verified: true,
            keeps_history: true,
            mail: MailNotice::default(),
            profile: Profile::default(),
            contacts: Vec::new(),
            edits: Vec::new(),
            circles: Vec::new(),
        }
    }

    /// With that display name instead of the first part of the address.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// Switched off by the operator.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// With an address that nobody has verified.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.verified = false;
        self
    }

    /// Who does not want their messages kept.
    #[must_use]
    pub fn without_history(mut self) -> Self {
        self.keeps_history = false;
        self
    }

    /// With a mailbox that holds so many unread letters.
    #[must_use]
    pub fn mail(mut self, inbox_unread: u32, folders_unread: u32) -> Self {
        self.mail = MailNotice { enabled: true, inbox_unread, folders_unread };
        self
    }

    /// Who says this about themselves.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// With somebody on these lists. Several calls for one contact add up; the reverse list follows by itself.
    #[must_use]
    pub fn contact(mut self, handle: &str, lists: Lists) -> Self {
        let lists = lists.without(Lists::REVERSE);
        match self.contacts.iter_mut().find(|entry| entry.handle.eq_ignore_ascii_case(handle)) {
            Some(entry) => entry.lists |= lists,
            None => self.contacts.push(Entry { handle: handle.into(), lists }),
        }
        self
    }

    /// With somebody as a contact who is allowed to see the member.
    #[must_use]
    pub fn friend(self, handle: &str) -> Self {
        self.contact(handle, Lists::FORWARD | Lists::ALLOW)
    }

    /// With one more group; the first one is number 1.
    #[must_use]
    pub fn group(mut self, name: &str) -> Self {
        self.edits.push(Change::Group(name.into()));
        self
    }

    /// With a contact in a group that was given before.
    #[must_use]
    pub fn into_group(mut self, handle: &str, group: u8) -> Self {
        self.edits.push(Change::IntoGroup(handle.into(), group));
        self
    }

    /// With a telephone.
    #[must_use]
    pub fn phone(mut self, kind: PhoneKind, number: &str) -> Self {
        self.edits.push(Change::Phone(kind, number.into()));
        self
    }

    /// With a mobile device that others may page.
    #[must_use]
    pub fn pageable(mut self) -> Self {
        self.edits.push(Change::Pageable);
        self
    }

    /// With that privacy default.
    #[must_use]
    pub fn privacy(mut self, privacy: Privacy) -> Self {
        self.edits.push(Change::Privacy(privacy));
        self
    }

    /// With that answer to new entries on the reverse list.
    #[must_use]
    pub fn prompt(mut self, prompt: ReversePrompt) -> Self {
        self.edits.push(Change::Prompt(prompt));
        self
    }

    /// Who has made a circle, with that number and name.
    #[must_use]
    pub fn circle(mut self, id: CircleId, name: &str) -> Self {
        self.circles.push((id, name.into()));
        self
    }

    fn import(&self, core: &Core) -> anyhow::Result<ImportAccount> {
        let contact = |entry: &Entry| {
            let handle = Handle::new(&entry.handle).with_context(|| entry.handle.clone())?;
            anyhow::Ok(ImportContact { handle, lists: entry.lists, stored_name: None })
        };
        Ok(ImportAccount {
            account: NewAccount {
                handle: Handle::new(&self.handle).with_context(|| self.handle.clone())?,
                guid: Guid::draw(core.entropy()),
                name: DisplayName::new(&self.name)?,
                password: None,
                verified: self.verified,
                profile: self.profile.clone(),
            },
            contacts: self.contacts.iter().map(contact).collect::<anyhow::Result<_>>()?,
        })
    }

    async fn finish(&self, id: AccountId, core: &Core, keyring: &Keyring) -> anyhow::Result<()> {
        let store = core.store();
        let secret = Secret::new(self.secret.clone());
        let sealed = keyring.seal(&secret, id, Purpose::LegacyPassword, core.entropy())?;
        store.set_legacy_password(id, Some(sealed), None).await?;
        if !self.enabled {
            store.set_enabled(id, false, None).await?;
        }
        if !self.keeps_history {
            store.set_keeps_history(id, false, None).await?;
        }
        if self.mail.enabled {
            store.set_mail(id, self.mail, None).await?;
        }
        for change in &self.edits {
            for edit in change.edits(core)? {
                store.edit(id, edit, RosterLimits::default()).await?;
            }
        }
        for (number, name) in &self.circles {
            let circle = NewCircle { id: *number, name: CircleName::new(name)?, owner: id };
            store.make_circle(circle, CircleLimits::default(), core.clock().now()).await?;
        }
        Ok(())
    }
}

impl Change {
    fn edits(&self, core: &Core) -> anyhow::Result<Vec<Edit>> {
        Ok(match self {
            Self::Group(name) => {
                vec![Edit::AddGroup { name: GroupName::new(name)?, guid: Guid::draw(core.entropy()) }]
            }
            Self::IntoGroup(handle, group) => vec![Edit::Add {
                list: List::Forward,
                contact: Handle::new(handle)?.into(),
                stored_name: None,
                group: Some(GroupId::new(*group)?.into()),
            }],
            Self::Phone(kind, number) => vec![Edit::SetPhone(*kind, Some(Phone::new(number)?))],
            Self::Pageable => vec![Edit::SetMobileEnabled(true), Edit::SetPageable(true)],
            Self::Privacy(Privacy::AllowByDefault) | Self::Prompt(ReversePrompt::Ask) => Vec::new(),
            Self::Privacy(privacy) => vec![Edit::SetPrivacy(*privacy)],
            Self::Prompt(prompt) => vec![Edit::SetPrompt(*prompt)],
        })
    }
}

/// Makes all accounts with their lists.
pub(crate) async fn furnish(members: &[Member], core: &Core, keyring: &Keyring) -> anyhow::Result<()> {
    let batch = members.iter().map(|member| member.import(core)).collect::<anyhow::Result<Vec<_>>>()?;
    let ids = core.store().import(batch, core.clock().now()).await?;
    for (member, id) in members.iter().zip(ids) {
        member.finish(id, core, keyring).await.with_context(|| member.handle.clone())?;
    }
    Ok(())
}
