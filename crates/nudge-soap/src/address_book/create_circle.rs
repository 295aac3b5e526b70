//! `CreateCircle`: a circle with its maker in it (reference 11 §7).

use super::header::{ServiceHeader, answer};
use super::read::filled;
use crate::xml::Element;

/// What is asked. All circles are alike in what else a call says of them: hidden, by invitation, under one domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreateCircle {
    /// What it is to be called.
    pub name: String,
}

impl CreateCircle {
    /// `None` without a name.
    pub(super) fn read(operation: &Element) -> Option<Self> {
        let name = operation.child("properties").and_then(|it| filled(it, "DisplayName"))?;
        Some(Self { name: name.to_owned() })
    }
}

/// The answer: its number, which is that of its book.
pub fn circle_created(header: &ServiceHeader<'_>, id: &str) -> String {
    answer(header, "CreateCircle", |w| w.element("CreateCircleResult", |w| w.text("Id", id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address_book::header::tests::SAMPLE;
    use crate::envelope::Call;
    use crate::samples::in_one_line;

    #[test]
    fn question_and_answer_are_the_samples() {
        let call = Call::parse(include_bytes!("../../tests/samples/CreateCircle.request.xml")).unwrap();
        let asked = CreateCircle { name: "Book club".to_owned() };
        assert_eq!(CreateCircle::read(call.operation()), Some(asked));
        let sample = include_str!("../../tests/samples/CreateCircle.response.xml");
        assert_eq!(circle_created(&SAMPLE, "00000000-0000-0000-0009-0123456789ab"), in_one_line(sample));
    }

    #[test]
    fn a_circle_without_a_name_is_none() {
        for inside in ["", "<properties/>", "<properties><DisplayName> </DisplayName></properties>"] {
            let text = format!("<Envelope><Body><CreateCircle>{inside}</CreateCircle></Body></Envelope>");
            assert_eq!(CreateCircle::read(Call::parse(text.as_bytes()).unwrap().operation()), None);
        }
    }
}
