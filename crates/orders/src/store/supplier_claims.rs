use crate::fulfil::{ClaimState, SupplierClaim, named};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{BatchId, Currency, MerchantId, Money, OrderId, SkuId, SupplierClaimId, SupplierId, Time};
use ports::SupplyRef;
use std::collections::{HashMap, HashSet};

/// The attempt that a batch of keys came with.
#[derive(Clone)]
pub(crate) struct Bought {
    pub order: OrderId,
    pub seq: i64,
    pub supplier: SupplierId,
    pub currency: Currency,
}

pub(crate) async fn attempts_of(
    tx: &mut Tx,
    merchant: MerchantId,
    batches: Vec<BatchId>,
) -> Result<HashMap<BatchId, Bought>> {
    let sql = "select batch, order_id, seq, supplier, currency from supply_attempts where batch = $1 and merchant = $2";
    let mut batches = batches;
    batches.sort_unstable();
    batches.dedup();
    let keys = batches.into_iter().map(|batch| row![batch, merchant]).collect();
    let rows = tx.query_each(sql, &[Ty::Text; 2], keys).await?;
    rows.iter()
        .map(|r| {
            let (order, seq, supplier, currency) = (r.parse(1)?, r.int(2)?, r.parse(3)?, r.parse(4)?);
            Ok((r.parse(0)?, Bought { order, seq, supplier, currency }))
        })
        .collect()
}

/// Those of the keys that were claimed before.
pub(crate) async fn claimed(
    tx: &mut Tx,
    merchant: MerchantId,
    items: &[(SkuId, i64)],
) -> Result<HashSet<(SkuId, i64)>> {
    let sql = "select sku, item from supplier_claim_keys where sku = $1 and item = $2 and merchant = $3";
    let keys = items.iter().map(|(sku, item)| row![*sku, *item, merchant]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Int, Ty::Text], keys).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.int(1)?))).collect()
}

const COLUMNS: &str = "merchant, id, supplier, order_id, seq, sold_order, keys, reason, state, reference, paid_back, \
                       currency, said, turn, opened_by, opened_at, ended_at";

pub(crate) async fn insert(tx: &mut Tx, claim: &SupplierClaim, keys: &[(SkuId, i64)]) -> Result<()> {
    let sql = format!(
        "insert into supplier_claims ({COLUMNS}, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
         $14, $15, $16, $17, $16)"
    );
    let values = params![
        claim.merchant,
        claim.id,
        claim.supplier,
        claim.order,
        claim.seq,
        claim.sold_order,
        claim.keys,
        &claim.reason,
        claim.state.code(),
        &claim.reference,
        claim.paid_back.minor,
        claim.paid_back.currency,
        &claim.said,
        claim.turn,
        &claim.opened_by,
        claim.opened_at,
        claim.ended_at
    ];
    tx.exec_one(&sql, values).await?;
    let sql = "insert into supplier_claim_keys (merchant, sku, item, claim) values ($1, $2, $3, $4)";
    let rows = keys.iter().map(|(sku, item)| row![claim.merchant, *sku, *item, claim.id]).collect();
    tx.put_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Text], rows).await
}

/// Takes what is due until that end of the lease.
pub(crate) async fn claim(tx: &mut Tx, now: Time, lease_end: Time, limit: i64) -> Result<Vec<SupplierClaim>> {
    let sql = format!(
        "select {COLUMNS} from supplier_claims where due_at is not null and due_at <= $1 order by due_at limit $2 \
         for update skip locked"
    );
    let rows = tx.query(&sql, params![now, limit]).await?;
    let mut due = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    let sql = "update supplier_claims set due_at = $2, turn = turn + 1 where supplier_claims.id = $1";
    let taken = due.iter().map(|claim| row![claim.id, lease_end]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Int], taken).await?;
    due.iter_mut().for_each(|claim| claim.turn += 1);
    Ok(due)
}

/// How the attempts are called over there.
pub(crate) async fn refs_of(
    tx: &mut Tx,
    keys: Vec<(MerchantId, OrderId, i64)>,
) -> Result<HashMap<(OrderId, i64), SupplyRef>> {
    let sql = "select a.order_id, a.seq, a.order_no, a.reference, f.quantity, a.sent_at from supply_attempts a \
               join fulfilments f on f.order_id = a.order_id and f.merchant = a.merchant \
               where a.order_id = $1 and a.seq = $2 and a.merchant = $3";
    let keys = keys.into_iter().map(|(merchant, order, seq)| row![order, seq, merchant]).collect();
    let rows = tx.query_each(sql, &[Ty::Text, Ty::Int, Ty::Text], keys).await?;
    rows.iter()
        .map(|r| {
            let of = named(r.text(2)?, r.text(3)?, r.int(4)?, r.time(5)?);
            Ok(((r.parse(0)?, r.int(1)?), of))
        })
        .collect()
}

/// What of the attempt's cost has not come back yet.
pub(crate) async fn left_of(tx: &mut Tx, claim: &SupplierClaim) -> Result<i64> {
    let sql = "select a.cost - (select coalesce(cast(sum(c.paid_back) as bigint), 0) from supplier_claims c \
               where c.order_id = a.order_id and c.seq = a.seq and c.merchant = a.merchant and c.id <> $4) \
               from supply_attempts a where a.order_id = $1 and a.seq = $2 and a.merchant = $3";
    let values = params![claim.order, claim.seq, claim.merchant, claim.id];
    let row = tx.query_opt(sql, values).await?;
    row.map_or(Ok(0), |r| Ok(r.int(0)?.max(0)))
}

/// False where somebody else has changed it since.
pub(crate) async fn change(
    tx: &mut Tx,
    before: &SupplierClaim,
    claim: &SupplierClaim,
    due: Option<Time>,
) -> Result<bool> {
    let sql = "update supplier_claims set state = $4, reference = $5, paid_back = $6, said = $7, due_at = $8, \
               ended_at = $9, turn = turn + 1 where id = $1 and merchant = $2 and turn = $3 and state in ('open', 'by_hand')";
    let values = params![
        claim.id,
        claim.merchant,
        before.turn,
        claim.state.code(),
        &claim.reference,
        claim.paid_back.minor,
        &claim.said,
        due,
        claim.ended_at
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn find(
    tx: &mut Tx,
    merchant: MerchantId,
    id: SupplierClaimId,
) -> Result<Option<SupplierClaim>> {
    let sql = format!("select {COLUMNS} from supplier_claims where id = $1 and merchant = $2");
    tx.query_opt(&sql, params![id, merchant]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn list(
    tx: &mut Tx,
    merchant: MerchantId,
    order: Option<OrderId>,
    before: &str,
    limit: i64,
) -> Result<Vec<SupplierClaim>> {
    let order = order.map(|order| order.to_string()).unwrap_or_default();
    let sql = format!(
        "select {COLUMNS} from supplier_claims where merchant = $1 and id < $2 \
         and ($3 = '' or sold_order = $3 or order_id = $3) order by id desc limit $4"
    );
    tx.query(&sql, params![merchant, before, order, limit]).await?.iter().map(read).collect()
}

fn read(r: &Row) -> Result<SupplierClaim> {
    Ok(SupplierClaim {
        merchant: r.parse(0)?,
        id: r.parse(1)?,
        supplier: r.parse(2)?,
        order: r.parse(3)?,
        seq: r.int(4)?,
        sold_order: r.parse(5)?,
        keys: r.int(6)?,
        reason: r.text(7)?,
        state: ClaimState::read(&r.text(8)?)?,
        reference: r.text(9)?,
        paid_back: Money::new(r.int(10)?, r.parse(11)?),
        said: r.text(12)?,
        turn: r.int(13)?,
        opened_by: r.text(14)?,
        opened_at: r.time(15)?,
        ended_at: r.get(16)?,
    })
}
