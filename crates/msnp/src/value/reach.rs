//! How a switchboard is to be reached: the words after the cookie in `XFR SB` and `RNG` (reference 20 §7).

use super::Text;
use crate::line::{Args, Field, Line};
use crate::{Cap, Problem};

/// From MSNP13 on `U domain`, from MSNP14 on `U domain 1|0`; nothing before. No client reads the domain.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Reach {
    /// By a connection of its own; where the dialect does not say, that is how.
    #[default]
    Direct,
    /// Only through the HTTP gateway. Not told before MSNP14.
    Gateway,
}

/// The domain that the service named.
const DOMAIN: &str = "messenger.msn.com";

impl Field for Reach {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        if args.dialect().has(Cap::SwitchboardDomain) {
            args.expect("U")?;
            args.required::<Text>("domain")?;
        }
        if !args.dialect().has(Cap::SwitchboardReach) {
            return Ok(Self::Direct);
        }
        match args.word() {
            Some("1") => Ok(Self::Direct),
            Some("0") => Ok(Self::Gateway),
            Some(_) => Err(Problem::Malformed(what)),
            None => Err(Problem::Missing(what)),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        if line.dialect().has(Cap::SwitchboardDomain) {
            line.word('U');
            line.word(DOMAIN);
        }
        if line.dialect().has(Cap::SwitchboardReach) {
            line.word(if *self == Self::Direct { '1' } else { '0' });
        }
    }
}
