//! What proves to the notification server that the address book service has said which circles somebody is in.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::Core;

impl Core {
    /// The signature of a document about circles.
    pub fn sign_circles(&self, document: &[u8]) -> Vec<u8> {
        self.circle_mac(document).finalize().into_bytes().to_vec()
    }

    /// Whether that is the signature of the document, compared in constant time.
    pub fn has_signed_circles(&self, document: &[u8], signature: &[u8]) -> bool {
        self.circle_mac(document).verify_slice(signature).is_ok()
    }

    fn circle_mac(&self, document: &[u8]) -> Hmac<Sha256> {
        // A key is as long as a block, with zeros at the end.
        let mut block = [0; 64];
        let (key, _) = block.split_at_mut(32);
        key.copy_from_slice(&self.derive_key("circle tickets"));
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(document);
        mac
    }
}
