//! What the fuzz targets of the four vocabularies have in common.

use msnp::Dialect;
use msnp::frame::{Frame, FrameError, Framer, Limits, Step, Vocabulary};

/// An input begins with the digit of its dialect, `2` to `9` and `a` to `i` for 10 to 18, so that a seed can be read and
/// written by hand; what follows is the stream.
pub fn dialect_and_stream(input: &[u8]) -> Option<(Dialect, &[u8])> {
    let (digit, stream) = input.split_first()?;
    let number = char::from(*digit).to_digit(36).map_or(usize::from(*digit), |number| number as usize);
    Some((Dialect::ALL[number.wrapping_sub(2) % Dialect::ALL.len()], stream))
}

/// Shows each frame of a stream that arrives in pieces of `size` bytes.
pub fn frames<V: Vocabulary>(
    stream: &[u8],
    size: usize,
    limits: Limits,
    dialect: Dialect,
    mut each: impl FnMut(Frame<'_>),
) -> Option<FrameError> {
    let mut framer = Framer::new(limits);
    let mut buffer = Vec::new();
    for piece in stream.chunks(size) {
        buffer.extend_from_slice(piece);
        loop {
            match framer.step::<V>(&buffer, dialect) {
                Ok(Step::Frame { frame, used }) => {
                    each(frame);
                    buffer.drain(..used);
                }
                Ok(Step::Partial { used }) => {
                    buffer.drain(..used);
                    break;
                }
                Err(error) => return Some(error),
            }
        }
    }
    None
}

/// The fuzz target of a vocabulary: where the stream is split makes no difference, and a command that can be read is
/// the same after having been written and read again.
#[macro_export]
macro_rules! vocabulary_target {
    ($vocabulary:path) => {
        use $vocabulary as Vocabulary;

        libfuzzer_sys::fuzz_target!(|input: &[u8]| {
            let Some((dialect, stream)) = $crate::dialect_and_stream(input) else { return };
            let read = |stream: &[u8], size, limits| {
                let mut commands = Vec::new();
                let error = $crate::frames::<Vocabulary<'_>>(stream, size, limits, dialect, |frame| {
                    commands.push(Vocabulary::decode(frame, dialect).map(Vocabulary::into_owned));
                });
                (commands, error)
            };

            let limits = msnp::frame::Limits::default();
            let (commands, error) = read(stream, stream.len().max(1), limits);
            assert_eq!(read(stream, 1, limits), (commands.clone(), error), "in pieces");

            // Bytes that are no UTF-8 come out longer than they went in.
            let room = msnp::frame::Limits { line: 4 * limits.line, ..limits };
            for command in commands.into_iter().flatten() {
                let mut written = Vec::new();
                command.encode(dialect, &mut written);
                let again = read(&written, written.len(), room);
                assert_eq!(again, (vec![Ok(command)], None), "{}", String::from_utf8_lossy(&written));
            }
        });
    };
}
