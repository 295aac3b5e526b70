//! `profile.asmx`: profiles as others see them (reference 13 §4). What can be seen is what can be seen anywhere else.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use nudge_core::{AccountId, Error, Service};
use nudge_soap::directory::{Get, Public, not_authenticated, refused};
use nudge_soap::envelope::{Call, Fault};
use nudge_soap::passport::Moment;

use super::holder::{NoHolder, holder};
use super::{Era, tile, typed};
use crate::host::Asked;
use crate::personal::plain;
use crate::web::Transport;

/// A profile, or a fault with the status 500.
pub(super) async fn directory(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let failed = |fault: String| typed(StatusCode::INTERNAL_SERVER_ERROR, fault);
    let Ok(call) = Call::parse(&body) else { return failed(Fault::malformed().to_xml()) };
    let core = &era.core;
    let ticket = Get::ticket(&call);
    let who = match holder(core, ticket.as_deref(), &[Service::Directory]).await {
        Ok(who) => who,
        Err(NoHolder::NotAuthenticated) => return failed(not_authenticated()),
        Err(NoHolder::Unavailable) => return failed(refused("The server is busy")),
    };
    let Some(get) = Get::read(&call) else { return failed(refused("This operation is not supported")) };
    let appearance = match i64::try_from(get.cid) {
        Ok(number) => core.appearance(who.account, AccountId::new(number)).await,
        Err(_) => return failed(refused("The profile does not exist")),
    };
    let appearance = match appearance {
        Ok(appearance) => appearance,
        Err(Error::Refusal(_)) => return failed(refused("The profile does not exist")),
        Err(Error::Fault(error)) => {
            tracing::error!(%error, "a profile could not be read");
            return failed(refused("The server is busy"));
        }
    };
    let picture = appearance.picture.as_ref();
    let picture =
        picture.map(|picture| tile::address(core, appearance.account, picture.changed, &asked, transport));
    let profile = &appearance.profile;
    let public = Public {
        name: appearance.name.as_str(),
        message: &plain(&appearance.message),
        names: (&profile.first_name, &profile.last_name),
        picture_url: picture.as_deref(),
        page: &asked.url("/", transport),
        language: profile.language,
        modified: Moment(core.clock().now().seconds()),
    };
    typed(StatusCode::OK, public.to_xml(&get))
}
