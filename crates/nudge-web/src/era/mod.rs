//! What clients of the era fetch.

mod address_book;
mod client_config;
mod device;
mod directory;
mod gateway;
mod holder;
mod links;
mod login;
mod nexus;
mod offline;
mod pages;
mod presence;
mod redirector;
mod rst;
mod services;
mod spaces;
mod storage;
mod tile;
mod told;
mod whats_new;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use nudge_core::Core;

use crate::config::Config;

pub(crate) use gateway::Gateway;
pub use gateway::{Caller, Doorway, Pipe};
pub(crate) use redirector::redirection;
pub use told::{ACCOUNT_DISABLED, TOO_MANY_FAILURES};

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Era {
    core: Arc<Core>,
    config: Config,
}

/// The era's routes (reference 14 §8), with their paths in lower case.
pub(crate) fn router(core: Arc<Core>, config: Config, gateway: Option<Arc<Gateway>>) -> Router {
    let body = config.limits.body;
    let era = Arc::new(Era { core, config });
    let over_http = gateway.map_or_else(Router::new, |gateway| {
        let route = post(gateway::exchange).options(gateway::preflight);
        Router::new().route(msnp::gateway::PATH, route).with_state(gateway)
    });
    Router::new()
        // Asked of the login host to see whether it is there (reference 10 §2.10).
        .route("/", post(StatusCode::OK))
        .route("/rdr/pprdr.asp", get(nexus::without_scheme))
        .route("/nexus-mock", get(nexus::with_scheme))
        .route("/login2.srf", get(login::login2))
        .route("/login.srf", get(login::login).post(pages::sign_in))
        .route("/uilogin.srf", get(pages::sign_in))
        .route("/logout.srf", get(pages::sign_out))
        .route("/uilogout.srf", get(pages::sign_out))
        .route("/reg.srf", get(pages::register))
        .route("/uiresetpw.srf", get(pages::reset_password))
        // Whether it is there, is all that is asked. The configuration beside it, `PPCRLconfig.srf`, is a program file that
        // only Microsoft could sign: it is not found, and clients keep the one that they have.
        .route("/ppcrlcheck.srf", get(Html(BLANK)))
        .route("/rst.srf", post(rst::rst))
        .route("/oimws/oim.asmx", post(offline::store))
        .route("/rsi/rsi.asmx", post(offline::rsi))
        .route("/rst2.srf", post(rst::rst2))
        .route("/ppsecure/md5auth.srf", get(links::md5auth).post(links::md5auth))
        .route("/ppsecure/sha1auth.srf", get(links::sha1auth).post(links::sha1auth))
        .route("/ppsecure/deviceaddcredential.srf", post(device::add))
        .route("/ppsecure/devicechangecredential.srf", post(device::add))
        .route("/abservice/abservice.asmx", post(address_book::serve))
        .route("/abservice/sharingservice.asmx", post(address_book::serve))
        .route(
            "/storageservice/schematizedstore.asmx",
            // With a picture in it, a request is larger than any other.
            post(storage::storage).layer(DefaultBodyLimit::max(nudge_soap::storage::MAX_REQUEST)),
        )
        .route("/storage/usertile/{account}/{proof}/static", get(tile::tile))
        .route("/contactcard/contactcardservice.asmx", post(spaces::spaces))
        .route("/whatsnew/whatsnewservice.asmx", post(whats_new::whats_new))
        .route("/profile/profile.asmx", post(directory::directory))
        .route("/config/msgrconfig.asmx", get(client_config::get).post(client_config::post))
        .route("/svcs/mms/tabs.asp", get(client_config::tabs))
        .route("/svcs/mms/portal.asp", get(Html(TODAY)))
        .route(client_config::ONE_TAB, get(client_config::one_tab))
        .route("/adsadclient31.dll", get(client_config::advertising))
        .route("/appdirectory/directory.aspx", get(Html(BLANK)))
        .route("/appdirectory/getappdirversion.aspx", get("1"))
        .route("/appdirectory/appdirectory.asmx", post(no_activities))
        .route("/users/{id}/presence", get(presence::presence))
        .route("/users/{id}/presence/", get(presence::presence))
        .route("/users/{id}/presenceimage", get(presence::image))
        .route("/users/{id}/presenceimage/", get(presence::image))
        .route("/sqm/{*path}", any(StatusCode::OK))
        .with_state(era)
        .merge(over_http)
        .layer(DefaultBodyLimit::max(body))
}

/// The list of activities, which a client then leaves empty.
async fn no_activities() -> impl IntoResponse {
    (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, XML)], nudge_soap::not_served())
}

/// A document of a SOAP service, or a fault.
fn typed(status: StatusCode, text: String) -> Response {
    (status, [(CONTENT_TYPE, XML)], text).into_response()
}

const XML: &str = "text/xml; charset=utf-8";

const BLANK: &str = "<html><head><title></title></head><body></body></html>";

/// The page of the only tab, and what MSN Messenger opens after sign-in where it is asked to, in a window of 400 to 600 pixels, with whatever Internet
/// Explorer there is.
const TODAY: &str = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><html lang=\"en\"><head>\
<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"><title>Today</title></head><body>\
<h1>Welcome</h1><p>You are signed in. This server runs Nudge.</p></body></html>";
