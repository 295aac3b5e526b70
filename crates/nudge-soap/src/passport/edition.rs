//! The two editions of the service: `RST.srf` speaks SOAP 1.1, `RST2.srf` SOAP 1.2 and newer forms of everything else
//! (reference 10 §6.1 and §7). Requests are read by local names, so only what is written differs.

/// An edition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Edition {
    /// `RST.srf`: MSN Messenger 7.5, Windows Live Messenger 8, and nearly every other program.
    Rst,
    /// `RST2.srf`: Windows Live Messenger 2009 and later, `MSNPSharp`.
    Rst2,
}

pub(super) const FAULT: &str = "http://schemas.microsoft.com/Passport/SoapServices/SOAPFault";
pub(super) const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub(super) const SAML: &str = "urn:oasis:names:tc:SAML:1.0:assertion";

impl Edition {
    pub(super) const fn envelope(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Rst2 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    pub(super) const fn security(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2003/06/secext",
            Self::Rst2 => "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
        }
    }

    pub(super) const fn policy(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2002/12/policy",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2004/09/policy",
        }
    }

    pub(super) const fn addressing(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/03/addressing",
            Self::Rst2 => "http://www.w3.org/2005/08/addressing",
        }
    }

    pub(super) const fn trust(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/trust",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2005/02/trust",
        }
    }

    pub(super) const fn conversation(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/sc",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2005/02/sc",
        }
    }

    /// The element that says from when until when a token is good.
    pub(super) const fn lifetime(self) -> &'static str {
        match self {
            Self::Rst => "wst:LifeTime",
            Self::Rst2 => "wst:Lifetime",
        }
    }
}
