//! A refund to the origin of an order that was paid in two parts: first through the channel, up to what that has brought,
//! and the rest into the wallet. Any number of refunds gives each what it gave, to the least unit.

use crate::refund::To;
use crate::store::{self, orders::Row};
use crate::{Result, SettlementRefusal};
use db::Tx;
use kernel::RefundId;
use ledger::{Chain, Step};

/// Where that much goes, and what of it through the channel: all of it, except of an order that was paid in two parts.
pub(crate) async fn destination(tx: &mut Tx, row: &Row, to: To, amount: i64) -> Result<(To, i64)> {
    if row.wallet_part == 0 || matches!(to, To::Wallet(_)) {
        return Ok((to, amount));
    }
    let before = store::refunds::through_channel(tx, row.merchant, row.id).await?;
    match through_channel(row.total - row.wallet_part, before, amount) {
        0 => {
            let buyer = row.buyer.ok_or(SettlementRefusal::NoWallet)?;
            Ok((To::Wallet(orders::accounts::wallet(buyer, row.currency)), amount))
        }
        through => Ok((to, through)),
    }
}

/// What a channel still has to give back of what it brought.
fn through_channel(brought: i64, before: i64, amount: i64) -> i64 {
    amount.min((brought - before).max(0))
}

/// The chain of the whole refund, so that only a part of it waits for the channel: the wallet has the rest at once.
pub(crate) fn in_parts(
    mut chain: Chain,
    row: &Row,
    id: RefundId,
    (amount, through): (i64, i64),
) -> Result<Chain> {
    if through == amount {
        return Ok(chain);
    }
    let buyer = row.buyer.ok_or(SettlementRefusal::NoWallet)?;
    for step in &mut chain.steps {
        if let Step::Reserve { amount, .. } = step {
            *amount = through;
        }
    }
    chain.steps.push(Step::Post {
        id: format!("{id}/wallet"),
        debit: orders::accounts::exception(row.merchant, row.currency),
        credit: orders::accounts::wallet(buyer, row.currency),
        amount: amount - through,
    });
    Ok(chain)
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
