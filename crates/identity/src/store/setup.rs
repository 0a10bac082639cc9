use crate::token::Digest;
use db::{Db, Result, Tx, params};
use kernel::Time;

/// The one link there is, replaced.
pub(crate) async fn renew(tx: &mut Tx, digest: &Digest, expires_at: Time) -> Result<()> {
    tx.exec_one(
        "insert into setup_links (id, digest, state, expires_at) values ('operator', $1, 'open', $2)
         on conflict (id) do update set digest = excluded.digest, state = 'open', expires_at = excluded.expires_at",
        params![*digest, expires_at],
    )
    .await
}

pub(crate) async fn is_open(db: &Db, digest: &Digest, now: Time) -> Result<bool> {
    let sql = "select id from setup_links where digest = $1 and state = 'open' and expires_at > $2";
    Ok(db.query_opt(sql, params![*digest, now]).await?.is_some())
}

/// False for all but the first.
pub(crate) async fn use_up(tx: &mut Tx, digest: &Digest, now: Time) -> Result<bool> {
    let sql =
        "update setup_links set state = 'used' where digest = $1 and state = 'open' and expires_at > $2";
    Ok(tx.exec(sql, params![*digest, now]).await? == 1)
}
