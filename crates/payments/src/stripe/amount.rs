//! Stripe's own table of units (docs.stripe.com/currencies) is not ISO 4217's, which `Money` follows.

use kernel::{Currency, Money};
use ports::ChannelError;

/// "Zero-decimal currencies". Not in it, though ISO 4217 has no fraction for it: ISK, "a two-decimal currency in the
/// API", whose amounts must be whole all the same.
const WHOLE: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
/// Stripe's pages say both that its amounts are whole and that they have two decimals: not taken, rather than guessed.
const IN_DOUBT: &str = "UGX";

fn digits(currency: Currency) -> u32 {
    match currency.code() {
        code if WHOLE.contains(&code) => 0,
        _ if currency.digits() == 3 => 3,
        _ => 2,
    }
}

/// As Stripe wants it; refused where it would have to be rounded.
pub(super) fn write(money: Money) -> Result<i64, ChannelError> {
    let refused = |why: &str| ChannelError::Refused(format!("{} {}: {why}", money.currency, money.decimal()));
    let (ours, theirs) = (money.currency.digits(), digits(money.currency));
    if money.currency.code() == IN_DOUBT {
        return Err(refused("this currency is not taken through Stripe"));
    }
    let amount = match theirs.checked_sub(ours) {
        Some(more) => 10_i64.checked_pow(more).and_then(|unit| money.minor.checked_mul(unit)),
        None => {
            let unit = 10_i64.checked_pow(ours.saturating_sub(theirs));
            unit.filter(|unit| money.minor % unit == 0).map(|unit| money.minor / unit)
        }
    };
    let amount = amount.ok_or_else(|| refused("Stripe takes whole units of this currency only"))?;
    // "The least-significant digit must be 0" where there are three.
    if theirs == 3 && amount % 10 != 0 {
        return Err(refused("Stripe takes two decimals of this currency only"));
    }
    Ok(amount)
}

/// As Stripe wrote it; never below zero.
pub(super) fn read(amount: i64, currency: &str) -> Result<Money, ChannelError> {
    let unreadable = || ChannelError::Unknown("the answer's amount cannot be read".into());
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| unreadable())?;
    let (ours, theirs) = (currency.digits(), digits(currency));
    let minor = match ours.checked_sub(theirs) {
        Some(more) => 10_i64.checked_pow(more).and_then(|unit| amount.checked_mul(unit)),
        None => {
            let unit = 10_i64.checked_pow(theirs.saturating_sub(ours));
            unit.filter(|unit| amount % unit == 0).map(|unit| amount / unit)
        }
    };
    match minor {
        Some(minor) if minor >= 0 && currency.code() != IN_DOUBT => Ok(Money::new(minor, currency)),
        _ => Err(unreadable()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn money(text: &str, code: &str) -> Money {
        Money::parse_decimal(text, code.parse().unwrap()).unwrap()
    }

    /// The examples of docs.stripe.com/currencies: 10 USD is 1000, ¥500 is 500, 5 ISK is 500, 5.12 KWD is 5120.
    #[test]
    fn amounts_stand_as_the_page_says() {
        for (text, code, amount) in [
            ("10", "USD", 1000),
            ("19.90", "CNY", 1990),
            ("500", "JPY", 500),
            ("5", "ISK", 500),
            ("5.12", "KWD", 5120),
            ("700", "XPF", 700),
        ] {
            assert_eq!(write(money(text, code)), Ok(amount), "{text} {code}");
            assert_eq!(read(amount, &code.to_lowercase()), Ok(money(text, code)), "{text} {code}");
        }
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        for (text, code) in [("5.124", "KWD"), ("7.50", "XPF"), ("5", "UGX")] {
            assert!(matches!(write(money(text, code)), Err(ChannelError::Refused(_))), "{text} {code}");
        }
        for (amount, code) in [(-1, "usd"), (501, "isk"), (500, "ugx"), (5, "dollars"), (i64::MAX, "xpf")] {
            assert!(read(amount, code).is_err(), "{amount} {code}");
        }
    }
}
