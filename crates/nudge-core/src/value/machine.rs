use std::{fmt, hash, sync::Arc};

use crate::{Guid, Refusal};

/// What tells the programs of one account apart: the number of the machine that a program runs on, as the program says it.
///
/// Written `{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}` (reference 21 §1). Compared without regard to case, and passed on in the
/// case that it came in. Cheap to clone.
#[derive(Clone)]
pub struct MachineGuid(Arc<str>);

impl MachineGuid {
    /// Checks a number in braces. Anything else is [`Refusal::InvalidGuid`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let inside = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        let _checked: Guid = inside.ok_or(Refusal::InvalidGuid)?.parse()?;
        Ok(Self(text.into()))
    }

    /// The number as it was written, in its braces.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for MachineGuid {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for MachineGuid {}

impl hash::Hash for MachineGuid {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}

impl fmt::Display for MachineGuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MachineGuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "{A11ce000-0000-4000-8000-00000000000a}";

    #[test]
    fn it_keeps_its_spelling_and_is_compared_without() {
        let machine = MachineGuid::new(ONE).unwrap();
        assert_eq!(machine.to_string(), ONE);
        assert_eq!(machine, MachineGuid::new(&ONE.to_uppercase()).unwrap());
        assert_ne!(machine, MachineGuid::new(&ONE.replace('c', "d")).unwrap());
    }

    #[test]
    fn nothing_but_a_guid_in_braces_is_one() {
        for text in ["", "{}", &ONE[1..], &ONE[..37], "{a11ce000-0000-4000-8000-00000000000}", "{???}"] {
            assert_eq!(MachineGuid::new(text), Err(Refusal::InvalidGuid), "{text}");
        }
    }
}
