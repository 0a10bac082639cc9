use db::{Db, DbError, Result, Tx};

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
