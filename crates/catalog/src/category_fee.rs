use crate::{CatalogRefusal, store};
use db::{Db, Tx};
use kernel::BasisPoints;

/// What the platform keeps of goods of a category, in place of the share that their merchants agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryFee {
    pub category: String,
    pub fee: BasisPoints,
}

/// The most is the whole price.
const WHOLE: i64 = 10_000;

/// Those categories that have one, by their codes.
pub async fn category_fees(db: &Db) -> db::Result<Vec<CategoryFee>> {
    store::category_fees::all(&mut db.read().await?).await
}

/// Gives the category a share of its own, or takes it away; what it was before. Orders placed from now on pay it.
pub async fn put_category_fee(
    tx: &mut Tx,
    category: &str,
    fee: Option<BasisPoints>,
) -> Result<Option<BasisPoints>, CatalogRefusal> {
    if fee.is_some_and(|fee| !(0..=WHOLE).contains(&fee.0)) {
        return Err(CatalogRefusal::BadFee);
    }
    store::categories::must_exist(tx, category).await?;
    let before = store::category_fees::find(tx, category).await?;
    if before != fee {
        store::category_fees::put(tx, category, fee).await?;
        // What nodes remember of the offers of that category is read anew.
        store::versions::count_up_of_category(tx, category).await?;
    }
    Ok(before)
}
