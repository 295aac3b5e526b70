//! A picture that a telephone reads.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

/// A QR code, dark on light in either look, for that is how telephones read it.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/qr.html")]
pub struct Qr {
    /// What it is, for those who hear the page.
    label: String,
    /// The width with the margin, in modules.
    size: usize,
    /// The dark modules as an SVG path.
    path: String,
}

/// The light margin that readers need, in modules.
const MARGIN: usize = 4;

impl Qr {
    /// Of that text. `None` where it is too long for one.
    pub fn new(text: &str, label: impl Into<String>) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let colours = code.to_colors();
        let mut path = String::new();
        for (y, row) in colours.chunks(width).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
            }
        }
        Some(Self { label: label.into(), size: width + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_its_three_corners_and_its_margin() {
        let code = Qr::new("otpauth://totp/Nudge:a%40b.c?secret=AAAA", "picture").unwrap();
        let last = code.size - MARGIN - 1;
        for corner in [(MARGIN, MARGIN), (last, MARGIN), (MARGIN, last)] {
            assert!(code.path.contains(&format!("M{} {}h1", corner.0, corner.1)), "{corner:?}");
        }
        assert!(!code.path.contains("M3 ") && !code.path.contains(&format!("M{} ", last + 1)));
        assert!(code.to_string().contains("aria-label=\"picture\""));
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(Qr::new(&"x".repeat(5000), "").is_none());
    }
}
