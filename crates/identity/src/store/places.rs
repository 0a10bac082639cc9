use db::{Db, Result, Tx, params};
use kernel::{Time, UserId};

/// Whether it is new.
pub(crate) async fn put(tx: &mut Tx, user: UserId, digest: &[u8; 32], now: Time) -> Result<bool> {
    let seen = "update known_places set seen_at = $3 where user_id = $1 and digest = $2";
    if tx.exec(seen, params![user, *digest, now]).await? == 1 {
        return Ok(false);
    }
    let sql =
        "insert into known_places (user_id, digest, seen_at) values ($1, $2, $3) on conflict do nothing";
    Ok(tx.exec(sql, params![user, *digest, now]).await? == 1)
}

/// How many there are but that one.
pub(crate) async fn others(tx: &mut Tx, user: UserId, digest: &[u8; 32]) -> Result<i64> {
    let sql = "select count(*) from known_places where user_id = $1 and digest <> $2";
    tx.query_opt(sql, params![user, *digest]).await?.map_or(Ok(0), |row| row.int(0))
}

pub(crate) async fn known(db: &Db, user: UserId, digest: &[u8; 32]) -> Result<bool> {
    let sql = "select user_id from known_places where user_id = $1 and digest = $2";
    Ok(db.query_opt(sql, params![user, *digest]).await?.is_some())
}

/// Those that were not seen since then.
pub(crate) async fn sweep(tx: &mut Tx, before: Time) -> Result<u64> {
    tx.exec("delete from known_places where seen_at < $1", params![before]).await
}
