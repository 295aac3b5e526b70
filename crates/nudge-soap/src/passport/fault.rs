//! Why there are no tokens (reference 10 §6.5). The fault stands directly in the envelope, without a body: aMSN and Pidgin
//! look for it there.

use super::Moment;
use super::response::server_info;
use crate::xml::escape;

/// What is wrong, in the words that clients compare letter by letter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FaultCode {
    /// Wrong name or password; shown as that.
    FailedAuthentication,
    /// The request is none.
    InvalidRequest,
    /// We failed, or are too busy.
    Server,
}

impl FaultCode {
    const fn name(self) -> &'static str {
        match self {
            Self::FailedAuthentication => "wsse:FailedAuthentication",
            Self::InvalidRequest => "wsse:InvalidRequest",
            Self::Server => "S:Server",
        }
    }

    /// What official clients show in place of the text.
    const fn status(self) -> &'static str {
        match self {
            Self::FailedAuthentication => "0x80048821",
            Self::InvalidRequest | Self::Server => "0x80048820",
        }
    }
}

/// Writes a fault. `text` is shown to people by Pidgin: keep it short.
pub fn fault(code: FaultCode, text: &str, server: &str, now: Moment) -> String {
    let (name, status, text) = (code.name(), code.status(), escape(text));
    let server = server_info(server, now);
    format!(
        "{ENVELOPE}<S:Header><psf:pp><psf:serverVersion>1</psf:serverVersion><psf:authstate>0x80048800</psf:authstate>\
         <psf:reqstatus>{status}</psf:reqstatus>{server}<psf:cookies/><psf:response/></psf:pp></S:Header>\
         <S:Fault><faultcode>{name}</faultcode><faultstring>{text}</faultstring></S:Fault></S:Envelope>"
    )
}

/// Writes the fault that sends a client to another login server.
pub fn redirect(url: &str) -> String {
    let url = escape(url);
    format!(
        "{ENVELOPE}<S:Fault><faultcode>psf:Redirect</faultcode><psf:redirectUrl>{url}</psf:redirectUrl>\
         <faultstring>Authentication Failure</faultstring></S:Fault></S:Envelope>"
    )
}

const ENVELOPE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\" \
    xmlns:wsse=\"http://schemas.xmlsoap.org/ws/2003/06/secext\" \
    xmlns:psf=\"http://schemas.microsoft.com/Passport/SoapServices/SOAPFault\">";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;
    use crate::xml::Element;

    #[test]
    fn faults_are_the_samples() {
        let written = fault(
            FaultCode::FailedAuthentication,
            "Authentication Failure",
            "EXAMPLESTS01 2026.01.01",
            Moment(1_767_323_045),
        );
        assert_eq!(written, in_one_line(include_str!("../../tests/samples/RST.failed.response.xml")));
        let written = redirect("https://login2.example.net/RST.srf");
        assert_eq!(written, in_one_line(include_str!("../../tests/samples/RST.redirect.response.xml")));
    }

    #[test]
    fn every_fault_can_be_read_and_says_what_it_is() {
        for (code, name) in [
            (FaultCode::FailedAuthentication, "wsse:FailedAuthentication"),
            (FaultCode::InvalidRequest, "wsse:InvalidRequest"),
            (FaultCode::Server, "S:Server"),
        ] {
            let written = Element::parse(fault(code, "a < b & c", "x", Moment(0)).as_bytes()).unwrap();
            assert_eq!(written.at(&["Fault", "faultcode"]).unwrap().text(), name);
            assert_eq!(written.at(&["Fault", "faultstring"]).unwrap().text(), "a < b & c");
        }
    }
}
