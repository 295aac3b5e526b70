//! Files, in pieces, through the server: what clients do who cannot reach each other (reference 30).

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;
use tokio::task::JoinSet;

use super::pipelined::{conversations, relayed};
use crate::conversation::{End, Pair, all_silent};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Latencies, Meter, Process, Progress, Series, Usage};
use crate::population::Group;
use crate::result::{Finding, Measure, RELAY};

/// Files.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct File {
    /// How many at a time, each between two people
    #[arg(long, default_value_t = 8)]
    pub(crate) files: usize,
    /// Bytes of each
    #[arg(long, default_value_t = 16 << 20)]
    pub(crate) bytes: usize,
    /// How many pieces may be under way that the server has not acknowledged
    #[arg(long, default_value_t = 32)]
    pub(crate) window: usize,
}

/// Bytes of data in a piece, as clients cut them.
const PIECE: usize = 1202;

/// Before the data: session, identifier, offset, total, size, flags, tag, and what is acknowledged.
const HEADER: usize = 48;

/// The application, behind the data.
const FOOTER: [u8; 4] = [0, 0, 0, 2];

const HEAD: &[u8] =
    b"MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\nP2P-Dest: load@load.example\r\n\r\n";

/// That it is a file.
const FLAGS: u32 = 0x0100_0030;

/// How much a sender writes at once, in bytes.
const WRITE: usize = 32 * 1024;

impl File {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.files * 2, 10)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.files * 4)?;
        progress.expect(self.files * self.pieces() * if side == Side::BesideRelay { 2 } else { 1 });
        let server = lab.start(side, &self.group()).await?;
        let pairs = conversations(&server, self.files).await?;
        let ours = self.transfer(pairs, Some(self.window), server.process, progress).await?;
        let name = server.name;
        drop(server);
        let bare = if side == Side::BesideRelay {
            let relay = lab.relay()?;
            let pairs = relayed(&relay, self.files).await?;
            // There is nobody who would acknowledge.
            Some(self.transfer(pairs, None, Some(relay.process), progress).await?)
        } else {
            None
        };

        let megabytes = (self.files * self.bytes) as f64 / 1e6;
        let pieces = (self.files * self.pieces()) as f64;
        let both = |measure: Measure, of: &dyn Fn(&Transferred) -> Option<f64>| {
            measure.of(name, of(&ours)).relay(bare.as_ref().and_then(of))
        };
        let mut finding = Finding::default();
        finding.push(both(Measure::more("files", "MB/s"), &|done| Some(done.usage.rate(megabytes))));
        finding.push(both(Measure::less("server CPU per piece", "µs"), &|done| {
            done.usage.server_micros(pieces)
        }));
        finding.push(both(Measure::less("p50 of a file", "ms"), &|done| Some(done.latencies.millis_at(0.5))));
        finding
            .push(both(Measure::less("the slowest file", "ms"), &|done| Some(done.latencies.millis_at(1.0))));
        for (name, done) in [(name, Some(&ours)), (RELAY, bare.as_ref())] {
            if let Some(done) = done {
                finding.throughput("pieces", name, done.series.clone());
            }
        }
        Ok(finding)
    }

    fn pieces(&self) -> usize {
        self.bytes.div_ceil(PIECE)
    }

    /// One file through every pair, at once.
    async fn transfer(
        &self,
        pairs: Vec<Pair>,
        window: Option<usize>,
        process: Option<Process>,
        progress: &Progress,
    ) -> anyhow::Result<Transferred> {
        // Each file begins elsewhere in it.
        let content: Arc<Vec<u8>> = Arc::new((0..self.bytes + pairs.len()).map(byte).collect());
        let (mut senders, mut receivers) = (JoinSet::new(), JoinSet::new());
        let (watching, meter) = (progress.watch(), Meter::start(process)?);
        for (number, Pair { mut caller, callee }) in pairs.into_iter().enumerate() {
            caller.ask_for("D");
            senders.spawn(send(caller, Arc::clone(&content), number, self.bytes, window));
            receivers.spawn(receive(callee, Arc::clone(&content), number, self.bytes, progress.clone()));
        }
        let (mut latencies, mut ends) = (Latencies::new()?, Vec::new());
        while let Some(received) = receivers.join_next().await {
            let (end, took) = received??;
            latencies.record(took);
            ends.push(end);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        while let Some(sent) = senders.join_next().await {
            ends.push(sent??);
        }
        all_silent(ends).await?;
        Ok(Transferred { usage, latencies, series })
    }
}

struct Transferred {
    usage: Usage,
    latencies: Latencies,
    series: Series,
}

/// Bytes that repeat late, and not with the length of a piece.
fn byte(at: usize) -> u8 {
    u8::try_from(at * 31 / 7 % 251).unwrap_or(0)
}

/// The line of a message for that piece.
fn put_line(offset: usize, file: usize, with_ack: bool, out: &mut Vec<u8>) {
    let length = HEAD.len() + HEADER + (file - offset).min(PIECE) + FOOTER.len();
    let (trid, ack) = (offset / PIECE + 1, if with_ack { "D" } else { "N" });
    out.extend_from_slice(format!("MSG {trid} {ack} {length}\r\n").as_bytes());
}

/// The piece that begins at that byte of the file.
fn put_piece(file: &[u8], number: usize, offset: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
    let data = file.get(offset..).unwrap_or_default();
    let data = data.get(..PIECE).unwrap_or(data);
    out.extend_from_slice(HEAD);
    let session = u32::try_from(number + 1)?;
    for field in [session, session + 1000] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [offset as u64, file.len() as u64] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    for field in [u32::try_from(data.len())?, FLAGS, session, 0, 0, 0] {
        out.extend_from_slice(&field.to_le_bytes());
    }
    out.extend_from_slice(data);
    out.extend_from_slice(&FOOTER);
    Ok(())
}

async fn send(
    mut end: End,
    content: Arc<Vec<u8>>,
    number: usize,
    bytes: usize,
    window: Option<usize>,
) -> anyhow::Result<End> {
    let file = content.get(number..number + bytes).context("a file that is too long")?;
    let (mut buffer, mut under_way) = (Vec::with_capacity(WRITE * 2), 0);
    for offset in (0..bytes).step_by(PIECE) {
        put_line(offset, bytes, window.is_some(), &mut buffer);
        put_piece(file, number, offset, &mut buffer)?;
        under_way += 1;
        let is_full = window.is_some_and(|window| under_way >= window.max(1));
        if buffer.len() >= WRITE || is_full {
            end.wire.send(&buffer).await?;
            buffer.clear();
        }
        if is_full {
            // Half of them, so that the line is never empty.
            under_way -= acknowledged(&mut end, under_way.div_ceil(2)).await?;
        }
    }
    if !buffer.is_empty() {
        end.wire.send(&buffer).await?;
    }
    if window.is_some() {
        acknowledged(&mut end, under_way).await?;
    }
    Ok(end)
}

/// Waits for so many acknowledgements.
async fn acknowledged(end: &mut End, count: usize) -> anyhow::Result<usize> {
    for _ in 0..count {
        end.wire.line("ACK ").await?;
    }
    Ok(count)
}

/// Compares every piece with what was sent.
async fn receive(
    mut end: End,
    content: Arc<Vec<u8>>,
    number: usize,
    bytes: usize,
    progress: Progress,
) -> anyhow::Result<(End, Duration)> {
    let started = Instant::now();
    let file = content.get(number..number + bytes).context("a file that is too long")?;
    let (mut offset, mut due) = (0, Vec::new());
    while offset < bytes {
        let Some(unit) = end.wire.step()? else {
            end.wire.fill().await.with_context(|| format!("after {offset} of {bytes} bytes"))?;
            continue;
        };
        let came = unit.payload.with_context(|| format!("{} came", String::from_utf8_lossy(unit.line)))?;
        due.clear();
        put_piece(file, number, offset, &mut due)?;
        ensure!(due == came, "the piece at byte {offset} is not as it was sent");
        offset = (offset + PIECE).min(bytes);
        progress.add(1);
    }
    ensure!(offset == bytes, "{offset} bytes of {bytes}");
    Ok((end, started.elapsed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_laid_out_as_clients_do_it() {
        let file: Vec<u8> = (0..PIECE + 10).map(byte).collect();
        let mut out = Vec::new();
        put_line(PIECE, file.len(), true, &mut out);
        put_piece(&file, 4, PIECE, &mut out).unwrap();
        let line_end = out.windows(2).position(|pair| pair == b"\r\n").unwrap() + 2;
        let payload = &out[line_end..];
        assert_eq!(out[..line_end], *format!("MSG 2 D {}\r\n", payload.len()).as_bytes());
        let header = &payload[HEAD.len()..];
        assert_eq!(header[8..16], (PIECE as u64).to_le_bytes());
        assert_eq!(header[16..24], (file.len() as u64).to_le_bytes());
        assert_eq!(header[24..28], 10u32.to_le_bytes());
        assert_eq!(header[HEADER..HEADER + 10], file[PIECE..]);
        assert_eq!(header.len(), HEADER + 10 + FOOTER.len());
    }

    #[test]
    fn neighbouring_pieces_differ() {
        let file: Vec<u8> = (0..PIECE * 3).map(byte).collect();
        assert_ne!(file[..PIECE], file[PIECE..2 * PIECE]);
        assert_ne!(file[..PIECE], file[1..=PIECE]);
    }
}
