//! Passport: requests for security tokens (RST), and the tickets that come of them.

mod authorization;
mod fault;
mod moment;
mod request;
mod response;
mod ticket;

pub use authorization::Authorization;
pub use fault::{FaultCode, fault, redirect};
pub use moment::Moment;
pub use request::{Credentials, Invalid, Password, RstRequest, Service, Wanted};
pub use response::{Holder, Issued, Kind, RstResponse};
pub use ticket::{dressed, ticket_in, ticket_in_cookies, undressed};
