//! Devices that introduce themselves: `deviceaddcredential.srf`, from Windows Live Messenger 2011 on (reference 10 §10).

use super::Password;
use crate::writer::Writer;
use crate::xml::Element;

/// A device that makes up a name and a password for itself. Without an answer, people still sign in with their own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceAdd {
    /// The name, 1 to 128 bytes.
    pub member_name: String,
    /// The password.
    pub password: Password,
}

const MAX_BYTES: usize = 128;

impl DeviceAdd {
    /// Reads the body of a `POST`; `None` if it is nothing of the kind.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let request = Element::parse(body).ok().filter(|request| request.name() == "DeviceAddRequest")?;
        let text = |name| {
            let text = request.at(&["Authentication", name])?.text().trim();
            (1..=MAX_BYTES).contains(&text.len()).then(|| text.to_owned())
        };
        Some(Self { member_name: text("Membername")?, password: Password::new(text("Password")?) })
    }
}

/// The answer: the number that the device has from now on.
pub fn device_added(number: u64) -> String {
    let mut w = Writer::new();
    w.element_with("DeviceAddResponse", &[("Success", "true")], |w| {
        w.text("success", true);
        w.text("puid", format_args!("{number:016X}"));
    });
    w.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "<DeviceAddRequest><ClientInfo name=\"IDCRL\" version=\"1.0\"/><Authentication>\
                           <Membername>11abcdefgh</Membername><Password>secret</Password></Authentication></DeviceAddRequest>";

    #[test]
    fn a_device_is_read_and_answered() {
        let device = DeviceAdd::parse(REQUEST.as_bytes()).unwrap();
        assert_eq!((device.member_name.as_str(), device.password.expose()), ("11abcdefgh", "secret"));
        assert!(!format!("{device:?}").contains("secret"));
        let answer = "<DeviceAddResponse Success=\"true\"><success>true</success><puid>00000000000000FF</puid></DeviceAddResponse>";
        assert_eq!(device_added(255), answer);
    }

    #[test]
    fn anything_else_is_none() {
        let long = REQUEST.replace("11abcdefgh", &"a".repeat(MAX_BYTES + 1));
        let nameless = REQUEST.replace("11abcdefgh", " ");
        for body in ["", "<a/>", "<DeviceAddRequest/>", &long, &nameless] {
            assert_eq!(DeviceAdd::parse(body.as_bytes()), None, "{body}");
        }
    }
}
