use crate::Canary;
use db::{Result, Tx, Ty, row};
use kernel::{MerchantId, Time};
use std::collections::HashMap;

/// The numbers of the batch's items with these fingerprints.
pub(crate) async fn numbers(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: i64,
    prints: &[[u8; 16]],
) -> Result<HashMap<Vec<u8>, i64>> {
    let sql =
        "select fingerprint, number from vault_items where merchant = $1 and fingerprint = $2 and batch = $3";
    let rows = prints.iter().map(|print| row![merchant, *print, batch]).collect();
    let found = tx.query_each(sql, &[Ty::Text, Ty::Bytes, Ty::Int], rows).await?;
    found.iter().map(|row| Ok((row.bytes(0)?, row.int(1)?))).collect()
}

pub(crate) async fn insert(tx: &mut Tx, canary: &Canary, digests: &[[u8; 32]], now: Time) -> Result<()> {
    let sql =
        "insert into vault_canaries (digest, merchant, sku, batch, created_at) values ($1, $2, $3, $4, $5)";
    let rows =
        digests.iter().map(|digest| row![*digest, canary.merchant, canary.sku, canary.batch, now]).collect();
    tx.exec_each_one(sql, &[Ty::Bytes, Ty::Text, Ty::Text, Ty::Text, Ty::Int], rows).await
}

/// Those of the digests that are in the register.
pub(crate) async fn known(tx: &mut Tx, digests: &[[u8; 32]]) -> Result<HashMap<Vec<u8>, Canary>> {
    let sql = "select digest, merchant, sku, batch from vault_canaries where digest = $1";
    let rows = digests.iter().map(|digest| row![*digest]).collect();
    let found = tx.query_each(sql, &[Ty::Bytes], rows).await?;
    let canary = |row: &db::Row| {
        Ok((row.bytes(0)?, Canary { merchant: row.parse(1)?, sku: row.parse(2)?, batch: row.parse(3)? }))
    };
    found.iter().map(canary).collect()
}
