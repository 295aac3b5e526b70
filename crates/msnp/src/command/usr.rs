//! `USR` on a notification server: sign in.

use std::fmt;

use crate::Problem;
use crate::line::{Args, Field, Form, Line};
use crate::value::{EndpointId, Flag, Friendly, Handle, Text, Trid, words};
use crate::{Cap, Dialect};

words! {
    /// A way of signing in.
    SignInPackage {
        /// A digest over the server's challenge and the password, until MSNP7.
        Md5 = "MD5",
        /// The password in clear text (MSNP2).
        ClearText = "CTP",
        /// A ticket that the client fetches over HTTPS with the server's challenge ("Tweener"), from MSNP8 on.
        Tweener = "TWN",
        /// A ticket and a proof over the server's nonce, from MSNP13 on.
        SingleSignOn = "SSO",
        /// Not to sign in, but to show which circles one is in, once signed in (MSNP18).
        Circles = "SHA",
    }
}

impl SignInPackage {
    /// Whether the dialect has it. What it does not have is malformed.
    pub fn is_in(self, dialect: Dialect) -> bool {
        dialect.has(match self {
            Self::Md5 => Cap::DigestSignIn,
            Self::ClearText => Cap::ClearTextSignIn,
            Self::Tweener => Cap::TicketSignIn,
            Self::SingleSignOn => Cap::SingleSignOn,
            Self::Circles => Cap::Circles,
        })
    }

    fn read(args: &mut Args<'_>) -> Result<Self, Problem> {
        let package: Self = args.required("package")?;
        if package.is_in(args.dialect()) { Ok(package) } else { Err(Problem::Malformed("package")) }
    }
}

/// `USR trid package I handle`, `USR trid package S proof`, `USR trid SSO S ticket [response] [{guid}]`, `USR trid SHA A ticket`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Usr {
    /// Transaction id.
    pub trid: Trid,
    /// The way of signing in.
    pub package: SignInPackage,
    /// How far it has got.
    pub stage: SignInStage,
}

/// The stage of a sign-in.
#[derive(Clone, Eq, PartialEq)]
pub enum SignInStage {
    /// `I`: who I am.
    Initial {
        /// Who.
        handle: Handle,
        /// The one-step form of `CTP` has the password here.
        secret: Option<Text>,
    },
    /// `S`: the proof.
    Subsequent {
        /// The digest for `MD5`, the password for `CTP`, the ticket for `TWN` and `SSO` (see [`crate::auth::Ticket`]).
        proof: Text,
        /// For `SSO`, [`crate::auth::sso::response`]. Clients with a replaced login library leave it away, or write anything.
        response: Option<Text>,
        /// For `SSO`, the GUID of the machine, from MSNP16 on. The word that begins with a brace is this one, wherever the
        /// response is missing.
        endpoint: Option<EndpointId>,
    },
    /// `A`, only of `SHA`: the ticket of the address book service, in Base64 (see [`crate::auth::circles`]).
    Circles {
        /// The ticket.
        ticket: Text,
    },
}

/// Without the secret and the proof, which belong into no log.
impl fmt::Debug for SignInStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initial { handle, .. } => {
                f.debug_struct("Initial").field("handle", handle).finish_non_exhaustive()
            }
            Self::Subsequent { endpoint, .. } => {
                f.debug_struct("Subsequent").field("endpoint", endpoint).finish_non_exhaustive()
            }
            Self::Circles { .. } => f.debug_struct("Circles").finish_non_exhaustive(),
        }
    }
}

impl<'a> Form<'a> for Usr {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, package) = (args.required("trid")?, SignInPackage::read(args)?);
        let shows_circles = package == SignInPackage::Circles;
        let stage = match args.word().ok_or(Problem::Missing("stage"))? {
            "A" if shows_circles => SignInStage::Circles { ticket: args.required("ticket")? },
            _ if shows_circles => return Err(Problem::Malformed("stage")),
            "I" => {
                let handle = args.required("handle")?;
                let secret = if args.dialect().has(Cap::ClearTextSignIn) {
                    Field::read(args, "secret")?
                } else {
                    None
                };
                SignInStage::Initial { handle, secret }
            }
            "S" => {
                let proof = args.required("proof")?;
                let (mut response, mut endpoint) = (None, None);
                if package == SignInPackage::SingleSignOn {
                    if !next_is_endpoint(args) {
                        response = Field::read(args, "response")?;
                    }
                    if next_is_endpoint(args) {
                        endpoint = Field::read(args, "endpoint")?;
                    }
                }
                SignInStage::Subsequent { proof, response, endpoint }
            }
            _ => return Err(Problem::Malformed("stage")),
        };
        Ok(Self { trid, package, stage })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.package);
        match &self.stage {
            SignInStage::Initial { handle, secret } => {
                line.word('I');
                line.word(handle);
                if dialect.has(Cap::ClearTextSignIn) {
                    secret.write(&mut line);
                }
            }
            SignInStage::Subsequent { proof, response, endpoint } => {
                line.word('S');
                line.word(proof);
                if self.package == SignInPackage::SingleSignOn {
                    response.write(&mut line);
                    if dialect.has(Cap::Endpoints) {
                        endpoint.write(&mut line);
                    }
                }
            }
            SignInStage::Circles { ticket } => {
                line.word('A');
                line.word(ticket);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// By its shape: no response begins like that, and no proof of another way of signing in has anything behind it.
fn next_is_endpoint(args: &Args<'_>) -> bool {
    args.dialect().has(Cap::Endpoints) && args.peek().is_some_and(|word| word.starts_with('{'))
}

/// `USR trid package S [challenge]`: prove it; `USR trid SSO S policy nonce`: the same; `USR trid OK handle [name] [verified [restricted]]`: signed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UsrReply {
    /// Transaction id.
    pub trid: Trid,
    /// What the server says.
    pub step: SignInStep,
}

/// What stands in the place of the package when it is done.
const OK: &str = "OK";

/// The server's side of a sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInStep {
    /// Prove it.
    Challenge {
        /// The way of signing in.
        package: SignInPackage,
        /// What the digest is made over, or what a ticket is fetched with; none for `CTP`.
        challenge: Option<Text>,
    },
    /// Prove it by single sign-on.
    Nonce {
        /// With a ticket of this policy, as `MBI_KEY_OLD`.
        policy: Text,
        /// What the proof is made over: 64 characters of Base64 (see [`crate::auth::sso`]).
        nonce: Text,
    },
    /// Signed in.
    Done {
        /// The address, in the spelling of the registration.
        handle: Handle,
        /// The principal's own name, where the dialect tells it here: until MSNP9, and there always.
        name: Option<Friendly>,
        /// Whether the address has been verified, where the dialect tells it.
        verified: Option<Flag>,
        /// Whether the account is a child's, where the dialect tells it. Official clients sign out of one that is. Only
        /// after `verified`.
        restricted: Option<Flag>,
    },
}

impl<'a> Form<'a> for UsrReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, dialect) = (args.required("trid")?, args.dialect());
        let step = if args.peek() == Some(OK) {
            args.word();
            let handle = args.required("handle")?;
            let name = if dialect.has(Cap::NameAtSignIn) { Some(args.required("name")?) } else { None };
            let verified = if dialect.has(Cap::VerifiedFlag) { Field::read(args, "verified")? } else { None };
            let restricted =
                if dialect.has(Cap::RestrictedFlag) { Field::read(args, "restricted")? } else { None };
            SignInStep::Done { handle, name, verified, restricted }
        } else {
            let package = SignInPackage::read(args)?;
            match args.word() {
                Some("S") if package == SignInPackage::SingleSignOn => {
                    SignInStep::Nonce { policy: args.required("policy")?, nonce: args.required("nonce")? }
                }
                Some("S") => SignInStep::Challenge { package, challenge: Field::read(args, "challenge")? },
                _ => return Err(Problem::Malformed("stage")),
            }
        };
        Ok(Self { trid, step })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        match &self.step {
            SignInStep::Challenge { package, challenge } => {
                line.word(package);
                line.word('S');
                challenge.write(&mut line);
            }
            SignInStep::Nonce { policy, nonce } => {
                line.word(SignInPackage::SingleSignOn);
                line.word('S');
                line.word(policy);
                line.word(nonce);
            }
            SignInStep::Done { handle, name, verified, restricted } => {
                line.word(OK);
                line.word(handle);
                if dialect.has(Cap::NameAtSignIn) {
                    name.write(&mut line);
                }
                if dialect.has(Cap::VerifiedFlag) {
                    verified.write(&mut line);
                    if verified.is_some() && dialect.has(Cap::RestrictedFlag) {
                        restricted.write(&mut line);
                    }
                }
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
