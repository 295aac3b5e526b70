//! What programs of one account know of each other, and what contacts know of them (reference 21 §3).

use bytes::Bytes;
use msnp::command::{Nln, Uun};
use msnp::payload::XmlText;
use msnp::payload::personal::{PrivateEndpointData, ShownEndpoint};
use msnp::value::{EndpointId, NoticeKind};
use nudge_core::{Edit, Endpoints, Error, OwnEndpoint, PrivateData, PublicEndpoint, Refusal, notice};

use super::notices;
use super::online::Online;
use super::personal;
use crate::names;
use crate::out::Out;

/// Said to a program that is to sign out.
const GO_AWAY: &[u8] = b"goawyplzthxbye";

/// The same, and that from now on programs shall not be beside each other.
const GO_AWAY_FOR_GOOD: &[u8] = b"goawyplzthxbye-nomorempop";

/// Said to all programs, the one that says it among them.
const GET_OUT: &[u8] = b"gtfo";

impl Online {
    /// What is not said stays as it was. What is being done here is known from `CHG`.
    pub(super) fn set_private(&self, data: &PrivateEndpointData) -> Result<(), Refusal> {
        let was = self.session.private_data();
        let name = data.name.as_ref().map_or(was.name(), XmlText::as_escaped);
        let client_type = data.client_type.map(|number| number.to_string());
        let client_type = client_type.as_deref().unwrap_or(was.client_type());
        let idle = data.idle.unwrap_or(was.is_idle());
        self.session.set_private_data(PrivateData::new(name, client_type, idle)?);
        Ok(())
    }

    /// The principal as a whole, for each of their programs: what the others may follow, and the list of places.
    pub(super) fn own(&self, own: &notice::Own, out: &mut Out) {
        out.share(own.encodings.of(self.session.form(), || {
            let row = Nln {
                status: names::status(own.status),
                contact: names::contact(&own.handle),
                name: names::friendly(own.name.as_str()),
                caps: names::caps(own.capabilities),
                object: names::object(own.picture.as_ref()),
                badge: None,
            };
            let endpoints = own.endpoints.iter().filter_map(with_private).collect();
            let presence = notices::encoded(self.dialect, row);
            let message = personal::encoded(self.dialect, &own.handle, &own.message, endpoints);
            [presence, message].concat().into()
        }));
    }

    /// Whether a notice to the own account is one that signs programs out; if so, it is done (reference 21 §5). It is confirmed
    /// before: the one that says it may be among them.
    pub(super) async fn signs_out(&self, uun: &Uun<'_>) -> Option<Result<(), Error>> {
        let is_own = uun.to.handle.as_str().eq_ignore_ascii_case(self.session.handle().as_str());
        let kinds = [NoticeKind::SIGN_OUT, NoticeKind::SIGN_OUT_EVERYWHERE];
        if !is_own || !kinds.contains(&uun.kind) {
            return None;
        }
        let words = Bytes::copy_from_slice(&uun.payload);
        let machine = uun.to.endpoint.as_ref().and_then(names::machine);
        match (&*uun.payload, machine) {
            (GET_OUT, _) => self.session.sign_out_everywhere(&words, uun.kind.0),
            (GO_AWAY | GO_AWAY_FOR_GOOD, Some(machine)) => {
                if let Err(refusal) = self.session.sign_out_on(&machine, words, uun.kind.0) {
                    return Some(Err(refusal.into()));
                }
            }
            (GO_AWAY | GO_AWAY_FOR_GOOD, None) => self.session.sign_out_elsewhere(&words, uun.kind.0),
            _ => return None,
        }
        if *uun.payload == *GO_AWAY_FOR_GOOD {
            return Some(self.session.edit(Edit::SetSeveralPlaces(false), 0).await.map(drop));
        }
        Some(Ok(()))
    }
}

/// What contacts are shown of somebody's programs.
pub(super) fn shown(endpoints: &Endpoints) -> Vec<ShownEndpoint> {
    endpoints.iter().filter_map(public).collect()
}

/// The wire's check of a machine's number is the domain's: none is left out.
fn public(endpoint: &PublicEndpoint) -> Option<ShownEndpoint> {
    let id = EndpointId::new(endpoint.machine.as_str()).ok()?;
    Some(ShownEndpoint { id, caps: names::caps(endpoint.capabilities), private: None })
}

fn with_private(own: &OwnEndpoint) -> Option<ShownEndpoint> {
    let private = PrivateEndpointData {
        name: Some(XmlText::from_escaped(own.private.name()).unwrap_or_default()),
        idle: Some(own.private.is_idle()),
        client_type: own.private.client_type().parse().ok(),
        state: own.status.map(names::status),
    };
    Some(ShownEndpoint { private: Some(private), ..public(&own.public)? })
}
