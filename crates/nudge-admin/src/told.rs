//! A secret on its way between a command and the server.

use nudge_core::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret that one side tells the other through the control socket. Nothing else shows it.
#[derive(Clone, Debug)]
pub struct Told(pub Secret);

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for Told {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}
