use super::{Seen, both, offers, skus};
use crate::own::Piece;
use crate::{
    NewProduct, ProductEdit, ProductState, ProductSummary, ProductView, ProductWords, Revision, search,
};
use db::{Result, Row, Tx, Ty, Value, params, row};
use kernel::{Bilingual, MerchantId, ProductId, Time};
use std::fmt::Write;

const INSERT: &str = "insert into products (id, merchant, slug, category, brand_zh, brand_en, picture, state, \
     revision, search, created_at, brand) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const INSERT_REVISION: &str = "insert into product_revisions (product, revision, title_zh, title_en, summary_zh, \
     summary_en, guide_zh, guide_en, terms_zh, terms_en, created_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const REVISE: &str = "update products set revision = $4, category = $5, brand_zh = $6, brand_en = $7, picture = $8, \
     search = $9, brand = $10 where id = $1 and merchant = $2 and revision = $3";
const REVISION: &str = "select product, revision, title_zh, title_en, summary_zh, summary_en, guide_zh, guide_en, \
     terms_zh, terms_en, created_at from product_revisions where product = $1 and revision = $2";
const SUMMARY: &str = "select p.id, p.merchant, p.slug, p.category, p.brand_zh, p.brand_en, p.picture, p.state, \
     p.revision, p.created_at, r.title_zh, r.title_en, p.brand from products p \
     join product_revisions r on r.product = p.id and r.revision = p.revision";

pub(crate) async fn insert(tx: &mut Tx, id: ProductId, p: &NewProduct, now: Time) -> Result<u64> {
    let search = search::product_text(&p.words.title, &p.brand);
    let state = ProductState::Listed.as_str();
    let values = params![
        id,
        p.merchant,
        &p.slug,
        &p.category,
        &p.brand.zh,
        &p.brand.en,
        &p.picture,
        state,
        1,
        search,
        now,
        p.brand_id
    ];
    tx.exec(INSERT, values).await
}

pub(crate) async fn insert_revision(
    tx: &mut Tx,
    id: ProductId,
    revision: i64,
    w: &ProductWords,
    now: Time,
) -> Result<u64> {
    let values = params![
        id,
        revision,
        &w.title.zh,
        &w.title.en,
        &w.summary.zh,
        &w.summary.en,
        &w.guide.zh,
        &w.guide.en,
        &w.terms.zh,
        &w.terms.en,
        now
    ];
    tx.exec(INSERT_REVISION, values).await
}

/// False where the product is not the merchant's or has another revision by now.
pub(crate) async fn revise(
    tx: &mut Tx,
    merchant: MerchantId,
    id: ProductId,
    e: &ProductEdit,
) -> Result<bool> {
    let search = search::product_text(&e.words.title, &e.brand);
    let next = e.based_on.saturating_add(1);
    let values = params![
        id,
        merchant,
        e.based_on,
        next,
        &e.category,
        &e.brand.zh,
        &e.brand.en,
        &e.picture,
        search,
        e.brand_id
    ];
    Ok(tx.exec(REVISE, values).await? == 1)
}

pub(crate) async fn change_state(
    tx: &mut Tx,
    merchant: MerchantId,
    id: ProductId,
    from: ProductState,
    to: ProductState,
) -> Result<bool> {
    let sql = "update products set state = $4 where id = $1 and merchant = $2 and state = $3";
    Ok(tx.exec(sql, params![id, merchant, from.as_str(), to.as_str()]).await? == 1)
}

/// Whatever it was before.
pub(crate) async fn set_state(tx: &mut Tx, id: ProductId, to: ProductState) -> Result<()> {
    tx.exec_one("update products set state = $2 where id = $1", params![id, to.as_str()]).await
}

/// State and revision of the merchant's product.
pub(crate) async fn state(
    tx: &mut Tx,
    merchant: MerchantId,
    id: ProductId,
) -> Result<Option<(ProductState, i64)>> {
    let sql = "select state, revision from products where id = $1 and merchant = $2";
    let row = tx.query_opt(sql, params![id, merchant]).await?;
    row.map(|r| Ok((r.parse(0)?, r.int(1)?))).transpose()
}

/// Those of the piece that fit, newest first.
pub(crate) async fn of(tx: &mut Tx, piece: &Piece<ProductState>) -> Result<Vec<ProductSummary>> {
    let mut values: Vec<Value> =
        vec![Value::from(piece.merchant), Value::from(&piece.before), Value::from(&piece.end)];
    let mut sql = format!("{SUMMARY} where p.merchant = $1 and p.id < $2 and p.id >= $3");
    if let Some(state) = piece.state {
        values.push(Value::from(state.as_str()));
        let _ = write!(sql, " and p.state = ${}", values.len());
    }
    for word in &piece.words {
        values.push(Value::from(search::pattern(word)));
        let n = values.len();
        let _ = write!(
            sql,
            " and (p.search like ${n} escape '!' or p.slug like ${n} escape '!' or exists \
             (select 1 from skus s where s.product = p.id and s.search like ${n} escape '!'))"
        );
    }
    values.push(Value::Int(piece.limit));
    let _ = write!(sql, " order by p.id desc limit ${}", values.len());
    tx.query(&sql, &values).await?.iter().map(summary).collect()
}

pub(crate) async fn revisions(tx: &mut Tx, asked: &[(ProductId, i64)]) -> Result<Vec<Revision>> {
    let rows = asked.iter().map(|(product, revision)| row![*product, *revision]).collect();
    tx.query_each(REVISION, &[Ty::Text, Ty::Int], rows).await?.iter().map(revision).collect()
}

/// The whole page, as far as that viewer may see it.
pub(crate) async fn page(tx: &mut Tx, seen: Seen<'_>) -> Result<Option<ProductView>> {
    let found = match seen {
        Seen::InShop(slug) => {
            let sql = format!("{SUMMARY} where p.slug = $1 and p.state = 'listed'");
            tx.query_opt(&sql, params![slug]).await?
        }
        Seen::ByOwner(merchant, id) => {
            let sql = format!("{SUMMARY} where p.id = $1 and p.merchant = $2");
            tx.query_opt(&sql, params![id, merchant]).await?
        }
    };
    let Some(p) = found.as_ref().map(summary).transpose()? else { return Ok(None) };
    let revision = revisions(tx, &[(p.id, p.revision)]).await?.pop();
    let words = revision
        .map(|r| r.words)
        .ok_or_else(|| db::DbError::State(format!("product {} has no revision {}", p.id, p.revision)))?;
    let all = matches!(seen, Seen::ByOwner(..));
    let offers = offers::of_product(tx, p.id).await?;
    let mut skus = skus::of_product(tx, p.id, offers, all).await?;
    skus.sort_by_key(|s| (s.offers.first().map_or(i64::MAX, |o| o.sort), s.sku.id));
    Ok(Some(ProductView {
        id: p.id,
        merchant: p.merchant,
        slug: p.slug,
        category: p.category,
        brand: p.brand,
        brand_id: p.brand_id,
        picture: p.picture,
        state: p.state,
        revision: p.revision,
        words,
        created_at: p.created_at,
        skus,
    }))
}

/// Those whose own words or SKUs' words hold all of the words asked for, newest first.
pub(crate) async fn named(
    tx: &mut Tx,
    merchant: Option<MerchantId>,
    words: &[String],
    limit: i64,
) -> Result<Vec<ProductId>> {
    let mut values = Vec::new();
    let mut sql = "select p.id from products p where 1 = 1".to_owned();
    if let Some(merchant) = merchant {
        values.push(Value::from(merchant));
        sql.push_str(" and p.merchant = $1");
    }
    for word in words {
        values.push(Value::from(search::pattern(word)));
        let n = values.len();
        let _ = write!(
            sql,
            " and (p.search like ${n} escape '!' or exists (select 1 from skus s where s.product = p.id \
             and s.search like ${n} escape '!'))"
        );
    }
    values.push(Value::Int(limit));
    let _ = write!(sql, " order by p.id desc limit ${}", values.len());
    tx.query(&sql, &values).await?.iter().map(|row| row.parse(0)).collect()
}

/// Whose product it is, and its id.
pub(crate) async fn id_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<(MerchantId, ProductId)>> {
    let row = tx.query_opt("select merchant, id from products where slug = $1", params![slug]).await?;
    row.map(|row| Ok((row.parse(0)?, row.parse(1)?))).transpose()
}

pub(crate) async fn titles(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<(ProductId, Bilingual)>> {
    let sql = "select p.id, r.title_zh, r.title_en from products p \
               join product_revisions r on r.product = p.id and r.revision = p.revision where p.id = any($1)";
    tx.query(sql, params![ids]).await?.iter().map(|row| Ok((row.parse(0)?, both(row, 1)?))).collect()
}

fn summary(r: &Row) -> Result<ProductSummary> {
    Ok(ProductSummary {
        id: r.parse(0)?,
        merchant: r.parse(1)?,
        slug: r.text(2)?,
        category: r.text(3)?,
        brand: both(r, 4)?,
        picture: r.text(6)?,
        state: r.parse(7)?,
        revision: r.int(8)?,
        created_at: r.time(9)?,
        title: both(r, 10)?,
        brand_id: r.parse_opt(12)?,
    })
}

fn revision(r: &Row) -> Result<Revision> {
    let words =
        ProductWords { title: both(r, 2)?, summary: both(r, 4)?, guide: both(r, 6)?, terms: both(r, 8)? };
    Ok(Revision { product: r.parse(0)?, revision: r.int(1)?, words, created_at: r.time(10)? })
}
