use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An ISO 4217 code with the number of digits behind its decimal point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");

    /// Currencies without minor units, and those with three digits (ISO 4217).
    const ZERO_DIGITS: [&'static [u8; 3]; 8] =
        [b"JPY", b"KRW", b"VND", b"CLP", b"ISK", b"XAF", b"XOF", b"PYG"];
    const THREE_DIGITS: [&'static [u8; 3]; 5] = [b"KWD", b"BHD", b"JOD", b"OMR", b"TND"];

    pub fn digits(self) -> u32 {
        if Self::ZERO_DIGITS.contains(&&self.0) {
            0
        } else if Self::THREE_DIGITS.contains(&&self.0) {
            3
        } else {
            2
        }
    }
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
    /// The ledger's name for it, with its precision: `CNY/2`.
    pub fn asset(&self) -> String {
        format!("{}/{}", self.code(), self.digits())
    }
    /// What people put before the amount; the code itself where no sign is usual.
    pub fn sign(&self) -> &str {
        match &self.0 {
            b"CNY" | b"JPY" => "¥",
            b"USD" => "$",
            b"EUR" => "€",
            b"GBP" => "£",
            b"KRW" => "₩",
            _ => self.code(),
        }
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(code: &str) -> Result<Self, MoneyError> {
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| MoneyError::BadCurrency)?;
        if bytes.iter().all(u8::is_ascii_uppercase) { Ok(Self(bytes)) } else { Err(MoneyError::BadCurrency) }
    }
}
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("a currency is three capital letters, such as CNY")]
    BadCurrency,
    #[error("an amount is digits with at most as many decimals as the currency has")]
    BadAmount,
    #[error("amounts of two currencies cannot be added")]
    CurrencyMismatch,
    #[error("the amount is too large")]
    Overflow,
}

/// An amount in minor units (fen, cents) with its currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    #[serde(rename = "amount")]
    pub minor: i64,
    pub currency: Currency,
}

/// A rate in hundredths of a per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub i64);

/// What happens to the part of a minor unit that a rate leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards zero: the payer of the rate keeps the fraction.
    Down,
    /// Half away from zero.
    HalfUp,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }
    pub fn times(self, count: i64) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_mul(count).ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }
    /// The share that a rate takes of this amount.
    pub fn share(self, rate: BasisPoints, rounding: Rounding) -> Result<Money, MoneyError> {
        let product = i128::from(self.minor) * i128::from(rate.0);
        let rounded = match rounding {
            Rounding::Down => product / 10_000,
            Rounding::HalfUp => (product + product.signum() * 5_000) / 10_000,
        };
        Ok(Money { minor: i64::try_from(rounded).map_err(|_| MoneyError::Overflow)?, ..self })
    }
    /// Splits by weights with the largest remainders first; the parts always sum to the whole.
    pub fn split(self, weights: &[i64]) -> Result<Vec<Money>, MoneyError> {
        let whole: i128 = weights.iter().map(|&w| i128::from(w)).sum();
        if whole <= 0 || weights.iter().any(|&w| w < 0) {
            return Err(MoneyError::BadAmount);
        }
        let mut parts = Vec::with_capacity(weights.len());
        let mut remainders = Vec::with_capacity(weights.len());
        for (index, &weight) in weights.iter().enumerate() {
            let product = i128::from(self.minor) * i128::from(weight);
            parts.push(i64::try_from(product.div_euclid(whole)).map_err(|_| MoneyError::Overflow)?);
            remainders.push((product.rem_euclid(whole), index));
        }
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut left = self.minor - parts.iter().sum::<i64>();
        for (_, index) in remainders {
            if left == 0 {
                break;
            }
            if let Some(part) = parts.get_mut(index) {
                *part += 1;
                left -= 1;
            }
        }
        assert_eq!(parts.iter().sum::<i64>(), self.minor, "a split keeps its sum");
        Ok(parts.into_iter().map(|minor| Money { minor, ..self }).collect())
    }
    /// Reads `12.50` as 1250 minor units; refuses more decimals than the currency has.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let places = usize::try_from(currency.digits()).unwrap_or(2);
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > places {
            return Err(MoneyError::BadAmount);
        }
        if digits.contains('.') && fraction.is_empty() {
            return Err(MoneyError::BadAmount);
        }
        let padded = format!("{whole}{fraction:0<places$}");
        let minor: i64 = padded.parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Money { minor: if negative { -minor } else { minor }, currency })
    }
    /// `12.50`, without sign of currency.
    pub fn decimal(self) -> String {
        let places = self.currency.digits();
        let sign = if self.minor < 0 { "-" } else { "" };
        let unit = 10u64.pow(places);
        let (whole, fraction) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        if places == 0 {
            return format!("{sign}{whole}");
        }
        let width = usize::try_from(places).unwrap_or(2);
        format!("{sign}{whole}.{fraction:0width$}")
    }
    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }
}

/// `¥12.50`
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.currency.sign(), self.decimal())
    }
}
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.decimal())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_round_trip(minor in -1_000_000_000_000i64..1_000_000_000_000) {
            for code in ["CNY", "JPY", "KWD"] {
                let money = Money::new(minor, code.parse().unwrap());
                prop_assert_eq!(Money::parse_decimal(&money.decimal(), money.currency).unwrap(), money);
            }
        }
        #[test]
        fn a_split_keeps_its_sum(minor in 0i64..1_000_000_000, weights in proptest::collection::vec(0i64..1000, 1..9)) {
            let parts = Money::new(minor, Currency::CNY).split(&weights);
            if weights.iter().sum::<i64>() > 0 {
                prop_assert_eq!(parts.unwrap().iter().map(|p| p.minor).sum::<i64>(), minor);
            } else {
                prop_assert!(parts.is_err());
            }
        }
    }

    #[test]
    fn strange_amounts_are_refused() {
        for text in ["", "1e3", "0x10", "1.005", ".5", "5.", "--1", "１２", " 1", "9999999999999999999"] {
            assert!(Money::parse_decimal(text, Currency::CNY).is_err(), "{text}");
        }
        assert_eq!(Money::parse_decimal("12.5", Currency::CNY).unwrap().minor, 1250);
        assert!("cny".parse::<Currency>().is_err());
    }

    #[test]
    fn rates_round_as_named() {
        let fee = |r| Money::new(1250, Currency::CNY).share(BasisPoints(130), r).unwrap().minor;
        assert_eq!((fee(Rounding::Down), fee(Rounding::HalfUp)), (16, 16));
        assert_eq!(Money::new(50, Currency::CNY).share(BasisPoints(100), Rounding::HalfUp).unwrap().minor, 1);
    }
}
