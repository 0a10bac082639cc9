use crate::Unit;
use crate::batch::Effect;
use db::{DbError, Result, Tx, Ty, row};
use kernel::{DeliveryId, MerchantId, OrderId, SkuId, Time};

const INSERT: &str = "insert into deliveries (merchant, order_id, seq, line, sku, number, item, state, delivered_at, \
                      revealed_at) values ($1, $2, $3, $4, $5, $6, $7, 'delivered', $8, $9)";

pub(crate) async fn insert(tx: &mut Tx, now: Time, effects: &[&Effect], units: &[Vec<Unit>]) -> Result<()> {
    use Ty::{Int, Text};
    let mut rows = Vec::new();
    for (effect, units) in effects.iter().zip(units) {
        let order = &effect.order;
        // Whose keys stand in the answer has been shown them.
        let shown = effect.reveal.is_some();
        let lines =
            order.lines.iter().flat_map(|l| std::iter::repeat_n(l, usize::try_from(l.quantity).unwrap_or(0)));
        for (index, (unit, line)) in units.iter().zip(lines).enumerate() {
            let seq = crate::batch::delivery_id(order.id, index).seq;
            let shown = shown.then_some(now);
            rows.push(row![
                order.merchant,
                order.id,
                seq,
                line.line,
                unit.sku,
                unit.number,
                unit.item,
                now,
                shown
            ]);
        }
        let ordered = if effect.deliver { order.units() } else { 0 };
        if i64::try_from(units.len()).ok() != Some(ordered) {
            return Err(DbError::State(format!(
                "{} units for {ordered} ordered in {}",
                units.len(),
                order.id
            )));
        }
    }
    tx.put_each(INSERT, &[Text, Text, Int, Int, Text, Int, Int, Int, Int], rows).await
}

pub(crate) struct Delivery {
    pub id: DeliveryId,
    pub line: i64,
    pub sku: SkuId,
    pub item: i64,
    pub state: String,
    pub delivered_at: Time,
    pub revealed_at: Option<Time>,
}

pub(crate) async fn of_order(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Delivery>> {
    let sql = "select seq, line, sku, item, state, delivered_at, revealed_at from deliveries \
               where merchant = $1 and order_id = $2 order by seq";
    let rows = tx.query(sql, db::params![merchant, order]).await?;
    rows.iter()
        .map(|r| {
            Ok(Delivery {
                id: DeliveryId { order, seq: r.int(0)? },
                line: r.int(1)?,
                sku: r.parse(2)?,
                item: r.int(3)?,
                state: r.text(4)?,
                delivered_at: r.time(5)?,
                revealed_at: r.get(6)?,
            })
        })
        .collect()
}

/// The highest number among the deliveries of the order; 0 where there are none.
pub(crate) async fn last(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<i64> {
    let sql = "select max(seq) from deliveries where merchant = $1 and order_id = $2";
    let row = tx.query_opt(sql, db::params![merchant, order]).await?;
    row.map_or(Ok(0), |r| Ok(r.get::<Option<i64>>(0)?.unwrap_or(0)))
}

/// Notes the first time that each was shown; how many of them it was the first time for.
pub(crate) async fn mark_revealed(
    tx: &mut Tx,
    merchant: MerchantId,
    ids: &[DeliveryId],
    now: Time,
) -> Result<u64> {
    let sql = "update deliveries set revealed_at = $4 where deliveries.merchant = $1 and deliveries.order_id = $2 \
               and deliveries.seq = $3 and deliveries.revealed_at is null and deliveries.state <> 'recalled'";
    let rows = ids.iter().map(|d| row![merchant, d.order, d.seq, now]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

/// Takes back what was never shown, of those lines or of all; how many units.
pub(crate) async fn recall(tx: &mut Tx, merchant: MerchantId, order: OrderId, lines: &[i64]) -> Result<u64> {
    let sql = "update deliveries set state = 'recalled' where deliveries.merchant = $1 and deliveries.order_id = $2 \
               and deliveries.line = $3 and deliveries.state = 'delivered' and deliveries.revealed_at is null";
    let all = "update deliveries set state = 'recalled' where merchant = $1 and order_id = $2 \
               and state = 'delivered' and revealed_at is null";
    if lines.is_empty() {
        return tx.exec(all, db::params![merchant, order]).await;
    }
    let rows = lines.iter().map(|line| row![merchant, order, *line]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await
}
