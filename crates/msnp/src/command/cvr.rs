//! `CVR` and `CVQ`: what the client is, and which version its maker would like it to be.

use crate::Problem;
use crate::line::{Args, Field, Form, Line, command};
use crate::value::{Text, Trid};
use crate::{Cap, Dialect};

/// No client has a longer version, in bytes. The answer says it twice, so what is longer would come back twice as long.
const LONGEST_VERSION: usize = 64;

/// `CVR trid lcid os os-version cpu library version [code-base [handle]]`: what the client is. The version has at most 64 bytes.
///
/// Six values in MSNP2 and 3, seven from MSNP4, eight from MSNP8; the reference has it that nobody was ever turned
/// away over the seventh and eighth, and MSNP4 to 7 clients send an empty seventh in `CVQ` (01 §3.3, §3.4). Where the
/// dialect has only six, more are read and forgotten.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientVersion {
    /// Transaction id.
    pub trid: Trid,
    /// Locale, as `0x0409`.
    pub locale: Text,
    /// Operating system, as `win` or `winnt`.
    pub os: Text,
    /// Its version, as `4.10`.
    pub os_version: Text,
    /// Processor, as `i386`.
    pub cpu: Text,
    /// Client, as `MSMSGS`.
    pub library: Text,
    /// Its version, as `4.7.0105`.
    pub version: Text,
    /// Whose code it is built from, as `MSMSGS`.
    pub code_base: Option<Text>,
    /// Who is about to sign in (MSNP8).
    pub handle: Option<Text>,
}

fn short(version: Text) -> Result<Text, Problem> {
    if version.as_str().len() <= LONGEST_VERSION { Ok(version) } else { Err(Problem::Malformed("version")) }
}

impl<'a> Form<'a> for ClientVersion {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let mut version = Self {
            trid: args.required("trid")?,
            locale: args.required("locale")?,
            os: args.required("os")?,
            os_version: args.required("os_version")?,
            cpu: args.required("cpu")?,
            library: args.required("library")?,
            version: args.required("version").and_then(short)?,
            code_base: Field::read(args, "code_base")?,
            handle: Field::read(args, "handle")?,
        };
        if !args.dialect().has(Cap::CodeBase) {
            (version.code_base, version.handle) = (None, None);
        }
        Ok(version)
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        for word in [&self.locale, &self.os, &self.os_version, &self.cpu, &self.library, &self.version] {
            line.word(word);
        }
        if dialect.has(Cap::CodeBase) {
            self.code_base.write(&mut line);
            if self.code_base.is_some() {
                self.handle.write(&mut line);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `CVR trid recommended recommended minimum download-url info-url`, and the same for `CVQ`.
    ///
    /// A client older than `minimum` disconnects; one older than `recommended` nags.
    ClientVersionReply {
        /// Transaction id.
        trid: Trid,
        /// The version to recommend.
        recommended: Text,
        /// The same once more.
        recommended_again: Text,
        /// The oldest version that may connect.
        minimum: Text,
        /// Where to get the recommended version.
        download_url: Text,
        /// Where to read about it.
        info_url: Text,
    }
}
