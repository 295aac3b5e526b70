//! Passport: requests for security tokens (RST), and the tickets that come of them.

mod authorization;
mod derived_key;
mod device;
mod edition;
mod fault;
mod moment;
mod request;
mod response;
mod ticket;

pub use authorization::Authorization;
pub use derived_key::KEY_BYTES;
pub use device::{DeviceAdd, device_added};
pub use edition::Edition;
pub use fault::{FaultCode, fault, redirect};
pub use moment::Moment;
pub use request::{Asker, Cipher, Credentials, Invalid, Password, RstRequest, Service, Wanted};
pub use response::{Holder, Issued, Kind, RstResponse, Sealing};
pub use ticket::{dressed, ticket_in, ticket_in_cookies, undressed};
