//! Security tokens as a client asks for them (reference 10 §6 and §7): who is to sign in and for which services, and the tickets
//! that come of it.
//!
//! A ticket that a server wants proof for comes with a secret; what is made of it is in [`crate::auth::sso`].
//!
//! ```
//! use msnp::passport::{Answer, Edition, Request, Wanted};
//!
//! let request = Request {
//!     edition: Edition::Rst2,
//!     to: "https://login.live.com/RST2.srf",
//!     handle: "alice@example.com",
//!     secret: "secret",
//!     wanted: &[Wanted { service: "messengerclear.live.com", policy: "MBI_KEY_OLD" }],
//!     now: 1_767_323_045,
//! };
//! assert!(request.to_xml().contains("<wsa:Address>messengerclear.live.com</wsa:Address>"));
//!
//! let refused = "<Envelope><Fault><faultcode>wsse:FailedAuthentication</faultcode><faultstring>No.</faultstring></Fault></Envelope>";
//! assert_eq!(Answer::parse(refused.as_bytes()), Ok(Answer::Refused("No.".to_owned())));
//! ```

mod answer;
mod edition;
mod request;

pub use answer::{Answer, NoAnswer, Token};
pub use edition::{Edition, UTILITY};
pub use request::{PASSPORT, Request, Wanted};
