//! `ADL`, `RML` and `FQY`: lists as clients repeat them here that have them from the address book (reference 20 §5).
//!
//! What is in the store is the truth. What a client tells after having signed in is a copy of it and changes nothing; later
//! it tells what it has changed over SOAP a moment before, and what is so already is done again without a word. Nobody
//! is refused for one contact that cannot be: clients end the session over it.

use std::borrow::Cow;
use std::time::Duration;

use msnp::Cap;
use msnp::command::{Adl, DoneOrNews, Fqy, Not, Rml};
use msnp::notification::FromServer;
use msnp::payload::membership::{Entry, Membership, NotAList};
use msnp::payload::notification::Kind;
use msnp::value::{ErrorCode, ListBits, Network, Trid};
use nudge_core::notice::ReverseChange;
use nudge_core::{ContactKey, Edit, Error, Guid, Handle, List, Lists, Outsider, Refusal};
use tokio::time::Instant;

use super::Cx;
use super::circles::NoCircles;
use super::online::Online;
use super::sync::moment;
use crate::goodbye::Goodbye;
use crate::names;
use crate::net::Net;
use crate::out::Out;

/// A client asks for one, or for as many as it wants to add; more would be a search.
const MOST_QUESTIONS: usize = 200;

/// How long after one word about changed lists the next may follow (reference 20 §5.5).
const PAUSE: Duration = Duration::from_secs(1);

/// When the client is told next that its lists have changed.
#[derive(Debug, Default)]
pub(super) struct ListNews {
    /// Until then it is told nothing.
    quiet_until: Option<Instant>,
    /// Whether there is something to tell then.
    waits: bool,
}

impl ListNews {
    /// When something is to be told.
    pub(super) fn due(&self) -> Option<Instant> {
        self.quiet_until.filter(|_| self.waits)
    }

    /// Whether to tell it now; if not, it is told when it is due.
    fn tells_now(&mut self, now: Instant) -> bool {
        self.waits = self.quiet_until.is_some_and(|until| now < until);
        if !self.waits {
            self.quiet_until = Some(now + PAUSE);
        }
        !self.waits
    }
}

/// What to do with each of a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Task {
    Add,
    Remove,
}

impl Online {
    pub(super) async fn adl(&mut self, adl: &Adl<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let list = match read(&adl.payload) {
            Ok(list) => list,
            Err(code) => {
                cx.out.refuse(adl.trid, code);
                return Ok(());
            }
        };
        let circles = match self.watch_circles(&list).await {
            Ok(circles) => circles,
            Err(NoCircles::Refused(code)) => {
                cx.out.refuse(adl.trid, code);
                return Ok(());
            }
            Err(NoCircles::Failed(error)) => return self.fail(adl.trid, error, cx),
        };
        // Whom the store has had on the forward list before.
        let mut known = Vec::new();
        for entry in &list.entries {
            let changed = if list.is_initial() { Ok(false) } else { self.change(Task::Add, entry, cx).await };
            match changed {
                Ok(true) => {}
                Ok(false) => known.push(entry),
                Err(error) => return self.fail(adl.trid, error, cx),
            }
        }
        cx.say(self.dialect, FromServer::Adl(DoneOrNews { trid: adl.trid, news: None }));
        for (id, seen) in &circles {
            self.circle_seen(*id, seen, cx.out);
        }
        // Once the client has been told who is there, it waits to hear of those whom it names now. A new contact introduces
        // itself.
        for entry in known.into_iter().filter(|entry| lists_of(entry).contains(Lists::FORWARD)) {
            if let Ok(handle) = Handle::new(entry.handle.as_str()) {
                self.session.look_at(&handle, Trid::UNASKED.0);
            }
        }
        Ok(())
    }

    pub(super) async fn rml(&mut self, rml: &Rml<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        match read(&rml.payload) {
            Ok(list) => {
                self.leave_circles(&list);
                for entry in &list.entries {
                    if let Err(error) = self.change(Task::Remove, entry, cx).await {
                        return self.fail(rml.trid, error, cx);
                    }
                }
                cx.say(self.dialect, FromServer::Rml(DoneOrNews { trid: rml.trid, news: None }));
            }
            Err(code) => cx.out.refuse(rml.trid, code),
        }
        Ok(())
    }

    /// Puts somebody on lists or takes them off. What cannot be is passed over; an error is one of ours. Says whether the forward
    /// list has changed.
    async fn change(&self, task: Task, entry: &Entry, cx: &Cx<'_>) -> Result<bool, Error> {
        let wanted = lists_of(entry);
        let network = entry.network.unwrap_or(Network::MESSENGER);
        let (contact, there) = if entry.handle.telephone().is_some() {
            let Ok(outsider) = Outsider::new(entry.handle.as_str()) else { return Ok(false) };
            (ContactKey::Outsider(outsider), None)
        } else {
            // Contacts on other networks are in the address book and nowhere here.
            let handle = Handle::new(entry.handle.as_str()).ok().filter(|_| network == Network::MESSENGER);
            let Some(handle) = handle else { return Ok(false) };
            let there = self.session.contact(&handle).await?;
            (handle.into(), Some(there.map_or(Lists::NONE, |contact| contact.lists())))
        };
        let mut forward = false;
        for list in [List::Forward, List::Allow, List::Block] {
            let is_there = there.map(|there| there.contains(list.bit()));
            if !wanted.contains(list.bit()) || is_there == Some(task == Task::Add) {
                continue;
            }
            let opposite = list.opposite().filter(|_| task == Task::Add);
            if let Some(list) =
                opposite.filter(|opposite| there.is_none_or(|there| there.contains(opposite.bit())))
            {
                self.attempt(Edit::Remove { list, contact: contact.clone(), group: None }).await?;
            }
            let contact = contact.clone();
            let done = self.attempt(match (task, contact) {
                (Task::Remove, contact) => Edit::Remove { list, contact, group: None },
                (Task::Add, ContactKey::Outsider(outsider)) => {
                    let guid = Guid::draw(cx.net.core.entropy());
                    Edit::AddOutsider { list, outsider, guid, stored_name: None }
                }
                (Task::Add, contact) => Edit::Add { list, contact, stored_name: None, group: None },
            });
            forward |= done.await? && list == List::Forward;
        }
        Ok(forward)
    }

    /// Makes an edit, if it can be made; says whether it was.
    async fn attempt(&self, edit: Edit) -> Result<bool, Error> {
        match self.session.edit(edit, Trid::UNASKED.0).await {
            Ok(edited) => Ok(edited.changed),
            Err(Error::Refusal(Refusal::AlreadyThere | Refusal::NotThere | Refusal::UnknownAccount)) => {
                Ok(false)
            }
            Err(Error::Refusal(refusal)) => {
                tracing::info!(%refusal, "a change of lists that a client repeated was not made");
                Ok(false)
            }
            Err(fault @ Error::Fault(_)) => Err(fault),
        }
    }

    pub(super) async fn fqy(&mut self, fqy: &Fqy<'_>, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let question = Membership::parse(&fqy.payload).map_err(code);
        let question = question.and_then(|question| {
            if question.entries.len() > MOST_QUESTIONS { Err(ErrorCode::BadMembership) } else { Ok(question) }
        });
        let mut answer = match question {
            Ok(question) => question,
            Err(code) => {
                cx.out.refuse(fqy.trid, code);
                return Ok(());
            }
        };
        let handles: Vec<Option<Handle>> =
            answer.entries.iter().map(|entry| Handle::new(entry.handle.as_str()).ok()).collect();
        let known: Vec<Handle> = handles.iter().flatten().cloned().collect();
        let have = match self.session.have_accounts(&known).await {
            Ok(have) => have,
            Err(error) => return self.fail(fqy.trid, error, cx),
        };
        let mut have = have.into_iter();
        for (entry, handle) in answer.entries.iter_mut().zip(&handles) {
            let has_account = handle.is_some() && have.next() == Some(true);
            entry.network = Some(if entry.handle.telephone().is_some() {
                Network::TELEPHONE
            } else if has_account {
                Network::MESSENGER
            } else {
                Network::NONE
            });
        }
        let payload = Cow::Owned(answer.to_bytes());
        cx.say(self.dialect, Fqy { trid: fqy.trid, payload });
        Ok(())
    }

    /// Somebody has put the principal on their forward list, or taken the principal off it.
    pub(super) fn membership_news(&self, change: &ReverseChange, added: bool, out: &mut Out) {
        let entry = Entry {
            network: Some(Network::MESSENGER),
            lists: Some(ListBits::REVERSE),
            name: added.then(|| names::friendly_or_handle(change.name.as_ref(), &change.handle)),
            ..Entry::new(names::handle(&change.handle))
        };
        let list = Membership { mark: None, entries: vec![entry] };
        let news = DoneOrNews { trid: Trid::UNASKED, news: Some(Cow::Owned(list.to_bytes())) };
        out.notify(self.dialect, if added { FromServer::Adl(news) } else { FromServer::Rml(news) });
    }

    /// Says that the lists have changed past the client, which then fetches them; at most once a second.
    pub(super) fn lists_changed(&mut self, net: &Net, out: &mut Out) {
        if self.dialect.has(Cap::MembershipLists) && self.list_news.tells_now(Instant::now()) {
            let modified = moment(net.core.clock().now());
            let kind = Kind::AddressBook { modified: &modified, circle: None };
            out.notify(self.dialect, Not { payload: Cow::Owned(self.notification("", kind)) });
        }
    }

    /// The time between two of these is over.
    pub(super) fn list_news_due(&mut self, now: Instant, cx: &mut Cx<'_>) {
        if self.list_news.due().is_some_and(|due| due <= now) {
            self.lists_changed(cx.net, cx.out);
        }
    }
}

/// A list that a client may tell: each on lists that are the client's to change, and nobody on both the allow and the block
/// list.
fn read(payload: &[u8]) -> Result<Membership, ErrorCode> {
    const OURS: [ListBits; 2] = [ListBits::REVERSE, ListBits::PENDING];
    let list = Membership::parse(payload).map_err(code)?;
    let is_well = |entry: &Entry| {
        entry.lists.is_some_and(|lists| {
            let both = lists.contains(ListBits::ALLOW) && lists.contains(ListBits::BLOCK);
            lists != ListBits::NONE && !both && !OURS.iter().any(|ours| lists.contains(*ours))
        })
    };
    if list.entries.iter().all(is_well) { Ok(list) } else { Err(ErrorCode::BadMembership) }
}

const fn code(error: NotAList) -> ErrorCode {
    match error {
        NotAList::Malformed => ErrorCode::BadMembership,
        NotAList::EmptyDomain => ErrorCode::EmptyDomain,
    }
}

fn lists_of(entry: &Entry) -> Lists {
    let bits = entry.lists.unwrap_or_default();
    [(ListBits::FORWARD, Lists::FORWARD), (ListBits::ALLOW, Lists::ALLOW), (ListBits::BLOCK, Lists::BLOCK)]
        .into_iter()
        .filter(|(bit, _)| bits.contains(*bit))
        .fold(Lists::NONE, |lists, (_, list)| lists | list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_in_quick_succession_are_told_twice() {
        let (mut news, start) = (ListNews::default(), Instant::now());
        assert!(news.tells_now(start));
        assert_eq!(news.due(), None);
        assert!(!news.tells_now(start) && !news.tells_now(start + PAUSE / 2));
        assert_eq!(news.due(), Some(start + PAUSE));
        assert!(news.tells_now(start + PAUSE));
        assert_eq!(news.due(), None);
    }

    #[test]
    fn nobody_is_on_a_list_that_is_not_the_clients() {
        let list = |bits: &str| read(format!("<ml><d n=\"a.b\"><c n=\"x\"{bits}/></d></ml>").as_bytes());
        for bits in ["1", "2", "3", "4", "5"] {
            assert!(list(&format!(" l=\"{bits}\"")).is_ok(), "{bits}");
        }
        for bits in ["0", "6", "7", "8", "9", "16", "32"] {
            assert_eq!(list(&format!(" l=\"{bits}\"")), Err(ErrorCode::BadMembership), "{bits}");
        }
        assert_eq!(list(""), Err(ErrorCode::BadMembership));
        assert_eq!(read(b"<ml><d><c n=\"x\" l=\"1\"/></d></ml>"), Err(ErrorCode::EmptyDomain));
    }
}
