//! `SchematizedStore.asmx`: name, personal message and display picture, which clients from Windows Live Messenger 8.1 on fetch when
//! they sign in, and change here when their user does (reference 13 §1). They are the account's own, the same that the site shows.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nudge_core::{AccountId, Core, DisplayName, Error, Refusal, Service, Verified};
use nudge_soap::envelope::{Call, Fault};
use nudge_soap::not_served;
use nudge_soap::passport::Moment;
use nudge_soap::storage::{
    Document, Field, Handle, Header, MAX_REQUEST, NoPicture, Operation, Profile, Relationship, ResourceId,
    Stream, Thing, Trouble, UpdateProfile, document_created, documents_found, fault, not_authenticated,
};
use nudge_soap::writer::Writer;

use super::holder::{NoHolder, holder};
use super::{Era, tile, typed};
use crate::host::Asked;
use crate::personal::{plain, written};
use crate::shrink;
use crate::web::Transport;

/// An answer, or a fault with the status 500.
pub(super) async fn storage(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let failed = |fault: String| typed(StatusCode::INTERNAL_SERVER_ERROR, fault);
    let Ok(call) = Call::parse_within(&body, MAX_REQUEST) else { return failed(Fault::malformed().to_xml()) };
    let ticket = Header::ticket(&call);
    let who = match holder(&era.core, ticket.as_deref(), &[Service::Storage]).await {
        Ok(who) => who,
        Err(NoHolder::NotAuthenticated) => return failed(not_authenticated()),
        Err(NoHolder::Unavailable) => return failed(fault(Trouble::Busy)),
    };
    let Ok(operation) = Operation::read(&call) else { return failed(not_served()) };
    let action = headers.get("soapaction").and_then(|action| action.to_str().ok());
    let header = Header::read(action, &call);
    let name = operation.name();
    let work = Work { core: &era.core, who: &who, asked: &asked, transport };
    match work.done(operation).await {
        Ok(result) => typed(StatusCode::OK, header.answer(work.cid(), name, |w| w.part(&result))),
        Err(trouble) => failed(fault(trouble)),
    }
}

/// What an operation is done with.
struct Work<'a> {
    core: &'a Core,
    who: &'a Verified,
    asked: &'a Asked,
    transport: Transport,
}

impl Work<'_> {
    /// What goes into the answer.
    async fn done(&self, operation: Operation) -> Result<Writer, Trouble> {
        let mut w = Writer::new();
        match operation {
            Operation::GetProfile(of) => self.profile(&of, &mut w).await?,
            Operation::UpdateProfile(update) => self.update(update).await?,
            // Everybody has one.
            Operation::CreateProfile => w.text("CreateProfileResult", self.own(Thing::Profile)),
            Operation::ShareItem(item) => {
                let item = self.is_own(item)?;
                w.text("ShareItemResult", item);
            }
            Operation::FindDocuments(of) => {
                let appearance = self.appearance(&of).await?;
                let cid = appearance.account.get().unsigned_abs();
                documents_found(cid, appearance.picture.is_some(), &mut w);
            }
            Operation::CreateDocument(document) => {
                self.store(document).await?;
                document_created(self.cid(), &mut w);
            }
            Operation::UpdateDocument(document) => {
                self.is_own(document.as_ref().ok().and_then(|document| document.id))?;
                self.has_picture().await?;
                self.store(document).await?;
            }
            Operation::CreateRelationships(all) => self.relate(&all).await?,
            Operation::DeleteRelationships { source, targets } => self.unrelate(&source, &targets).await?,
        }
        Ok(w)
    }

    fn cid(&self) -> u64 {
        self.who.account.get().unsigned_abs()
    }

    fn own(&self, thing: Thing) -> ResourceId {
        ResourceId { cid: self.cid(), thing }
    }

    fn is_own(&self, item: Option<ResourceId>) -> Result<ResourceId, Trouble> {
        let item = item.ok_or(Trouble::ItemDoesNotExist)?;
        if item.cid == self.cid() { Ok(item) } else { Err(Trouble::AccessDenied) }
    }

    async fn appearance(&self, of: &Handle) -> Result<nudge_core::member::Appearance, Trouble> {
        let account = match of {
            Handle::Own => self.who.account,
            Handle::Resource(None) | Handle::Alias(None) => return Err(Trouble::InvalidObjectHandle),
            Handle::Resource(Some(_)) | Handle::Alias(Some(_)) => {
                let number = of.cid().and_then(|cid| i64::try_from(cid).ok());
                AccountId::new(number.ok_or(Trouble::ItemDoesNotExist)?)
            }
        };
        self.core.appearance(self.who.account, account).await.map_err(trouble)
    }

    async fn profile(&self, of: &Handle, w: &mut Writer) -> Result<(), Trouble> {
        let appearance = self.appearance(of).await?;
        let account = appearance.account;
        let picture = appearance.picture.map(|picture| {
            let url = tile::address(self.core, account, picture.changed, self.asked, self.transport);
            (url, picture.png.len())
        });
        // Of the sizes only the one that aMSN looks for: the site keeps no other.
        let stream = picture.as_ref().map(|(url, size)| Stream {
            name: "UserTileStatic",
            kind: "UserTileStatic",
            mime_type: "image/png",
            size: *size,
            url,
        });
        let profile = Profile {
            cid: account.get().unsigned_abs(),
            // Every client's changes arrive here, so what is here is as new as can be. An older moment would have clients
            // prefer what they remember.
            modified: Moment(self.core.clock().now().seconds()),
            name: appearance.name.as_str(),
            message: &plain(&appearance.message),
            streams: stream.as_slice(),
            public_url: picture.as_ref().map(|(url, _)| url.as_str()),
            is_own: account == self.who.account,
        };
        profile.write(w);
        Ok(())
    }

    async fn update(&self, update: UpdateProfile) -> Result<(), Trouble> {
        let name = match update.name {
            Field::Kept => None,
            Field::Set(name) => Some(DisplayName::new(&name).map_err(|refusal| trouble(refusal.into()))?),
            Field::Deleted => Some(DisplayName::from(&self.who.handle)),
        };
        let message = match &update.message {
            Field::Kept => None,
            Field::Set(message) if message.chars().any(char::is_control) => {
                return Err(Trouble::InvalidDocument);
            }
            Field::Set(message) => Some(written(message)),
            Field::Deleted => Some("".into()),
        };
        self.core.update_appearance(self.who.account, name, message.as_deref()).await.map_err(trouble)
    }

    /// Makes it the display picture at once: there is but one.
    async fn store(&self, document: Result<Document, NoPicture>) -> Result<(), Trouble> {
        let document = document.map_err(|error| {
            tracing::debug!(%error, "a picture is none");
            Trouble::InvalidDocument
        })?;
        let png = shrink::shrunk(document.picture.into()).await.map_err(|_| Trouble::InvalidDocument)?;
        self.core.update_display_picture(self.who.account, Some(png.into())).await.map_err(trouble)
    }

    async fn has_picture(&self) -> Result<(), Trouble> {
        let picture = self.core.store().display_picture(self.who.account).await.map_err(trouble)?;
        picture.map(drop).ok_or(Trouble::ItemDoesNotExist)
    }

    /// The picture belongs to the profile as soon as it is there.
    async fn relate(&self, all: &[Relationship]) -> Result<(), Trouble> {
        for relationship in all {
            self.is_own(relationship.source)?;
            let target = self.is_own(relationship.target)?;
            if target.thing == Thing::Picture {
                self.has_picture().await?;
            }
        }
        Ok(())
    }

    /// Without a profile that it belongs to, a picture is none. What was never here, belongs to nothing already.
    async fn unrelate(&self, source: &Handle, targets: &[Option<ResourceId>]) -> Result<(), Trouble> {
        let is_others = |cid: u64| cid != self.cid();
        if source.cid().is_some_and(is_others) || targets.iter().flatten().any(|target| is_others(target.cid))
        {
            return Err(Trouble::AccessDenied);
        }
        if targets.contains(&Some(self.own(Thing::Picture))) && self.has_picture().await.is_ok() {
            self.core.update_display_picture(self.who.account, None).await.map_err(trouble)?;
        }
        Ok(())
    }
}

/// What to say about an error.
fn trouble(error: Error) -> Trouble {
    match error {
        Error::Refusal(Refusal::NoSuchEntry | Refusal::UnknownAccount) => Trouble::ItemDoesNotExist,
        Error::Refusal(Refusal::Unconfirmed) => Trouble::AccessDenied,
        Error::Refusal(Refusal::TooFast | Refusal::Busy) => Trouble::Busy,
        Error::Refusal(_) => Trouble::InvalidDocument,
        Error::Fault(error) => {
            tracing::error!(%error, "the roaming storage failed");
            Trouble::Busy
        }
    }
}
