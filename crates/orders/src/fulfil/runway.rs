//! How long a deposit lasts, before it is too late: told while there is time to fill it up.

use super::Fulfiller;
use crate::alarm::{AlarmKind, NewAlarm};
use crate::store::fulfilments as rows;
use crate::{OrderError, accounts};
use kernel::Span;
use serde_json::json;

/// What was spent in so many days is what is spent from now on.
const LOOKED_BACK: i64 = 7;
/// A deposit that lasts for fewer days is told.
const DAYS: i64 = 3;
/// About one deposit one alarm is enough for so long.
const QUIET: Span = Span::days(1);

impl Fulfiller {
    /// Tells merchants of deposits that will soon be spent; how many.
    pub async fn watch_deposits(&self) -> Result<usize, OrderError> {
        let now = self.now();
        let mut tx = self.orders().db().read().await?;
        let spent = rows::spent_since(&mut tx, now.before(Span::days(LOOKED_BACK))).await?;
        let deposits: Vec<_> = spent
            .iter()
            .map(|(merchant, supplier, cost)| accounts::supplier_deposit(*merchant, *supplier, cost.currency))
            .collect();
        let left = ledger::balances(&mut tx, &deposits).await?;
        drop(tx);
        let mut told = 0;
        for ((merchant, supplier, cost), left) in spent.iter().zip(left) {
            let left = left.available_credit().max(0);
            let enough =
                i128::from(left) * i128::from(LOOKED_BACK) >= i128::from(cost.minor) * i128::from(DAYS);
            if enough || !self.is_news(AlarmKind::DepositLow, *supplier, QUIET) {
                continue;
            }
            let days = left.saturating_mul(LOOKED_BACK) / cost.minor.max(1);
            let detail = json!({ "supplier": supplier, "days": days });
            self.orders().1.raise(NewAlarm::new(*merchant, AlarmKind::DepositLow, supplier, detail)).await;
            told += 1;
        }
        Ok(told)
    }
}
