//! How a refund is shared out between the platform's fee, escrow, and what the merchant has already got.

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
}

impl Before {
    pub fn left(&self) -> i64 {
        self.total - self.refunded
    }
    /// What of this order lies in escrow, and will be released one day.
    pub fn in_escrow(&self) -> i64 {
        if self.released { 0 } else { self.total - self.fee - self.from_escrow }
    }
}

/// Shares out `amount`. Of the fee goes back what makes its whole way in proportion to all that was refunded, so that
/// any number of parts gives the same as one refund, and all of them give back all of the fee.
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
    Ok(Shares { fee, escrow, merchant: amount - fee - escrow })
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

    proptest! {
        /// However many parts, and whatever they are: to the cent.
        #[test]
        fn parts_of_a_refund_give_the_same_as_the_whole(
            total in 1i64..100_000_000,
            bps in 0i64..=10_000,
            cuts in proptest::collection::vec(1i64..1_000_000, 1..400),
            release_after in 0usize..400,
            fee_back: bool,
        ) {
            let fee = total * bps / 10_000;
            let mut now =
                Before { total, fee, refunded: 0, fee_back: 0, from_escrow: 0, released: false };
            let (mut released, mut from_merchant) = (0, 0);
            for (index, cut) in cuts.iter().chain([&i64::MAX]).enumerate() {
                if index == release_after {
                    released = now.in_escrow();
                    now.released = true;
                }
                let amount = (*cut).min(now.left());
                if amount == 0 {
                    break;
                }
                let parts = shares(&now, amount, fee_back, CNY).unwrap();
                prop_assert_eq!(parts.fee + parts.escrow + parts.merchant, amount);
                prop_assert!(parts.fee >= 0 && parts.escrow >= 0 && parts.merchant >= 0);
                now.refunded += amount;
                now.fee_back += parts.fee;
                now.from_escrow += parts.escrow;
                from_merchant += parts.merchant;
                prop_assert!(now.fee_back <= fee && now.from_escrow + released <= total - fee);
            }
            prop_assert_eq!(now.refunded, total);
            prop_assert_eq!(now.fee_back, if fee_back { fee } else { 0 });
            // All that the buyer paid went back, and whoever had it gave it.
            prop_assert_eq!(now.fee_back + now.from_escrow + from_merchant, total);
            prop_assert_eq!(shares(&now, 1, fee_back, CNY).unwrap_err().code(), "more_than_paid");
        }
    }

    #[test]
    fn nothing_and_less_is_no_refund() {
        let now = Before { total: 100, fee: 2, refunded: 0, fee_back: 0, from_escrow: 0, released: false };
        for amount in [0, -1, i64::MIN] {
            assert_eq!(shares(&now, amount, true, CNY).unwrap_err().code(), "bad_amount");
        }
        let whole = shares(&now, 100, true, CNY).unwrap();
        assert_eq!(whole, Shares { fee: 2, escrow: 98, merchant: 0 });
        // Where the platform keeps its fee, the merchant pays for it.
        let whole = shares(&now, 100, false, CNY).unwrap();
        assert_eq!(whole, Shares { fee: 0, escrow: 98, merchant: 2 });
    }
}
