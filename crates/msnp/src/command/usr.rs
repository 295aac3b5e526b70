//! `USR` on a notification server: sign in.

use std::fmt;

use crate::Problem;
use crate::line::{Args, Field, Form, Line};
use crate::value::{Flag, Friendly, Handle, Text, Trid};
use crate::{Cap, Dialect};

/// `USR trid MD5 I handle`, `USR trid MD5 S digest`, and the same with `CTP` for a password in clear text (MSNP2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Usr {
    /// Transaction id.
    pub trid: Trid,
    /// The way of signing in, as `MD5`.
    pub package: Text,
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
        /// The digest for `MD5`, the password for `CTP`.
        proof: Text,
    },
}

/// Without the secret and the proof, which belong into no log.
impl fmt::Debug for SignInStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initial { handle, .. } => {
                f.debug_struct("Initial").field("handle", handle).finish_non_exhaustive()
            }
            Self::Subsequent { .. } => f.debug_struct("Subsequent").finish_non_exhaustive(),
        }
    }
}

impl<'a> Form<'a> for Usr {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, package) = (args.required("trid")?, args.required("package")?);
        let stage = match args.word().ok_or(Problem::Missing("stage"))? {
            "I" => {
                let handle = args.required("handle")?;
                let secret = if args.dialect().has(Cap::ClearTextSignIn) {
                    Field::read(args, "secret")?
                } else {
                    None
                };
                SignInStage::Initial { handle, secret }
            }
            "S" => SignInStage::Subsequent { proof: args.required("proof")? },
            _ => return Err(Problem::Malformed("stage")),
        };
        Ok(Self { trid, package, stage })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name);
        line.word(self.trid);
        line.word(&self.package);
        match &self.stage {
            SignInStage::Initial { handle, secret } => {
                line.word('I');
                line.word(handle);
                if dialect.has(Cap::ClearTextSignIn) {
                    secret.write(&mut line);
                }
            }
            SignInStage::Subsequent { proof } => {
                line.word('S');
                line.word(proof);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// `USR trid package S [challenge]`: prove it; `USR trid OK handle name [verified]`: signed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UsrReply {
    /// Transaction id.
    pub trid: Trid,
    /// What the server says.
    pub step: SignInStep,
}

/// The server's side of a sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInStep {
    /// Prove it.
    Challenge {
        /// The way of signing in.
        package: Text,
        /// What the digest is made over; none for `CTP`.
        challenge: Option<Text>,
    },
    /// Signed in.
    Done {
        /// The address, in the spelling of the registration.
        handle: Handle,
        /// The principal's own name.
        name: Friendly,
        /// Whether the address has been verified, where the dialect tells it.
        verified: Option<Flag>,
    },
}

impl<'a> Form<'a> for UsrReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, package) = (args.required("trid")?, args.required::<Text>("package")?);
        let step = if package.as_str() == "OK" {
            let (handle, name) = (args.required("handle")?, args.required("name")?);
            let verified =
                if args.dialect().has(Cap::VerifiedFlag) { Field::read(args, "verified")? } else { None };
            SignInStep::Done { handle, name, verified }
        } else {
            match args.word() {
                Some("S") => SignInStep::Challenge { package, challenge: Field::read(args, "challenge")? },
                _ => return Err(Problem::Malformed("stage")),
            }
        };
        Ok(Self { trid, step })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name);
        line.word(self.trid);
        match &self.step {
            SignInStep::Challenge { package, challenge } => {
                line.word(package);
                line.word('S');
                challenge.write(&mut line);
            }
            SignInStep::Done { handle, name, verified } => {
                line.word("OK");
                line.word(handle);
                line.word(name);
                if dialect.has(Cap::VerifiedFlag) {
                    verified.write(&mut line);
                }
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
