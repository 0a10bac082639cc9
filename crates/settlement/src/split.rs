//! How a refund is shared out between the platform's fee, escrow, and what the merchant has already got; and what of
//! that had been withheld as tax.

use crate::{Result, SettlementRefusal};
use kernel::{Money, MoneyError};

/// Where the money of one refund comes from; the sum is the refund.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Out of the platform's fee.
    pub fee: i64,
    pub escrow: i64,
    /// Out of the merchant's balance, or bond.
    pub merchant: i64,
    /// Of the merchant's part, what was withheld: whoever pays that part gets this first.
    pub tax: i64,
}

/// How an order stands before the refund, in minor units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    pub total: i64,
    pub fee: i64,
    pub refunded: i64,
    pub fee_back: i64,
    pub from_escrow: i64,
    pub released: bool,
    /// What was withheld as it was released, and what of this was given back.
    pub tax: i64,
    pub tax_back: i64,
}

impl Before {
    pub fn left(&self) -> i64 {
        self.total - self.refunded
    }
    /// What of this order lies in escrow, and will be released one day.
    pub fn in_escrow(&self) -> i64 {
        if self.released { 0 } else { self.total - self.fee - self.from_escrow }
    }
    /// What had been withheld of that much more out of the merchant's: what makes its whole way in proportion to all
    /// that the merchant has given back of what was released.
    fn tax_of(&self, merchant: i64) -> Result<i64> {
        let released = self.total - self.fee - self.from_escrow;
        if self.tax == 0 || released < 1 {
            return Ok(0);
        }
        let given = self.refunded - self.fee_back - self.from_escrow + merchant;
        // Where the platform keeps its fee the merchant gives back more than was released.
        let given = given.clamp(0, released);
        let whole = i128::from(self.tax) * i128::from(given) / i128::from(released);
        let whole = i64::try_from(whole).map_err(|_| overflow())?;
        Ok((whole - self.tax_back).clamp(0, merchant))
    }
}

/// Shares out `amount`. Of the fee goes back what makes its whole way in proportion to all that was refunded, so that
/// any number of parts gives the same as one refund, and all of them give back all of the fee. So it is with the tax.
pub(crate) fn shares(before: &Before, amount: i64, fee_back: bool, money: Money) -> Result<Shares> {
    let left = before.left();
    if amount < 1 {
        return Err(SettlementRefusal::BadAmount);
    }
    if amount > left {
        return Err(SettlementRefusal::MoreThanPaid { left: Money { minor: left, ..money } });
    }
    let fee = if fee_back {
        let whole = i128::from(before.fee) * i128::from(before.refunded + amount) / i128::from(before.total);
        let whole = i64::try_from(whole).map_err(|_| overflow())?;
        (whole - before.fee_back).clamp(0, amount)
    } else {
        0
    };
    let escrow = (amount - fee).min(before.in_escrow());
    let merchant = amount - fee - escrow;
    Ok(Shares { fee, escrow, merchant, tax: before.tax_of(merchant)? })
}

fn overflow() -> SettlementRefusal {
    db::DbError::State(MoneyError::Overflow.to_string()).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;
    use proptest::prelude::*;

    const CNY: Money = Money::zero(Currency::CNY);
    const BEFORE: Before = Before {
        total: 100,
        fee: 2,
        refunded: 0,
        fee_back: 0,
        from_escrow: 0,
        released: false,
        tax: 0,
        tax_back: 0,
    };

    proptest! {
        /// However many parts, and whatever they are: to the cent.
        #[test]
        fn parts_of_a_refund_give_the_same_as_the_whole(
            total in 1i64..100_000_000,
            bps in 0i64..=10_000,
            tax_bps in 0i64..=10_000,
            cuts in proptest::collection::vec(1i64..1_000_000, 1..400),
            release_after in 0usize..400,
            fee_back: bool,
        ) {
            let fee = total * bps / 10_000;
            let mut now = Before { total, fee, ..BEFORE };
            let (mut released, mut from_merchant) = (0_i64, 0_i64);
            for (index, cut) in cuts.iter().chain([&i64::MAX]).enumerate() {
                if index == release_after {
                    released = now.in_escrow();
                    now.released = true;
                    now.tax = released * tax_bps / 10_000;
                }
                let amount = (*cut).min(now.left());
                if amount == 0 {
                    break;
                }
                let parts = shares(&now, amount, fee_back, CNY).unwrap();
                prop_assert_eq!(parts.fee + parts.escrow + parts.merchant, amount);
                prop_assert!(parts.fee >= 0 && parts.escrow >= 0 && parts.merchant >= 0);
                prop_assert!((0..=parts.merchant).contains(&parts.tax));
                now.refunded += amount;
                now.fee_back += parts.fee;
                now.from_escrow += parts.escrow;
                now.tax_back += parts.tax;
                from_merchant += parts.merchant;
                let whole = from_merchant.min(released) * now.tax / released.max(1);
                prop_assert_eq!(now.tax_back, whole);
                prop_assert!(now.fee_back <= fee && now.from_escrow + released <= total - fee);
            }
            prop_assert_eq!(now.refunded, total);
            prop_assert_eq!(now.fee_back, if fee_back { fee } else { 0 });
            prop_assert_eq!(now.tax_back, now.tax);
            // All that the buyer paid went back, and whoever had it gave it.
            prop_assert_eq!(now.fee_back + now.from_escrow + from_merchant, total);
            prop_assert_eq!(shares(&now, 1, fee_back, CNY).unwrap_err().code(), "more_than_paid");
        }
    }

    #[test]
    fn nothing_and_less_is_no_refund() {
        let now = BEFORE;
        for amount in [0, -1, i64::MIN] {
            assert_eq!(shares(&now, amount, true, CNY).unwrap_err().code(), "bad_amount");
        }
        let whole = shares(&now, 100, true, CNY).unwrap();
        assert_eq!(whole, Shares { fee: 2, escrow: 98, ..Shares::default() });
        // Where the platform keeps its fee, the merchant pays for it.
        let whole = shares(&now, 100, false, CNY).unwrap();
        assert_eq!(whole, Shares { escrow: 98, merchant: 2, ..Shares::default() });
    }

    #[test]
    fn what_was_withheld_goes_back_in_proportion() {
        let released = Before { total: 1_000, fee: 20, released: true, tax: 98, ..BEFORE };
        let part = shares(&released, 333, true, CNY).unwrap();
        assert_eq!(part, Shares { fee: 6, escrow: 0, merchant: 327, tax: 32 });
        let now = Before { refunded: 333, fee_back: 6, tax_back: 32, ..released };
        let rest = shares(&now, 667, true, CNY).unwrap();
        assert_eq!(rest, Shares { fee: 14, escrow: 0, merchant: 653, tax: 66 });
        // Of the fee that the platform keeps nothing was withheld.
        let whole = shares(&released, 1_000, false, CNY).unwrap();
        assert_eq!(whole, Shares { fee: 0, escrow: 0, merchant: 1_000, tax: 98 });
        // Nor of what is in escrow.
        let held = Before { released: false, tax: 0, ..released };
        assert_eq!(shares(&held, 1_000, true, CNY).unwrap().tax, 0);
    }
}
