use db::{Result, Tx, params};
use kernel::MerchantId;
use std::collections::{HashMap, HashSet};

/// Missing ones have never changed: version 0.
pub(crate) async fn of(tx: &mut Tx, merchants: HashSet<MerchantId>) -> Result<HashMap<MerchantId, i64>> {
    if merchants.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let sql = "select merchant, version from catalog_versions where merchant = any($1)";
    tx.query(sql, params![ids]).await?.iter().map(|row| Ok((row.parse(0)?, row.int(1)?))).collect()
}

/// Of all merchants with products of that category, in one order everywhere.
pub(crate) async fn count_up_of_category(tx: &mut Tx, category: &str) -> Result<()> {
    let sql = "select distinct merchant from products where category = $1 order by merchant";
    for row in tx.query(sql, params![category]).await? {
        count_up(tx, row.parse(0)?).await?;
    }
    Ok(())
}

/// In the transaction of each change to what orders look at.
pub(crate) async fn count_up(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    let sql = "insert into catalog_versions (merchant, version) values ($1, 1) \
               on conflict (merchant) do update set version = catalog_versions.version + 1";
    tx.exec_one(sql, params![merchant]).await
}
