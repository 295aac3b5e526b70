//! What tests need to compare with the samples.

/// A sample without the line breaks and indents that make it readable.
pub(crate) fn in_one_line(sample: &str) -> String {
    sample.lines().map(str::trim).collect()
}
