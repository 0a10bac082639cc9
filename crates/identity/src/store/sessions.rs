use crate::token::Digest;
use crate::{Session, UserState};
use db::{Db, Result, Tx, params};
use kernel::{Time, UserId};

pub(crate) async fn insert(
    tx: &mut Tx,
    digest: &Digest,
    user: UserId,
    from: &str,
    now: Time,
    expires_at: Time,
) -> Result<()> {
    let from: String = from.chars().filter(|c| !c.is_control()).take(64).collect();
    tx.exec_one(
        "insert into sessions (digest, user_id, from_address, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        params![*digest, user, from, now, expires_at],
    )
    .await
}

/// The session with its user, if both are good; its CSRF token is yet to be computed.
pub(crate) async fn find(db: &Db, digest: &Digest, now: Time) -> Result<Option<Session>> {
    let row = db
        .query_opt(
            "select u.id, u.email, u.role, u.merchant, s.expires_at
             from sessions s join users u on u.id = s.user_id
             where s.digest = $1 and s.expires_at > $2 and u.state = $3",
            params![*digest, now, UserState::Active.code()],
        )
        .await?;
    row.map(|row| {
        Ok(Session {
            user: row.parse(0)?,
            email: row.text(1)?,
            role: row.parse(2)?,
            merchant: row.parse_opt(3)?,
            csrf: String::new(),
            expires_at: row.time(4)?,
        })
    })
    .transpose()
}

/// Nothing where another request was first.
pub(crate) async fn slide(db: &Db, digest: &Digest, old: Time, new: Time) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = "update sessions set expires_at = $3 where digest = $1 and expires_at = $2";
    tx.exec(sql, params![*digest, old, new]).await?;
    tx.commit().await
}

pub(crate) async fn delete(db: &Db, digest: &Digest) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.exec("delete from sessions where digest = $1", params![*digest]).await?;
    tx.commit().await
}

/// All sessions of a user but that one.
pub(crate) async fn delete_others(tx: &mut Tx, user: UserId, but: &[u8]) -> Result<()> {
    tx.exec("delete from sessions where user_id = $1 and digest <> $2", params![user, but]).await?;
    Ok(())
}

pub(crate) async fn sweep(db: &Db, now: Time) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.exec("delete from sessions where expires_at <= $1", params![now]).await?;
    tx.commit().await?;
    Ok(gone)
}
