use db::{Result, Tx, params};
use kernel::{DockingKeyId, Time};

/// False where it was used before.
pub(crate) async fn take(tx: &mut Tx, key: DockingKeyId, nonce: &str, now: Time) -> Result<bool> {
    let sql =
        "insert into docking_nonces (docking_key, nonce, at) values ($1, $2, $3) on conflict do nothing";
    Ok(tx.exec(sql, params![key, nonce, now]).await? == 1)
}

pub(crate) async fn forget(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.exec("delete from docking_nonces where at < $1", params![before]).await
}
