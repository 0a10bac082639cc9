//! Amounts in yuan with up to four places behind the point, as suppliers reckon them. The point is moved in the text;
//! nothing goes through a float.

use kernel::{Currency, Money};

/// No amount has more digits in front of the point than this.
const WHOLE_MAX: usize = 11;
/// Nor more behind it, and those after the fourth must be zeros.
const BEHIND_MAX: usize = 10;
const PLACES: usize = 4;
/// So many of them are a fen.
const OF_A_FEN: i64 = 100;

/// In ten-thousandths of a yuan; none for what is no plain amount.
pub(crate) fn read(text: &str) -> Option<i64> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let padded = whole.len() > 1 && whole.starts_with('0');
    if !digits(whole) || !digits(behind) || padded || whole.len() > WHOLE_MAX || behind.len() > BEHIND_MAX {
        return None;
    }
    let (kept, rest) = behind.split_at(behind.len().min(PLACES));
    if rest.bytes().any(|byte| byte != b'0') {
        return None;
    }
    format!("{whole}{kept:0<PLACES$}").parse().ok()
}

/// What is to be paid: rounded up.
pub(crate) fn up(parts: i64) -> Money {
    let more = i64::from(parts.rem_euclid(OF_A_FEN) != 0);
    Money::new(parts.div_euclid(OF_A_FEN).saturating_add(more), Currency::CNY)
}

/// What there is to pay with: rounded down.
pub(crate) fn down(parts: i64) -> Money {
    Money::new(parts.div_euclid(OF_A_FEN), Currency::CNY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_fourth_place() {
        for (text, parts) in [
            ("46.3", 463_000),
            ("46.3000", 463_000),
            ("49.8750", 498_750),
            ("344283.1608", 3_442_831_608),
            ("0", 0),
            ("0.0001", 1),
            ("8888.88", 88_888_800),
            ("1.00010000", 10_001),
        ] {
            assert_eq!(read(text), Some(parts), "{text}");
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "01",
            " 1",
            "1,000",
            "1.00001",
            "１",
            "NaN",
            "123456789012",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_price_is_rounded_up_and_a_balance_down() {
        let of = |parts| (up(parts).minor, down(parts).minor);
        assert_eq!(
            [of(0), of(1), of(100), of(498_750), of(3_442_831_608)],
            [(0, 0), (1, 0), (1, 1), (4988, 4987), (34_428_317, 34_428_316)]
        );
    }
}
