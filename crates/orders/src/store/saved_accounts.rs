use crate::SavedAccount;
use db::{Result, Row, Tx, params};
use kernel::{OrderId, SavedAccountId, Time, UserId};

/// One as it is stored.
pub(crate) struct Stored {
    pub account: SavedAccount,
    /// Nonce, ciphertext and tag.
    pub sealed: Vec<u8>,
    pub print: Vec<u8>,
}

/// Whether the order is still that user's: an account that was deleted has none.
pub(crate) async fn is_of(tx: &mut Tx, order: OrderId, user: UserId) -> Result<bool> {
    let sql = "select id from orders where id = $1 and buyer = $2";
    Ok(tx.query_opt(sql, params![order, user]).await?.is_some())
}

/// One that is there already was used once more.
pub(crate) async fn put(tx: &mut Tx, user: UserId, new: &Stored) -> Result<()> {
    let sql = "insert into saved_accounts (user_id, id, shape, account, hint, print, created_at, used_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8) \
               on conflict (user_id, print) do update set used_at = excluded.used_at";
    let SavedAccount { id, shape, hint, created_at, used_at } = &new.account;
    let sealed = new.sealed.as_slice();
    let values = params![user, *id, shape, sealed, hint, new.print.as_slice(), *created_at, *used_at];
    tx.exec_one(sql, values).await
}

/// The one that was used last in front.
pub(crate) async fn of(tx: &mut Tx, user: UserId) -> Result<Vec<Stored>> {
    let sql = "select id, shape, account, hint, print, created_at, used_at from saved_accounts \
               where user_id = $1 order by used_at desc, id desc";
    tx.query(sql, params![user]).await?.iter().map(stored).collect()
}

pub(crate) async fn find(tx: &mut Tx, user: UserId, id: SavedAccountId) -> Result<Option<Stored>> {
    let sql = "select id, shape, account, hint, print, created_at, used_at from saved_accounts \
               where user_id = $1 and id = $2";
    tx.query_opt(sql, params![user, id]).await?.as_ref().map(stored).transpose()
}

pub(crate) async fn used(tx: &mut Tx, user: UserId, id: SavedAccountId, now: Time) -> Result<()> {
    let sql = "update saved_accounts set used_at = $3 where user_id = $1 and id = $2";
    tx.exec(sql, params![user, id, now]).await?;
    Ok(())
}

/// Whether there was such a one.
pub(crate) async fn remove(tx: &mut Tx, user: UserId, id: SavedAccountId) -> Result<bool> {
    let sql = "delete from saved_accounts where user_id = $1 and id = $2";
    Ok(tx.exec(sql, params![user, id]).await? == 1)
}

pub(crate) async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.exec("delete from saved_accounts where user_id = $1", params![user]).await
}

fn stored(row: &Row) -> Result<Stored> {
    let account = SavedAccount {
        id: row.parse(0)?,
        shape: row.text(1)?,
        hint: row.text(3)?,
        created_at: row.time(5)?,
        used_at: row.time(6)?,
    };
    Ok(Stored { account, sealed: row.bytes(2)?, print: row.bytes(4)? })
}
