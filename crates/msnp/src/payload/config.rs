//! Files of a client's configuration, in `GCF` (reference 02 §8).

/// The file `Shields.xml` that keeps nobody out and nothing off: MSN Messenger 7.0 and 7.5 read in it which versions may
/// sign in and which texts to block.
pub const SHIELDS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><config><shield><cli maj=\"7\" min=\"0\" \
                           minbld=\"0\" maxbld=\"9999\" deny=\" \" /></shield><block></block></config>";

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_has_the_length_of_the_reference() {
        assert_eq!(super::SHIELDS.len(), 145);
    }
}
