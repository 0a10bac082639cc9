use super::both;
use crate::review::Decided;
use crate::{ProductHead, ProductReview, ReviewState};
use db::{Result, Row, Tx, Value, params};
use kernel::{MerchantId, Money, ProductId, Time};

/// What the rules look at.
pub(crate) struct Facts {
    pub text: String,
    pub category: String,
    pub guided: bool,
    pub prices: Vec<Money>,
}

const REVIEW: &str = "select v.product, v.merchant, v.revision, v.state, r.title_zh, r.title_en, p.category, v.due_at, \
     v.asked_at, v.reason, v.decided_at from product_reviews v join products p on p.id = v.product \
     join product_revisions r on r.product = v.product and r.revision = v.revision";

pub(crate) async fn facts(tx: &mut Tx, product: ProductId) -> Result<Option<Facts>> {
    let sql = "select p.category, p.brand_zh, p.brand_en, r.title_zh, r.title_en, r.summary_zh, r.summary_en, r.guide_zh, \
               r.guide_en, r.terms_zh, r.terms_en from products p \
               join product_revisions r on r.product = p.id and r.revision = p.revision where p.id = $1";
    let Some(row) = tx.query_opt(sql, params![product]).await? else { return Ok(None) };
    let texts = (1..=10).map(|at| row.text(at)).collect::<Result<Vec<_>>>()?;
    let guided = !row.text(7)?.trim().is_empty() || !row.text(8)?.trim().is_empty();
    let prices = super::brands::prices_on(tx, product).await?;
    Ok(Some(Facts { text: texts.join("\n"), category: row.text(0)?, guided, prices }))
}

/// What others ask for goods of the same category and brand, on sale now.
pub(crate) async fn market(tx: &mut Tx, product: ProductId) -> Result<Vec<Money>> {
    let sql = "select o.price_minor, o.currency from products mine \
               join products other on other.category = mine.category and other.brand_zh = mine.brand_zh \
               and other.brand_en = mine.brand_en and other.id <> mine.id and other.state = 'listed' \
               join offers o on o.product = other.id and o.state = 'on' \
               where mine.id = $1 and (mine.brand_zh <> '' or mine.brand_en <> '') limit 1000";
    let rows = tx.query(sql, params![product]).await?;
    rows.iter().map(|row| Ok(Money::new(row.int(0)?, row.parse(1)?))).collect()
}

pub(crate) async fn ask(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
    revision: i64,
    now: Time,
    due_at: Time,
) -> Result<()> {
    let sql = "insert into product_reviews (product, merchant, revision, state, due_at, reviewer, reason, asked_at) \
               values ($1, $2, $3, 'waiting', $4, '', '', $5) on conflict (product) do update set \
               revision = excluded.revision, state = 'waiting', due_at = excluded.due_at, reviewer = '', reason = '', \
               asked_at = excluded.asked_at, decided_at = null";
    tx.exec_one(sql, params![product, merchant, revision, due_at, now]).await
}

pub(crate) async fn list(
    tx: &mut Tx,
    state: ReviewState,
    after: Option<(Time, ProductId)>,
    limit: i64,
) -> Result<Vec<ProductReview>> {
    let mut sql = format!("{REVIEW} where v.state = $1");
    let mut values = vec![Value::from(state.as_str()), Value::from(limit)];
    if let Some((due, product)) = after {
        sql.push_str(" and (v.due_at, v.product) > ($3, $4)");
        values.extend([Value::from(due), Value::from(product)]);
    }
    sql.push_str(" order by v.due_at, v.product limit $2");
    tx.query(&sql, &values).await?.iter().map(read).collect()
}

pub(crate) async fn of(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
) -> Result<Option<ProductReview>> {
    let sql = format!("{REVIEW} where v.product = $1 and v.merchant = $2");
    tx.query_opt(&sql, params![product, merchant]).await?.as_ref().map(read).transpose()
}

/// None where it does not wait any more.
pub(crate) async fn decide(
    tx: &mut Tx,
    product: ProductId,
    state: ReviewState,
    reviewer: &str,
    reason: &str,
    now: Time,
) -> Result<Option<Decided>> {
    let sql = "update product_reviews set state = $2, reviewer = $3, reason = $4, decided_at = $5 \
               where product = $1 and state = 'waiting'";
    if tx.exec(sql, params![product, state.as_str(), reviewer, reason, now]).await? == 0 {
        return Ok(None);
    }
    let sql = "select merchant, revision from product_reviews where product = $1";
    let row = tx.query_opt(sql, params![product]).await?;
    row.map(|row| Ok(Decided { merchant: row.parse(0)?, revision: row.int(1)? })).transpose()
}

pub(crate) async fn exists(tx: &mut Tx, product: ProductId) -> Result<bool> {
    let sql = "select product from product_reviews where product = $1";
    Ok(tx.query_opt(sql, params![product]).await?.is_some())
}

pub(crate) async fn head(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
) -> Result<Option<ProductHead>> {
    let sql = "select r.title_zh, r.title_en, p.brand_zh, p.brand_en, p.category, p.state from products p \
               join product_revisions r on r.product = p.id and r.revision = p.revision \
               where p.id = $1 and p.merchant = $2";
    let row = tx.query_opt(sql, params![product, merchant]).await?;
    row.map(|row| {
        Ok(ProductHead {
            title: both(&row, 0)?,
            brand: both(&row, 2)?,
            category: row.text(4)?,
            state: row.parse(5)?,
        })
    })
    .transpose()
}

pub(crate) async fn count_products(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(*) from products where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |row| row.int(0))
}

fn read(row: &Row) -> Result<ProductReview> {
    Ok(ProductReview {
        product: row.parse(0)?,
        merchant: row.parse(1)?,
        revision: row.int(2)?,
        state: row.parse(3)?,
        title: both(row, 4)?,
        category: row.text(6)?,
        due_at: row.time(7)?,
        asked_at: row.time(8)?,
        reason: row.text(9)?,
        decided_at: row.get(10)?,
    })
}
