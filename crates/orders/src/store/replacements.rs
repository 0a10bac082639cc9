use crate::replace::Replacing;
use db::{Result, Tx, Ty, params, row};
use kernel::{DeliveryId, MerchantId, OrderId, SkuId, Time};

/// One unit, and what comes in its place.
pub(crate) struct NewRow {
    pub dead: i64,
    pub fresh: i64,
    pub line: i64,
    pub sku: SkuId,
    pub number: i64,
    pub item: i64,
}

/// Marks the dead units, and writes the fresh ones beside them. The key says no where one was replaced before.
pub(crate) async fn insert(tx: &mut Tx, new: &Replacing<'_>, rows: &[NewRow], now: Time) -> Result<()> {
    use Ty::{Int, Text};
    let dead = rows.iter().map(|r| row![new.merchant, new.order, r.dead]).collect();
    let sql = "update deliveries set state = 'replaced' where deliveries.merchant = $1 and deliveries.order_id = $2 \
               and deliveries.seq = $3 and deliveries.state = 'delivered' and deliveries.revealed_at is not null";
    tx.exec_each_one(sql, &[Text, Text, Int], dead).await?;
    let sql = "insert into deliveries (merchant, order_id, seq, line, sku, number, item, state, delivered_at) \
               values ($1, $2, $3, $4, $5, $6, $7, 'delivered', $8)";
    let fresh = rows
        .iter()
        .map(|r| row![new.merchant, new.order, r.fresh, r.line, r.sku, r.number, r.item, now])
        .collect();
    tx.exec_each_one(sql, &[Text, Text, Int, Int, Text, Int, Int, Int], fresh).await?;
    let sql = "insert into replacements (merchant, order_id, dead, fresh, cause, at) values ($1, $2, $3, $4, $5, $6)";
    let pairs = rows.iter().map(|r| row![new.merchant, new.order, r.dead, r.fresh, new.cause, now]).collect();
    tx.exec_each_one(sql, &[Text, Text, Int, Int, Text, Int], pairs).await
}

/// (dead, fresh), the oldest first.
pub(crate) async fn pairs_of(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
) -> Result<Vec<(DeliveryId, DeliveryId)>> {
    let sql = "select dead, fresh from replacements where merchant = $1 and order_id = $2 order by fresh";
    let rows = tx.query(sql, params![merchant, order]).await?;
    let id = |seq| DeliveryId { order, seq };
    rows.iter().map(|r| Ok((id(r.int(0)?), id(r.int(1)?)))).collect()
}

/// Numbers of the units that came in another's place.
pub(crate) async fn fresh_of(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<i64>> {
    Ok(pairs_of(tx, merchant, order).await?.into_iter().map(|(_, fresh)| fresh.seq).collect())
}
