use db::{Result, Tx, params};
use kernel::UserId;

/// Keeps two removals of the same user apart: each sees what the other has left.
pub(crate) async fn hold(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.query_opt("select id from users where id = $1 for update", params![user]).await?;
    Ok(())
}

/// Whether there is still a way in: a password, a contact that codes go to, a passkey, or a log-in elsewhere.
pub(crate) async fn any_left(tx: &mut Tx, user: UserId) -> Result<bool> {
    let sql = "select id from users where id = $1 and (password is not null or email_verified_at is not null
                   or phone_sealed is not null
                   or exists (select 1 from passkeys where passkeys.user_id = users.id)
                   or exists (select 1 from login_links where login_links.user_id = users.id))";
    Ok(tx.query_opt(sql, params![user]).await?.is_some())
}
