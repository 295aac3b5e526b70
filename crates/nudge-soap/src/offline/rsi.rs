//! The service that messages are fetched from: what is asked of it (reference 12 §5).

use super::{DeleteMessages, GetMessage};
use crate::envelope::{Call, NoCall};
use crate::passport::ticket_in;

/// The namespace of its requests and answers.
pub const RSI: &str = "http://www.hotmail.msn.com/ws/2004/09/oim/rsi";

/// What somebody asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RsiCall {
    /// Which messages wait.
    GetMetadata,
    /// One of them.
    GetMessage(GetMessage),
    /// To delete some of them.
    DeleteMessages(DeleteMessages),
}

impl RsiCall {
    /// Reads a call. What is asked for is `None`, if it is something that there is not.
    pub fn of(call: &Call) -> Option<Self> {
        let operation = call.operation();
        match operation.name() {
            "GetMetadata" => Some(Self::GetMetadata),
            "GetMessage" => GetMessage::of(operation).map(Self::GetMessage),
            "DeleteMessages" => Some(Self::DeleteMessages(DeleteMessages::of(operation))),
            _ => None,
        }
    }

    /// Reads the body of a `POST`: the ticket, which is empty if there is none, and what is asked for.
    pub fn parse(body: &[u8]) -> Result<(String, Option<Self>), NoCall> {
        let call = Call::parse(body)?;
        let ticket = call.header(&["PassportCookie"]).and_then(ticket_in).unwrap_or_default().into_owned();
        Ok((ticket, Self::of(&call)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_read() {
        let ticket = "EwAgTicketExample0002".to_owned();
        let id = "0f5a1c2e-0000-4000-8000-00000000a001".to_owned();
        for (sample, call) in [
            (&include_bytes!("../../tests/samples/GetMetadata.request.xml")[..], RsiCall::GetMetadata),
            (
                include_bytes!("../../tests/samples/GetMessage.request.xml"),
                RsiCall::GetMessage(GetMessage { id: id.clone(), mark_read: false }),
            ),
            (
                include_bytes!("../../tests/samples/DeleteMessages.request.xml"),
                RsiCall::DeleteMessages(DeleteMessages { ids: vec![id] }),
            ),
        ] {
            assert_eq!(RsiCall::parse(sample), Ok((ticket.clone(), Some(call))));
        }
    }

    #[test]
    fn what_there_is_not_is_no_call_and_no_ticket_is_an_empty_one() {
        let read = |operation: &str| {
            let body = format!("<Envelope><Body><{operation}/></Body></Envelope>");
            RsiCall::parse(body.as_bytes())
        };
        assert_eq!(read("GetMetadata"), Ok((String::new(), Some(RsiCall::GetMetadata))));
        assert_eq!(read("GetMessage"), Ok((String::new(), None)), "without an id");
        assert_eq!(read("Other"), Ok((String::new(), None)));
    }
}
