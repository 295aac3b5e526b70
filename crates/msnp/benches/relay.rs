//! What a server does for each message and each change of presence, without the network: a relayed message may cost
//! one microsecond of processor time in all.

#![expect(clippy::unwrap_used, reason = "a benchmark without its values has nothing to measure")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use msnp::command::{MsgDelivery, Nln};
use msnp::frame::{Framer, Limits, Step};
use msnp::value::{ClientCaps, Friendly, Handle, Status};
use msnp::{Dialect, notification, switchboard};

const DIALECT: Dialect = Dialect::Msnp7;

/// As many messages as one read from a busy socket brings.
const MESSAGES_PER_READ: usize = 64;

const PAYLOAD: [u8; 200] = [b'x'; 200];

fn read_messages(c: &mut Criterion) {
    let mut buffer = Vec::new();
    for trid in 0..MESSAGES_PER_READ {
        buffer.extend(format!("MSG {trid} N {}\r\n", PAYLOAD.len()).bytes());
        buffer.extend(PAYLOAD);
    }
    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Elements(MESSAGES_PER_READ as u64));
    group.bench_function("frame a switchboard MSG", |b| {
        b.iter(|| {
            steps(black_box(&buffer), |frame| {
                black_box(frame);
            })
        });
    });
    group.bench_function("frame and decode a switchboard MSG", |b| {
        b.iter(|| {
            steps(black_box(&buffer), |frame| {
                let _ = black_box(switchboard::FromClient::decode(frame, DIALECT));
            })
        });
    });
    group.finish();
}

/// Cuts the whole buffer; how many frames there were.
fn steps(mut buffer: &[u8], mut each: impl FnMut(msnp::frame::Frame<'_>)) -> usize {
    let mut framer = Framer::new(Limits::default());
    let mut frames = 0;
    while let Ok(Step::Frame { frame, used }) = framer.step::<switchboard::FromClient<'_>>(buffer, DIALECT) {
        each(frame);
        frames += 1;
        buffer = buffer.get(used..).unwrap_or_default();
    }
    frames
}

fn write_notices(c: &mut Criterion) {
    let (handle, name) =
        (Handle::new("alice@example.com").unwrap(), Friendly::encode("Alice in Wonderland").unwrap());
    let presence = Nln {
        status: Status::Busy,
        contact: handle.clone().into(),
        name: name.clone(),
        caps: ClientCaps::default(),
        object: None,
        badge: None,
    };
    let presence = notification::FromServer::from(presence);
    let delivery = MsgDelivery { handle, name, payload: (&PAYLOAD[..]).into() };
    let delivery = switchboard::FromServer::from(delivery);

    let mut group = c.benchmark_group("write");
    group.throughput(Throughput::Elements(1));
    let mut out = Vec::with_capacity(1024);
    group.bench_function("encode a delivered MSG", |b| {
        b.iter(|| {
            out.clear();
            black_box(&delivery).encode(DIALECT, &mut out);
            black_box(out.len())
        });
    });
    group.bench_function("encode a NLN", |b| {
        b.iter(|| {
            out.clear();
            black_box(&presence).encode(DIALECT, &mut out);
            black_box(out.len())
        });
    });
    group.finish();
}

criterion_group!(benches, read_messages, write_notices);
criterion_main!(benches);
