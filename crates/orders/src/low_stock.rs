//! An alarm when fewer units are left than the merchant wants to have, once for each fall.

use crate::alarm::NewAlarm;
use crate::{AlarmKind, OrderError, OrderRefusal, Orders, accounts, store};
use db::Tx;
use kernel::{MerchantId, SkuId, Time};
use serde_json::json;

/// When a merchant wants to hear that a SKU runs low.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockRule {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub warn_below: i64,
    /// Since when it is below; none while it is not.
    pub low_since: Option<Time>,
}

const MOST: i64 = 1_000_000_000;
/// So many rules are looked at together.
const EACH: i64 = 500;

/// Sets the rule of a SKU, or takes it away; the caller has checked whose SKU it is. What it was.
pub async fn put_rule(
    tx: &mut Tx,
    merchant: MerchantId,
    sku: SkuId,
    warn_below: Option<i64>,
    now: Time,
) -> Result<Option<i64>, OrderError> {
    if warn_below.is_some_and(|units| !(1..=MOST).contains(&units)) {
        return Err(OrderRefusal::BadRule.into());
    }
    let before = store::stock_rules::get(tx, merchant, sku).await?.map(|rule| rule.warn_below);
    match warn_below {
        // A rule that stays as it is keeps in mind that it has warned.
        Some(units) if before == Some(units) => {}
        Some(units) => store::stock_rules::put(tx, merchant, sku, units, now).await?,
        None => store::stock_rules::delete(tx, merchant, sku).await?,
    }
    Ok(before)
}

impl Orders {
    pub async fn stock_rule(
        &self,
        merchant: MerchantId,
        sku: SkuId,
    ) -> Result<Option<StockRule>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::stock_rules::get(&mut tx, merchant, sku).await?)
    }

    /// Looks at all rules: who fell below is told, who rose again is watched anew. How many fell.
    pub async fn watch_stock(&self) -> Result<usize, OrderError> {
        let (mut after, mut fell) = (None, 0);
        loop {
            let mut tx = self.db().read().await?;
            let rules = store::stock_rules::page(&mut tx, after, EACH).await?;
            let shelves: Vec<_> = rules.iter().map(|rule| accounts::shelf(rule.merchant, rule.sku)).collect();
            let balances = ledger::balances(&mut tx, &shelves).await?;
            drop(tx);
            for (rule, balance) in rules.iter().zip(&balances) {
                let left = balance.available_credit().max(0);
                match (left < rule.warn_below, rule.low_since) {
                    (true, None) => fell += usize::from(self.warn(rule, left).await?),
                    (false, Some(_)) => self.rose(rule).await?,
                    _ => {}
                }
            }
            match rules.last() {
                Some(last) if i64::try_from(rules.len()).unwrap_or(0) == EACH => {
                    after = Some((last.merchant, last.sku));
                }
                _ => return Ok(fell),
            }
        }
    }

    /// False where another node was first, or the rule was changed meanwhile.
    async fn warn(&self, rule: &StockRule, left: i64) -> Result<bool, OrderError> {
        let sku = catalog::sku(self.db(), rule.merchant, rule.sku).await?;
        let mut detail = json!({ "left": left, "warn_below": rule.warn_below });
        if let (Some(sku), Some(detail)) = (sku, detail.as_object_mut()) {
            detail.insert("code".to_owned(), json!(sku.code));
            detail.insert("name".to_owned(), json!(sku.name));
        }
        let mut tx = self.db().begin().await?;
        if !store::stock_rules::fell(&mut tx, rule, self.ambient().now()).await? {
            return Ok(false);
        }
        let alarm = NewAlarm::new(rule.merchant, AlarmKind::StockLow, rule.sku, detail);
        self.1.put(&mut tx, &alarm).await?;
        tx.commit().await?;
        self.1.wake();
        Ok(true)
    }

    async fn rose(&self, rule: &StockRule) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        store::stock_rules::rose(&mut tx, rule).await?;
        Ok(tx.commit().await?)
    }
}
