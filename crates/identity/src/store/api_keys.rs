use crate::api_key::LIVE;
use crate::duty::scopes_of_keys;
use crate::token::Digest;
use crate::{ApiKey, By, Caller, Duty, Role, Scopes, UserState};
use db::{Db, Result, Row, Tx, params};
use kernel::{ApiKeyId, MerchantId, Time, UserId};
use subtle::ConstantTimeEq;

pub(crate) async fn insert(tx: &mut Tx, key: &ApiKey, digest: &Digest) -> Result<()> {
    tx.exec_one(
        "insert into api_keys (id, digest, prefix, last4, name, user_id, merchant, scopes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            key.id,
            *digest,
            &key.prefix,
            &key.last4,
            &key.name,
            key.user,
            key.merchant,
            key.scopes.to_string(),
            key.created_at
        ],
    )
    .await
}

pub(crate) struct Found {
    pub id: ApiKeyId,
    pub caller: Caller,
    pub last_used_at: Option<Time>,
}

/// The caller of a key that was not revoked, whose owner is not blocked and still works where they made it. It may do
/// no more than its owner may now.
pub(crate) async fn find(db: &Db, digest: &Digest) -> Result<Option<Found>> {
    let row = db
        .query_opt(
            "select k.digest, k.id, k.prefix, k.merchant, k.scopes, k.last_used_at, u.id, u.role, u.duty
             from api_keys k join users u on u.id = k.user_id
             where k.digest = $1 and k.revoked_at is null and u.state = $2
               and k.merchant is not distinct from u.merchant",
            params![*digest, UserState::Active.code()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    if !bool::from(row.bytes(0)?.as_slice().ct_eq(digest)) {
        return Ok(None);
    }
    let (id, role, duty): (ApiKeyId, Role, Option<Duty>) = (row.parse(1)?, row.parse(7)?, row.parse_opt(8)?);
    let caller = Caller {
        user: row.parse(6)?,
        role,
        merchant: row.parse_opt(3)?,
        duty,
        by: By::Key(id),
        scopes: Scopes::stored(&row.text(4)?).both(scopes_of_keys(role, duty)),
        live: row.text(2)? == LIVE,
        second_factor: false,
        strong_at: None,
    };
    Ok(Some(Found { id, caller, last_used_at: row.get(5)? }))
}

pub(crate) async fn list(db: &Db, user: UserId) -> Result<Vec<ApiKey>> {
    let sql =
        "select id, prefix, last4, name, user_id, merchant, scopes, created_at, last_used_at, revoked_at
               from api_keys where user_id = $1 order by id";
    db.query(sql, params![user]).await?.iter().map(read).collect()
}

pub(crate) async fn of_merchant(db: &Db, merchant: MerchantId) -> Result<Vec<ApiKey>> {
    let sql =
        "select id, prefix, last4, name, user_id, merchant, scopes, created_at, last_used_at, revoked_at
               from api_keys where merchant = $1 order by id desc limit 500";
    db.query(sql, params![merchant]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.parse(0)?,
        prefix: row.text(1)?,
        last4: row.text(2)?,
        name: row.text(3)?,
        user: row.parse(4)?,
        merchant: row.parse_opt(5)?,
        scopes: Scopes::stored(&row.text(6)?),
        created_at: row.time(7)?,
        last_used_at: row.get(8)?,
        revoked_at: row.get(9)?,
    })
}

pub(crate) async fn revoke(tx: &mut Tx, key: ApiKeyId, owner: UserId, now: Time) -> Result<bool> {
    let sql = "update api_keys set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null";
    Ok(tx.exec(sql, params![key, owner, now]).await? == 1)
}

/// All of a user's.
pub(crate) async fn revoke_all(tx: &mut Tx, owner: UserId, now: Time) -> Result<u64> {
    let sql = "update api_keys set revoked_at = $2 where user_id = $1 and revoked_at is null";
    tx.exec(sql, params![owner, now]).await
}

/// Nothing where a use later than `unless_after` is known already.
pub(crate) async fn used(db: &Db, key: ApiKeyId, now: Time, unless_after: Time) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = "update api_keys set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)";
    tx.exec(sql, params![key, now, unless_after]).await?;
    tx.commit().await
}
