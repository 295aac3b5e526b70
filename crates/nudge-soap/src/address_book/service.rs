//! `AddService`: a client wants to have a service beside the messenger's, as one for its profile (reference 11 §6).

use super::header::{ServiceHeader, answer};

/// The answer: the number of the service, always that of the profile's. Nothing is kept of it.
pub fn service_added(header: &ServiceHeader<'_>) -> String {
    answer(header, "AddService", |w| w.text("AddServiceResult", 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::samples::in_one_line;

    #[test]
    fn the_answer_is_the_sample() {
        let sample = include_str!("../../tests/samples/AddService.response.xml");
        assert_eq!(service_added(&SAMPLE), in_one_line(sample));
    }
}
