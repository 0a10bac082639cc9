use crate::{Cost, CostSource, LossLeader};
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, Money, SkuId, Time};
use std::collections::HashMap;

const COLUMNS: &str = "sku, unit_cost, currency, source, reference, changed_at, changed_by";
const TYPES: [Ty; 8] = [Ty::Text, Ty::Text, Ty::Int, Ty::Text, Ty::Text, Ty::Text, Ty::Int, Ty::Text];

pub(crate) async fn put(tx: &mut Tx, merchant: MerchantId, costs: &[Cost]) -> Result<()> {
    let rows = |c: &Cost| {
        let (unit, source) = (c.unit, c.source.code());
        row![merchant, c.sku, unit.minor, unit.currency, source, &c.reference, c.at, &c.by]
    };
    // Two changes in one microsecond are one: the later.
    let history = "insert into sku_cost_history (merchant, sku, unit_cost, currency, source, reference, changed_at, \
                   changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (merchant, sku, changed_at) \
                   do update set unit_cost = excluded.unit_cost, currency = excluded.currency, source = excluded.source, \
                   reference = excluded.reference, changed_by = excluded.changed_by";
    tx.put_each(history, &TYPES, costs.iter().map(rows).collect()).await?;
    let now = "insert into sku_costs (merchant, sku, unit_cost, currency, source, reference, changed_at, changed_by) \
               values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (merchant, sku) do update set \
               unit_cost = excluded.unit_cost, currency = excluded.currency, source = excluded.source, \
               reference = excluded.reference, changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    tx.put_each(now, &TYPES, costs.iter().map(rows).collect()).await
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId, skus: &[SkuId]) -> Result<Vec<Cost>> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = skus.iter().map(SkuId::to_string).collect();
    let sql = format!("select {COLUMNS} from sku_costs where merchant = $1 and sku = any($2)");
    tx.query(&sql, params![merchant, ids]).await?.iter().map(read).collect()
}

/// The way of an order: the two columns that it needs.
pub(crate) async fn units(tx: &mut Tx, skus: &[(MerchantId, SkuId)]) -> Result<HashMap<SkuId, Money>> {
    let rows = skus.iter().map(|(merchant, sku)| row![*merchant, *sku]).collect();
    let sql = "select sku, unit_cost, currency from sku_costs where merchant = $1 and sku = $2";
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text], rows).await?;
    found.iter().map(|r| Ok((r.parse(0)?, Money::new(r.int(1)?, r.parse(2)?)))).collect()
}

pub(crate) async fn leading(tx: &mut Tx, skus: &[(MerchantId, SkuId)], now: Time) -> Result<Vec<SkuId>> {
    let rows = skus.iter().map(|(merchant, sku)| row![*merchant, *sku, now]).collect();
    let sql = "select sku from loss_leaders where merchant = $1 and sku = $2 and until_at > $3";
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    found.iter().map(|r| r.parse(0)).collect()
}

pub(crate) async fn history(tx: &mut Tx, merchant: MerchantId, sku: SkuId, limit: i64) -> Result<Vec<Cost>> {
    let sql = format!(
        "select {COLUMNS} from sku_cost_history where merchant = $1 and sku = $2 order by changed_at desc limit $3"
    );
    tx.query(&sql, params![merchant, sku, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn page(tx: &mut Tx, merchant: MerchantId, after: String, limit: i64) -> Result<Vec<Cost>> {
    let sql =
        format!("select {COLUMNS} from sku_costs where merchant = $1 and sku > $2 order by sku limit $3");
    tx.query(&sql, params![merchant, after, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn at(
    tx: &mut Tx,
    merchant: MerchantId,
    skus: &[SkuId],
    at: Time,
) -> Result<HashMap<SkuId, Money>> {
    let rows = skus.iter().map(|sku| row![merchant, *sku, at]).collect();
    let sql = "select sku, unit_cost, currency from sku_cost_history where merchant = $1 and sku = $2 \
               and changed_at <= $3 order by changed_at desc limit 1";
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    found.iter().map(|r| Ok((r.parse(0)?, Money::new(r.int(1)?, r.parse(2)?)))).collect()
}

fn read(r: &Row) -> Result<Cost> {
    let source: std::result::Result<CostSource, ()> = r.text(3)?.parse();
    Ok(Cost {
        sku: r.parse(0)?,
        unit: Money::new(r.int(1)?, r.parse(2)?),
        source: source.map_err(|()| DbError::Decode("an unknown source of a cost".into()))?,
        reference: r.text(4)?,
        at: r.time(5)?,
        by: r.text(6)?,
    })
}

pub(crate) async fn mark(tx: &mut Tx, merchant: MerchantId, l: &LossLeader) -> Result<()> {
    let sql = "insert into loss_leaders (merchant, sku, reason, until_at, created_at, created_by) \
               values ($1, $2, $3, $4, $5, $6) on conflict (merchant, sku) do update set reason = excluded.reason, \
               until_at = excluded.until_at, created_at = excluded.created_at, created_by = excluded.created_by";
    tx.exec_one(sql, params![merchant, l.sku, &l.reason, l.until, l.at, &l.by]).await
}

pub(crate) async fn unmark(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<bool> {
    let sql = "delete from loss_leaders where merchant = $1 and sku = $2";
    Ok(tx.exec(sql, params![merchant, sku]).await? == 1)
}

pub(crate) async fn leaders(tx: &mut Tx, merchant: MerchantId, now: Time) -> Result<Vec<LossLeader>> {
    let sql = "select sku, reason, until_at, created_at, created_by from loss_leaders where merchant = $1 \
               and until_at > $2 order by sku";
    let rows = tx.query(sql, params![merchant, now]).await?;
    rows.iter()
        .map(|r| {
            Ok(LossLeader {
                sku: r.parse(0)?,
                reason: r.text(1)?,
                until: r.time(2)?,
                at: r.time(3)?,
                by: r.text(4)?,
            })
        })
        .collect()
}

pub(crate) async fn touch(tx: &mut Tx, merchant: MerchantId, skus: &[SkuId]) -> Result<()> {
    let sql = "insert into price_due (merchant, sku) values ($1, $2) on conflict (merchant, sku) do nothing";
    let rows = skus.iter().map(|sku| row![merchant, *sku]).collect();
    tx.exec_each(sql, &[Ty::Text, Ty::Text], rows).await.map(drop)
}

pub(crate) async fn take_due(tx: &mut Tx, merchant: MerchantId, limit: i64) -> Result<Vec<SkuId>> {
    let sql = "delete from price_due where merchant = $1 and sku in \
               (select sku from price_due where merchant = $1 order by sku limit $2) returning sku";
    let rows = tx.query(sql, params![merchant, limit]).await?;
    let mut skus: Vec<SkuId> = rows.iter().map(|r| r.parse(0)).collect::<Result<_>>()?;
    skus.sort_unstable();
    Ok(skus)
}

pub(crate) async fn due_merchants(tx: &mut Tx) -> Result<Vec<MerchantId>> {
    let rows = tx.query("select distinct merchant from price_due order by merchant", &[]).await?;
    rows.iter().map(|r| r.parse(0)).collect()
}
