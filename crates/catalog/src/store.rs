//! The SQL of the catalogue, one file a table.

pub(crate) mod brands;
pub(crate) mod categories;
pub(crate) mod offers;
pub(crate) mod products;
pub(crate) mod reviews;
pub(crate) mod skus;
pub(crate) mod versions;

use db::{Result, Row};
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
