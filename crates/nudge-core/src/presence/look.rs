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

    pub(super) fn message(&self, handle: &Handle) -> Arc<Personal> {
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

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use Status::{Away, Busy, Hidden, Idle, Online};

    use super::*;
    use crate::presence::{Endpoint, Principal, Program};
    use crate::{AccountId, Delivery, Form, MachineGuid, Mailbox, SessionId, Timestamp};

    struct Deaf;

    impl Mailbox<Notice> for Deaf {
        fn deliver(&self, _: Notice) -> Delivery {
            Delivery::Queued
        }

        fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(std::future::ready(()))
        }
    }

    /// A principal whose programs have chosen those in this order, each with capabilities of its own.
    fn principal(chosen: &[Option<Status>]) -> Arc<Principal> {
        let handle = Handle::new("alice@example.com").unwrap();
        let principal = Arc::new(Principal::loading(AccountId::new(1), handle));
        for (number, status) in (0..).zip(chosen) {
            let machine = MachineGuid::new(&format!("{{a11ce000-0000-4000-8000-00000000000{number}}}"));
            let endpoint = Endpoint {
                form: Form::default(),
                tag: 0,
                receives_pages: false,
                receives_data: true,
                receives_notes: true,
                machine: Some(machine.unwrap()),
                client: "test".into(),
                protocol: "test".into(),
                address: std::net::Ipv4Addr::LOCALHOST.into(),
            };
            let (session, since) = (SessionId::new(number), Timestamp::from_millis(0));
            let program =
                Program::new(Arc::clone(&principal), session, None, endpoint, since, Arc::new(Deaf));
            let mut said = Said::nothing(&Arc::new(program));
            said.status = *status;
            said.choice = u32::try_from(number).unwrap();
            said.capabilities = Capabilities::from_bits(said.choice);
            principal.state().programs.push(said);
        }
        principal
    }

    /// What others see and from which program it is, what the own programs are told, and how many are told of to others.
    fn looks(chosen: &[Option<Status>]) -> (Option<(Status, u32)>, Option<Status>, usize) {
        let principal = principal(chosen);
        let state = principal.state();
        let look = state.look();
        let shown = look.as_ref().map(|look| (look.status, look.capabilities.bits()));
        (shown, state.own_look().map(|own| own.status), look.map_or(0, |look| look.endpoints.len()))
    }

    #[test]
    fn the_last_choice_counts_but_for_idle_and_hidden() {
        for (chosen, expected) in [
            (&[][..], (None, None, 0)),
            (&[None], (None, None, 0)),
            (&[Some(Online)], (Some((Online, 0)), Some(Online), 1)),
            (&[Some(Online), None], (Some((Online, 0)), Some(Online), 1)),
            (&[Some(Online), Some(Busy)], (Some((Busy, 1)), Some(Busy), 2)),
            (&[Some(Busy), Some(Online)], (Some((Online, 1)), Some(Online), 2)),
            (&[Some(Away), Some(Idle)], (Some((Away, 0)), Some(Away), 2)),
            (&[Some(Idle), Some(Idle)], (Some((Idle, 1)), Some(Idle), 2)),
            // Others see who is not hidden; the own programs are told, so that they can follow.
            (&[Some(Online), Some(Hidden)], (Some((Online, 0)), Some(Hidden), 1)),
            (&[Some(Hidden), Some(Online)], (Some((Online, 1)), Some(Online), 1)),
            (&[Some(Idle), Some(Hidden)], (Some((Idle, 0)), Some(Hidden), 1)),
            (&[Some(Hidden), Some(Hidden)], (None, Some(Hidden), 0)),
        ] {
            assert_eq!(looks(chosen), expected, "{chosen:?}");
        }
    }

    #[test]
    fn only_the_own_programs_are_told_of_those_that_are_not_shown() {
        let principal = principal(&[Some(Online), Some(Hidden), None]);
        let own = principal.state().own_look().unwrap();
        let told: Vec<_> = own.endpoints.iter().map(|own| own.status).collect();
        assert_eq!(told, [Some(Online), Some(Hidden), None]);
    }

    /// Most accounts have one program, and there may be many of those.
    #[test]
    fn a_principal_with_one_program_is_small() {
        let bytes = size_of::<Principal>() + size_of::<Program>() + size_of::<Said>();
        assert!(bytes <= 640, "{bytes}");
    }
}
