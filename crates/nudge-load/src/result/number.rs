//! Numbers for people.

/// Three significant digits, and thousands apart.
pub(crate) fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let sign = if value < 0.0 { "-" } else { "" };
    let plain = format!("{:.digits$}", value.abs());
    let (whole, rest) = plain
        .split_once('.')
        .map_or((plain.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let mut grouped = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let shown = [1_234_567.8, 123.4, 12.34, 0.5, -128.0].map(number);
        assert_eq!(shown, ["1,234,568", "123", "12.3", "0.50", "-128"]);
    }
}
