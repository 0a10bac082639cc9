use db::{Db, DbError, Engine, Result, Tx};

/// The newest migration that was applied; none in an empty database.
pub async fn schema(db: &Db) -> Result<Option<i64>> {
    match db.query_opt("select max(version) from schema_migrations", &[]).await {
        Ok(row) => Ok(row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten()),
        // Neither engine has a code of its own in `DbError` for a missing table.
        Err(DbError::Other(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn orders(tx: &mut Tx) -> Result<i64> {
    tx.query_opt("select count(*) from orders", &[]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Whether the database answers at all.
pub async fn answers(db: &Db) -> Result<()> {
    db.query("select 1", &[]).await.map(|_| ())
}

/// Whether the vault was opened with some root key before.
pub async fn is_sealed(db: &Db) -> Result<bool> {
    if schema(db).await?.is_none() {
        return Ok(false);
    }
    Ok(db.query_opt("select name from vault_root where name = 'check'", &[]).await?.is_some())
}

/// Moves the log of the embedded engine into its file; false where somebody else is at work on it.
pub async fn empty_log(db: &Db) -> Result<bool> {
    if db.engine() == Engine::Postgres {
        return Ok(true);
    }
    let row = db.query_opt("pragma wal_checkpoint(truncate)", &[]).await?;
    Ok(row.map_or(Ok(1), |row| row.int(0))? == 0)
}

/// How the root key is made from a passphrase: not secret.
pub async fn passphrase_salt(db: &Db) -> Result<Option<(Vec<u8>, String)>> {
    let row = db.query_opt("select value, parameters from vault_root where name = 'passphrase'", &[]).await?;
    row.map(|row| Ok((row.bytes(0)?, row.text(1)?))).transpose()
}
