//! The pages themselves.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use nudge_reach::{
    GENERATIONS, Generation, HOSTS_PLACES, HOSTS_UNDO, HostsPlace, Needs, RegistryFile, hosts_lines,
};

use super::place::Place;
use super::{Settings, files};

/// Which clients there are.
#[derive(Debug, Template)]
#[template(path = "connect/index.html")]
struct Index<'a> {
    server: String,
    address: String,
    port: u16,
    certified: bool,
    generations: &'a [&'static Needs],
}

/// What to do for one of them.
#[derive(Debug, Template)]
#[template(path = "connect/client.html")]
struct Client<'a> {
    server: String,
    needs: &'a Needs,
    slug: &'static str,
    /// Whether there is a registry file to give out: where it would name the server, its name has to be known.
    registry: bool,
    undo: bool,
    /// What the registry file writes; empty where there is none.
    values: String,
    /// Empty where none are needed.
    lines: String,
    certified: bool,
    ports: String,
    places: &'static [HostsPlace],
    hosts_undo: &'static str,
    place: &'a Place,
}

/// What is not there.
#[derive(Debug, Template)]
#[template(path = "connect/missing.html")]
struct Missing<'a> {
    server: String,
    title: &'static str,
    what: &'static str,
    generations: &'a [&'static Needs],
}

/// Why there is nothing to give.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trouble {
    /// The path is none of ours.
    NoPage,
    /// The path stands for a service beside Messenger, which a client has in its menus.
    NoService,
    /// The path names a client that is not in the table.
    UnknownClient,
    /// There is no HTTPS, thus no root certificate.
    NoCertificate,
    /// The server's address is not known.
    NoAddress,
}

pub(super) async fn index(State(settings): State<Arc<Settings>>, place: Place) -> Response {
    page(
        StatusCode::OK,
        &Index {
            server: server_name(&place),
            address: place.address.map(|address| address.to_string()).unwrap_or_default(),
            port: settings.port.get(),
            certified: settings.certificate.is_some(),
            generations: &GENERATIONS,
        },
    )
}

pub(super) async fn client(
    Path(client): Path<String>,
    State(settings): State<Arc<Settings>>,
    place: Place,
) -> Response {
    let Ok(client) = client.parse::<Generation>() else {
        return trouble(Trouble::UnknownClient, &place);
    };
    let needs = client.needs();
    let lines = place.address.filter(|_| needs.hosts).map(|address| hosts_lines(address, Some(client)));
    let ports: Vec<_> = needs.ports.iter().map(|port| port_of(*port, &settings).to_string()).collect();
    let points = needs.registry == Some(RegistryFile::Points);
    page(
        StatusCode::OK,
        &Client {
            server: server_name(&place),
            needs,
            slug: client.slug(),
            registry: needs.registry.is_some() && (place.host.is_some() || !points),
            undo: points,
            values: files::registry_text(client, &place).unwrap_or_default(),
            lines: lines.unwrap_or_default(),
            certified: settings.certificate.is_some(),
            ports: ports.join(", "),
            places: &HOSTS_PLACES,
            hosts_undo: HOSTS_UNDO,
            place: &place,
        },
    )
}

/// What no page has. A program is told so in the fewest bytes (reference 14 §8), a person with the ways on.
pub(super) async fn missing(method: Method, uri: Uri, place: Place) -> Response {
    let is_person = method == Method::GET && (!place.by_era_name || uri.path().starts_with("/connect/"));
    match (is_person, is_service(uri.path())) {
        (false, _) => StatusCode::NOT_FOUND.into_response(),
        (true, true) => trouble(Trouble::NoService, &place),
        (true, false) => trouble(Trouble::NoPage, &place),
    }
}

/// Whether a client has it in its menus.
pub(super) fn is_service(path: &str) -> bool {
    SERVICES.iter().any(|service| path.starts_with(service))
}

/// Where the notification server's `URL` leads (reference 02 §11).
const SERVICES: [&str; 3] = ["/mail/", "/account", "/chat"];

/// The page that says why, and where else to go.
pub(super) fn trouble(trouble: Trouble, place: &Place) -> Response {
    let (title, what) = match trouble {
        Trouble::NoPage => ("There is no such page", "The address may be mistyped, or the page has moved."),
        Trouble::NoService => (
            "Only Messenger itself is here",
            "Messenger has opened a page of the old service: its mail, a profile, a chat room. This server does not have \
             those. Your contacts and conversations are in Messenger.",
        ),
        Trouble::UnknownClient => {
            ("That client is not known here", "These are the clients that this server knows how to connect.")
        }
        Trouble::NoCertificate => (
            "This server has no root certificate",
            "It does not offer HTTPS, so only clients that need no certificate can sign in. Whoever runs it can switch \
             HTTPS on; the certificate is then made by itself.",
        ),
        Trouble::NoAddress => (
            "This server does not know its address",
            "You have reached it over IPv6, which the clients do not know. Open this page by the server's IPv4 address; \
             whoever runs it can also name that in its settings, as public_address.",
        ),
    };
    page(
        StatusCode::NOT_FOUND,
        &Missing { server: server_name(place), title, what, generations: &GENERATIONS },
    )
}

/// 1863 stands for wherever the dispatch server listens.
fn port_of(port: u16, settings: &Settings) -> u16 {
    if port == nudge_reach::DEFAULT_PORT.get() { settings.port.get() } else { port }
}

fn server_name(place: &Place) -> String {
    place.host.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
