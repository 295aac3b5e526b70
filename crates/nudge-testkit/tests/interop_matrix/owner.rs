//! Somebody who edits their lists and reads them: on the connection, or from MSNP13 on in the address book, as their client does it.

use anyhow::{Context as _, ensure};
use msnp::value::{EndpointId, GroupId, Guid, Handle, List, Privacy, ReversePrompt, Status};
use msnp::xml::{Element, escape};
use msnp::{Cap, Dialect};
use msnp_client::{Client, Config, Contact, Group, Lists};
use nudge_testkit::TestServer;
use nudge_testkit::address_book::{Answered, Program, annotation, said};

/// A client, and where its lists are.
pub(crate) struct Owner {
    pub(crate) client: Client,
    /// The address book, for those who have one.
    book: Option<Program>,
}

/// Whether clients of a dialect have groups, wherever they are kept.
pub(crate) fn has_groups(dialect: Dialect) -> bool {
    dialect.has(Cap::Groups) || !dialect.has(Cap::SyncedLists)
}

/// Whether they have GUIDs for contacts.
pub(crate) fn has_ids(dialect: Dialect) -> bool {
    dialect.has(Cap::AddressBook) || !dialect.has(Cap::SyncedLists)
}

impl Owner {
    /// Signs in and reads, as clients do.
    pub(crate) async fn sign_in(server: &TestServer, config: Config) -> anyhow::Result<(Self, Lists)> {
        let mut client = Client::sign_in(config).await?;
        let book = if client.dialect().has(Cap::SyncedLists) {
            None
        } else {
            Some(Program::holding(server, client.ticket("contacts.msn.com").context("no ticket")?))
        };
        if let Some(book) = &book {
            // The name is in the book, and told to the server.
            let all = book.find_all().await?;
            let me = all.contact(client.handle().as_str())?;
            client.rename_self(said(me, &["contactInfo", "displayName"]).context("no name")?).await?;
        }
        let mut owner = Self { client, book };
        let lists = owner.lists().await?;
        owner.client.set_status(Status::Online).await?;
        Ok((owner, lists))
    }

    pub(crate) async fn lists(&mut self) -> anyhow::Result<Lists> {
        match &self.book {
            Some(book) => read(&book.find_all().await?, &book.memberships().await?, self.client.handle()),
            None => Ok(self.client.sync().await?),
        }
    }

    pub(crate) async fn rename_self(&mut self, name: &str) -> anyhow::Result<()> {
        self.update_self(&format!("<displayName>{}</displayName>", escape(name)), "DisplayName").await?;
        Ok(self.client.rename_self(name).await?)
    }

    pub(crate) async fn set_privacy(&mut self, privacy: Privacy) -> anyhow::Result<()> {
        let value = if privacy == Privacy::AllowByDefault { 1 } else { 2 };
        self.annotate("MSN.IM.BLP", value).await?;
        Ok(self.client.set_privacy(privacy).await?)
    }

    pub(crate) async fn set_prompt(&mut self, prompt: ReversePrompt) -> anyhow::Result<()> {
        if self.book.is_none() {
            return Ok(self.client.set_prompt(prompt).await?);
        }
        self.annotate("MSN.IM.GTC", if prompt == ReversePrompt::Ask { 1 } else { 2 }).await
    }

    async fn annotate(&self, name: &str, value: u32) -> anyhow::Result<()> {
        let annotation = format!(
            "<annotations><Annotation><Name>{name}</Name><Value>{value}</Value></Annotation></annotations>"
        );
        self.update_self(&annotation, "Annotation").await
    }

    /// Where there is a book.
    async fn update_self(&self, info: &str, properties: &str) -> anyhow::Result<()> {
        let Some(book) = &self.book else { return Ok(()) };
        let me = format!(
            "<contacts><Contact><contactInfo><contactType>Me</contactType>{info}</contactInfo><propertiesChanged>{properties} \
             </propertiesChanged></Contact></contacts>"
        );
        book.ab("ABContactUpdate", &me).await?.done().map(drop)
    }

    /// Later clients repeat on the connection what they have done in the book.
    pub(crate) async fn add(&mut self, list: List, whom: &str) -> anyhow::Result<()> {
        if let Some(book) = &self.book {
            match list {
                List::Forward => book.add(whom, "").await?.done()?,
                list => book.member("AddMember", role(list)?, &member(whom)).await?.done()?,
            };
        }
        self.client.add(list, whom, whom, None).await?;
        Ok(())
    }

    pub(crate) async fn remove(&mut self, list: List, whom: &str) -> anyhow::Result<()> {
        if let Some(book) = &self.book {
            match list {
                List::Forward => book.ab("ABContactDelete", &contact(book, whom).await?).await?.done()?,
                list => book.member("DeleteMember", role(list)?, &member(whom)).await?.done()?,
            };
        }
        self.client.remove(list, whom, None).await?;
        Ok(())
    }

    pub(crate) async fn add_group(&mut self, name: &str) -> anyhow::Result<GroupId> {
        let Some(book) = &self.book else { return Ok(self.client.add_group(name).await?.id) };
        let group = format!(
            "<groupAddOptions><fRenameOnMsgrConflict>false</fRenameOnMsgrConflict></groupAddOptions><groupInfo><GroupInfo>\
             <name>{}</name><groupType>C8529CE2-6EAD-434d-881F-341E17DB3FF8</groupType></GroupInfo></groupInfo>",
            escape(name)
        );
        let made = book.ab("ABGroupAdd", &group).await?.done()?;
        Ok(GroupId::Guid(guid(&made.text_at(&["ABGroupAddResponse", "ABGroupAddResult", "guid"])?)?))
    }

    pub(crate) async fn rename_group(&mut self, group: GroupId, name: &str) -> anyhow::Result<()> {
        let Some(book) = &self.book else { return Ok(self.client.rename_group(group, name).await?) };
        let update = format!(
            "<groups><Group><groupId>{group}</groupId><groupInfo><name>{}</name></groupInfo>\
             <propertiesChanged>GroupName </propertiesChanged></Group></groups>",
            escape(name)
        );
        book.ab("ABGroupUpdate", &update).await?.done().map(drop)
    }

    pub(crate) async fn remove_group(&mut self, group: GroupId) -> anyhow::Result<()> {
        let Some(book) = &self.book else { return Ok(self.client.remove_group(group).await?) };
        book.ab("ABGroupDelete", &filter(group)).await?.done().map(drop)
    }

    /// Puts a contact into a group.
    pub(crate) async fn put(&mut self, whom: &str, group: GroupId) -> anyhow::Result<()> {
        let Some(book) = &self.book else {
            self.client.add(List::Forward, whom, whom, Some(group)).await?;
            return Ok(());
        };
        let inside = format!("{}{}", filter(group), contact(book, whom).await?);
        book.ab("ABGroupContactAdd", &inside).await?.done().map(drop)
    }

    /// Takes a contact out of a group.
    pub(crate) async fn take(&mut self, whom: &str, group: GroupId) -> anyhow::Result<()> {
        let Some(book) = &self.book else {
            self.client.remove(List::Forward, whom, Some(group)).await?;
            return Ok(());
        };
        let inside = format!("{}{}", filter(group), contact(book, whom).await?);
        book.ab("ABGroupContactDelete", &inside).await?.done().map(drop)
    }
}

fn role(list: List) -> anyhow::Result<&'static str> {
    match list {
        List::Allow => Ok("Allow"),
        List::Block => Ok("Block"),
        List::Forward | List::Reverse | List::Pending => anyhow::bail!("{list} is not written so"),
    }
}

fn member(whom: &str) -> String {
    format!("<Type>Passport</Type><State>Accepted</State><PassportName>{whom}</PassportName>")
}

async fn contact(book: &Program, whom: &str) -> anyhow::Result<String> {
    let all = book.find_all().await?;
    let id = said(all.contact(whom)?, &["contactId"]).context("no id")?;
    Ok(format!("<contacts><Contact><contactId>{id}</contactId></Contact></contacts>"))
}

fn filter(group: GroupId) -> String {
    format!("<groupFilter><groupIds><guid>{group}</guid></groupIds></groupFilter>")
}

fn guid(text: &str) -> anyhow::Result<Guid> {
    Ok(EndpointId::new(&format!("{{{text}}}")).with_context(|| format!("no GUID: {text}"))?.guid())
}

/// The book and the memberships, as the lists that they are.
fn read(book: &Answered, members: &Answered, me: &Handle) -> anyhow::Result<Lists> {
    let own = book.contact(me.as_str())?;
    let setting = |name| annotation(own, &["contactInfo", "annotations"], name);
    let mut lists = Lists {
        privacy: Some(match setting("MSN.IM.BLP") {
            Some("1") => Privacy::AllowByDefault,
            Some("2") => Privacy::BlockByDefault,
            other => anyhow::bail!("privacy is {other:?}"),
        }),
        prompt: Some(match setting("MSN.IM.GTC") {
            Some("1") => ReversePrompt::Ask,
            Some("2") => ReversePrompt::Silent,
            other => anyhow::bail!("the prompt is {other:?}"),
        }),
        ..Lists::default()
    };
    for group in book.groups()? {
        let id = guid(said(group, &["groupId"]).context("a group without id")?)?;
        let name = said(group, &["groupInfo", "name"]).context("a group without name")?;
        lists.groups.push(Group { id: GroupId::Guid(id), name: name.to_owned() });
    }
    let messengers = book.contacts()?.iter().filter(|contact| {
        let info = |name| said(contact, &["contactInfo", name]);
        info("isMessengerUser") == Some("true") && info("contactType") != Some("Me")
    });
    for contact in messengers {
        let groups = contact.at(&["contactInfo", "groupIds"]).map(Element::children).unwrap_or_default();
        let groups = groups.iter().map(|group| guid(group.text()).map(GroupId::Guid));
        lists.forward.push(Contact {
            handle: Handle::new(said(contact, &["contactInfo", "passportName"]).context("no address")?)?,
            name: said(contact, &["contactInfo", "displayName"]).unwrap_or_default().to_owned(),
            id: Some(guid(said(contact, &["contactId"]).context("no id")?)?),
            groups: groups.collect::<anyhow::Result<_>>()?,
            properties: Vec::new(),
        });
    }
    for (role, list) in [
        ("Allow", &mut lists.allow),
        ("Block", &mut lists.block),
        ("Reverse", &mut lists.reverse),
        ("Pending", &mut lists.pending),
    ] {
        for address in members.addresses(role)? {
            let handle = Handle::new(&address)?;
            ensure!(list.iter().all(|there: &Contact| there.handle != handle), "{address} is twice {role}");
            let (name, id) = (String::new(), None);
            list.push(Contact { handle, name, id, groups: Vec::new(), properties: Vec::new() });
        }
    }
    Ok(lists)
}
