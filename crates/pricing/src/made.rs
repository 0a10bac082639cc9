use crate::{PricedLine, saved, store};
use db::{DbError, Tx};
use kernel::{MerchantId, OrderId};
use serde::{Deserialize, Serialize};

/// How the prices of an order were made, line by line. What stands here was agreed to: later rules do not change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    pub lines: Vec<PricedLine>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
}

impl Made {
    /// How much less than the offers' prices it comes to, in minor units.
    pub fn saved(&self) -> i64 {
        saved(&self.lines)
    }
}

/// Keeps it with new orders.
pub async fn keep(tx: &mut Tx, all: Vec<(MerchantId, OrderId, &Made)>) -> db::Result<()> {
    let row = |(merchant, order, made): (MerchantId, OrderId, &Made)| {
        let text = serde_json::to_string(made).map_err(|error| DbError::Other(error.to_string()))?;
        Ok(db::row![merchant, order, text])
    };
    let rows = all.into_iter().map(row).collect::<db::Result<Vec<_>>>()?;
    store::made::insert(tx, rows).await
}

/// Of an order; none where it was placed at the offers' prices.
pub async fn made_of(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> db::Result<Option<Made>> {
    let Some(text) = store::made::of(tx, merchant, order).await? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| DbError::Decode(error.to_string()))
}
