use crate::batch::Effect;
use crate::{OrderState, place};
use db::{Result, Tx, Ty, row};
use kernel::{MerchantId, OrderId, Time};
use std::collections::{HashMap, HashSet};

/// How much one buyer, contact or address keeps back.
#[derive(Clone, Copy, Default)]
pub(crate) struct Held {
    pub orders: i64,
    pub units: i64,
}

pub(crate) async fn held(tx: &mut Tx, keys: HashSet<String>) -> Result<HashMap<String, Held>> {
    let mut all = HashMap::new();
    for column in ["buyer_key", "contact_key", "address_key"] {
        if keys.is_empty() {
            break;
        }
        let sql = format!(
            "select {column}, count(*), cast(sum(units) as bigint) from holds where {column} = any($1) group by {column}"
        );
        for row in tx.query(&sql, db::params![keys.iter().cloned().collect::<Vec<_>>()]).await? {
            let entry: &mut Held = all.entry(row.text(0)?).or_default();
            entry.orders += row.int(1)?;
            entry.units += row.int(2)?;
        }
    }
    Ok(all)
}

pub(crate) async fn write(tx: &mut Tx, effects: &[&Effect]) -> Result<()> {
    let insert = "insert into holds (order_id, merchant, buyer_key, contact_key, address_key, units, expires_at) \
                  values ($1, $2, $3, $4, $5, $6, $7)";
    let rows = effects
        .iter()
        .filter(|e| e.is_new && e.to == OrderState::Pending)
        .map(|e| {
            let o = &e.order;
            let buyer = o.buyer.map(|b| b.to_string()).unwrap_or_default();
            let contact = o.sealed_contact.as_ref().map(|c| c.hold_key()).unwrap_or_default();
            row![
                o.id,
                o.merchant,
                buyer,
                contact,
                place::address_key(&o.placed_from),
                o.units(),
                o.expires_at
            ]
        })
        .collect();
    use Ty::{Int, Text};
    tx.exec_each(insert, &[Text, Text, Text, Text, Text, Int, Int], rows).await?;
    let gone = effects
        .iter()
        .filter(|e| !e.is_new && e.order.state == OrderState::Pending && e.to != OrderState::Pending)
        .map(|e| row![e.order.id])
        .collect();
    tx.exec_each_one("delete from holds where holds.order_id = $1", &[Text], gone).await
}

/// Holds whose time has come, oldest first.
pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(MerchantId, OrderId)>> {
    let sql = "select merchant, order_id from holds where expires_at <= $1 order by expires_at limit $2";
    let rows = tx.query(sql, db::params![now, limit]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?))).collect()
}
