use crate::OrderState;
use crate::batch::Effect;
use db::{Result, Tx, Ty, row};
use kernel::Time;

/// An order that had ended and is delivered all the same: settlement may have passed it, so it is told to look again.
/// Rare; any other sale writes nothing here.
pub(crate) async fn hold(tx: &mut Tx, now: Time, effects: &[&Effect]) -> Result<()> {
    let ended = [OrderState::Cancelled, OrderState::Expired];
    let rows = effects
        .iter()
        .filter(|e| e.pays() && !e.is_new && ended.contains(&e.order.state))
        .map(|e| row![e.order.merchant, e.order.id, now, now])
        .collect();
    let sql = "insert into held_orders (merchant, order_id, reason, due_at, who, why, since) \
               values ($1, $2, 'late', $3, '', '', $4) on conflict (order_id, merchant) do update set \
               reason = excluded.reason, due_at = excluded.due_at";
    tx.exec_each(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await?;
    Ok(())
}
