use crate::CategoryFee;
use db::{Result, Tx, params};
use kernel::BasisPoints;

pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<CategoryFee>> {
    let rows = tx.query("select category, fee_bps from category_fees order by category", &[]).await?;
    rows.iter().map(|r| Ok(CategoryFee { category: r.text(0)?, fee: BasisPoints(r.int(1)?) })).collect()
}

/// Held until the transaction ends.
pub(crate) async fn find(tx: &mut Tx, category: &str) -> Result<Option<BasisPoints>> {
    let sql = "select fee_bps from category_fees where category = $1 for update";
    let found = tx.query_opt(sql, params![category]).await?;
    found.map(|r| Ok(BasisPoints(r.int(0)?))).transpose()
}

pub(crate) async fn put(tx: &mut Tx, category: &str, fee: Option<BasisPoints>) -> Result<()> {
    match fee {
        Some(fee) => {
            let sql = "insert into category_fees (category, fee_bps) values ($1, $2) \
                       on conflict (category) do update set fee_bps = excluded.fee_bps";
            tx.exec_one(sql, params![category, fee.0]).await
        }
        None => tx.exec_one("delete from category_fees where category = $1", params![category]).await,
    }
}
