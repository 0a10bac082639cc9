//! Amounts as gateways write them: decimal texts. The point is moved in the text; nothing goes through a float.

use kernel::{Currency, Money};
use serde_json::value::RawValue;

/// No amount has more digits in front of the point than this.
const WHOLE_MAX: usize = 13;
/// Nor more behind it, and those that the currency does not have must be zeros.
const BEHIND_MAX: usize = 10;

/// This is no plain amount: a sign, an exponent, a list, a fraction of the smallest coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadAmount;

/// `12.30`, with all the digits of its currency and no separators.
pub fn write(amount: Money) -> String {
    amount.decimal()
}

/// `12.3`, without zeros at the end, as JSON libraries write a number.
pub fn write_short(amount: Money) -> String {
    let text = amount.decimal();
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `12.30`, `12.3` and `12.3000` are the same amount; nothing else than digits and one point is one at all.
pub fn read(text: &str, currency: Currency) -> Result<Money, BadAmount> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let padded = whole.len() > 1 && whole.starts_with('0');
    if !digits(whole) || !digits(behind) || padded || whole.len() > WHOLE_MAX || behind.len() > BEHIND_MAX {
        return Err(BadAmount);
    }
    let places = usize::try_from(currency.digits()).map_err(|_| BadAmount)?;
    let (kept, rest) = behind.split_at(behind.len().min(places));
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(BadAmount);
    }
    let minor = format!("{whole}{kept:0<places$}").parse().map_err(|_| BadAmount)?;
    Ok(Money::new(minor, currency))
}

/// The same, and more than nothing.
pub fn read_positive(text: &str, currency: Currency) -> Result<Money, BadAmount> {
    read(text, currency).and_then(|money| if money.minor > 0 { Ok(money) } else { Err(BadAmount) })
}

/// An amount in JSON, as number or as text, by its literal text.
pub fn read_json(value: &RawValue, currency: Currency) -> Result<Money, BadAmount> {
    let text = value.get();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    read(quoted.unwrap_or(text), currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cny(text: &str) -> Result<i64, BadAmount> {
        read(text, Currency::CNY).map(|money| money.minor)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(minor in 0i64..1_000_000_000_000) {
            for code in ["CNY", "JPY", "KWD"] {
                let money = Money::new(minor, code.parse().unwrap());
                prop_assert_eq!(read(&write(money), money.currency), Ok(money));
                prop_assert_eq!(read(&write_short(money), money.currency), Ok(money));
            }
        }
        #[test]
        fn no_text_is_read_as_less_exact_than_it_is(text in "[0-9]{1,4}\\.[0-9]{0,12}|[-+0-9e.,\\[\\]]{0,9}") {
            if let Ok(minor) = cny(&text) {
                let written = Money::new(minor, Currency::CNY).decimal();
                let (short, long) = (written.trim_end_matches('0'), text.trim_end_matches('0'));
                prop_assert!(short == long || format!("{text}.00") == written, "{} {}", text, written);
            }
        }
    }

    #[test]
    fn strange_amounts_are_refused() {
        let strange = [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "1E3",
            "0x1",
            " 1",
            "1 ",
            "1,000",
            "1.005",
            "[1]",
            "01",
            "00.1",
            "１２",
            "12.30\n",
            "1.2.3",
            "NaN",
            "99999999999999",
            "1.00000000000",
        ];
        for text in strange {
            assert_eq!(cny(text), Err(BadAmount), "{text}");
        }
        assert_eq!(["0", "0.5", "12.3000", "19.90"].map(cny), [Ok(0), Ok(50), Ok(1230), Ok(1990)]);
        assert_eq!(read_positive("0.00", Currency::CNY), Err(BadAmount));
        assert!(read("1.5", "JPY".parse().unwrap()).is_err());
    }

    #[test]
    fn json_is_read_by_its_own_text() {
        let json = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
            read_json(&raw, Currency::CNY).map(|money| money.minor)
        };
        assert_eq!((json("19.9"), json("\"19.90\""), json("0.10")), (Ok(1990), Ok(1990), Ok(10)));
        for text in ["[19.9]", "{}", "null", "true", "1e3", "-1", "\"\\u0031\"", "0.1000000001"] {
            assert_eq!(json(text), Err(BadAmount), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_short() {
        let short = |minor| write_short(Money::new(minor, Currency::CNY));
        assert_eq!([1990, 2000, 5, 0].map(short), ["19.9", "20", "0.05", "0"]);
        assert_eq!(write_short(Money::new(100, "JPY".parse().unwrap())), "100");
    }
}
