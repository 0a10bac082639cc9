use crate::Contract;
use db::{Result, Tx, params};
use kernel::{AuthorisationId, BatchId, MerchantId};

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, batch: BatchId, c: &Contract) -> Result<()> {
    let sql = "insert into batch_contracts (merchant, batch, contract, signed_on, document) \
               values ($1, $2, $3, $4, $5)";
    tx.exec_one(sql, params![merchant, batch, &c.contract, &c.signed_on, c.document]).await
}

pub(crate) async fn contracts(
    tx: &mut Tx,
    merchant: MerchantId,
    batches: &[BatchId],
) -> Result<Vec<(BatchId, Contract)>> {
    let sql = "select batch, contract, signed_on, document from batch_contracts \
               where merchant = $1 and batch = any($2)";
    let rows = tx.query(sql, params![merchant, texts(batches)]).await?;
    rows.iter()
        .map(|row| {
            let contract =
                Contract { contract: row.text(1)?, signed_on: row.text(2)?, document: row.parse_opt(3)? };
            Ok((row.parse(0)?, contract))
        })
        .collect()
}

pub(crate) async fn authorisations(
    tx: &mut Tx,
    merchant: MerchantId,
    batches: &[BatchId],
) -> Result<Vec<(BatchId, AuthorisationId)>> {
    let sql = "select batch, authorisation from batch_authorisations where merchant = $1 and batch = any($2)";
    let rows = tx.query(sql, params![merchant, texts(batches)]).await?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?))).collect()
}

fn texts(batches: &[BatchId]) -> Vec<String> {
    batches.iter().map(BatchId::to_string).collect()
}
