//! `FindFriendsInCommon`: of whom a client would show that another knows them, too (reference 11 §7). Nobody learns here whom
//! others know.

use super::header::{ServiceHeader, answer};

/// The answer, which is always that there are none.
pub fn found_no_friends(header: &ServiceHeader<'_>) -> String {
    answer(header, "FindFriendsInCommon", |w| {
        w.element("FindFriendsInCommonResult", |w| {
            w.empty("MatchedList");
            w.empty("UnmatchedList");
            w.text("MatchedCount", 0);
            w.text("UnmatchedCount", 0);
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::samples::in_one_line;

    #[test]
    fn the_answer_is_the_sample() {
        let sample = include_str!("../../tests/samples/FindFriendsInCommon.response.xml");
        assert_eq!(found_no_friends(&SAMPLE), in_one_line(sample));
    }
}
