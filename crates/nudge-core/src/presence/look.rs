//! How a principal looks: one status out of those that the account's programs chose, and what is told of a difference.

use std::sync::Arc;

use super::principal::State;
use super::program::Said;
use super::{Endpoints, OwnEndpoint};
use crate::notice::{Absence, Changed, Own, Personal, Presence};
use crate::{Capabilities, DisplayName, Encodings, Handle, Notice, PersonalMessage, Picture, Status};

/// What those see who may see a principal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Look {
    pub(crate) status: Status,
    pub(crate) name: DisplayName,
    pub(crate) capabilities: Capabilities,
    pub(crate) picture: Option<Picture>,
    pub(crate) personal: PersonalMessage,
    pub(crate) endpoints: Endpoints,
}

/// What the account's own programs see of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct OwnLook {
    status: Status,
    name: DisplayName,
    capabilities: Capabilities,
    picture: Option<Picture>,
    personal: PersonalMessage,
    endpoints: Vec<OwnEndpoint>,
}

impl State {
    /// The program that speaks for the principal to others: of those that are not hidden, the one whose user chose a status
    /// last. An idle one speaks only if all are idle. Without one, the principal is hidden or not there (reference 21 §3).
    fn speaker(&self) -> Option<&Said> {
        newest(self.programs.iter().filter(|said| said.is_shown()))
    }

    /// Whether others may see the principal, if it permits them.
    pub(crate) fn is_shown(&self) -> bool {
        self.programs.iter().any(Said::is_shown)
    }

    /// What others see; `None` while they see nothing.
    pub(crate) fn look(&self) -> Option<Look> {
        let speaker = self.speaker()?;
        Some(Look {
            status: speaker.status?,
            name: self.name.clone(),
            capabilities: speaker.capabilities,
            picture: speaker.picture.clone(),
            personal: self.personal.clone(),
            endpoints: self.programs.iter().filter(|said| said.is_shown()).filter_map(Said::public).collect(),
        })
    }

    /// What the account's own programs see, if there are some that can; `None` before the first presence.
    ///
    /// Where one of them has just hidden, that is what all are told, so that they can follow. Others are told that the
    /// principal is gone when all are hidden.
    pub(super) fn own_look(&self) -> Option<OwnLook> {
        let endpoints: Vec<_> = self.programs.iter().filter_map(own).collect();
        let speaker = newest(self.programs.iter()).filter(|_| !endpoints.is_empty())?;
        Some(OwnLook {
            status: speaker.status?,
            name: self.name.clone(),
            capabilities: speaker.capabilities,
            picture: speaker.picture.clone(),
            personal: self.personal.clone(),
            endpoints,
        })
    }
}

/// The one whose status was chosen last, an idle one only if all are.
fn newest<'a>(all: impl Iterator<Item = &'a Said>) -> Option<&'a Said> {
    all.filter_map(|said| Some((said.status? != Status::Idle, said.choice, said)))
        .max_by_key(|(awake, choice, _)| (*awake, *choice))
        .map(|(.., said)| said)
}

fn own(said: &Said) -> Option<OwnEndpoint> {
    let private = said.extra.as_ref().map(|extra| extra.private.clone()).unwrap_or_default();
    Some(OwnEndpoint { public: said.public()?, private, status: said.status })
}

impl Look {
    pub(crate) fn presence(&self, handle: &Handle) -> Arc<Presence> {
        Arc::new(Presence {
            handle: handle.clone(),
            name: self.name.clone(),
            status: self.status,
            capabilities: self.capabilities,
            picture: self.picture.clone(),
            encodings: Encodings::default(),
        })
    }

    fn message(&self, handle: &Handle) -> Arc<Personal> {
        Arc::new(Personal {
            handle: handle.clone(),
            message: self.personal.clone(),
            endpoints: self.endpoints.clone(),
            encodings: Encodings::default(),
        })
    }

    /// What somebody is told who sees the principal from now on.
    pub(crate) fn appeared(&self, handle: &Handle) -> Notice {
        Notice::Appeared { presence: self.presence(handle), personal: self.message(handle) }
    }

    /// What somebody is told who saw the principal before, as `was`: nothing, if nothing is different.
    pub(super) fn difference(&self, was: &Self, handle: &Handle) -> impl Iterator<Item = Notice> {
        let changed = Changed {
            status: self.status != was.status,
            name: self.name != was.name,
            capabilities: self.capabilities.bits() != was.capabilities.bits(),
            extended: self.capabilities.extended() != was.capabilities.extended(),
            picture: self.picture != was.picture,
        };
        let presence =
            changed.is_something().then(|| Notice::Present { presence: self.presence(handle), changed });
        let personal = if self.personal == was.personal {
            (self.endpoints != was.endpoints).then(|| Notice::Endpoints(self.message(handle)))
        } else {
            Some(Notice::Personal(self.message(handle)))
        };
        presence.into_iter().chain(personal)
    }
}

impl OwnLook {
    pub(super) fn notice(self, handle: &Handle) -> Notice {
        Notice::Own(Arc::new(Own {
            handle: handle.clone(),
            name: self.name,
            status: self.status,
            capabilities: self.capabilities,
            picture: self.picture,
            message: self.personal,
            endpoints: self.endpoints,
            encodings: Encodings::default(),
        }))
    }
}

/// What somebody is told who sees the principal no longer.
pub(super) fn absent(handle: &Handle) -> Notice {
    Notice::Absent(Arc::new(Absence { handle: handle.clone(), encodings: Encodings::default() }))
}
