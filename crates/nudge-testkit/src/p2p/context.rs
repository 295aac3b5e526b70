//! What a session is about: a file (reference 30 §6) or an object (§2).

use anyhow::{Context as _, ensure};
use data_encoding::BASE64;

/// What an invitation is for: its GUID, and the number of its application.
pub type Purpose = (&'static str, &'static str);

/// An object: a display picture, an emoticon.
pub const OBJECT: Purpose = ("{A4268EEC-FEC5-49E5-95C3-F126696BDBF6}", "1");
/// A file.
pub const FILE: Purpose = ("{5D3E02AB-6190-11D3-BBBB-00C04F795683}", "2");

/// A file that is offered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileContext {
    /// Its name, without a folder.
    pub name: String,
    /// How long it is.
    pub size: u64,
}

impl FileContext {
    const BYTES: u32 = 574;
    const VERSION: u32 = 2;
    const NO_PREVIEW: u32 = 1;
    const NAME: std::ops::Range<usize> = 20..540;

    /// As it is in an invitation: base64 of 574 bytes, without a preview.
    pub fn to_text(&self) -> String {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&Self::BYTES.to_le_bytes());
        bytes.extend_from_slice(&Self::VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.size.to_le_bytes());
        bytes.extend_from_slice(&Self::NO_PREVIEW.to_le_bytes());
        bytes.extend(self.name.encode_utf16().flat_map(u16::to_le_bytes).take(Self::NAME.len() - 2));
        bytes.resize(Self::BYTES as usize - 4, 0);
        bytes.extend_from_slice(&[0xff; 4]);
        BASE64.encode(&bytes)
    }

    /// Reads it.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let bytes = BASE64.decode(text.as_bytes()).context("no base64")?;
        ensure!(bytes.len() == Self::BYTES as usize, "{} bytes", bytes.len());
        ensure!(bytes.starts_with(&Self::BYTES.to_le_bytes()), "another length in it");
        let size = bytes.get(8..16).and_then(|size| size.try_into().ok()).context("no size")?;
        let name = bytes.get(Self::NAME).unwrap_or_default().chunks_exact(2);
        let units = name.filter_map(|unit| unit.try_into().ok()).map(u16::from_le_bytes);
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        Ok(Self { name: String::from_utf16(&units)?, size: u64::from_le_bytes(size) })
    }
}

/// The description of a display picture, as presence and invitations have it.
pub fn display_picture(creator: &str, data: &[u8]) -> String {
    let digest = |bytes: &[u8]| BASE64.encode(&sha1_smol::Sha1::from(bytes).digest().bytes());
    let (size, of_data) = (data.len(), digest(data));
    let all = format!("Creator{creator}Size{size}Type3Location0FriendlyAAA=SHA1D{of_data}");
    let of_all = digest(all.as_bytes());
    format!(
        r#"<msnobj Creator="{creator}" Size="{size}" Type="3" Location="0" Friendly="AAA=" SHA1D="{of_data}" SHA1C="{of_all}"/>"#
    )
}

/// How an invitation names an object: base64 of its description and a NUL.
pub fn object_context(object: &str) -> String {
    BASE64.encode(format!("{object}\0").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the reference (30 §2).
    #[test]
    fn a_picture_is_described() {
        let object = display_picture("alice@example.com", b"The quick brown fox jumps over the lazy dog");
        assert!(object.contains(r#"SHA1D="L9ThxnotKPzthJ7hu3bnORuT6xI=""#), "{object}");
        assert!(object.contains(r#"SHA1C="bLQ/9xHjjVAnQptY0KcEeLRT5+I=""#), "{object}");
    }

    #[test]
    fn a_file_is_described() {
        let file = FileContext { name: "grüße.bin".to_owned(), size: 5 << 32 };
        assert_eq!(FileContext::read(&file.to_text()).unwrap(), file);
        let long = FileContext { name: "x".repeat(300), size: 1 };
        assert_eq!(FileContext::read(&long.to_text()).unwrap().name, "x".repeat(259));
        assert!(FileContext::read("AAAA").is_err());
    }
}
