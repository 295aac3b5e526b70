//! Colours. The library knows only fixed ones; which are others in the dark is said in a style sheet, which a browser that is set
//! so obeys.

use std::fmt::Write as _;

use plotters::style::RGBColor;

pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
pub(super) const INK: RGBColor = RGBColor(0x1f, 0x23, 0x28);
pub(super) const GRID: RGBColor = RGBColor(0xd1, 0xd9, 0xe0);
pub(super) const FAINT: RGBColor = RGBColor(0xee, 0xf1, 0xf4);

/// What is drawn: to be told apart on both papers, also by those who do not tell red from green (after Okabe and Ito).
const LINES: [RGBColor; 5] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xd5, 0x5e, 0x00),
];

/// The same in the dark.
const DARK: [(RGBColor, &str); 5] = [
    (PAPER, "#0d1117"),
    (INK, "#e6edf3"),
    (GRID, "#3d444d"),
    (FAINT, "#21262d"),
    (RGBColor(0x00, 0x72, 0xb2), "#56b4e9"),
];

/// The colour of the one with that number.
pub(super) fn line(number: usize) -> RGBColor {
    LINES.get(number % LINES.len()).copied().unwrap_or(INK)
}

/// Puts the style sheet into a picture.
pub(super) fn with_dark(picture: &str) -> String {
    let Some((head, rest)) = picture.split_once('>') else { return picture.to_owned() };
    let mut sheet = String::from("<style>@media (prefers-color-scheme: dark) {");
    for (RGBColor(red, green, blue), dark) in DARK {
        // Writing to a string cannot fail.
        let _ok = write!(
            sheet,
            " [fill=\"#{red:02X}{green:02X}{blue:02X}\"] {{ fill: {dark} }} \
             [stroke=\"#{red:02X}{green:02X}{blue:02X}\"] {{ stroke: {dark} }}"
        );
    }
    format!("{head}>{sheet} }}</style>{rest}")
}
