//! A dump: the rows that follow the answer to `SYN`, as the lists that they make (reference 02 §1).

use msnp::command::{Bpr, ContactRow, DumpRows, LsgRow, LstRow, SynReply};
use msnp::notification::FromServer;
use msnp::value::{Handle, List, ListBits, PropertyKey};
use msnp::{Cap, Dialect};

use crate::Error;
use crate::lists::{Contact, Group, Lists, Row, decoded, is_other};

/// More rows than this are nobody's lists.
const MAX_ROWS: u32 = 100_000;

/// A dump on its way.
#[derive(Debug)]
pub(crate) struct Dump {
    lists: Lists,
    dialect: Dialect,
    /// The principal's own name.
    name: Option<String>,
    /// On the forward list, who came last: to whom properties belong that name nobody.
    last: Option<Handle>,
    /// What was announced, where it is.
    announced: Option<DumpRows>,
    came: DumpRows,
}

/// What became of a line.
#[derive(Debug)]
pub(crate) enum Taken {
    /// It belongs to the dump.
    One,
    /// It was the last row of the last list.
    Last,
    /// It does not belong to the dump.
    Not(Box<FromServer<'static>>),
}

impl Dump {
    /// The dump that this answer begins.
    pub(crate) fn new(reply: SynReply, dialect: Dialect) -> Self {
        Self {
            lists: Lists { version: Some(reply.version), ..Lists::default() },
            dialect,
            name: None,
            last: None,
            announced: reply.rows,
            came: DumpRows { contacts: 0, groups: 0 },
        }
    }

    /// Takes in a line, or gives it back if it is none of the dump.
    pub(crate) fn take(&mut self, line: FromServer<'static>) -> Result<Taken, Error> {
        match line {
            FromServer::GtcReply(gtc) => self.lists.prompt = Some(gtc.prompt),
            FromServer::BlpReply(blp) => self.lists.privacy = Some(blp.privacy),
            FromServer::PrpReply(prp) if prp.key == PropertyKey::FriendlyName => {
                self.name = decoded(prp.value);
            }
            FromServer::PrpReply(prp) => self.lists.properties.push((prp.key, decoded(prp.value))),
            FromServer::LsgRow(LsgRow { group, name, .. }) => {
                self.came.groups += 1;
                self.check()?;
                if !is_other(group) {
                    self.lists.groups.push(Group { id: group, name: name.decode() });
                }
            }
            FromServer::LstRow(LstRow::OfList(row)) => {
                self.came.contacts += 1;
                self.check()?;
                let (list, last) = (row.list, row.is_last() && row.list == List::Reverse);
                self.lists.list_mut(list).extend(row.entry.map(Contact::from));
                if last {
                    return Ok(Taken::Last);
                }
            }
            FromServer::LstRow(LstRow::OfContact(row)) => {
                self.came.contacts += 1;
                self.check()?;
                self.contact(row);
            }
            FromServer::Bpr(bpr) => return Ok(self.property(bpr)),
            other => return Ok(Taken::Not(Box::new(other))),
        }
        Ok(Taken::One)
    }

    /// The lists, and the principal's own name where the dump tells it.
    pub(crate) fn done(mut self) -> Result<(Lists, Option<String>), Error> {
        if self.announced.is_some_and(|announced| announced != self.came) {
            let DumpRows { contacts, groups } = self.came;
            return Err(Error::Unexpected(format!(
                "{contacts} contacts and {groups} groups, and another number announced"
            )));
        }
        if !self.dialect.has(Cap::PendingList) {
            self.lists.find_pending();
        }
        Ok((self.lists, self.name))
    }

    fn check(&self) -> Result<(), Error> {
        let DumpRows { contacts, groups } = self.came;
        if contacts + groups > MAX_ROWS {
            return Err(Error::Unexpected(format!("lists of more than {MAX_ROWS} rows")));
        }
        Ok(())
    }

    /// One person with all lists.
    fn contact(&mut self, row: ContactRow) {
        self.last = row.lists.contains(ListBits::FORWARD).then(|| row.handle.clone());
        let contact = Contact {
            handle: row.handle,
            name: row.name.decode(),
            id: row.id,
            groups: row.groups.into_iter().filter(|group| !is_other(*group)).collect(),
            properties: Vec::new(),
        };
        for list in List::ALL.iter().copied().filter(|list| row.lists.contains(list.bit())) {
            self.lists.list_mut(list).push(contact.on(list));
        }
        // Of those who wait, the wire says only that they do.
        if row.lists.contains(ListBits::PENDING) && !row.lists.contains(ListBits::REVERSE) {
            self.lists.reverse.push(contact.on(List::Reverse));
        }
    }

    /// A property follows the row of its contact, whom older dialects name as well.
    fn property(&mut self, bpr: Bpr) -> Taken {
        let whose = bpr.contact.as_ref().map(|contact| &contact.handle).or(self.last.as_ref());
        match self.lists.forward.iter_mut().rfind(|contact| Some(&contact.handle) == whose) {
            Some(contact) => {
                contact.properties.push((bpr.key, decoded(bpr.value)));
                Taken::One
            }
            None => Taken::Not(Box::new(bpr.into())),
        }
    }
}
