use kernel::{Currency, Money};

/// Digits behind the point that are kept.
const PLACES: usize = 8;
/// No amount has more digits in front of it.
const WHOLE_MAX: usize = 11;
/// Nor more behind it, and those after the eighth must be zeros.
const BEHIND_MAX: usize = 16;
const ONE: i128 = 100_000_000;

/// An amount in hundred-millionths, as prices, fees and rates are written there. Nothing goes through a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fine(i128);

impl Fine {
    pub const ZERO: Self = Self(0);

    /// None for what is no plain amount: a sign, an exponent, an empty text.
    pub fn read(text: &str) -> Option<Self> {
        let (whole, behind) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let padded = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || !digits(behind) || padded || whole.len() > WHOLE_MAX || behind.len() > BEHIND_MAX
        {
            return None;
        }
        let (kept, rest) = behind.split_at(behind.len().min(PLACES));
        if rest.bytes().any(|byte| byte != b'0') {
            return None;
        }
        format!("{whole}{kept:0<PLACES$}").parse().ok().map(Self)
    }

    /// Nothing where nothing is written.
    pub fn read_or_zero(text: &str) -> Option<Self> {
        if text.is_empty() { Some(Self::ZERO) } else { Self::read(text) }
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Never less than nothing.
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Rounded up.
    pub fn times(self, rate: Self) -> Option<Self> {
        let product = self.0.checked_mul(rate.0)?;
        Some(Self(up(product, ONE)))
    }

    /// So many hundredths of it, rounded up.
    pub fn percent(self, rate: Self) -> Option<Self> {
        let product = self.0.checked_mul(rate.0)?;
        Some(Self(up(product, ONE.checked_mul(100)?)))
    }

    /// `15`, `0.5`: without zeros at its end.
    pub fn short(self) -> String {
        let (whole, behind) = (self.0.div_euclid(ONE), self.0.rem_euclid(ONE));
        let text = format!("{whole}.{behind:0PLACES$}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// What is to be paid: rounded up.
    pub fn up(self, currency: Currency) -> Option<Money> {
        let minor = up(self.0, unit(currency)?);
        Some(Money::new(i64::try_from(minor).ok()?, currency))
    }

    /// What there is to pay with: rounded down.
    pub fn down(self, currency: Currency) -> Option<Money> {
        let minor = self.0.div_euclid(unit(currency)?);
        Some(Money::new(i64::try_from(minor).ok()?, currency))
    }
}

/// The smallest coin.
fn unit(currency: Currency) -> Option<i128> {
    let places = u32::try_from(PLACES).ok()?;
    10_i128.checked_pow(places.checked_sub(currency.digits())?)
}

fn up(amount: i128, unit: i128) -> i128 {
    let more = i128::from(amount.rem_euclid(unit) != 0);
    amount.div_euclid(unit).saturating_add(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(text: &str) -> Fine {
        Fine::read(text).unwrap()
    }

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        assert_eq!(fine("60553.3575").0, 6_055_335_750_000);
        assert_eq!((fine("0.00000001").0, fine("5").0, fine("5.000000000").0), (1, 5 * ONE, 5 * ONE));
        for text in ["", ".", "1.", ".5", "-1", "+1", "1E7", "01", " 1", "1,0", "0.000000001", "123456789012"]
        {
            assert_eq!(Fine::read(text), None, "{text}");
        }
        assert_eq!(["15.00", "0.50", "100", "0"].map(|text| fine(text).short()), ["15", "0.5", "100", "0"]);
        assert_eq!((Fine::read_or_zero(""), Fine::read_or_zero("x")), (Some(Fine::ZERO), None));
    }

    #[test]
    fn coins_are_whole() {
        let (usd, jpy, kwd) = ("USD".parse().unwrap(), "JPY".parse().unwrap(), "KWD".parse().unwrap());
        let of = |text: &str, currency| {
            let amount = fine(text);
            (amount.up(currency).unwrap().minor, amount.down(currency).unwrap().minor)
        };
        assert_eq!([of("16.95", usd), of("16.951", usd)], [(1695, 1695), (1696, 1695)]);
        assert_eq!([of("12.00000001", jpy), of("1.2345", kwd)], [(13, 12), (1235, 1234)]);
    }

    #[test]
    fn rates_and_shares_are_rounded_up() {
        assert_eq!(fine("40").times(fine("570.5")), Some(fine("22820")));
        assert_eq!(fine("0.00000001").times(fine("0.1")), Some(fine("0.00000001")));
        assert_eq!(fine("16.95").percent(fine("2.9")), Some(fine("0.49155")));
        let usd = "USD".parse().unwrap();
        assert_eq!(fine("99999999999").times(fine("99999999999")).and_then(|much| much.up(usd)), None);
        assert_eq!(fine("1").minus(fine("2")), Fine::ZERO);
        assert_eq!(fine("1").plus(fine("0.5")), Some(fine("1.5")));
    }
}
