//! Why there are no tokens (reference 10 §6.5 and §7). In the first edition the fault stands directly in the envelope, without a
//! body: aMSN and Pidgin look for it there. In the second it is a fault of SOAP 1.2, as .NET wants it.

use super::Moment;
use super::edition::{Edition, FAULT, UTILITY};
use super::response::server_info;
use crate::writer::Writer;

/// What is wrong. Official clients show something of their own for the number of each, in place of the text; the numbers are
/// those of `MSIDCRL` (`PPCRL_REQUEST_E_…`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FaultCode {
    /// Wrong name or password; shown as that.
    FailedAuthentication,
    /// The account is not let in, or not now: switched off, banned, too many failures.
    LockedOut,
    /// The address is yet to be confirmed.
    Unconfirmed,
    /// The token that was shown in place of the password is too old.
    Expired,
    /// Neither a password nor a token was shown.
    NoCredential,
    /// The request was made long before or after now, by the clock of the client.
    ClockSkew,
    /// The request is none.
    InvalidRequest,
    /// We failed, or are too busy.
    Server,
}

impl FaultCode {
    /// The word that clients compare letter by letter: whatever means that one has to sign in differently is the same word.
    const fn name(self) -> &'static str {
        match self {
            Self::FailedAuthentication
            | Self::LockedOut
            | Self::Unconfirmed
            | Self::Expired
            | Self::NoCredential => "FailedAuthentication",
            Self::ClockSkew => "ExpiredData",
            Self::InvalidRequest => "InvalidRequest",
            Self::Server => "RequestFailed",
        }
    }

    const fn status(self) -> &'static str {
        match self {
            Self::FailedAuthentication => "0x80048821",
            Self::LockedOut => "0x80048823",
            Self::Unconfirmed => "0x80048836",
            Self::Expired => "0x80048839",
            Self::NoCredential => "0x8004882E",
            Self::ClockSkew | Self::InvalidRequest | Self::Server => "0x80048820",
        }
    }

    /// What the second edition says beside the status, for people who read logs. The number is told only where one is known.
    const fn internal(self) -> (&'static str, &'static str) {
        match self {
            Self::FailedAuthentication => ("0x80041012", "The entered and stored passwords do not match."),
            Self::LockedOut => (self.status(), "The account is not let in."),
            Self::Unconfirmed => (self.status(), "The address has not been confirmed."),
            Self::Expired => (self.status(), "The token has expired."),
            Self::NoCredential => (self.status(), "There is neither a password nor a token."),
            Self::ClockSkew => (self.status(), "The request was made at another time."),
            Self::InvalidRequest => ("0x80045c01", "The request is none."),
            Self::Server => (self.status(), "The server failed."),
        }
    }
}

/// Writes a fault. `text` is shown to people by Pidgin: keep it short.
pub fn fault(edition: Edition, code: FaultCode, text: &str, server: &str, now: Moment) -> String {
    envelope(edition, |w| {
        w.element("S:Header", |w| {
            w.element("psf:pp", |w| {
                w.text("psf:serverVersion", 1);
                w.text("psf:authstate", "0x80048800");
                w.text("psf:reqstatus", code.status());
                server_info(server, now, w);
                w.empty("psf:cookies");
                w.empty("psf:response");
            });
        });
        match edition {
            Edition::Rst => w.element("S:Fault", |w| {
                let (prefix, name) =
                    if code == FaultCode::Server { ("S", "Server") } else { ("wsse", code.name()) };
                w.text("faultcode", format_args!("{prefix}:{name}"));
                w.text("faultstring", text);
            }),
            Edition::Rst2 => w.element("S:Body", |w| w.element("S:Fault", |w| second(code, text, w))),
        }
    })
}

/// The inside of a fault of SOAP 1.2.
fn second(code: FaultCode, text: &str, w: &mut Writer) {
    w.element("S:Code", |w| {
        w.text("S:Value", if code == FaultCode::Server { "S:Receiver" } else { "S:Sender" });
        w.element("S:Subcode", |w| w.text("S:Value", format_args!("wst:{}", code.name())));
    });
    w.element("S:Reason", |w| w.text_with("S:Text", &[("xml:lang", "en-US")], text));
    w.element("S:Detail", |w| {
        w.element("psf:error", |w| {
            w.text("psf:value", code.status());
            let (number, words) = code.internal();
            w.element("psf:internalerror", |w| {
                w.text("psf:code", number);
                w.text("psf:text", words);
            });
        });
    });
}

/// Writes the fault that sends a client to another login server.
pub fn redirect(edition: Edition, url: &str) -> String {
    envelope(edition, |w| match edition {
        Edition::Rst => w.element("S:Fault", |w| {
            w.text("faultcode", "psf:Redirect");
            w.text("psf:redirectUrl", url);
            w.text("faultstring", "Authentication Failure");
        }),
        Edition::Rst2 => w.element("S:Body", |w| {
            w.element("S:Fault", |w| {
                w.element("S:Code", |w| {
                    w.text("S:Value", "S:Sender");
                    w.element("S:Subcode", |w| w.text("S:Value", "psf:Redirect"));
                });
                w.element("S:Reason", |w| {
                    w.text_with("S:Text", &[("xml:lang", "en-US")], "Authentication Failure");
                });
                w.element("S:Detail", |w| w.text("psf:redirectUrl", url));
            });
        }),
    })
}

fn envelope(edition: Edition, inside: impl FnOnce(&mut Writer)) -> String {
    let (own, security, fault) =
        (("xmlns:S", edition.envelope()), ("xmlns:wsse", edition.security()), ("xmlns:psf", FAULT));
    let namespaces = match edition {
        Edition::Rst => vec![own, security, fault],
        Edition::Rst2 => vec![
            own,
            security,
            ("xmlns:wsu", UTILITY),
            ("xmlns:wsa", edition.addressing()),
            ("xmlns:wst", edition.trust()),
            fault,
        ],
    };
    let mut w = Writer::new();
    w.element_with("S:Envelope", &namespaces, inside);
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", w.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::in_one_line;
    use crate::xml::Element;

    const ALL: [FaultCode; 8] = [
        FaultCode::FailedAuthentication,
        FaultCode::LockedOut,
        FaultCode::Unconfirmed,
        FaultCode::Expired,
        FaultCode::NoCredential,
        FaultCode::ClockSkew,
        FaultCode::InvalidRequest,
        FaultCode::Server,
    ];

    #[test]
    fn faults_are_the_samples() {
        let written = |edition| {
            let code = FaultCode::FailedAuthentication;
            fault(edition, code, "Authentication Failure", "EXAMPLESTS01 2026.01.01", Moment(1_767_323_045))
        };
        let sample = include_str!("../../tests/samples/RST.failed.response.xml");
        assert_eq!(written(Edition::Rst), in_one_line(sample));
        let sample = include_str!("../../tests/samples/RST2.failed.response.xml");
        assert_eq!(written(Edition::Rst2), in_one_line(sample));
        let written = redirect(Edition::Rst, "https://login2.example.net/RST.srf");
        assert_eq!(written, in_one_line(include_str!("../../tests/samples/RST.redirect.response.xml")));
    }

    #[test]
    fn every_fault_can_be_read_and_says_what_it_is() {
        for code in ALL {
            let written = fault(Edition::Rst, code, "a < b & c", "x", Moment(0));
            let written = Element::parse(written.as_bytes()).unwrap();
            let name = written.at(&["Fault", "faultcode"]).unwrap().text();
            assert!(name.ends_with(code.name()) || code == FaultCode::Server && name == "S:Server", "{name}");
            assert_eq!(written.at(&["Fault", "faultstring"]).unwrap().text(), "a < b & c");
            let written = fault(Edition::Rst2, code, "a < b & c", "x", Moment(0));
            let written = Element::parse(written.as_bytes()).unwrap();
            let fault = written.at(&["Body", "Fault"]).unwrap();
            assert_eq!(fault.at(&["Reason", "Text"]).unwrap().text(), "a < b & c");
            assert_eq!(fault.at(&["Detail", "error", "value"]).unwrap().text(), code.status());
        }
        let written = redirect(Edition::Rst2, "https://login2.example.net/RST2.srf?a&b");
        let written = Element::parse(written.as_bytes()).unwrap();
        let url = written.at(&["Body", "Fault", "Detail", "redirectUrl"]).unwrap();
        assert_eq!(url.text(), "https://login2.example.net/RST2.srf?a&b");
    }
}
