use std::fmt;

use smol_str::SmolStr;

use crate::{DirectDevice, Refusal};

/// A telephone number as its owner wrote it: 1 to 95 bytes, no control characters. Never dialled, only shown.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct Phone(SmolStr);

impl Phone {
    /// The longest number, in bytes.
    pub const MAX_BYTES: usize = 95;

    /// Checks a number. Anything else is [`Refusal::InvalidPhone`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if (1..=Self::MAX_BYTES).contains(&text.len()) && !text.chars().any(char::is_control) {
            Ok(Self(SmolStr::new(text)))
        } else {
            Err(Refusal::InvalidPhone)
        }
    }

    /// The number itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of the three telephone numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum PhoneKind {
    /// At home.
    Home,
    /// At work.
    Work,
    /// The mobile telephone.
    Mobile,
}

/// What a principal shows about the telephones and other ways they can be reached on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Properties {
    /// The number at home.
    pub home: Option<Phone>,
    /// The number at work.
    pub work: Option<Phone>,
    /// The mobile number.
    pub mobile: Option<Phone>,
    /// A mobile device has been set up for this account.
    pub mobile_enabled: bool,
    /// Others may send pages to it. Never set while `mobile_enabled` is not.
    pub pageable: bool,
    /// The MSN Direct device.
    pub direct: DirectDevice,
    /// Keeps a web diary (a "Space").
    pub has_space: bool,
}

impl Properties {
    /// The number of that kind.
    pub fn phone(&self, kind: PhoneKind) -> Option<&Phone> {
        match kind {
            PhoneKind::Home => self.home.as_ref(),
            PhoneKind::Work => self.work.as_ref(),
            PhoneKind::Mobile => self.mobile.as_ref(),
        }
    }
}
