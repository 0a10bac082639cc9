use crate::Idempotency;
use crate::batch::Effect;
use db::{Result, Tx, Ty, row};
use kernel::{MerchantId, OrderId, Time};
use std::collections::HashMap;

/// What a known key stands for.
pub(crate) struct Replay {
    pub digest: String,
    pub merchant: MerchantId,
    pub order: OrderId,
}

pub(crate) async fn find(tx: &mut Tx, asked: &[Idempotency]) -> Result<HashMap<(String, String), Replay>> {
    let sql = "select scope, key, digest, merchant, order_id from idempotency where scope = $1 and key = $2";
    let keys = asked.iter().map(|i| row![&i.scope, &i.key]).collect();
    let mut found = HashMap::new();
    for r in tx.query_each(sql, &[Ty::Text, Ty::Text], keys).await? {
        let replay = Replay { digest: r.text(2)?, merchant: r.parse(3)?, order: r.parse(4)? };
        found.insert((r.text(0)?, r.text(1)?), replay);
    }
    Ok(found)
}

pub(crate) async fn insert(tx: &mut Tx, now: Time, effects: &[&Effect]) -> Result<()> {
    let sql = "insert into idempotency (scope, key, digest, merchant, order_id, created_at) values ($1, $2, $3, $4, $5, $6)";
    let rows = effects
        .iter()
        .filter_map(|e| {
            let i = e.idempotency.as_ref()?;
            Some(row![&i.scope, &i.key, &i.digest, e.order.merchant, e.order.id, now])
        })
        .collect();
    use Ty::{Int, Text};
    tx.put_each(sql, &[Text, Text, Text, Text, Text, Int], rows).await
}

/// Keys are kept at least a day (the API promises 24 hours).
pub(crate) async fn forget_before(tx: &mut Tx, time: Time, limit: i64) -> Result<u64> {
    let sql = "delete from idempotency where (scope, key) in \
               (select scope, key from idempotency where created_at < $1 limit $2)";
    tx.exec(sql, db::params![time, limit]).await
}
