use super::both;
use crate::{AccountForm, NewSku, Offer, OfferState, Sku, SkuView, search};
use db::{Result, Row, Tx, params};
use kernel::{MerchantId, ProductId, SkuId, Time};

const INSERT: &str = "insert into skus (id, merchant, product, code, name_zh, name_en, kind, search, created_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const SELECT: &str = "select id, merchant, product, code, name_zh, name_en, kind, created_at, form from skus";

pub(crate) async fn insert(tx: &mut Tx, id: SkuId, s: &NewSku, now: Time) -> Result<u64> {
    let search = search::sku_text(&s.code, &s.name);
    let values =
        params![id, s.merchant, s.product, &s.code, &s.name.zh, &s.name.en, s.kind.as_str(), search, now];
    tx.exec(INSERT, values).await
}

pub(crate) async fn put_form(tx: &mut Tx, merchant: MerchantId, id: SkuId, form: &str) -> Result<()> {
    tx.exec_one("update skus set form = $3 where id = $1 and merchant = $2", params![id, merchant, form])
        .await
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, id: SkuId) -> Result<Option<Sku>> {
    let found =
        tx.query_opt(&format!("{SELECT} where id = $1 and merchant = $2"), params![id, merchant]).await?;
    found.as_ref().map(sku).transpose()
}

pub(crate) async fn find_by_code(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<Option<Sku>> {
    let sql = format!("{SELECT} where merchant = $1 and code = $2");
    tx.query_opt(&sql, params![merchant, code]).await?.as_ref().map(sku).transpose()
}

/// Those of the ids that are the merchant's own.
pub(crate) async fn many(tx: &mut Tx, merchant: MerchantId, ids: &[SkuId]) -> Result<Vec<Sku>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = ids.iter().map(SkuId::to_string).collect();
    let sql = format!("{SELECT} where merchant = $1 and id = any($2)");
    tx.query(&sql, params![merchant, ids]).await?.iter().map(sku).collect()
}

/// The merchant's own with ids before that one, newest first.
pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId, before: String, limit: i64) -> Result<Vec<Sku>> {
    let sql = format!("{SELECT} where merchant = $1 and id < $2 order by id desc limit $3");
    tx.query(&sql, params![merchant, before, limit]).await?.iter().map(sku).collect()
}

/// With their offers: all, or those that can be ordered.
pub(crate) async fn of_product(
    tx: &mut Tx,
    product: ProductId,
    offers: Vec<Offer>,
    all: bool,
) -> Result<Vec<SkuView>> {
    let rows = tx.query(&format!("{SELECT} where product = $1 order by id"), params![product]).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in &rows {
        let sku = sku(row)?;
        let mine = offers.iter().filter(|o| o.sku == sku.id && (all || o.state == OfferState::On));
        let offers: Vec<Offer> = mine.cloned().collect();
        if all || !offers.is_empty() {
            views.push(SkuView { sku, offers });
        }
    }
    Ok(views)
}

fn sku(r: &Row) -> Result<Sku> {
    Ok(Sku {
        id: r.parse(0)?,
        merchant: r.parse(1)?,
        product: r.parse(2)?,
        code: r.text(3)?,
        name: both(r, 4)?,
        kind: r.parse(6)?,
        form: AccountForm::read(&r.text(8)?)?,
        created_at: r.time(7)?,
    })
}
