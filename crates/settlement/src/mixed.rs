//! A refund to the origin of an order that was paid in two parts: first through the channel, up to what that has brought,
//! and the rest into the wallet. Any number of refunds gives each what it gave, to the least unit.

use crate::refund::To;
use crate::store::orders::Row;
use crate::{Result, SettlementRefusal};
use kernel::RefundId;
use ledger::Step;

/// Where that much goes, and what of it through the channel: all of it, except of an order that was paid in two parts.
/// `before` is what the channel gave back of that order already.
pub(crate) fn destination<'a>(row: &Row, before: i64, to: To<'a>, amount: i64) -> Result<(To<'a>, i64)> {
    if row.wallet_part == 0 || matches!(to, To::Wallet(_)) {
        return Ok((to, amount));
    }
    let through = through_channel(row.total - row.wallet_part, before, amount);
    if through == amount {
        return Ok((to, through));
    }
    // What the channel did not bring is the wallet's: nothing goes back where that is gone.
    let buyer = row.buyer.ok_or(SettlementRefusal::NoWallet)?;
    Ok(match through {
        0 => (To::Wallet(orders::accounts::wallet(buyer, row.currency)), amount),
        through => (to, through),
    })
}

/// What a channel still has to give back of what it brought.
fn through_channel(brought: i64, before: i64, amount: i64) -> i64 {
    amount.min((brought - before).max(0))
}

/// What of a refund does not wait for the channel: the wallet has it at once.
pub(crate) fn to_wallet(row: &Row, id: RefundId, rest: i64) -> Option<Step> {
    let buyer = row.buyer.filter(|_| rest > 0)?;
    Some(Step::Post {
        id: format!("{id}/wallet"),
        debit: orders::accounts::exception(row.merchant, row.currency),
        credit: orders::accounts::wallet(buyer, row.currency),
        amount: rest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However many parts: the channel gives back what it brought, and the wallet's part comes last.
        #[test]
        fn the_channel_comes_first_and_no_unit_is_lost(
            total in 2i64..100_000_000,
            share in 1i64..100_000_000,
            cuts in proptest::collection::vec(1i64..1_000_000, 1..200),
        ) {
            let brought = 1 + share % (total - 1);
            let (mut channel, mut wallet) = (0, 0);
            for cut in cuts.iter().chain([&i64::MAX]) {
                let amount = (*cut).min(total - channel - wallet);
                let through = through_channel(brought, channel, amount);
                prop_assert!(through >= 0 && through <= amount);
                channel += through;
                wallet += amount - through;
                prop_assert!(wallet == 0 || channel == brought);
            }
            prop_assert_eq!((channel, wallet), (brought, total - brought));
        }
    }
}
