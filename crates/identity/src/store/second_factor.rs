use crate::SecondFactorView;
use db::{Db, Result, Tx, params};
use kernel::{SessionId, Time, UserId};

/// The app of a user.
pub(crate) struct Totp {
    pub sealed: Vec<u8>,
    pub confirmed: bool,
    pub last_step: i64,
}

pub(crate) async fn view(db: &Db, user: UserId) -> Result<SecondFactorView> {
    let sql = "select (select count(*) from totp where user_id = $1 and confirmed_at is not null),
                      (select count(*) from recovery_codes where user_id = $1 and used_at is null)";
    let row = db.query_opt(sql, params![user]).await?;
    let row = row.ok_or_else(|| db::DbError::State("two numbers are always a row".into()))?;
    Ok(SecondFactorView { totp: row.int(0)? > 0, recovery_codes_left: row.int(1)? })
}

/// False where one is confirmed already.
pub(crate) async fn put_pending(tx: &mut Tx, user: UserId, sealed: &[u8], now: Time) -> Result<bool> {
    let sql = "insert into totp (user_id, sealed, created_at, last_step) values ($1, $2, $3, 0)
               on conflict (user_id) do update set sealed = excluded.sealed, created_at = excluded.created_at
               where totp.confirmed_at is null";
    Ok(tx.exec(sql, params![user, sealed, now]).await? == 1)
}

/// Held until the commit, so that one code is not taken twice at once.
pub(crate) async fn totp(tx: &mut Tx, user: UserId) -> Result<Option<Totp>> {
    let sql = "select sealed, confirmed_at, last_step from totp where user_id = $1 for update";
    let row = tx.query_opt(sql, params![user]).await?;
    row.map(|row| {
        let confirmed = row.get::<Option<Time>>(1)?.is_some();
        Ok(Totp { sealed: row.bytes(0)?, confirmed, last_step: row.int(2)? })
    })
    .transpose()
}

pub(crate) async fn confirm(tx: &mut Tx, user: UserId, step: i64, now: Time) -> Result<bool> {
    let sql = "update totp set confirmed_at = $3, last_step = $2 where user_id = $1 and confirmed_at is null";
    Ok(tx.exec(sql, params![user, step, now]).await? == 1)
}

pub(crate) async fn use_step(tx: &mut Tx, user: UserId, old: i64, step: i64) -> Result<bool> {
    let sql = "update totp set last_step = $3 where user_id = $1 and last_step = $2";
    Ok(tx.exec(sql, params![user, old, step]).await? == 1)
}

pub(crate) async fn use_recovery(tx: &mut Tx, user: UserId, digest: &[u8; 32], now: Time) -> Result<bool> {
    let sql = "update recovery_codes set used_at = $3 where user_id = $1 and digest = $2 and used_at is null";
    Ok(tx.exec(sql, params![user, *digest, now]).await? == 1)
}

/// In the place of all there were.
pub(crate) async fn put_recovery(
    tx: &mut Tx,
    user: UserId,
    digests: impl Iterator<Item = [u8; 32]>,
) -> Result<()> {
    tx.exec("delete from recovery_codes where user_id = $1", params![user]).await?;
    for digest in digests {
        tx.exec_one("insert into recovery_codes (user_id, digest) values ($1, $2)", params![user, digest])
            .await?;
    }
    Ok(())
}

/// False where there was none.
pub(crate) async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    let gone = tx.exec("delete from totp where user_id = $1", params![user]).await?;
    tx.exec("delete from recovery_codes where user_id = $1", params![user]).await?;
    tx.exec("update sessions set strong_at = null where user_id = $1", params![user]).await?;
    Ok(gone == 1)
}

pub(crate) async fn set_strong(tx: &mut Tx, session: SessionId, now: Time) -> Result<()> {
    tx.exec("update sessions set strong_at = $2 where id = $1", params![session, now]).await?;
    Ok(())
}
