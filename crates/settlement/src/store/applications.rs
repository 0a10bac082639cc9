use db::{Result, Tx, params};
use kernel::MerchantId;
use std::collections::{BTreeSet, HashMap};

/// What each of the merchants is: person or company. Those that the operator made itself have not said.
pub(crate) async fn kinds(
    tx: &mut Tx,
    merchants: &BTreeSet<MerchantId>,
) -> Result<HashMap<MerchantId, String>> {
    let names: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let sql = "select merchant, kind from applications where merchant = any($1)";
    let rows = tx.query(sql, params![names]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.text(1)?))).collect()
}
