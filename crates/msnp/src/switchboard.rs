//! What a client and a switchboard say to each other.
//!
//! There is no `VER` here: the dialect is the one of the notification connection, and comes with the cookie.

use crate::line::vocabulary;

vocabulary! {
    /// What a client says to a switchboard.
    FromClient {
        /// I opened this conversation.
        "USR" => Enter,
        /// I was called into it.
        "ANS" => Ans,
        /// Call somebody in.
        "CAL" => Cal,
        /// Say something.
        "MSG" => Msg<'a> + payload,
        /// Sent by some clients, and ignored.
        "PNG" => Png,
        /// I leave.
        "OUT" => Out,
    }
}

vocabulary! {
    /// What a switchboard says to a client.
    FromServer {
        /// You are in, as its opener.
        "USR" => EnterReply,
        /// Somebody who is in already.
        "IRO" => Iro,
        /// You are in, as one called.
        "ANS" => Ans(Done),
        /// The call went out.
        "CAL" => CalReply,
        /// Somebody came in.
        "JOI" => Joi,
        /// Somebody left.
        "BYE" => Bye,
        /// Delivered.
        "ACK" => Ack,
        /// Not delivered.
        "NAK" => Nak,
        /// Somebody says something.
        "MSG" => MsgDelivery<'a> + payload,
        /// The conversation ends.
        "OUT" => OutReply,
    }
    errors => Refused
}
