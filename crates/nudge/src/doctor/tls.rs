//! Does HTTPS work for old clients and for new ones?

use std::net::SocketAddr;

use nudge_tls::{AcceptError, Client, Face};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::web::{ask, judge};
use super::{Finding, PATIENCE};
use crate::machine;

/// The name that old clients ask for first.
const HOST: &str = "nexus.passport.com";

/// Asks the nexus over both faces, trusting that root and no other. Without one, it is not asked, and this is why.
pub(super) async fn both_faces(
    root: Result<&[u8], &'static str>,
    open: bool,
    at: SocketAddr,
    tell: &mut dyn FnMut(Finding),
) {
    for face in [Face::Legacy, Face::Modern] {
        tell(match root {
            _ if !open => Finding::passed_over(check(face), "nothing answers on that port"),
            Err(why) => Finding::passed_over(check(face), why),
            Ok(root) => one_face(root, face, at).await,
        });
    }
}

fn check(face: Face) -> &'static str {
    match face {
        Face::Legacy => "nexus over HTTPS, as old Windows asks",
        Face::Modern => "nexus over HTTPS, as programs of today ask",
    }
}

async fn one_face(root: &[u8], face: Face, at: SocketAddr) -> Finding {
    let client = match Client::new(root, machine::now()) {
        Ok(client) => client,
        Err(error) => {
            let remedy = "Give the right file with --root (nudge client-config certificate makes it).";
            return Finding::fails(
                check(face),
                format!("the root certificate cannot be used: {error}"),
                remedy,
            );
        }
    };
    let connected = async { client.connect(face, HOST, TcpStream::connect(at).await?).await };
    match timeout(PATIENCE, connected).await.unwrap_or(Err(AcceptError::TooSlow(PATIENCE))) {
        Ok(stream) => {
            let answer = timeout(PATIENCE, ask(stream)).await;
            judge(check(face), answer.unwrap_or(Err(std::io::ErrorKind::TimedOut.into())))
        }
        Err(error) => Finding::fails(check(face), error.to_string(), REMEDY),
    }
}

const REMEDY: &str = "See that both machines' clocks are right; if another program has the port, stop it; and if the root \
                      certificate was made anew, install it again (nudge client-config certificate).";
