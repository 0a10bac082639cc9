use db::{Db, DbError, Result, params};
use ports::WrappedKey;

const FIND: &str = "select root_key_id, value, parameters from vault_root where name = $1";
const INSERT: &str = "insert into vault_root (name, root_key_id, value, parameters) values ($1, $2, $3, $4) \
                      on conflict do nothing";

fn missing() -> DbError {
    DbError::State("vault_root lost a row that was just written".into())
}

pub(crate) async fn check(db: &Db) -> Result<Option<WrappedKey>> {
    let row = db.query_opt(FIND, params!["check"]).await?;
    row.map(|r| Ok(WrappedKey { root_key_id: r.text(0)?, bytes: r.bytes(1)? })).transpose()
}

/// What stands there afterwards: ours, or that of a node which was first.
pub(crate) async fn write_check(db: &Db, new: &WrappedKey) -> Result<WrappedKey> {
    let mut tx = db.begin().await?;
    tx.exec(INSERT, params!["check", &new.root_key_id, new.bytes.as_slice(), ""]).await?;
    tx.commit().await?;
    check(db).await?.ok_or_else(missing)
}

/// Salt and parameters that stand there, or these from now on.
pub(crate) async fn passphrase(db: &Db, salt: [u8; 16], parameters: &str) -> Result<(Vec<u8>, String)> {
    let mut tx = db.begin().await?;
    tx.exec(INSERT, params!["passphrase", "", salt, parameters]).await?;
    let row = tx.query_opt(FIND, params!["passphrase"]).await?.ok_or_else(missing)?;
    tx.commit().await?;
    Ok((row.bytes(1)?, row.text(2)?))
}
