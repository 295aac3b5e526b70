//! Numbers as each language writes them.

use fluent_bundle::FluentValue;

/// How a language sets thousands apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grouping {
    separator: char,
    /// Shorter numbers are left in one piece.
    least_digits: usize,
}

/// `1,234` and `12,345`.
pub(super) const ENGLISH: Grouping = Grouping { separator: ',', least_digits: 4 };

/// `1234` and `12.345`: four figures stay together (Unicode CLDR, `minimumGroupingDigits` of `es`).
pub(super) const SPANISH: Grouping = Grouping { separator: '.', least_digits: 5 };

/// What Fluent asks how an English argument is written; `None` leaves it to Fluent.
pub(super) fn english<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(value, ENGLISH)
}

/// The same for Spanish.
pub(super) fn spanish<M>(value: &FluentValue<'_>, _memoizer: &M) -> Option<String> {
    written(value, SPANISH)
}

/// A whole number with its thousands set apart.
pub(super) fn grouped(number: u64, Grouping { separator, least_digits }: Grouping) -> String {
    let digits = number.to_string();
    if digits.len() < least_digits {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

fn written(value: &FluentValue<'_>, grouping: Grouping) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    // Only whole numbers are counted on the site; the rest is Fluent's.
    let whole: u64 = number.as_string().parse().ok()?;
    Some(grouped(whole, grouping))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_as_each_language_does() {
        for (number, english, spanish) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1234, "1,234", "1234"),
            (12_345, "12,345", "12.345"),
            (1_234_567, "1,234,567", "1.234.567"),
        ] {
            assert_eq!([grouped(number, ENGLISH), grouped(number, SPANISH)], [english, spanish]);
        }
    }
}
