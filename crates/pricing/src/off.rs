use crate::{PriceRefusal, Result};
use kernel::{BasisPoints, Currency};

/// What comes off a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    Rate(BasisPoints),
    /// Minor units of that currency; prices in another one stay as they are.
    Fixed(i64, Currency),
}

/// Nine tenths: more is a gift, and gifts are not made by a slip of the pen.
const RATE_MAX: i64 = 9_000;
pub(crate) const AMOUNT_MAX: i64 = 10_000_000_000;

impl Off {
    /// The unit price that is left, never below 1. A rate leaves the nearest whole minor unit, and where two are as near,
    /// the lower one: halves are the buyer's.
    pub fn from(self, price: i64, currency: Currency) -> i64 {
        let left = match self {
            Self::Rate(rate) => left_of(price, rate),
            Self::Fixed(amount, its) if its == currency => price.saturating_sub(amount),
            Self::Fixed(..) => price,
        };
        left.max(1).min(price)
    }

    pub fn kind(self) -> &'static str {
        match self {
            Self::Rate(_) => "rate",
            Self::Fixed(..) => "amount",
        }
    }

    /// Basis points or minor units.
    pub fn value(self) -> i64 {
        match self {
            Self::Rate(rate) => rate.0,
            Self::Fixed(amount, _) => amount,
        }
    }

    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Rate(_) => None,
            Self::Fixed(_, currency) => Some(currency),
        }
    }

    pub(crate) fn checked(self) -> Result<Self> {
        let fine = match self {
            Self::Rate(rate) => (1..=RATE_MAX).contains(&rate.0),
            Self::Fixed(amount, _) => (1..=AMOUNT_MAX).contains(&amount),
        };
        let detail = "a rate is 1 to 9,000 basis points, an amount 1 to 10,000,000,000 minor units";
        if fine { Ok(self) } else { Err(PriceRefusal::value("off", detail)) }
    }
}

fn left_of(price: i64, rate: BasisPoints) -> i64 {
    let left = i128::from(price) * i128::from(10_000 - rate.0);
    i64::try_from((left + 4_999) / 10_000).unwrap_or(price)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_the_buyers() {
        let rate = |price, bps| Off::Rate(BasisPoints(bps)).from(price, Currency::CNY);
        assert_eq!(rate(1_000, 1_000), 900);
        assert_eq!((rate(5, 1_000), rate(15, 1_000), rate(25, 1_000)), (4, 13, 22), "4.5, 13.5 and 22.5");
        assert_eq!((rate(6, 1_000), rate(14, 1_000)), (5, 13), "5.4 and 12.6");
        assert_eq!(
            (rate(1, 9_000), rate(2, 9_000), rate(0, 9_000)),
            (1, 1, 0),
            "never below 1, never dearer"
        );
        assert_eq!(rate(i64::MAX, 1), 9_222_449_699_651_090_329);
    }

    #[test]
    fn an_amount_is_of_its_currency() {
        let off = Off::Fixed(300, Currency::CNY);
        assert_eq!((off.from(1_000, Currency::CNY), off.from(200, Currency::CNY)), (700, 1));
        assert_eq!("USD".parse().map(|usd| off.from(1_000, usd)), Ok(1_000));
    }

    #[test]
    fn what_is_no_discount_is_refused() {
        for off in [
            Off::Rate(BasisPoints(0)),
            Off::Rate(BasisPoints(9_001)),
            Off::Fixed(0, Currency::CNY),
            Off::Fixed(-1, Currency::CNY),
        ] {
            assert_eq!(off.checked().map_err(|no| no.code()), Err("bad_pricing"), "{off:?}");
        }
    }
}
