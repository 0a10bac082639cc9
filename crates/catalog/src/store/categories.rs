use super::both;
use crate::{CatalogRefusal, Category, check};
use db::{Result, Row, Tx, params};

pub(crate) async fn put(tx: &mut Tx, c: &Category) -> Result<u64> {
    tx.exec(
        "insert into categories (code, name_zh, name_en, icon, sort) values ($1, $2, $3, $4, $5) \
         on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, \
         icon = excluded.icon, sort = excluded.sort",
        params![&c.code, &c.name.zh, &c.name.en, &c.icon, c.sort],
    )
    .await
}

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Category>> {
    let rows = tx
        .query("select code, name_zh, name_en, icon, sort from categories order by sort, code", &[])
        .await?;
    rows.iter().map(category).collect()
}

fn category(r: &Row) -> Result<Category> {
    Ok(Category { code: r.text(0)?, name: both(r, 1)?, icon: r.text(3)?, sort: r.int(4)? })
}

pub(crate) async fn must_exist(tx: &mut Tx, code: &str) -> std::result::Result<(), CatalogRefusal> {
    let known = check::is_slug(code)
        && tx.query_opt("select code from categories where code = $1", params![code]).await?.is_some();
    if known { Ok(()) } else { Err(CatalogRefusal::UnknownCategory) }
}
