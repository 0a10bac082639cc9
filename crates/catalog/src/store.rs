//! The SQL of the catalogue, one file a table.

pub(crate) mod brands;
pub(crate) mod categories;
pub(crate) mod category_fees;
pub(crate) mod offers;
pub(crate) mod products;
pub(crate) mod reviews;
pub(crate) mod skus;
pub(crate) mod versions;

use db::{Result, Row, Tx, params};
use kernel::{Bilingual, MerchantId, ProductId};

/// Who looks at a product: that decides how it is named and how much of it is seen.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'a> {
    InShop(&'a str),
    ByOwner(MerchantId, ProductId),
}

/// Two columns, Chinese first.
fn both(row: &Row, index: usize) -> Result<Bilingual> {
    Ok(Bilingual { zh: row.text(index)?, en: row.text(index + 1)? })
}

/// What a merchant has a list of.
#[derive(Clone, Copy)]
pub(crate) enum Own {
    Products,
    Offers,
}

/// The last id of the next so many of the merchant's, whatever they are, and how many there are.
pub(crate) async fn step(
    tx: &mut Tx,
    of: Own,
    merchant: MerchantId,
    before: &str,
    stride: i64,
) -> Result<(Option<String>, i64)> {
    let sql = match of {
        Own::Products => {
            "select min(id), count(*) from \
             (select id from products where merchant = $1 and id < $2 order by id desc limit $3) as seen"
        }
        Own::Offers => {
            "select min(id), count(*) from \
             (select id from offers where merchant = $1 and id < $2 order by id desc limit $3) as seen"
        }
    };
    let row = tx.query_opt(sql, params![merchant, before, stride]).await?;
    row.map_or(Ok((None, 0)), |row| Ok((row.get(0)?, row.int(1)?)))
}
