//! What members do for themselves: register, be there with a browser, prove who they are, take everything with them.

mod appearance;
mod contacts;
mod display_picture;
mod key;
mod keys;
mod link;
mod links;
mod one_time_code;
mod password_reset;
mod personal;
mod place;
mod places;
mod registration;
mod second_factor;

pub use appearance::Appearance;
pub use display_picture::DisplayPicture;
pub use key::{Key, KeyHolder, KeyId, MAX_KEYS, NewKey, NoScope, Scope};
pub use link::{Link, LinkId, NewLink};
pub use links::MOST_USES;
pub use password_reset::{CodePurpose, NewCode};
pub use place::{MAX_PLACES, NewPlace, Occupied, Origin, Place, PlaceId, Visitor};
pub use registration::{Applicant, Registered, Registration};
pub use second_factor::{Enrolment, RECOVERY_CODES, SecondFactor};
