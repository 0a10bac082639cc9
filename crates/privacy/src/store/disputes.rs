use db::{Result, Tx, params};
use kernel::UserId;

/// Whether an order of theirs is disputed.
pub(crate) async fn has_open(tx: &mut Tx, user: UserId) -> Result<bool> {
    let sql = "select 1 from orders o join disputes d on d.order_id = o.id where o.buyer = $1 and d.state <> 'closed' limit 1";
    Ok(tx.query_opt(sql, params![user]).await?.is_some())
}
