//! The two editions of the service: `RST.srf` speaks SOAP 1.1, `RST2.srf` SOAP 1.2 and newer forms of everything else
//! (reference 10 §6.1 and §7). What is read is read by local names, so only what is written differs.

/// An edition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Edition {
    /// `RST.srf`: MSN Messenger 7.5, Windows Live Messenger 8, and nearly every other program.
    Rst,
    /// `RST2.srf`: Windows Live Messenger 2009 and later, `MSNPSharp`.
    Rst2,
}

/// The namespace of moments and ids, in both editions.
pub const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

impl Edition {
    /// The namespace of the envelope.
    pub const fn envelope(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::Rst2 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// That of `wsse`.
    pub const fn security(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2003/06/secext",
            Self::Rst2 => "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
        }
    }

    /// That of `wsp`.
    pub const fn policy(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2002/12/policy",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2004/09/policy",
        }
    }

    /// That of `wsa`.
    pub const fn addressing(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/03/addressing",
            Self::Rst2 => "http://www.w3.org/2005/08/addressing",
        }
    }

    /// That of `wst`.
    pub const fn trust(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/trust",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2005/02/trust",
        }
    }

    /// That of `wssc`.
    pub const fn conversation(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/sc",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2005/02/sc",
        }
    }

    /// The element that says from when until when a token is good.
    pub const fn lifetime(self) -> &'static str {
        match self {
            Self::Rst => "wst:LifeTime",
            Self::Rst2 => "wst:Lifetime",
        }
    }

    /// What a request asks for: that tokens are issued.
    pub const fn request_type(self) -> &'static str {
        match self {
            Self::Rst => "http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue",
            Self::Rst2 => "http://schemas.xmlsoap.org/ws/2005/02/trust/Issue",
        }
    }

    /// Where the service is, on its host.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Rst => "/RST.srf",
            Self::Rst2 => "/RST2.srf",
        }
    }

    /// The `Content-Type` of requests.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Rst => "text/xml",
            Self::Rst2 => "application/soap+xml; charset=utf-8",
        }
    }
}
