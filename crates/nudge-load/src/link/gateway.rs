//! A session of the HTTP gateway, as a way to the server and back (reference 15).

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::gateway::{CONTENT_TYPE, PATH, Query, Server, Told};

use super::{Duplex, Http};

/// A session. It has one request at a time: what is to be sent waits for the answer to what was asked before.
#[derive(Debug)]
pub(crate) struct Gateway {
    http: Http,
    server: Server,
    /// What it is called in the next request; nothing yet before the first one.
    name: Option<String>,
    /// Whether an answer is to come.
    asked: bool,
    /// What came and was not taken.
    inbox: Vec<u8>,
}

/// How long the server may wait for something to answer with. Clients ask every two to five seconds.
const LIFESPAN: Duration = Duration::from_secs(2);

impl Gateway {
    pub(crate) fn new(stream: Box<dyn Duplex>, host: &str, server: Server) -> Self {
        Self { http: Http::new(stream, host), server, name: None, asked: false, inbox: Vec::new() }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.rest().await?;
        let query = match &self.name {
            Some(session) => Query::Send { session }.to_string(),
            None => Query::Open { server: self.server, dialled: Some("messenger.hotmail.com") }.to_string(),
        };
        self.ask(&query, bytes)?;
        self.answered().await
    }

    pub(crate) async fn rest(&mut self) -> anyhow::Result<()> {
        if self.asked { self.answered().await } else { Ok(()) }
    }

    pub(crate) fn has_more(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Waits for something, and takes it. May be dropped half-way without losing any.
    pub(crate) async fn receive(&mut self, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
        while self.inbox.is_empty() {
            if !self.asked {
                let session = self.name.as_deref().context("nothing was said yet")?;
                let query = Query::Poll { session, lifespan: Some(LIFESPAN) }.to_string();
                self.ask(&query, &[])?;
            }
            self.answered().await?;
        }
        buffer.append(&mut self.inbox);
        Ok(())
    }

    fn ask(&mut self, query: &str, body: &[u8]) -> anyhow::Result<()> {
        self.http.ask(&format!("{PATH}?{query}"), CONTENT_TYPE, body)?;
        self.asked = true;
        Ok(())
    }

    async fn answered(&mut self) -> anyhow::Result<()> {
        let answer = self.http.answer().await?;
        self.asked = false;
        ensure!(answer.status == 200, "the gateway says {}", answer.status);
        let told = answer.told.context("an answer without a session")?;
        let told = Told::parse(&told)?;
        ensure!(!told.is_closed, "the gateway has closed the session");
        self.name = Some(told.session.to_owned());
        self.inbox.extend_from_slice(&answer.body);
        Ok(())
    }
}
