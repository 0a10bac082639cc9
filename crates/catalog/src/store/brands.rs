use super::both;
use crate::Brand;
use db::{Result, Row, Tx, params};
use kernel::{Bilingual, BrandId, MerchantId, Money, ProductId, SkuId};

const COLUMNS: &str = "b.id, b.name_zh, b.name_en, b.authorised_only, b.created_at";

/// Each name on a line of its own, so that only whole names match.
fn lines(name: &Bilingual) -> String {
    format!("\n{}\n{}\n", name.zh.to_lowercase(), name.en.to_lowercase())
}

pub(crate) async fn insert(tx: &mut Tx, brand: &Brand) -> Result<()> {
    let sql = "insert into brands (id, name_zh, name_en, authorised_only, search, created_at) \
               values ($1, $2, $3, $4, $5, $6)";
    let only = i64::from(brand.authorised_only);
    let values =
        params![brand.id, &brand.name.zh, &brand.name.en, only, lines(&brand.name), brand.created_at];
    tx.exec_one(sql, values).await
}

pub(crate) async fn change(tx: &mut Tx, brand: &Brand) -> Result<()> {
    let sql = "update brands set name_zh = $2, name_en = $3, authorised_only = $4, search = $5 where id = $1";
    let only = i64::from(brand.authorised_only);
    tx.exec_one(sql, params![brand.id, &brand.name.zh, &brand.name.en, only, lines(&brand.name)]).await
}

/// Products that carry one of its names in either language and no brand yet.
pub(crate) async fn adopt(tx: &mut Tx, brand: &Brand) -> Result<u64> {
    let mut adopted = 0;
    for name in [&brand.name.zh, &brand.name.en].into_iter().filter(|name| !name.is_empty()) {
        let sql = "update products set brand = $1 where brand is null and (brand_zh = $2 or brand_en = $2)";
        adopted += tx.exec(sql, params![brand.id, name]).await?;
    }
    Ok(adopted)
}

pub(crate) async fn find(tx: &mut Tx, id: BrandId) -> Result<Option<Brand>> {
    let sql = format!("select {COLUMNS} from brands b where b.id = $1");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Brand>> {
    let sql = format!("select {COLUMNS} from brands b order by b.name_zh, b.name_en, b.id");
    tx.query(&sql, &[]).await?.iter().map(read).collect()
}

/// The brand that one of these names means, whatever its case.
pub(crate) async fn called(tx: &mut Tx, name: &Bilingual) -> Result<Option<BrandId>> {
    for name in [&name.zh, &name.en].into_iter().filter(|name| !name.trim().is_empty()) {
        let line = crate::search::pattern(&format!("\n{}\n", name.trim().to_lowercase()));
        let sql = "select id from brands where search like $1 escape '!' order by id limit 1";
        if let Some(row) = tx.query_opt(sql, params![line]).await? {
            return row.parse(0).map(Some);
        }
    }
    Ok(None)
}

pub(crate) async fn of_product(
    tx: &mut Tx,
    merchant: MerchantId,
    product: ProductId,
) -> Result<Option<Brand>> {
    let sql = format!(
        "select {COLUMNS} from products p join brands b on b.id = p.brand where p.id = $1 and p.merchant = $2"
    );
    tx.query_opt(&sql, params![product, merchant]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn of_sku(tx: &mut Tx, merchant: MerchantId, sku: SkuId) -> Result<Option<Brand>> {
    let sql = format!(
        "select {COLUMNS} from skus s join products p on p.id = s.product join brands b on b.id = p.brand \
         where s.id = $1 and s.merchant = $2"
    );
    tx.query_opt(&sql, params![sku, merchant]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn prices_on(tx: &mut Tx, product: ProductId) -> Result<Vec<Money>> {
    let sql = "select price_minor, currency from offers where product = $1 and state = 'on'";
    let rows = tx.query(sql, params![product]).await?;
    rows.iter().map(|row| Ok(Money::new(row.int(0)?, row.parse(1)?))).collect()
}

pub(crate) async fn switch_off(tx: &mut Tx, merchant: MerchantId, brand: BrandId) -> Result<u64> {
    let sql = "update offers set state = 'off' where merchant = $1 and state = 'on' \
               and product in (select id from products where merchant = $1 and brand = $2)";
    tx.exec(sql, params![merchant, brand]).await
}

pub(crate) async fn sellers(tx: &mut Tx, brand: BrandId) -> Result<Vec<MerchantId>> {
    let sql = "select distinct p.merchant from products p join offers o on o.product = p.id and o.state = 'on' \
               where p.brand = $1 order by p.merchant";
    tx.query(sql, params![brand]).await?.iter().map(|row| row.parse(0)).collect()
}

fn read(row: &Row) -> Result<Brand> {
    Ok(Brand {
        id: row.parse(0)?,
        name: both(row, 1)?,
        authorised_only: row.int(3)? == 1,
        created_at: row.time(4)?,
    })
}
