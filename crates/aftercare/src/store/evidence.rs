//! What was sold, paid and shown, read where it stands.

use db::{Result, Tx, params};
use kernel::{BatchId, DeliveryId, DisputeId, MerchantId, OrderId, SkuId, Time};

/// A unit that was handed out.
pub(crate) struct Unit {
    pub id: DeliveryId,
    pub line: i64,
    pub sku: SkuId,
    pub item: i64,
    pub state: String,
    pub delivered_at: Time,
    pub revealed_at: Option<Time>,
}

pub(crate) async fn units(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Unit>> {
    let sql = "select seq, line, sku, item, state, delivered_at, revealed_at from deliveries \
               where merchant = $1 and order_id = $2 order by seq";
    let rows = tx.query(sql, params![merchant, order]).await?;
    rows.iter()
        .map(|r| {
            Ok(Unit {
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

/// What those units cost.
pub(crate) async fn cost_of(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
    units: &[DeliveryId],
) -> Result<i64> {
    let sql = "select d.seq, l.unit_price from deliveries d join order_lines l \
               on l.order_id = d.order_id and l.line = d.line and l.merchant = d.merchant \
               where d.merchant = $1 and d.order_id = $2";
    let mut sum = 0_i64;
    for row in tx.query(sql, params![merchant, order]).await? {
        let seq = row.int(0)?;
        if units.iter().any(|unit| unit.seq == seq) {
            sum = sum.saturating_add(row.int(1)?);
        }
    }
    Ok(sum)
}

/// Who was shown a unit first, and from where.
pub(crate) struct FirstReveal {
    pub at: Time,
    pub who: String,
    pub from: String,
}

/// A merchant's chain grows with the time, so its place in it is found by halving: there is no index by unit, which every
/// sale would pay for.
pub(crate) async fn first_reveal(
    tx: &mut Tx,
    merchant: MerchantId,
    unit: DeliveryId,
    at: Time,
) -> Result<Option<FirstReveal>> {
    let row = tx.query_opt("select seq from vault_chains where merchant = $1", params![merchant]).await?;
    let (mut low, mut high) = (1, row.map_or(Ok(0), |row| row.int(0))? + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let sql = "select at from vault_reveals where merchant = $1 and seq = $2";
        let there = tx.query_opt(sql, params![merchant, middle]).await?;
        match there {
            Some(row) if row.time(0)? < at => low = middle + 1,
            _ => high = middle,
        }
    }
    let sql = "select at, who, from_address from vault_reveals where merchant = $1 and seq >= $2 and seq < $3 \
               and delivery = $4 order by seq limit 1";
    // Clocks of several nodes differ by less than what a merchant shows in that time.
    let window = params![merchant, (low - REVEALS).max(1), low + REVEALS, unit.to_string()];
    let row = tx.query_opt(sql, window).await?;
    row.map(|r| Ok(FirstReveal { at: r.time(0)?, who: r.text(1)?, from: r.text(2)? })).transpose()
}

const REVEALS: i64 = 2_000;

/// How a payment of the order stands, or what arrived of it.
pub(crate) struct Paid {
    pub channel: String,
    pub state: String,
    pub amount: i64,
    pub currency: String,
    pub at: Time,
}

pub(crate) async fn payments(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Paid>> {
    let sql = "select channel, state, amount, currency, created_at from payments \
               where merchant = $1 and order_id = $2 order by id";
    paid(tx, sql, merchant, order).await
}

pub(crate) async fn arrivals(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Vec<Paid>> {
    let sql = "select e.channel, e.outcome, e.amount, e.currency, e.received_at from payment_events e \
               join payments p on p.id = e.payment and p.merchant = e.merchant \
               where p.merchant = $1 and p.order_id = $2 order by e.received_at, e.event_id";
    paid(tx, sql, merchant, order).await
}

async fn paid(tx: &mut Tx, sql: &str, merchant: MerchantId, order: OrderId) -> Result<Vec<Paid>> {
    let rows = tx.query(sql, params![merchant, order]).await?;
    rows.iter()
        .map(|r| {
            Ok(Paid {
                channel: r.text(0)?,
                state: r.text(1)?,
                amount: r.int(2)?,
                currency: r.text(3)?,
                at: r.time(4)?,
            })
        })
        .collect()
}

/// Of a batch, what both sides may know: neither its supplier nor what it cost.
pub(crate) struct Provenance {
    pub id: BatchId,
    pub state: String,
    pub items: i64,
    pub root: Option<String>,
    pub imported_at: Time,
}

pub(crate) async fn batch(tx: &mut Tx, merchant: MerchantId, id: BatchId) -> Result<Option<Provenance>> {
    let sql =
        "select state, items, merkle_root, created_at from vault_batches where merchant = $1 and id = $2";
    let row = tx.query_opt(sql, params![merchant, id]).await?;
    row.map(|r| {
        let root: Option<Vec<u8>> = r.get(2)?;
        let root = root.map(kernel::hex);
        Ok(Provenance { id, state: r.text(0)?, items: r.int(1)?, root, imported_at: r.time(3)? })
    })
    .transpose()
}

/// What was known at a moment, as it was written down.
pub(crate) struct Frozen {
    pub moment: String,
    pub content: String,
    pub digest: String,
    pub at: Time,
}

pub(crate) async fn put(tx: &mut Tx, dispute: DisputeId, frozen: &Frozen) -> Result<()> {
    let sql =
        "insert into dispute_evidence (dispute, moment, content, digest, at) values ($1, $2, $3, $4, $5)";
    let values = params![dispute, &frozen.moment, &frozen.content, &frozen.digest, frozen.at];
    tx.exec_one(sql, values).await
}

/// The oldest first.
pub(crate) async fn of(tx: &mut Tx, dispute: DisputeId) -> Result<Vec<Frozen>> {
    let sql =
        "select moment, content, digest, at from dispute_evidence where dispute = $1 order by at, moment";
    let rows = tx.query(sql, params![dispute]).await?;
    rows.iter()
        .map(|r| Ok(Frozen { moment: r.text(0)?, content: r.text(1)?, digest: r.text(2)?, at: r.time(3)? }))
        .collect()
}
