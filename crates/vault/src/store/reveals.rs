use crate::reveal::Reveal;
use db::{Result, Tx, Ty, row};
use kernel::MerchantId;

/// What stands before the first link of each chain.
pub(crate) const GENESIS: [u8; 32] = [0; 32];

/// The ends of the chains, locked in the order given, which must be sorted: (seq, hash) of those that exist.
pub(crate) async fn lock(tx: &mut Tx, merchants: &[MerchantId]) -> Result<Vec<(i64, Vec<u8>)>> {
    let sql = "select seq, hash from vault_chains where merchant = $1 for update";
    let rows = merchants.iter().map(|merchant| row![*merchant]).collect();
    let found = tx.query_each(sql, &[Ty::Text], rows).await?;
    found.iter().map(|row| Ok((row.int(0)?, row.bytes(1)?))).collect()
}

/// Writes the links, and each chain's end: (merchant, old seq, new seq, hash).
pub(crate) async fn append(
    tx: &mut Tx,
    links: Vec<(Reveal, Vec<u8>)>,
    ends: Vec<(MerchantId, i64, i64, Vec<u8>)>,
) -> Result<()> {
    let sql = "insert into vault_reveals (merchant, seq, at, sku, item, shown, delivery, who, from_address, hash) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let rows = links
        .into_iter()
        .map(|(r, hash)| {
            row![r.merchant, r.seq, r.at, r.sku, r.item, r.shown, r.delivery, r.who, r.from, hash]
        })
        .collect();
    let (t, i) = (Ty::Text, Ty::Int);
    tx.exec_each_one(sql, &[t, i, i, t, i, i, t, t, t, Ty::Bytes], rows).await?;
    let sql = "update vault_chains set seq = $3, hash = $4 \
               where vault_chains.merchant = $1 and vault_chains.seq = $2";
    let rows = ends.into_iter().map(|(merchant, old, new, hash)| row![merchant, old, new, hash]).collect();
    tx.exec_each_one(sql, &[t, i, i, Ty::Bytes], rows).await
}
