use super::items;
use crate::withdraw::no_sku;
use crate::{SkuKind, StockCount};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, SkuId};

/// The counters of a SKU.
#[derive(Clone, Debug)]
pub(crate) struct SkuRow {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub kind: SkuKind,
    pub next: i64,
    pub head: i64,
    pub units: i64,
    pub withdrawn: i64,
}

impl SkuRow {
    pub fn key(&self) -> (MerchantId, SkuId) {
        (self.merchant, self.sku)
    }
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            merchant: row.parse(0)?,
            sku: row.parse(1)?,
            kind: row.get(2)?,
            next: row.int(3)?,
            head: row.int(4)?,
            units: row.int(5)?,
            withdrawn: row.int(6)?,
        })
    }
}

pub(crate) async fn ensure(tx: &mut Tx, merchant: MerchantId, sku: SkuId, kind: SkuKind) -> Result<()> {
    let sql = "insert into vault_skus (merchant, sku, kind, next, head, units, withdrawn) \
               values ($1, $2, $3, 1, 0, 0, 0) on conflict do nothing";
    tx.exec(sql, params![merchant, sku, kind.code()]).await.map(|_| ())
}

/// Those that exist, locked in the order given, which must be sorted.
pub(crate) async fn lock(tx: &mut Tx, skus: &[(MerchantId, SkuId)]) -> Result<Vec<SkuRow>> {
    let sql = "select merchant, sku, kind, next, head, units, withdrawn from vault_skus \
               where merchant = $1 and sku = $2 for update";
    let rows = skus.iter().map(|(merchant, sku)| row![*merchant, *sku]).collect();
    tx.query_each(sql, &[Ty::Text; 2], rows).await?.iter().map(SkuRow::from_row).collect()
}

pub(crate) async fn lock_one(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<SkuRow> {
    lock(tx, &[(merchant, sku)]).await?.pop().ok_or_else(|| no_sku(merchant, sku))
}

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<SkuRow>> {
    let sql =
        "select merchant, sku, kind, next, head, units, withdrawn from vault_skus order by merchant, sku";
    tx.query(sql, &[]).await?.iter().map(SkuRow::from_row).collect()
}

/// So many items were numbered, which bring so many units.
pub(crate) async fn number(tx: &mut Tx, sku: &SkuRow, items: i64, units: i64) -> Result<()> {
    let sql = "update vault_skus set next = next + $4, units = units + $5 \
               where merchant = $1 and sku = $2 and next = $3";
    tx.exec_one(sql, params![sku.merchant, sku.sku, sku.next, items, units]).await
}

pub(crate) async fn set_heads(tx: &mut Tx, heads: &[(&SkuRow, i64)]) -> Result<()> {
    let sql = "update vault_skus set head = $4 \
               where vault_skus.merchant = $1 and vault_skus.sku = $2 and vault_skus.head = $3";
    let rows = heads.iter().map(|(sku, head)| row![sku.merchant, sku.sku, sku.head, *head]).collect();
    tx.put_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

/// Counts withdrawn units, and moves the head over withdrawn items that stand before it, so that no sale has to.
pub(crate) async fn withdraw(tx: &mut Tx, sku: &SkuRow, units: i64) -> Result<()> {
    let head = match sku.kind {
        SkuKind::OneTime => items::next_live(tx, sku).await?.unwrap_or(sku.next) - 1,
        SkuKind::Loop => sku.head,
    };
    let sql = "update vault_skus set withdrawn = withdrawn + $3, head = $4 \
               where merchant = $1 and sku = $2 and head = $5 and withdrawn = $6";
    tx.exec_one(sql, params![sku.merchant, sku.sku, units, head, sku.head, sku.withdrawn]).await
}

pub(crate) async fn counts(tx: &mut Tx) -> Result<Vec<StockCount>> {
    let sql = "select s.merchant, s.sku, s.kind, s.next, s.head, s.units, s.withdrawn, \
               (select count(*) from vault_items i where i.merchant = s.merchant and i.sku = s.sku and i.state is null \
               and i.number > (case when s.kind = 'loop' then 0 else s.head end)) \
               from vault_skus s order by s.merchant, s.sku";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|row| Ok(count(&SkuRow::from_row(row)?, row.int(7)?))).collect()
}

/// `live`: the items in stock, or the versions of a loop secret that may be shown.
fn count(sku: &SkuRow, live: i64) -> StockCount {
    let remaining = match sku.kind {
        SkuKind::OneTime => live,
        SkuKind::Loop if live > 0 => sku.units - sku.withdrawn - sku.head,
        SkuKind::Loop => 0,
    };
    StockCount {
        merchant: sku.merchant,
        sku: sku.sku,
        kind: sku.kind,
        imported: sku.units,
        head: sku.head,
        withdrawn: sku.withdrawn,
        remaining,
    }
}
