use crate::passkeys::Purpose;
use crate::token::Digest;
use db::{Db, Result, Tx, params};
use kernel::{Time, UserId};

pub(crate) async fn insert(
    tx: &mut Tx,
    digest: &Digest,
    purpose: Purpose,
    user: Option<UserId>,
    state: &str,
    expires_at: Time,
) -> Result<()> {
    tx.exec_one(
        "insert into passkey_challenges (digest, purpose, user_id, state, expires_at) values ($1, $2, $3, $4, $5)",
        params![*digest, purpose.code(), user, state, expires_at],
    )
    .await
}

/// Gone with this; none where it was taken, has expired, or was made for something or somebody else.
pub(crate) async fn take(
    tx: &mut Tx,
    digest: &Digest,
    purpose: Purpose,
    user: Option<UserId>,
    now: Time,
) -> Result<Option<String>> {
    let sql = "delete from passkey_challenges where digest = $1 and purpose = $2 returning user_id, state, expires_at";
    let Some(row) = tx.query_opt(sql, params![*digest, purpose.code()]).await? else { return Ok(None) };
    let theirs = row.parse_opt::<UserId>(0)? == user && row.time(2)? > now;
    Ok(if theirs { Some(row.text(1)?) } else { None })
}

pub(crate) async fn sweep(db: &Db, now: Time) -> Result<u64> {
    let mut tx = db.begin().await?;
    let mut gone = 0;
    for sql in [
        "delete from passkey_challenges where expires_at <= $1",
        "delete from login_errands where expires_at <= $1",
        "delete from login_strangers where expires_at <= $1",
    ] {
        gone += tx.exec(sql, params![now]).await?;
    }
    tx.commit().await?;
    Ok(gone)
}
