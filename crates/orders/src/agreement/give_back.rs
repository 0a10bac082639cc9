use super::Count;
use crate::store;
use db::Tx;
use kernel::{MerchantId, OrderId};
use std::collections::{BTreeMap, HashMap};

/// What of an order does not count against its buyer's allocations any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Back {
    /// It ended without its goods.
    All,
    /// So many units more, by the numbers of the lines.
    Lines(Vec<(i64, i64)>),
    /// So much of its total went back so far: of each line as many whole units.
    Share { refunded: i64, total: i64 },
}

impl Back {
    /// Of a line's units, how many are back then, where so many were before.
    fn returned(&self, line: i64, units: i64, before: i64) -> i64 {
        let after = match self {
            Self::All => units,
            Self::Lines(lines) => {
                let more: i64 = lines.iter().filter(|(number, _)| *number == line).map(|(_, n)| *n).sum();
                before.saturating_add(more)
            }
            Self::Share { refunded, total } => {
                let share = i128::from(units) * i128::from(*refunded) / i128::from((*total).max(1));
                i64::try_from(share).unwrap_or(units)
            }
        };
        after.clamp(before, units)
    }
}

/// Units come back to the periods that they were taken from, in the caller's transaction, who holds the orders. Of orders
/// that took nothing of any allocation that is one query.
pub async fn take_back(tx: &mut Tx, orders: Vec<((MerchantId, OrderId), Back)>) -> db::Result<()> {
    let orders: HashMap<_, _> = orders.into_iter().collect();
    if orders.is_empty() {
        return Ok(());
    }
    let mut keys: Vec<_> = orders.keys().copied().collect();
    keys.sort_unstable();
    let mut counts: BTreeMap<Count, i64> = BTreeMap::new();
    let mut changed = Vec::new();
    for used in store::allocations::uses(tx, &keys).await? {
        let Some(back) = orders.get(&(used.count.merchant, used.order)) else { continue };
        let after = back.returned(used.line, used.units, used.returned);
        if after > used.returned {
            *counts.entry(used.count.clone()).or_default() += after - used.returned;
            changed.push((used, after));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    store::allocations::set_returned(tx, &changed).await?;
    store::allocations::count_down(tx, &counts).await
}

#[cfg(test)]
mod tests {
    use super::Back;

    #[test]
    fn units_come_back_once() {
        assert_eq!(Back::All.returned(1, 5, 2), 5);
        let lines = Back::Lines(vec![(2, 3)]);
        assert_eq!((lines.returned(1, 5, 1), lines.returned(2, 5, 1), lines.returned(2, 5, 4)), (1, 4, 5));
        let share = |refunded, before| Back::Share { refunded, total: 1_000 }.returned(1, 3, before);
        assert_eq!([share(333, 0), share(334, 0), share(999, 1), share(1_000, 1)], [0, 1, 2, 3]);
        assert_eq!(share(400, 2), 2, "what is back stays back");
    }
}
