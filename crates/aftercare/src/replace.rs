use crate::close::Back;
use crate::{Aftercare, CareRefusal, Case, Result};
use db::Tx;
use kernel::DeliveryId;
use orders::{OrderError, OrderRefusal, Replacing};

impl Aftercare {
    /// What is given by replacing those units, or all that can be where none is named: refused where it could not be
    /// done now. Nothing is kept back for it, so that what they cost is named as what goes back otherwise.
    pub(crate) async fn replacement(&self, tx: &mut Tx, case: &Case, units: &[DeliveryId]) -> Result<Back> {
        let cause = case.id.to_string();
        let new = Replacing {
            merchant: case.merchant,
            order: case.order,
            lines: &case.lines,
            units,
            cause: &cause,
        };
        let units = orders::can_replace(tx, &new).await?;
        let cost = crate::store::evidence::cost_of(tx, case.merchant, case.order, &units).await?;
        if cost < 1 {
            return Err(CareRefusal::NothingLeft);
        }
        Ok(Back { money: cost.min(case.amount), units: units.into_iter().map(|unit| unit.seq).collect() })
    }

    /// How many units were replaced: all of them, or none where nothing is left to replace them with, or one of them
    /// cannot be replaced any more.
    pub(crate) async fn replace_units(&self, tx: &mut Tx, case: &Case, units: &[i64]) -> Result<i64> {
        if units.is_empty() {
            return Ok(0);
        }
        let cause = case.id.to_string();
        let units: Vec<DeliveryId> =
            units.iter().map(|seq| DeliveryId { order: case.order, seq: *seq }).collect();
        let new = Replacing {
            merchant: case.merchant,
            order: case.order,
            lines: &[],
            units: &units,
            cause: &cause,
        };
        // The merchant's money is held before the ledger's accounts and the stock, as everywhere.
        self.money().frozen_by(tx, case.order).await?;
        tx.batch("savepoint dispute_replacement").await?;
        let done = orders::replace(tx, self.ambient(), &new).await;
        if done.is_err() {
            tx.batch("rollback to savepoint dispute_replacement").await?;
        }
        tx.batch("release savepoint dispute_replacement").await?;
        match done {
            Ok(replaced) => Ok(i64::try_from(replaced.len()).unwrap_or(i64::MAX)),
            Err(OrderError::Refused(
                OrderRefusal::NothingToReplaceWith | OrderRefusal::NotReplaceable(_),
            )) => Ok(0),
            Err(other) => Err(other.into()),
        }
    }
}
