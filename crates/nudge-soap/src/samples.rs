//! What tests need to compare with the samples.

/// A sample without the line breaks and indents that make it readable. Quotes in texts are written as themselves, as some services
/// did; the samples of others have them escaped, which is the same.
pub(crate) fn in_one_line(sample: &str) -> String {
    let line: String = sample.lines().map(str::trim).collect();
    line.replace("&apos;", "'").replace("&quot;", "\"")
}
