use db::{Db, DbError, Engine, Result, Tx, params};
use kernel::Time;

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

const TRIAL: &str = "cardamom_trial_";

/// A place in PostgreSQL for a copy.
pub async fn make_trial(db: &Db, name: &str) -> Result<String> {
    let schema = format!("{TRIAL}{name}");
    let mut tx = db.begin().await?;
    tx.batch(&format!("create schema {schema}")).await?;
    tx.commit().await?;
    Ok(schema)
}

pub async fn drop_trial(db: &Db, schema: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.batch(&format!("drop schema {schema} cascade")).await?;
    tx.commit().await
}

/// Those that were left behind by a process that was killed.
pub async fn drop_trials(db: &Db) -> Result<()> {
    let sql = "select nspname::text from pg_namespace where starts_with(nspname::text, $1)";
    for row in db.query(sql, params![TRIAL]).await? {
        drop_trial(db, &row.text(0)?).await?;
    }
    Ok(())
}

/// The clock of the database's own machine; none where that is this one.
pub async fn clock(db: &Db) -> Result<Option<Time>> {
    if db.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let sql = "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";
    db.query_opt(sql, &[]).await?.map(|row| row.time(0)).transpose()
}

/// When the newest thing was written that tells its time.
pub async fn newest_record(db: &Db) -> Result<Option<Time>> {
    let sql = "select max(at) from (select max(applied_at) as at from schema_migrations \
               union all select max(at) as at from trail) as records";
    db.query_opt(sql, &[]).await?.map_or(Ok(None), |row| row.get(0))
}

/// What makes an engine fit or not.
pub enum EngineFacts {
    Sqlite {
        version: String,
        journal: String,
        /// 2 is full, 3 is extra.
        synchronous: i64,
    },
    Postgres {
        /// 150004 is 15.4.
        version: i64,
        /// Settings that must be on and are not.
        off: Vec<String>,
        most_connections: i64,
    },
}

pub async fn engine_facts(db: &Db) -> Result<EngineFacts> {
    let mut tx = db.read().await?;
    let missing = || DbError::Decode("the engine does not say how it is set".into());
    if db.engine() == Engine::Sqlite {
        let version = tx.query_opt("select sqlite_version()", &[]).await?.ok_or_else(missing)?.text(0)?;
        let journal = tx.query_opt("pragma journal_mode", &[]).await?.ok_or_else(missing)?.text(0)?;
        let synchronous = tx.query_opt("pragma synchronous", &[]).await?.ok_or_else(missing)?.int(0)?;
        return Ok(EngineFacts::Sqlite { version, journal, synchronous });
    }
    let number = "select cast(current_setting($1) as bigint)";
    let version = tx.query_opt(number, params!["server_version_num"]).await?.ok_or_else(missing)?.int(0)?;
    let most_connections =
        tx.query_opt(number, params!["max_connections"]).await?.ok_or_else(missing)?.int(0)?;
    let sql = "select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') \
               and setting in ('off', 'local') order by name";
    let off = tx.query(sql, &[]).await?.iter().map(|row| row.text(0)).collect::<Result<_>>()?;
    Ok(EngineFacts::Postgres { version, off, most_connections })
}

/// Jobs that are due, when the oldest of them was, and jobs given up.
pub async fn queue_facts(db: &Db, now: Time) -> Result<(i64, Option<Time>, i64)> {
    let mut tx = db.read().await?;
    let sql = "select count(*), min(run_at) from jobs where state = 'queued' and run_at <= $1";
    let due = tx.query_opt(sql, params![now]).await?;
    let due = due.ok_or_else(|| DbError::Decode("no count came".into()))?;
    let dead = tx.query_opt("select count(*) from jobs where state = 'dead'", &[]).await?;
    Ok((due.int(0)?, due.get(1)?, dead.map_or(Ok(0), |row| row.int(0))?))
}
