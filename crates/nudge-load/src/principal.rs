//! A client that signs in, step by step, as one of the era did.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use msnp::auth;
use msnp::notification::FromServer;

use crate::population::Accounts;
use crate::wire::{DIALECT, Wire};

/// A principal who is signed in and online.
#[derive(Debug)]
pub(crate) struct Principal {
    pub(crate) wire: Wire,
    pub(crate) handle: String,
    /// How many contacts the forward list has.
    pub(crate) contacts: usize,
}

impl Principal {
    /// Signs in, takes the lists and goes online: `VER INF USR USR SYN CHG`, each after the answer to the one before.
    ///
    /// Every list must be whole: its rows are counted, and their number is compared with the one that they state.
    pub(crate) async fn sign_in(
        server: SocketAddr,
        accounts: &Accounts,
        index: usize,
    ) -> anyhow::Result<Self> {
        let handle = accounts.handle(index);
        Self::steps(server, handle.clone(), &accounts.secret)
            .await
            .with_context(|| format!("signing {handle} in"))
    }

    async fn steps(server: SocketAddr, handle: String, secret: &str) -> anyhow::Result<Self> {
        let mut wire = Wire::connect(server).await?;
        let version = format!("VER 1 {DIALECT}");
        wire.ask::<FromServer<'_>>(&format!("{version} CVR0\r\n"), &version).await?;
        wire.ask::<FromServer<'_>>("INF 2\r\n", "INF 2 MD5").await?;
        let shown = wire.ask::<FromServer<'_>>(&format!("USR 3 MD5 I {handle}\r\n"), "USR 3 MD5 S ").await?;
        let challenge = shown.rsplit(' ').next().unwrap_or_default();
        let digest = auth::sign_in_digest(challenge, secret.as_bytes());
        wire.ask::<FromServer<'_>>(&format!("USR 4 MD5 S {digest}\r\n"), "USR 4 OK ").await?;
        wire.ask::<FromServer<'_>>("SYN 5 0\r\n", "SYN 5 ").await?;
        wire.send(b"CHG 6 NLN\r\n").await?;
        let mut lists = Lists::default();
        wire.until::<FromServer<'_>, _>("CHG 6", |frame| {
            lists.note(frame.line)?;
            Ok(frame.line.starts_with(b"CHG 6 ").then_some(()))
        })
        .await?;
        Ok(Self { wire, handle, contacts: lists.whole()? })
    }
}

/// How far the lists have come: for each the row that came last and how many there should be.
#[derive(Debug, Default)]
struct Lists([Option<(usize, usize)>; 4]);

const NAMES: [&[u8]; 4] = [b"FL", b"AL", b"BL", b"RL"];

impl Lists {
    /// `LST trid list serial row rows ...`.
    fn note(&mut self, line: &[u8]) -> anyhow::Result<()> {
        let Some(arguments) = line.strip_prefix(b"LST ") else { return Ok(()) };
        let mut arguments = arguments.split(|byte| *byte == b' ').skip(1);
        let list = arguments.next().unwrap_or_default();
        let mut number = || {
            let digits = arguments.next().and_then(|digits| std::str::from_utf8(digits).ok());
            digits.and_then(|digits| digits.parse::<usize>().ok())
        };
        let (_serial, row, rows) = (number(), number(), number());
        let place = NAMES.iter().zip(&mut self.0).find(|(name, _)| **name == list).map(|(_, place)| place);
        let (Some(row), Some(rows), Some(place)) = (row, rows, place) else {
            anyhow::bail!("a row that is none: {}", String::from_utf8_lossy(line));
        };
        let due = place.map_or(rows.min(1), |(last, _)| last + 1);
        ensure!(row == due, "row {row} of {rows} came where {due} was due");
        *place = Some((row, rows));
        Ok(())
    }

    /// How long the forward list is, if all lists have come as a whole.
    fn whole(&self) -> anyhow::Result<usize> {
        for (name, place) in NAMES.iter().zip(&self.0) {
            let whole = place.is_some_and(|(last, rows)| last == rows);
            ensure!(whole, "the list {} did not come as a whole", String::from_utf8_lossy(name));
        }
        Ok(self.0.first().copied().flatten().map_or(0, |(_, rows)| rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(rows: &[&str]) -> anyhow::Result<usize> {
        let mut lists = Lists::default();
        rows.iter().try_for_each(|row| lists.note(row.as_bytes()))?;
        lists.whole()
    }

    const OTHERS: [&str; 3] = ["LST 5 AL 9 0 0", "LST 5 BL 9 0 0", "LST 5 RL 9 1 1 c@x.example c"];

    #[test]
    fn whole_lists_are_counted() {
        let rows =
            ["LST 5 FL 9 1 2 a@x.example a 0", "BPR 9 a@x.example PHH", "LST 5 FL 9 2 2 b@x.example b 0"];
        assert_eq!(taken(&[&rows[..], &OTHERS].concat()).unwrap(), 2);
        assert_eq!(taken(&[&["LST 5 FL 9 0 0"][..], &OTHERS].concat()).unwrap(), 0);
    }

    #[test]
    fn a_missing_row_or_list_is_found() {
        assert!(taken(&[&["LST 5 FL 9 1 2 a@x.example a 0"][..], &OTHERS].concat()).is_err());
        assert!(taken(&[&["LST 5 FL 9 2 2 b@x.example b 0"][..], &OTHERS].concat()).is_err());
        let twice = ["LST 5 FL 9 1 1 a@x.example a 0", "LST 5 FL 9 1 1 a@x.example a 0"];
        assert!(taken(&[&twice[..], &OTHERS].concat()).is_err());
        assert!(taken(&OTHERS).is_err());
    }
}
